"""The field one writes a message in: it grows with the text, and asks first what a key means. Runs on Kivy's thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.core.window import Window
from kivy.metrics import dp

from kivy_client.ui.field import Field

_LINES, _FEW_LINES = 6, 3
_LOW_DP = 480
"""A window lower than this shows fewer lines, or nothing of the timeline would be left."""
_HELD = frozenset({"shift", "ctrl", "alt", "meta"})

OnKey = Callable[[str, frozenset[str]], bool]


class EntryField(Field):
    """`on_key(name, held)` is asked before a key does what it does in a field; True: it has been dealt with."""

    def __init__(self, **options: Any) -> None:
        self.on_key: OnKey = lambda name, held: False
        super().__init__(multiline=True, **options)
        for name in ("minimum_height", "line_height", "padding", "least_height", "max_lines"):
            self.fbind(name, self._grow)
        for name in ("size", "minimum_height", "scroll_y"):
            self.fbind(name, self._keep_in_sight)
        Window.bind(height=self._limit)
        self._limit()

    def put(self, text: str) -> None:
        """Replace all by this; the cursor is at its end."""
        self.text = text
        self.cancel_selection()
        self.cursor = self.get_cursor_from_index(len(text))
        self.reset_undo()

    def replace(self, start: int, end: int, text: str) -> None:
        """Put another text in the place of characters `start` to `end`; it can be undone as if it was typed."""
        self.cancel_selection()
        if end > start:
            self.select_text(start, end)
            self.delete_selection()
        self.cursor = self.get_cursor_from_index(start)
        self.insert_text(text)

    def add_line(self) -> None:
        """What Enter does in a field of several lines."""
        if self._selection:
            self.delete_selection()
        self.insert_text("\n")

    def keyboard_on_key_down(self, window: Any, keycode: tuple[int, str], text: str, modifiers: list[str]) -> bool:
        held = frozenset(modifiers) & _HELD
        if not self.readonly and self.on_key(keycode[1], held):
            return True
        return bool(super().keyboard_on_key_down(window, keycode, text, modifiers))

    def _limit(self, *_: object) -> None:
        self.max_lines = _LINES if Window.height >= dp(_LOW_DP) else _FEW_LINES

    def _grow(self, *_: object) -> None:
        self.height = self.grown

    def _keep_in_sight(self, *_: object) -> None:
        """Kivy scrolls to where the cursor was before the field grew or lines were broken anew: leave no room below."""
        self.scroll_y = min(self.scroll_y, max(self.minimum_height - self.height, 0))
