"""A client of this gateway: takes its bytes through its conversation and does what the steps say. Runs on `gw-loop`.

Bounds what one client can have under way: its unfinished commands, its rate of lines, and (by not reading) its input.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Protocol

from gateway.bus.base import Bus
from gateway.dialects.base import Ask, Audit, Format, Labelled, Leave, Reply, Step
from gateway.hub import audit
from gateway.hub.sessions import MOST_PARTS, Asked, CloseLabel, OpenLabel, Session
from gateway.model.answers import Answer, Refused
from gateway.model.commands import BecomeOperator, Command, Quit, Register, Say, Settle
from gateway.model.disconnects import Disconnect
from gateway.model.parts import cut_short, parted
from gateway.model.people import Monitor, Unmonitor, UserModes
from gateway.transport.base import Loop, Timer

log = logging.getLogger(__name__)

SETTLE_SECONDS = 1.0
"""The longest that a PONG waits for the commands of others."""
LABELLED_PARTS = 4
"""Of an answer under a label, which is told in one piece."""
MOST_QUEUED = 128 * 1024
"""Bytes that a client may not have read yet when the next part of an answer is asked."""
PARTS_SECONDS, LOOK_SECONDS = 30.0, 0.1
"""How long it may take until the last part is asked, and how often it is looked whether the client has read."""
MOST_HELD = 4096
"""Chunks that may wait meanwhile for a client that reads slowly; then the answer is cut short."""
MOST_UNFINISHED = 64
"""Commands that one client may have under way; it is not read further until some are answered."""


class Owner(Protocol):
    """What a client needs of the hub."""

    applied: int
    bus: Bus
    loop: Loop
    refusals: dict[str, int]
    disconnects: dict[str, int]

    def claim(self, session: Session) -> None:
        """The session is about to register the user `session.uid`."""

    def reformat(self, session: Session, before: Format) -> None:
        """The session's conversation has another format than before."""

    def monitor(self, session: Session, nicks: Iterable[str]) -> None:
        """It waits for these people."""

    def unmonitor(self, session: Session, nicks: Iterable[str]) -> None:
        """It waits for these no more."""

    def await_log(self, session: Session) -> None:
        """Advance it again when more of the log is applied."""

    def forget(self, session: Session) -> None:
        """Its connection is gone."""


def _register(owner: Owner, session: Session, command: Register) -> None:
    session.belong_to(owner.bus.user_id(session.id))
    owner.claim(session)


def _monitor(owner: Owner, session: Session, command: Monitor) -> None:
    """From now on, so that nobody who comes meanwhile is missed; who is told twice knows the truth all the same."""
    owner.monitor(session, command.nicks)


def _unmonitor(owner: Owner, session: Session, command: Unmonitor) -> None:
    owner.unmonitor(session, command.nicks)


_PREPARE: dict[type, Callable[[Owner, Session, Any], None]] = {
    Register: _register,
    Monitor: _monitor,
    Unmonitor: _unmonitor,
}
"""What is to be done before certain commands are asked."""


