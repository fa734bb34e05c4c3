"""Who is away and who is a bot, of those who were there before us: by WHO (of rooms) and WHOIS (of people). Pure.

A small room is asked for as we come into it, a larger one and a person when they are looked at; one after the other,
for servers bear only so much. What changes later is told by the server (away-notify); where it is not, who looks again
after a while asks again. Answers are the session's to know, and `Presence`'s.
"""

from __future__ import annotations

from collections import deque

from ircwire import capabilities as caps
from kivy_client.core.chat.context import Context
from kivy_client.core.chat.conversations import Conversations, Row
from kivy_client.core.chat.opened import OpenConversation
from kivy_client.core.model.conversations import Kind

MOST_SMALL = 300
"""A room with so many members is asked for at once."""
MOST_ASKED = 5000
"""One with more, never."""
PAUSE_SECONDS = 1.0
ANSWER_SECONDS = 30.0
"""After so long without an answer, or with a refusal, the next is asked."""
AGAIN_SECONDS = 120.0
NEVER = float("inf")


class Who:
    """All by the key of the conversation."""

    def __init__(self, context: Context, conversations: Conversations, opened: OpenConversation) -> None:
        self._context = context
        self._conversations = conversations
        self._opened = opened
        self.lost()

    def lost(self) -> None:
        """The connection is gone."""
        self._waiting: deque[str] = deque()
        self._asked: dict[str, float] = {}
        self._under_way = ""
        self._next_at = NEVER

    @property
    def deadline(self) -> float:
        return self._next_at

    def entered(self, room: str) -> None:
        """We are in a room, and were told who else is."""
        row = self._conversations.find(room)
        if row is None:
            return
        self._asked.pop(row.key, None)
        if self._opened.is_this(row):
            self.seen(row)
        elif self._people(row) <= MOST_SMALL:
            self._want(row, first=False)

    def seen(self, row: Row) -> None:
        """It is looked at."""
        session = self._context.session
        if session is None or row.kind is Kind.SERVER or (row.room and not 0 < self._people(row) <= MOST_ASKED):
            return
        asked = self._asked.get(row.key)
        followed = row.room and caps.AWAY_NOTIFY in session.enabled
        if asked is None or (not followed and self._context.now.mono - asked >= AGAIN_SECONDS):
            self._want(row, first=True)

    def answered(self, name: str) -> bool:
        """The answer about a room or a person is complete. False: nobody here asked for it."""
        key = self._context.names.fold(name)
        if not self._under_way or key != self._under_way:
            return False
        self._go_on(PAUSE_SECONDS)
        return True

    def refused(self) -> bool:
        """The server does not want to say it, for now. False: nobody here asked."""
        asked = bool(self._under_way)
        if asked:
            self._go_on(ANSWER_SECONDS)
        return asked

    def tick(self) -> None:
        if self._context.now.mono >= self._next_at:
            self._ask()

    def _people(self, row: Row) -> int:
        session = self._context.session
        return session.count(row.name) if session is not None else 0

    def _want(self, row: Row, *, first: bool) -> None:
        if row.key in self._waiting:
            self._waiting.remove(row.key)
        if first:
            self._waiting.appendleft(row.key)
        else:
            self._waiting.append(row.key)
        if self._next_at == NEVER:
            self._ask()

    def _go_on(self, pause: float) -> None:
        self._under_way = ""
        self._next_at = self._context.now.mono + pause

    def _ask(self) -> None:
        """The next that is still worth it."""
        session, mono = self._context.session, self._context.now.mono
        self._under_way, self._next_at = "", NEVER
        while self._waiting and session is not None:
            row = self._conversations.get(self._waiting.popleft())
            if row is None or (row.room and not self._people(row)) or not (row.room or self._opened.is_this(row)):
                continue
            if row.room:
                session.who(row.name)
            else:
                session.whois(row.name)
            self._under_way, self._next_at = row.key, mono + ANSWER_SECONDS
            self._asked[row.key] = mono
            return
