"""Choose one emoji, for a reaction. Runs on Kivy's thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kivy.core.window import Window
from kivy.metrics import dp

from kivy_client.ui.compose.picker import EmojiPicker
from kivy_client.ui.sheet import Sheet

if TYPE_CHECKING:
    from kivy_client.ui.base import Shell


class SignsSheet(Sheet):
    """`choose` is called with the sign that was picked."""

    def __init__(self, shell: Shell, *, choose: Callable[[str], object], **options: Any) -> None:
        super().__init__(title="Reaction", padded=False, **options)
        self._choose = choose
        height = max(min(dp(380), Window.height - dp(220)), dp(180))
        self.picker = EmojiPicker(shell.board, size_hint_y=None, height=height)
        self.picker.fbind("on_pick", lambda _, sign, _by_keyboard: self._picked(sign))
        self.add_widget(self.picker)

    def _picked(self, sign: str) -> None:
        self.dismiss()
        self._choose(sign)