class Client:
    """A `transport.base.Handler`: one connection with its session."""

    def __init__(self, owner: Owner, session: Session) -> None:
        self._owner = owner
        self.session = session
        self.held_up = False
        """Its next step waits for something: what it sends is not looked at, and its silence says nothing about it."""
        self._paused = False
        self._slowed: Timer | None = None
        """Runs until its next line may pass."""
        self._gone = False

    # -- the transport's side

    def received(self, data: bytes) -> None:
        self.session.heard = self._owner.loop.time()
        self.session.pinged = None
        self.session.conversation.feed(data)
        self.pump()

    def ended(self) -> bool:
        """What it asked before it closed its side (`printf … | nc`) is answered yet."""
        session = self.session
        if session.unfinished and not session.ended:
            why = "Connection closed"
            log.info("left: %s", why, extra=self._named())
            self._end(why)
            session.unfinished.append(Leave(b"", Disconnect.LOST, why))
        return bool(session.unfinished)

    def closed(self, reason: str) -> None:
        session = self.session
        self._gone = True
        if not session.ended:
            log.info("left: %s", reason, extra=self._named())
            self._end(reason)
        self._owner.forget(session)

    def overflowed(self) -> None:
        self.disconnect(Disconnect.SLOW)

    # -- steps

    def pump(self) -> None:
        """Take steps until the input is used up or something must be waited for."""
        session, conversation = self.session, self.session.conversation
        while not (session.ended or session.waiting or len(session.unfinished) >= MOST_UNFINISHED):
            delay = session.bucket.wait(self._owner.loop.time())
            if delay:
                if self._slowed is None:
                    self._slowed = self._owner.loop.call_later(delay, self._pump_later)
                break
            before = conversation.format
            step = conversation.step()
            if conversation.format is not before:
                self._owner.reformat(session, before)
            if step is None:
                self.held_up = False
                self._resume()
                return
            session.bucket.take()
            if isinstance(step, Labelled):
                self._go_through(step)
            else:
                self._do(step)
        self.held_up = True
        if conversation.pending:
            # So that no more comes in, not the end of the stream either, before these lines are carried out. Most send
            # nothing while they wait, and to pause and resume costs a call of the system each.
            self._pause()

    def _pump_later(self) -> None:
        """On the loop, out of a timer: what goes wrong ends this client only."""
        self._slowed = None
        self.guard(self.pump)

    def _pause(self) -> None:
        if not self._paused:
            self._paused = True
            self.session.connection.pause()

    def _resume(self) -> None:
        if self._paused:
            self._paused = False
            self.session.connection.resume()

    def _do(self, step: Step, most_parts: int = MOST_PARTS) -> None:
        session = self.session
        if isinstance(step, Ask):
            session.waiting = session.waiting or step.wait
            prepare = _PREPARE.get(type(step.command))
            if prepare is not None:
                prepare(self._owner, session, step.command)
            self._ask(Asked(step.command, parts=most_parts))
        elif isinstance(step, Reply):
            if step.settled and self._owner.bus.under_way:
                self._settle()
            session.put(step)
        elif isinstance(step, Audit):
            audit.tried(step.text, self._named())
        else:
            log.info("left: %s (%s)", step.why.code, step.reason, extra=self._named())
            self._end(step.reason)
            session.unfinished.append(step)
            self._advance()

    def _settle(self) -> None:
        """What comes next waits until all that was asked before, by anybody here, is done and told. Not for long: where
        Redis is away, a client that asks whether we live is to be told so."""
        asked = Asked(Settle())
        self._ask(asked)
        self._owner.loop.call_later(SETTLE_SECONDS, partial(self._settled_enough, asked))

    def _settled_enough(self, asked: Asked) -> None:
        if asked.answer is None and not self._gone:
            asked.answer = Answer(0)
            self.guard(self._advance)

    def _go_through(self, step: Labelled) -> None:
        self.session.put(OpenLabel(step.label))
        for each in step.steps:
            self._do(each, LABELLED_PARTS)
        self.session.put(CloseLabel())

    def _ask(self, asked: Asked) -> None:
        self.session.begin(asked)
        self._owner.bus.ask(self.session.actor, asked.command, partial(self._answered, asked))

    def _answered(self, asked: Asked, answer: Answer) -> None:
        asked.answer = answer
        if self._gone:
            return
        try:
            if type(asked.command) is not Say or type(answer) is not Answer:
                self._notice(asked.command, answer)
                self._go_on(asked, answer)
            self._advance()
        except Exception:
            self._failed()

    def _go_on(self, asked: Asked, answer: Answer) -> None:
        """An answer may be a part only: then ask for the next."""
        asked.answer, command = parted(asked.command, answer, last=asked.parts <= 1)
        if command is not None:
            until = asked.until or self._owner.loop.time() + PARTS_SECONDS
            asked.rest = Asked(command, parts=asked.parts - 1, at=asked.at or answer.at, until=until)
            self._ask_rest(asked.rest)

    def _ask_rest(self, rest: Asked) -> None:
        """Once the client has read what it was told so far, or most of it. What others say waits meanwhile, so not for
        long."""
        if self._gone:
            return
        loop = self._owner.loop
        if loop.time() >= rest.until or len(self.session.held) > MOST_HELD:
            loop.post(self._answered, rest, cut_short(rest.command, rest.at))
        elif self.session.connection.queued <= MOST_QUEUED:
            self._owner.bus.ask(self.session.actor, rest.command, partial(self._answered, rest))
        else:
            loop.call_later(LOOK_SECONDS, partial(self.guard, self._ask_rest, rest))

    def _notice(self, command: Command, answer: Answer) -> None:
        """What the answer says about the session itself."""
        session = self.session
        if audit.concerns(command, session.operator):
            audit.asked(command, answer, self._named())
        if isinstance(answer, Refused):
            _count(self._owner.refusals, answer.refusal.reason.name.lower())
        elif isinstance(command, Register):
            session.registered = True
            session.nick = command.nick
            log.info("is here as %s", command.nick, extra=self._named())
        elif isinstance(command, BecomeOperator):
            session.operator = True
            session.bucket.exempt()
        elif isinstance(answer, UserModes) and "o" in answer.changes.partition("-")[2]:
            session.operator = False
            session.bucket.limit()
            audit.stepped_down(self._named())

    def _advance(self) -> None:
        """Write what may leave; then take further steps if the input was waiting for that."""
        if self.session.advance(self._owner.applied):
            self._owner.await_log(self.session)
        elif self.held_up and not self.session.ended:
            self.pump()

    def advance(self) -> None:
        """More of the log has been applied."""
        try:
            self._advance()
        except Exception:
            self._failed()

    # -- ends

    def _end(self, reason: str) -> None:
        """No further step; the network is told that the session is over."""
        self.session.ended = True
        if self.session.uid:
            self._ask(Asked(Quit(reason)))

    def disconnect(self, why: Disconnect, detail: str = "") -> None:
        """The server ends it: last words, and the others are told why."""
        session = self.session
        if session.ended:
            return
        log.info("disconnected: %s %s", why.text, detail, extra=self._named())
        _count(self._owner.disconnects, why.code)
        try:
            session.connection.write(session.conversation.farewell(why, detail))
        except Exception:
            log.exception("a bug: no last words for this client", extra=self._named())
        self._end(why.text)
        session.connection.close()

    def let_go(self, why: Disconnect) -> None:
        """It goes, and if it has quit already, it is not kept waiting for the answer."""
        if self.session.ended:
            self.session.abandon()
        else:
            self.disconnect(why)

    def guard(self, function: Callable[..., None], *arguments: object) -> None:
        """Call it; what goes wrong with one client ends that client only."""
        try:
            function(*arguments)
        except Exception:
            self._failed()

    def _failed(self) -> None:
        """In an `except` block: it ends this client, and nobody else."""
        log.exception("a bug, met by this client", extra=self._named())
        self.disconnect(Disconnect.ERROR)

    def _named(self) -> dict[str, str]:
        session = self.session
        known = {"conn": session.id, "address": session.connection.address}
        return known | {"nick": session.nick} if session.nick else known


def _count(numbers: dict[str, int], key: str) -> None:
    numbers[key] = numbers.get(key, 0) + 1
