"""Since when somebody may have written to us alone without our knowing, and who of them is still to be read. Pure.

The time is in the store until all is read, so that a connection that breaks before that, or a killed app, loses
nothing.
"""

from __future__ import annotations

from kivy_client.core.chat.context import Context
from kivy_client.core.chat.conversations import Conversations, Row
from kivy_client.core.model.conversations import Kind
from kivy_client.core.store.rows import Edge

FIRST_VISIT_MICROS = 7 * 24 * 3600 * 1_000_000
"""So far back it is asked who wrote to us, if we have never been here."""
OVERLAP = 60 * 1_000_000
"""Clocks differ: who wrote is asked from so much earlier on."""


class Absence:
    """`since`: microseconds since 1970. `is_over`: it is known who wrote meanwhile."""

    def __init__(self, context: Context, conversations: Conversations) -> None:
        self._context = context
        self._conversations = conversations
        self._unread: set[str] = set()
        self._heard: set[str] = set()
        self.since = 0
        self.is_over = True

    def begin(self) -> None:
        """We are connected (again)."""
        known = [row.last.time for row in self._conversations if row.last is not None]
        since = max(known) - OVERLAP if known else self._context.now.wall - FIRST_VISIT_MICROS
        traits, server = self._context.store.traits, self._context.server.number
        before = traits.of(server).unheard_since
        self.since = min(since, before) if before else since
        traits.unheard(server, self.since)
        self.is_over = False
        self._unread.clear()
        self._heard.clear()

    def before_live(self, row: Row) -> Edge | None:
        """Somebody says something to us alone, before it is known what they said meanwhile: behind what that was."""
        if self.is_over or row.kind is not Kind.PERSON or row.key in self._heard:
            return None
        self._heard.add(row.key)
        messages = self._context.store.messages
        last = messages.page(row.number, 1)
        return messages.newest(row.number) or Edge("", last[0].time if last else self.since)

    def wrote(self, row: Row) -> None:
        """They wrote; what, is asked."""
        self._unread.add(row.key)

    def was_read(self, key: str) -> None:
        """What somebody wrote has come, or there is no getting it."""
        self._unread.discard(key)
        self._look()

    def told(self) -> None:
        """It is known who wrote."""
        self.is_over = True
        self._look()

    def _look(self) -> None:
        if self.is_over and not self._unread:
            self._context.store.traits.unheard(self._context.server.number, 0)
