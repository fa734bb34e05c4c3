"""The hub: applies the log's facts to the sessions of this gateway, and keeps the list of them. Runs on `gw-loop`.

It holds nothing that is not about its own sockets. Rooms change only by facts, in log order. A fact that cannot be
applied disconnects the local sessions that it concerns: a poison line must not kill one gateway after another.
"""

from __future__ import annotations

import logging
import math
from collections import deque
from collections.abc import Callable, Iterable, Sequence

from gateway.bus.base import Bus
from gateway.dialects.base import Conversation, Format
from gateway.hub.client import Client
from gateway.hub.delivery import deliver, deliver_run
from gateway.hub.flood import TokenBucket
from gateway.hub.rooms import Rooms
from gateway.hub.sessions import Session
from gateway.model.disconnects import Disconnect
from gateway.model.facts import CONNECTED_AGAIN, Fact, HasQuit, Joined, Parted, Renamed, Said, Told, TopicSet
from gateway.transport.base import Connection, Loop

log = logging.getLogger(__name__)

PING_SECONDS = 90.0
PING_ANSWER_SECONDS = 30.0
SLICE_SECONDS = 0.1
"""What concerns everybody is done for some of them each so many seconds."""
LEAST_LET_GO = 20
"""Of a gateway that is to end, so many clients at least go with each slice."""
LIVENESS_SECONDS = 5.0
"""How often it is looked at each client whether it has fallen silent."""


