"""Ctrl-F: look for words in the open conversation, and go from one place to the next. Runs on Kivy's thread."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kivy.lang import Builder
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kivy_client.core.model.commands import JumpTo
from kivy_client.core.model.conversations import Hit
from kivy_client.core.model.events import Found
from kivy_client.ui.board import Board
from kivy_client.ui.controls import Field
from kivy_client.ui.search.asking import Asking

NOTHING = "Nothing found"


class BarField(Field):
    """Enter and up lead to older places, Shift-Enter and down to newer ones: `on_step(by)`."""

    __events__ = ("on_step",)

    def on_step(self, by: int) -> None:
        """The bar binds to it."""

    def keyboard_on_key_down(self, window: Any, keycode: tuple[int, str], text: str, modifiers: list[str]) -> bool:
        held = set(modifiers) & {"shift", "ctrl", "alt", "meta"}
        if keycode[1] in ("enter", "numpadenter") and held <= {"shift"}:
            self.dispatch("on_step", -1 if held else 1)
            return True
        if keycode[1] in ("up", "down") and not held:
            self.dispatch("on_step", 1 if keycode[1] == "up" else -1)
            return True
        return bool(super().keyboard_on_key_down(window, keycode, text, modifiers))


class SearchBar(BoxLayout):
    """`shown`: it is there. `count`: as "3 of 17". Events: `on_everywhere(text)`, to look for it in all conversations,
    and `on_end`, when the keyboard is free again."""

    shown = BooleanProperty(False)
    count = StringProperty("")
    can_step = BooleanProperty(False)
    __events__ = ("on_everywhere", "on_end")

    def __init__(self, board: Board, **options: Any) -> None:
        super().__init__(**options)
        self.board = board
        self._hits: tuple[Hit, ...] = ()
        self._at, self._more = 0, False
        self._asking = Asking(board, self._found)
        board.fbind("current", lambda *_: self.close())

    def on_everywhere(self, text: str) -> None:
        """Whoever shows the bar binds to it."""

    def on_end(self) -> None:
        """As `on_everywhere`."""

    def begin(self) -> None:
        """Show it, and give it the keyboard."""
        self.shown = True
        field = self.ids.search_field
        field.focus = True
        field.select_all()
        self._want(field.text)

    def close(self) -> None:
        if self.shown:
            self.shown = False
            self.ids.search_field.focus = False
            self._asking.end()

    def back(self) -> bool:
        """Close it; False: it was not there."""
        was = self.shown
        if was:
            self.close()
            self.dispatch("on_end")
        return was

    def step(self, by: int) -> None:
        """Go to an older place (1) or a newer one (-1), round about."""
        if self._asking.waits:
            self._asking.now()
        elif self._hits:
            self._go((self._at + by) % len(self._hits))

    def _want(self, text: str) -> None:
        if self.shown:
            self._asking.want(text, self.board.current)

    def _found(self, event: Found | None) -> None:
        self._hits, self._more = (event.hits, event.more) if event is not None else ((), False)
        self.can_step = bool(self._hits)
        if self._hits:
            self._go(0)
        else:
            self.count = NOTHING if event is not None else ""

    def _go(self, at: int) -> None:
        self._at = at
        hit = self._hits[at]
        self.count = f"{at + 1} of {len(self._hits)}{'+' if self._more else ''}"
        self.board.ask(JumpTo(hit.conversation, hit.msgid, hit.row))


Builder.load_file(str(Path(__file__).with_name("bar.kv")))
