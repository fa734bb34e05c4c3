"""Our own name, while we had to come in under another one: taken back as soon as it is free. Pure.

Its being free is told by MONITOR, or by who leaves a room of ours; besides, it is asked for now and then. A name that
the server gives us later (services do so) is not fought over.
"""

from __future__ import annotations

from ircwire.client_events import Failed
from kivy_client.core.chat.context import Context
from kivy_client.core.plaintext import readable_name

AGAIN_SECONDS = 30.0
MOST_TRIES = 20
NEVER = float("inf")


class OwnNick:
    def __init__(self, context: Context) -> None:
        self._context = context
        self._tries = 0
        self._asked = False
        self._next_at = NEVER

    @property
    def deadline(self) -> float:
        return self._next_at

    def connected(self) -> None:
        """We are in, under whatever name."""
        context, session = self._context, self._context.session
        assert session is not None
        self._tries = 0
        if context.is_me(context.server.nick) or context.server.nick.startswith(session.nick):
            return  # it is ours, or as much of it as this server takes
        ours, now = readable_name(context.server.nick), readable_name(session.nick)
        context.toast(f"{ours} is still in use, so you are {now} until it is free")
        session.watch([context.server.nick])
        self._next_at = context.now.mono + AGAIN_SECONDS

    def lost(self) -> None:
        """The connection is gone."""
        self._next_at = NEVER
        self._asked = False

    def renamed(self) -> None:
        """We are called otherwise: by our own name again, or as somebody wants it."""
        session = self._context.session
        if self._next_at != NEVER and session is not None:
            session.unwatch([self._context.server.nick])
        self.lost()

    def freed(self, nick: str) -> None:
        """Nobody is called so any more."""
        same = self._context.names.fold
        if self._next_at != NEVER and same(nick) == same(self._context.server.nick):
            self._ask()

    def refused(self, failure: Failed) -> bool:
        """Whether it is our own asking that was refused: nobody is told."""
        if not self._asked or failure.command != "NICK":
            return False
        self._asked = False
        return True

    def tick(self) -> None:
        if self._context.now.mono >= self._next_at:
            self._ask()

    def _ask(self) -> None:
        session = self._context.session
        self._tries += 1
        if session is None or self._tries > MOST_TRIES:
            self._next_at = NEVER
            return
        self._asked = True
        self._next_at = self._context.now.mono + AGAIN_SECONDS
        session.change_nick(self._context.server.nick)