class Hub:
    """A `bus.base.FactSink` and the owner of all clients. `flood`: lines a second, and at once; 0: no limit."""

    def __init__(self, bus: Bus, loop: Loop, flood: tuple[float, float]) -> None:
        self.bus = bus
        self.loop = loop
        self.applied = 0
        self.deliveries = 0
        """Lines written to clients in rooms, since the start."""
        self.facts = 0
        """Facts applied, since the start."""
        self.refusals: dict[str, int] = {}
        """Commands refused, by reason."""
        self.disconnects: dict[str, int] = {}
        """Clients disconnected by this gateway, by reason."""
        self.outbox_bytes = 0
        """Bytes that wait for clients to read them, as of the last look."""
        self._flood = flood
        self._clients: dict[Session, Client] = {}
        self._by_uid: dict[str, dict[Session, None]] = {}
        self._rooms = Rooms()
        self._awaiting: dict[Session, None] = {}
        self._to_look_at: deque[Session] = deque()
        self._slice = 0
        self._when_empty: Callable[[], None] | None = None
        loop.call_later(SLICE_SECONDS, self._look_who_lives)

    @property
    def rooms(self) -> int:
        """Rooms that have a member on this gateway."""
        return len(self._rooms)

    # -- clients

    def welcome(self, connection: Connection, conversation: Conversation) -> Client:
        """A client has connected."""
        now = self.loop.time()
        session = Session(connection, conversation, TokenBucket(*self._flood, now), now)
        client = self._clients[session] = Client(self, session)
        log.debug("connected", extra={"conn": connection.id, "address": connection.address})
        connection.write(conversation.opened())
        return client

    def claim(self, session: Session) -> None:
        self._by_uid.setdefault(session.uid, {})[session] = None

    def reformat(self, session: Session, before: Format) -> None:
        self._rooms.reformat(session, before)

    def await_log(self, session: Session) -> None:
        self._awaiting[session] = None

    def when_empty(self, function: Callable[[], None]) -> None:
        """Call it once the last client is gone."""
        self._when_empty = function
        if not self._clients:
            function()

    def forget(self, session: Session) -> None:
        self._rooms.leave_all(session)
        self._disown(session)
        self._awaiting.pop(session, None)
        del self._clients[session]
        if not self._clients and self._when_empty:
            self._when_empty()

    def _disown(self, session: Session) -> None:
        mine = self._by_uid.get(session.uid)
        if mine is not None:
            mine.pop(session, None)
            if not mine:
                del self._by_uid[session.uid]

    def _look_who_lives(self) -> None:
        """A slice at a time: a crowd that fell silent at once must not keep the others waiting when it goes."""
        self.loop.call_later(SLICE_SECONDS, self._look_who_lives)
        if not self._to_look_at:
            self.outbox_bytes = sum(session.connection.queued for session in self._clients)
            self._to_look_at.extend(self._clients)
            self._slice = math.ceil(len(self._clients) * SLICE_SECONDS / LIVENESS_SECONDS)
        for _ in range(min(self._slice, len(self._to_look_at))):
            client = self._clients.get(self._to_look_at.popleft())
            if client is not None:
                client.guard(self._look_at, client)

    def _look_at(self, client: Client) -> None:
        session = client.session
        silent = self.loop.time() - session.heard
        if session.ended or session.unfinished:
            return
        if not session.registered:
            if self.loop.time() - session.since > session.conversation.patience:
                client.disconnect(Disconnect.REGISTRATION_TIMEOUT)
        elif client.held_up:
            return
        elif session.pinged is not None:
            if self.loop.time() - session.pinged > PING_ANSWER_SECONDS:
                client.disconnect(Disconnect.PING_TIMEOUT, f"{silent:.0f} seconds")
        elif silent > PING_SECONDS and (ping := session.conversation.ping()):
            session.pinged = self.loop.time()
            session.connection.write(ping)

    # -- the bus's side

    def apply(self, facts: Sequence[Fact], newest: int) -> None:
        run: list[Said] = []
        for fact in facts:
            if isinstance(fact, Said):
                if run and run[0].room != fact.room:
                    self._apply_run(run)
                    run = []
                run.append(fact)
            else:
                if run:
                    self._apply_run(run)
                    run = []
                try:
                    self._apply_one(fact)
                except Exception:
                    self._cannot_apply(fact)
        if run:
            self._apply_run(run)
        self.applied = newest
        self.facts += len(facts)
        if self._awaiting:
            self._advance()

    def lost(self, why: Disconnect) -> None:
        """Everybody goes, and no answer is waited for: perhaps none will come."""
        for client in tuple(self._clients.values()):
            client.let_go(why)

    def drain(self, why: Disconnect, seconds: float) -> None:
        """Everybody goes within so many seconds, some at a time, so that they do not all come back at once."""
        share = max(LEAST_LET_GO, math.ceil(len(self._clients) * SLICE_SECONDS / seconds))
        self._drain(deque(self._clients), why, share)

    def _drain(self, left: deque[Session], why: Disconnect, share: int) -> None:
        for _ in range(min(share, len(left))):
            client = self._clients.get(left.popleft())
            if client is not None:
                client.let_go(why)
        if left:
            self.loop.call_later(SLICE_SECONDS, lambda: self._drain(left, why, share))

    def _advance(self) -> None:
        awaiting, self._awaiting = self._awaiting, {}
        for session in awaiting:
            self._clients[session].advance()

    # -- facts

    def _apply_run(self, run: Sequence[Said]) -> None:
        room = self._rooms.get(run[0].room)
        if room is not None:
            try:
                self.deliveries += deliver_run(room, run)
            except Exception:
                self._cannot_apply(run[0])

    def _apply_one(self, fact: Fact) -> None:
        match fact:
            case Told():
                self._tell(fact)
            case Joined():
                for session in self._own(fact):
                    self._rooms.enter(session, fact.room)
                self._to_room(fact.room, fact)
            case Parted():
                self._to_room(fact.room, fact)
                for session in self._own(fact):
                    self._rooms.leave(session, fact.room)
            case TopicSet():
                self._to_room(fact.room, fact)
            case Renamed():
                mine = self._own(fact)
                deliver([s for s in self._rooms.who_see(fact.rooms) if s.uid != fact.uid], fact)
                for session in mine:
                    session.nick = fact.nick
                    session.tell(fact.id, session.conversation.format.own(fact), about=fact)
            case HasQuit():
                self._quit(fact)

    def _own(self, fact: Fact) -> tuple[Session, ...]:
        return tuple(self._by_uid.get(fact.uid, ()))

    def _to_room(self, key: str, fact: Fact) -> None:
        room = self._rooms.get(key)
        if room is not None:
            deliver(room.sessions(), fact)

    def _tell(self, fact: Told) -> None:
        """To its receiver; and to its sender as one's own. Who tells oneself something sees both."""
        deliver(self._own(fact), fact)
        for session in tuple(self._by_uid.get(fact.to, ())):
            if chunk := session.conversation.format.encode(fact):
                session.tell(fact.id, chunk)

    def _quit(self, fact: HasQuit) -> None:
        """The others are told. A session of the user that is still here was replaced or believed dead."""
        mine = self._own(fact)
        for session in mine:
            self._rooms.leave_all(session)
        deliver(self._rooms.who_see(fact.rooms), fact)
        for session in mine:
            replaced = fact.reason == CONNECTED_AGAIN
            self._clients[session].disconnect(Disconnect.REPLACED if replaced else Disconnect.FENCED)

    def _cannot_apply(self, fact: Fact) -> None:
        """In an `except` block: whom the fact concerns would not know the truth any more."""
        log.exception("a fact of type %s could not be applied", type(fact).__name__)
        for session in self._concerned(fact):
            self._clients[session].disconnect(Disconnect.ERROR)

    def _concerned(self, fact: Fact) -> Iterable[Session]:
        match fact:
            case HasQuit() | Renamed():
                others = self._rooms.who_see(fact.rooms)
            case Told():
                others = self._by_uid.get(fact.to, {})
            case _:
                others = self._rooms.who_see((fact.room,))
        return {**others, **dict.fromkeys(self._own(fact))}
