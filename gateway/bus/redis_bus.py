"""The bus over Redis: puts the publisher, the subscriber and the keeper together and keeps the gateway's place.

`attach` is called on the main thread before any role runs; `ask` on `gw-loop`. The composition root starts the roles.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Sequence

from gateway.bus.base import Actor, BusError, Done, FactSink, Post, SettingsDiffer
from gateway.bus.codec.commands import encode
from gateway.bus.counts import Counts
from gateway.bus.keeper import KEEP_ANSWER_SECONDS, Keeper
from gateway.bus.place import Place
from gateway.bus.publisher import Asked, Publisher
from gateway.bus.redis_client import ScriptCaller, Unreachable, connect
from gateway.bus.script import Verb, row
from gateway.bus.subscriber import Subscriber
from gateway.model.answers import Answer
from gateway.model.commands import Command, Lusers
from gateway.model.disconnects import Disconnect
from gateway.model.server import Limits
from gateway.role import OnFailure, Role
from ircwire.msgids import EPOCH_CHARACTERS

log = logging.getLogger(__name__)

DETACH_ANSWER_SECONDS = 1.5
"""Whoever ends does not wait long for a Redis that hangs: the lease ends without being asked."""
READY_SECONDS = 3.5
"""Ticks come each second; without one for so long this gateway is not ready."""

_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"


def _random(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


class RedisBus:
    """`config`: what must agree on all gateways, one line of text without secrets in the clear."""

    def __init__(self, url: str, limits: Limits, config: str, post: Post) -> None:
        self._url = url
        self._limits = limits
        self._config = config
        self._post = post
        self._generation = 0
        self.counts = Counts()
        self.under_way = 0
        """Commands asked and not answered yet; on `gw-loop`."""
        self._gathered: list[Asked] = []
        """Asked in this pass of the loop."""
        self._sink: FactSink
        self._caller: ScriptCaller
        self._publisher: Publisher
        self._subscriber: Subscriber
        self._keeper: Keeper

    # -- before the roles run, on the main thread

    def attach(self, sink: FactSink) -> None:
        """Take a place in Redis and read where the log is; the roles are made, not started. Raises BusError, in one
        sentence, if that cannot be."""
        self._sink = sink
        try:
            caller = self._caller = ScriptCaller(connect(self._url), self._limits)
            keeping = ScriptCaller(connect(self._url, KEEP_ANSWER_SECONDS), self._limits)
            place = self._take_place(caller, generation=0)
        except Unreachable as error:
            raise BusError(f"Redis cannot be reached: {error}") from error
        sink.apply((), place.position)
        post, deliver = self._post, self._deliver
        publisher = self._publisher = Publisher(caller, post, deliver, self._lost, self._reattach, place, self.counts)
        self._subscriber = Subscriber(
            lambda: connect(self._url), self._post, sink, lambda: publisher.place, self.counts
        )
        self._keeper = Keeper(keeping, lambda: publisher.place, self._probe)

    def roles(self, on_failure: OnFailure) -> Sequence[Role]:
        """The bus's threads, to be started in this order by the composition root."""
        return (
            Role("gw-sub", self._subscriber.run, self._subscriber.stop, on_failure),
            Role("gw-pub", self._publisher.run, self._publisher.stop, on_failure),
            Role("gw-keep", self._keeper.run, self._keeper.stop, on_failure),
        )

    def wait_until_subscribed(self, seconds: float) -> bool:
        """Whether the live path is open, at the latest after so many seconds; from the main thread."""
        return self._subscriber.subscribed.wait(seconds)

    # -- while they run

    def user_id(self, sid: str) -> str:
        """As `bus.base.Bus.user_id` says."""
        return f"{self._publisher.place.incarnation}.{sid}"

    def ask(self, actor: Actor, command: Command, done: Done) -> None:
        """As `bus.base.Bus.ask` says; on `gw-loop`."""
        verb = encode(actor, command)
        if not self._gathered:
            self._post(self._hand_over)
        self._gathered.append(Asked(self._generation, verb[0], row(verb), done))
        self.under_way += 1

    def ready(self) -> tuple[bool, str]:
        """Whether this gateway serves, and if not, why, in a phrase; from any thread."""
        now = time.monotonic()
        if not self._subscriber.subscribed.is_set():
            return False, "not subscribed yet"
        if now - self._subscriber.last_tick > READY_SECONDS:
            behind = self._subscriber.held_back
            return False, "too much waits for the loop" if behind else "no ticks come back from Redis"
        if now - self._keeper.last_renewal > READY_SECONDS:
            return False, "Redis does not answer"
        return True, ""

    def agree(self, config: str) -> None:
        """What must agree on all gateways has changed, here first; on the main thread. Raises BusError: it was not
        written, and is when this gateway next takes a place."""
        self._config = config
        try:
            caller = ScriptCaller(connect(self._url), self._limits)
            caller.call(self._publisher.place.incarnation, 0, (row(("agree", config)),))
        except Unreachable as error:
            raise BusError(f"Redis cannot be reached: {error}") from error

    def detach(self) -> None:
        """Leave Redis for good; on the main thread, after the roles ended. What is left of the users gets its QUIT."""
        try:
            caller = ScriptCaller(connect(self._url, DETACH_ANSWER_SECONDS), self._limits)
            while caller.call(self._publisher.place.incarnation, 0, (row(("detach",)),))[1][0].endswith("\n1"):
                continue
        except (*Unreachable, BusError) as error:
            log.warning("could not leave Redis in order, the lease will: %s", error)

    # -- the place

    def _take_place(self, caller: ScriptCaller, generation: int) -> Place:
        """Become a new incarnation."""
        incarnation = _random(8)
        verb: Verb = ("attach", self._config, _random(EPOCH_CHARACTERS))
        _, answers = caller.call(incarnation, 0, (row(verb),))
        status, at, accepted, said, *_ = answers[0].split("\n")
        if status != "ok":
            raise BusError(f"Redis holds something else where the gateways keep their places ({said})")
        if not accepted:
            raise SettingsDiffer(f"the gateways that run have {said}; this one has {self._config}: make them equal")
        return Place(incarnation, generation, int(at))

    def _reattach(self) -> Place:
        """On `gw-pub`, whose connection it uses, after the place was lost."""
        return self._take_place(self._caller, self._publisher.place.generation + 1)

    def _hand_over(self) -> None:
        """On `gw-loop`, once a pass: all at once, so that `gw-pub` does not begin with the first of them alone."""
        gathered, self._gathered = self._gathered, []
        self._publisher.put(gathered)

    def _deliver(self, answers: Sequence[tuple[Done, Answer]]) -> None:
        """On `gw-loop`: a batch was carried out."""
        self.under_way -= len(answers)
        for done, answer in answers:
            done(answer)

    def _lost(self, why: Disconnect) -> None:
        """On `gw-loop`: all clients go; what they still ask is of the old generation and is dropped."""
        self._sink.lost(why)
        self._generation += 1
        self.under_way = 0

    def _probe(self) -> None:
        """On `gw-keep`: find out whether the place is still this gateway's, also when nobody asks anything."""
        self._post(self.ask, Actor("", ""), Lusers(), _ignore)


def _ignore(answer: Answer) -> None:
    """Nobody waits for it."""
