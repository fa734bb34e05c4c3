"""All that goes on at one server, put together: commands of the window in, events of the connection in. Pure.

It outlives connections: `enter` lends it the session of the present one, `leave` takes it back. After anything
happened, `settle` tells the window what changed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from ircwire.client import ClientSession
from ircwire.client_events import Event
from kivy_client.core.chat.context import Context
from kivy_client.core.chat.happened import Happened
from kivy_client.core.chat.parts import Parts
from kivy_client.core.chat.wishes import Wishes
from kivy_client.core.model.commands import Command
from kivy_client.core.model.conversations import Conversation, Kind
from kivy_client.core.model.events import TypingChanged

_log = logging.getLogger(__name__)


class Chat:
    def __init__(self, context: Context) -> None:
        self._context = context
        self._parts = Parts(context)
        self._happened = Happened(self._parts)
        self._wishes = Wishes(self._parts)
        self._writers: tuple[str, ...] = ()

    # What is

    @property
    def waiting(self) -> int:
        """Own messages that the server does not have yet."""
        return len(self._parts.outgoing)

    @property
    def away(self) -> str:
        return self._parts.presence.away

    def conversations(self) -> tuple[Conversation, ...]:
        """All of them, for `Loaded`."""
        return self._parts.conversations.values()

    @property
    def current(self) -> str:
        """The key of the conversation that was open last."""
        key = self._context.store.conversations.current(self._context.server.number)
        return key if self._parts.conversations.get(key) else ""

    def take_over(self, before: Chat) -> None:
        """The window knows what another chat of this server told it: tell what is otherwise here, and open again what
        is open."""
        self._parts.conversations.take_over(before._parts.conversations)
        self._parts.presence.wanted = before._parts.presence.wanted
        self._writers = before._writers
        shown = before._parts.opened.row
        row = self._parts.conversations.get(shown.key) if shown is not None else None
        if row is not None:
            self._parts.opened.open(row)
            self._parts.rooms.tell_members()

    # The connection

    def enter(self, session: ClientSession) -> None:
        """The server has let us in."""
        self._context.session = session
        self._context.nick = session.nick
        parts = self._parts
        if self._context.names.learn(session):
            for row in parts.conversations:
                if row.kind is not Kind.SERVER and parts.conversations.get(row.key) is row:
                    parts.rename(row, row.name)
        for again in (
            *(self._wishes.rejoin, parts.presence.connected, parts.markers.connected),
            *(parts.own_nick.connected, parts.outgoing.send, parts.catch_up.connected),
        ):
            self._replay(again)

    def _replay(self, again: Callable[[], None]) -> None:
        """Something of before is asked anew. What is kept here must never end a connection, whatever it is."""
        try:
            again()
        except ValueError:
            _log.warning("Something that is kept cannot be sent")  # not what: it may be a password
            self._context.toast("Something that was kept here cannot be sent to the server")

    def leave(self) -> None:
        """The connection is gone."""
        self._parts.arrivals.flush()
        self._context.session = None
        for part in (self._parts.outgoing, self._parts.catch_up, self._parts.rooms, self._parts.presence):
            part.lost()
        self._parts.asking.lost()
        self._parts.who.lost()
        self._parts.own_nick.lost()
        self._parts.writers.clear()
        self._parts.rooms.tell_members()

    def apply(self, event: Event) -> None:
        """Something happened at the server."""
        self._happened.apply(event)

    # The window

    def do(self, command: Command) -> None:
        """Carry out what the window asks, as far as it is about this server."""
        self._wishes.do(command)

    def seen_again(self) -> None:
        """The preferences changed what is shown of the open conversation."""
        row = self._parts.opened.row
        if row is not None:
            self._parts.opened.open(row)

    # Time

    @property
    def deadline(self) -> float:
        """When to call `tick`, in monotonic seconds."""
        parts = self._parts
        timed = (parts.outgoing, parts.catch_up, parts.rooms, parts.markers, parts.writers, parts.who, parts.own_nick)
        return min(part.deadline for part in timed)

    def tick(self) -> None:
        mono = self._context.now.mono
        self._parts.outgoing.tick(mono)
        self._parts.catch_up.tick(mono)
        self._parts.markers.tick()
        self._parts.writers.expire(mono)
        self._parts.who.tick()
        self._parts.own_nick.tick()

    def settle(self) -> None:
        """After anything happened: tell what changed."""
        parts = self._parts
        parts.arrivals.flush()
        parts.rooms.look()
        row = parts.opened.row
        if parts.writers.nicks != self._writers:
            self._writers = parts.writers.nicks
            if row is not None:
                self._context.show(TypingChanged(row.key, self._writers))
        parts.opened.settle()
        parts.conversations.settle()
