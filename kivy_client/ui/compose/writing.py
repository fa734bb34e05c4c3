"""Tells the core when the person writes, pauses, or stops; how often others are told is the core's to decide.

Source: IRCv3 typing. Nobody is told of a command. Runs on Kivy's thread.
"""

from __future__ import annotations

from kivy.clock import Clock

from kivy_client.core.model.commands import Typing
from kivy_client.core.model.conversations import TypingState
from kivy_client.ui.board import Board
from kivy_client.ui.compose.entry import EntryField

PAUSE_SECONDS = 5.0


class Writing:
    """For one field."""

    def __init__(self, board: Board, field: EntryField) -> None:
        self._board, self._field = board, field
        self._key = ""
        self._state: TypingState = "done"
        self._pause_soon = Clock.create_trigger(lambda _: self.paused(), PAUSE_SECONDS)

    def changed(self, loading: bool) -> None:
        """The text changed; `loading`: not by the person, but because another conversation was opened."""
        if loading:
            self.paused()
            self._state, self._key = "done", self._board.current
            return
        text = self._field.text
        if not text.strip() or text.startswith("/"):
            self._tell("done")
            self._pause_soon.cancel()
        else:
            self._tell("active")
            self._pause_soon.cancel()
            self._pause_soon()

    def paused(self) -> None:
        """Nothing was typed for a while, or the field has lost the keyboard."""
        self._pause_soon.cancel()
        if self._state == "active":
            self._tell("paused")

    def said(self) -> None:
        """It was sent, which tells everyone."""
        self._pause_soon.cancel()
        self._state = "done"

    def _tell(self, state: TypingState) -> None:
        key = self._key if state == "paused" else self._board.current
        if state == "done" and self._state == "done":
            return
        self._state, self._key = state, self._board.current
        if key:
            self._board.ask(Typing(key, state))
