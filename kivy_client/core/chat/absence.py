"""Since when somebody may have written to us alone without our knowing, and who of them is still to be read. Pure.

The time is in the store until all is read, so that a connection that breaks before that, or a killed app, loses
nothing. Own lines say nothing of what others wrote: what was typed while we were away is sent before it is known who
wrote, so what is here of a person is counted from the last that they said (`edge`), in whatever order things come.
"""

from __future__ import annotations

from kivy_client.core.chat.context import Context
from kivy_client.core.chat.conversations import Row
from kivy_client.core.model.conversations import Kind
from kivy_client.core.store.rows import Edge

FIRST_VISIT_MICROS = 7 * 24 * 3600 * 1_000_000
"""So far back it is asked who wrote to us, if we have never been here."""
OVERLAP = 60 * 1_000_000
"""Clocks differ, those of several servers too: who wrote is asked from so much earlier on."""


class Absence:
    """`since`: microseconds since 1970. `is_over`: it is known who wrote meanwhile. Conversations by their numbers."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._unread: set[int] = set()
        self._heard: set[int] = set()
        self.since = 0
        self.is_over = True

    def begin(self) -> None:
        """We are connected (again)."""
        traits, server = self._context.store.traits, self._context.server.number
        known = self._context.store.messages.heard_until(server)
        since = known - OVERLAP if known else self._context.now.wall - FIRST_VISIT_MICROS
        before = traits.of(server).unheard_since
        self.since = max(min(since, before) if before else since, 0)
        traits.unheard(server, self.since)
        self.is_over = False
        self._unread.clear()
        self._heard.clear()

    def edge(self, row: Row) -> Edge:
        """Behind this, a person may have said what is not here."""
        messages = self._context.store.messages
        last = messages.newest(row.number, of_others=True) or messages.oldest(row.number)
        return last or Edge("", self.since)

    def before_live(self, row: Row) -> Edge | None:
        """Somebody says something to us alone, before it is known what they said meanwhile: behind what that was."""
        if self.is_over or row.kind is not Kind.PERSON or row.number in self._heard:
            return None
        self._heard.add(row.number)
        return self.edge(row)

    def wrote(self, row: Row) -> None:
        """They wrote; what, is asked."""
        self._unread.add(row.number)

    def was_read(self, number: int) -> None:
        """What somebody wrote has come, or there is no getting it."""
        self._unread.discard(number)
        self._look()

    def told(self) -> None:
        """It is known who wrote."""
        self.is_over = True
        self._look()

    def _look(self) -> None:
        if self.is_over and not self._unread:
            self._context.store.traits.unheard(self._context.server.number, 0)
