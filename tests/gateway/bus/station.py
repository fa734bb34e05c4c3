"""A gateway's bus as tests see it: the test's own thread is `gw-loop`, and takes what is posted when it waits."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, NamedTuple, Self, TypeVar

from gateway.bus.base import Actor
from gateway.bus.redis_bus import RedisBus
from gateway.model.answers import Answer, Entered, Refused, Registered, Repeated
from gateway.model.commands import Command, Join, Register, Say
from gateway.model.disconnects import Disconnect
from gateway.model.facts import Fact, Said, Told
from gateway.model.refusals import Refusal
from gateway.model.server import Limits
from gateway.role import Role

PATIENCE = 10.0
CONFIG = "server name test"

A = TypeVar("A", bound=Answer)


class Line(NamedTuple):
    """What a test wants to know of a line that was said."""

    at: int
    msgid: str
    mask: str
    repeat: bool


class Station:
    """A context manager. What it was told is in `facts`, `applied` and `losses`."""

    def __init__(self, url: str, config: str = CONFIG, limits: Limits | None = None) -> None:
        self.facts: list[Fact] = []
        self.applied = -1
        self.losses: list[Disconnect] = []
        self.failures: list[Role] = []
        self._posted: queue.SimpleQueue[tuple[Callable[..., None], tuple[Any, ...]]] = queue.SimpleQueue()
        self.bus = RedisBus(url, limits or Limits(), config, self._post)
        self.bus.attach(self)
        self._roles = self.bus.roles(self.failures.append)

    def __enter__(self) -> Self:
        for role in self._roles:
            role.start()
        assert self.bus.wait_until_subscribed(PATIENCE)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for role in self._roles:
            role.stop()
        for role in self._roles:
            assert role.join(PATIENCE)
        self.bus.detach()
        assert not self.failures

    # -- the sink

    def apply(self, facts: Sequence[Fact], newest: int) -> None:
        self.facts += facts
        self.applied = newest

    def lost(self, why: Disconnect) -> None:
        self.losses.append(why)

    # -- what a test does

    def begin(self, actor: Actor, command: Command) -> list[Answer]:
        """Ask, and do not wait; the answer will be in the list."""
        answers: list[Answer] = []
        self.bus.ask(actor, command, answers.append)
        return answers

    def ask(self, actor: Actor, command: Command) -> Answer:
        """Ask and wait for the answer and for all facts up to it."""
        answers = self.begin(actor, command)
        self.until(lambda: bool(answers) and self.applied >= answers[0].at)
        return answers[0]

    def person(self, nick: str, sid: str = "", key: str = "") -> Actor:
        """A registered user."""
        sid = sid or nick
        actor = Actor(sid, self.bus.user_id(sid))
        answer = self.ask(actor, Register(nick, "user", nick.title(), "host", key))
        assert isinstance(answer, Registered), answer
        return actor

    def member(self, nick: str, room: str, sid: str = "") -> Actor:
        """A registered user in a room."""
        actor = self.person(nick, sid)
        assert isinstance(self.ask(actor, Join(room)), Entered)
        return actor

    def say(self, actor: Actor, target: str, text: str, send_id: str = "") -> Line:
        """Where and as what the line is in the log; of a new one, its fact was applied with the answer."""
        answer = self.ask(actor, Say(target, text, send_id=send_id))
        if isinstance(answer, Repeated):
            return Line(answer.at, answer.msgid, answer.mask, repeat=True)
        assert type(answer) is Answer, answer
        (fact,) = (fact for fact in self.facts if fact.id == answer.at)
        return Line(answer.at, fact.msgid, fact.mask, repeat=False)

    @property
    def nobody(self) -> Actor:
        """Asks what anybody may ask."""
        return Actor("nobody", self.bus.user_id("nobody"))

    def refused(self, actor: Actor, command: Command) -> Refusal:
        answer = self.ask(actor, command)
        assert isinstance(answer, Refused), answer
        return answer.refusal

    def until(self, condition: Callable[[], bool]) -> None:
        """Take what is posted until the condition holds."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            function, arguments = self._posted.get(timeout=max(0.01, deadline - time.monotonic()))
            function(*arguments)

    def catch_up(self, newest: int) -> None:
        """Until the facts up to this log id are here."""
        self.until(lambda: self.applied >= newest)

    def _post(self, function: Callable[..., None], *arguments: Any) -> None:
        self._posted.put((function, arguments))


def texts(facts: Sequence[Fact]) -> list[str]:
    """What was said, in order."""
    return [fact.text for fact in facts if isinstance(fact, (Said, Told))]
