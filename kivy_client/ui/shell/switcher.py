"""Ctrl-K: go to a conversation by a few letters of its name. Runs on Kivy's thread."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kivy.lang import Builder
from kivy.metrics import dp

from kivy_client.core.model.conversations import Conversation
from kivy_client.ui.conversations.order import filtered
from kivy_client.ui.conversations.view import ConversationList
from kivy_client.ui.keycodes import DOWN, UP
from kivy_client.ui.sheet import Sheet

if TYPE_CHECKING:
    from kivy_client.ui.base import Shell

_ROWS = 6
_STEPS = {UP: -1, DOWN: 1}

Builder.load_file(str(Path(__file__).with_name("switcher.kv")))


class SwitcherSheet(Sheet):
    """The keyboard stays in the field: up and down choose below it, Enter goes there."""

    def __init__(self, shell: Shell, **options: Any) -> None:
        super().__init__(title="Go to", **options)
        self._shell = shell
        self.list = ConversationList(size_hint_y=None)
        self.list.height = min(_ROWS * self.list.row_height, dp(420))
        self.list.is_focusable = False
        self.list.fbind("on_choose", lambda _, one: self._go(one))
        self.add_widget(self.list)
        self.filter("")

    def filter(self, words: str) -> None:
        """Show those whose names have these words; the last ones open before come first."""
        order = self._shell.list.ordered
        current = self._shell.board.current
        self.list.show([one for one in filtered(order, words) if words.strip() or one.key != current])
        self._mark(0)

    def step(self, by: int) -> None:
        self._mark((self._at + by) % max(len(self.list.items), 1))

    def go(self) -> None:
        """Enter."""
        if self.list.items:
            self._go(self.list.items[self._at])

    def _mark(self, at: int) -> None:
        self._at = at
        self.list.chosen = self.list.items[at].key if at < len(self.list.items) else ""
        if self.list.items:
            self.list.reveal(at)

    def _go(self, one: Conversation) -> None:
        self.dismiss()
        self._shell.open_conversation(one.key)

    def _on_key_down(self, window: Any, key: int, *more: Any) -> bool:
        if key in _STEPS and Sheet.top() is self:
            self.step(_STEPS[key])
            return True
        return super()._on_key_down(window, key, *more)
