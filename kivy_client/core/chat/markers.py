"""Up to when a conversation was read, here and on all our devices (IRCv3 draft read-marker). Pure.

What the window says is kept at once, and told to the server at most once a second for each conversation.
"""

from __future__ import annotations

from ircwire.client_events import ReadMarked
from kivy_client.core.chat.context import Context
from kivy_client.core.chat.conversations import Conversations, Row
from kivy_client.core.model.conversations import Kind

TELL_SECONDS = 1.0
MOST_ASKED = 50
"""Talks whose marker is asked for on connecting; those of rooms are told on joining."""
NEVER = float("inf")


class Markers:
    def __init__(self, context: Context, conversations: Conversations) -> None:
        self._context = context
        self._conversations = conversations
        self._due: dict[str, float] = {}
        self._told: dict[str, float] = {}

    @property
    def deadline(self) -> float:
        return min(self._due.values(), default=NEVER)

    def connected(self) -> None:
        self._due.clear()
        self._told.clear()
        session = self._context.session
        if session is None or not session.has_read_markers:
            return
        people = [row for row in self._conversations if row.kind is Kind.PERSON]
        for row in people[:MOST_ASKED]:
            session.ask_read(row.name)

    def read(self, row: Row, time: int) -> None:
        """The person has seen all up to this time: of what has come. An own line that waits below it, by a clock that
        may be ahead, says nothing of what others say meanwhile."""
        if self._conversations.mark_read(row, min(time, self._context.store.messages.said_until(row.number))):
            self._tell(row)

    def apply(self, event: ReadMarked) -> None:
        """The server says up to when we have read."""
        row = self._conversations.find(event.target)
        if row is None:
            return
        time = None if event.time is None else self._context.past(event.time)
        if time is not None and time > row.read:
            self._conversations.mark_read(row, time)
        elif time is None or row.read - time >= 1000:  # it knows milliseconds
            self._tell(row)

    def tick(self) -> None:
        for key in [key for key, due in self._due.items() if due <= self._context.now.mono]:
            del self._due[key]
            row, session = self._conversations.get(key), self._context.session
            if row is not None and session is not None and row.read:
                self._told[key] = self._context.now.mono
                session.mark_read(row.name, row.read)

    def _tell(self, row: Row) -> None:
        session = self._context.session
        if session is not None and session.has_read_markers and row.kind is not Kind.SERVER:
            self._due.setdefault(row.key, self._told.get(row.key, -NEVER) + TELL_SECONDS)
            self.tick()
