"""The app's own timeline, driven as the app does: by events through the board."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.app.messages import Message
from kivy_client.core.model.commands import Command
from kivy_client.core.model.entries import Entry, Splice
from kivy_client.core.model.events import Link, Linked, Opened, Spliced
from kivy_client.ui.board import Board
from kivy_client.ui.timeline.pane import TimelinePane

ROOM = "#bench"


class ChorusChat:
    """See `course.Chat`."""

    def __init__(self) -> None:
        self._asked: list[Command] = []
        self._board = Board(self._asked.append)
        self._board.apply(Linked(Link.ONLINE, "mira"))
        self.widget = TimelinePane(self._board)

    @property
    def drawn(self) -> Any:
        """Without the scroll bar, which is another after a change."""
        return self.widget.view

    def load(self, messages: Sequence[Message]) -> None:
        self._board.apply(Opened(ROOM, _entries(messages), older=False))

    def append(self, messages: Sequence[Message]) -> None:
        self._splice(len(self.widget.view.entries), messages)

    def prepend(self, messages: Sequence[Message]) -> None:
        self._splice(0, messages)

    def scroll(self, pixels: float) -> None:
        self.widget.view.scroll_by(pixels)

    def to_end(self) -> None:
        self.widget.view.scroll_to_end()

    def _splice(self, at: int, messages: Sequence[Message]) -> None:
        self._board.apply(Spliced(ROOM, (Splice(at, 0, _entries(messages)),)))


def _entries(messages: Sequence[Message]) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            str(one.number), "message", one.nick, one.text, one.second * 1_000_000, own=one.own, msgid=str(one.number)
        )
        for one in messages
    )
