"""The hub: applies the log's facts to the sessions of this gateway, and keeps the list of them. Runs on `gw-loop`.

It holds nothing that is not about its own sockets. Rooms change only by facts, in log order. A fact that cannot be
applied disconnects the local sessions that it concerns: a poison line must not kill one gateway after another.
"""

from __future__ import annotations

import logging
import math
from collections import deque
from collections.abc import Callable, Iterable, Sequence

from gateway.bus.base import Actor, Bus
from gateway.dialects.base import Conversation, Format
from gateway.hub.applying import apply, concerned
from gateway.hub.client import Client
from gateway.hub.delivery import deliver_run
from gateway.hub.flood import TokenBucket
from gateway.hub.here import Here
from gateway.hub.sessions import Session
from gateway.model.answers import Answer
from gateway.model.disconnects import Disconnect
from gateway.model.facts import Fact, Said
from gateway.model.operators import Bans, LearnBans
from gateway.model.people import Unmonitor
from gateway.model.server import Server
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
    """A `bus.base.FactSink` and the owner of all clients. `flood`: lines a second, and at once; 0: no limit.
    `big_room`: with more members here than that, a room is told in bursts who comes and goes; 0: never."""

    def __init__(self, bus: Bus, loop: Loop, flood: tuple[float, float], big_room: int = 0) -> None:
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
        self._here = Here(loop, self._clients.keys(), self._disconnect, big_room)
        self._awaiting: dict[Session, None] = {}
        self._to_look_at: deque[Session] = deque()
        self._slice = 0
        self._when_empty: Callable[[], None] | None = None
        self._when_learnt: Callable[[], None] | None = None
        loop.call_later(SLICE_SECONDS, self._look_who_lives)

    @property
    def rooms(self) -> int:
        """Rooms that have a member on this gateway."""
        return len(self._here.rooms)

    # -- banned addresses

    def why_banned(self, address: str) -> str | None:
        """The reason why nobody may connect from this IP address; None: there is none."""
        return self._here.bans.why(address)

    def learn_bans(self, done: Callable[[], None] | None = None) -> None:
        """Ask which addresses are banned; call `done` once that is known."""
        self._when_learnt = done or self._when_learnt
        self._here.bans.begin_to_learn()
        self.bus.ask(Actor("", ""), LearnBans(), self._learn_bans)

    def _learn_bans(self, answer: Answer) -> None:
        if isinstance(answer, Bans):
            self._here.bans.learn(answer.at, answer.bans)
        else:
            log.error("a bug: Redis did not tell which addresses are banned: %r", answer)
        done, self._when_learnt = self._when_learnt, None
        if done is not None:
            done()

    def _disconnect(self, session: Session, why: Disconnect, detail: str) -> None:
        self._clients[session].disconnect(why, detail)

    # -- clients

    def welcome(self, connection: Connection, conversation: Conversation) -> Client:
        """A client has connected."""
        now = self.loop.time()
        session = Session(connection, conversation, TokenBucket(*self._flood, now), now)
        client = self._clients[session] = Client(self, session)
        log.debug("connected", extra={"conn": connection.id, "address": connection.address})
        connection.write(conversation.opened())
        return client

    def served_by(self, server: Server) -> None:
        """The server's message of the day or its operators have changed."""
        for session in self._clients:
            session.conversation.served_by(server)

    def claim(self, session: Session) -> None:
        self._here.claim(session)

    def reformat(self, session: Session, before: Format) -> None:
        self._here.rooms.reformat(session, before)

    def monitor(self, session: Session, nicks: Iterable[str]) -> None:
        self._here.monitors.add(session, nicks)

    def unmonitor(self, session: Session, nicks: Iterable[str]) -> None:
        self._here.monitors.remove(session, nicks)

    def await_log(self, session: Session) -> None:
        self._awaiting[session] = None

    def when_empty(self, function: Callable[[], None]) -> None:
        """Call it once the last client is gone."""
        self._when_empty = function
        if not self._clients:
            function()

    def forget(self, session: Session) -> None:
        if nicks := self._here.monitors.forget(session):
            self.bus.ask(session.actor, Unmonitor(nicks), lambda answer: None)
        self._here.forget(session)
        self._awaiting.pop(session, None)
        del self._clients[session]
        if not self._clients and self._when_empty:
            self._when_empty()

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
                    apply(self._here, fact)
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
        self.loop.post(self.learn_bans)  # what changed them may be among what was lost

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
        room = self._here.rooms.get(run[0].room)
        if room is not None:
            try:
                self._here.gathering.before_lines(room, run)
                self.deliveries += deliver_run(room, run)
            except Exception:
                self._cannot_apply(run[0])

    def _cannot_apply(self, fact: Fact) -> None:
        """In an `except` block: whom the fact concerns would not know the truth any more."""
        log.exception("a fact of type %s could not be applied", type(fact).__name__)
        for session in concerned(self._here, fact):
            self._clients[session].disconnect(Disconnect.ERROR)
