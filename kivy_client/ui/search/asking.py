"""Asks for what is being typed into a search field, once the person stops for a moment. Runs on Kivy's thread."""

from __future__ import annotations

from collections.abc import Callable

from kivy.clock import Clock

from kivy_client.core.model.commands import Search
from kivy_client.core.model.events import Found
from kivy_client.ui.board import Board

WAIT_SECONDS = 0.25


class Asking:
    """`tell` is called with each answer to the last question; with None when nothing is looked for any more."""

    def __init__(self, board: Board, tell: Callable[[Found | None], None]) -> None:
        self._board, self._tell = board, tell
        self._wanted = self._asked = ("", "")
        self._ask_soon = Clock.create_trigger(lambda _: self.now(), WAIT_SECONDS)
        self._bound = board.fbind("on_found", self._on_found)

    @property
    def waits(self) -> bool:
        """Something was typed that has not been asked for."""
        return self._wanted != self._asked

    def want(self, text: str, conversation: str) -> None:
        """Look for this soon."""
        self._wanted = (text.strip(), conversation if text.strip() else "")
        if self.waits:
            self._ask_soon()

    def now(self) -> None:
        """Do not wait any longer."""
        self._ask_soon.cancel()
        if not self.waits:
            return
        self._asked = self._wanted
        self._board.ask(Search(*self._asked))
        if not self._asked[0]:
            self._tell(None)

    def end(self) -> None:
        """Nothing is looked for any more."""
        self.want("", "")
        self.now()

    def close(self) -> None:
        self.end()
        self._board.unbind_uid("on_found", self._bound)

    def _on_found(self, _: Board, event: Found) -> None:
        if event.text and (event.text, event.conversation) == self._asked:
            self._tell(event)
