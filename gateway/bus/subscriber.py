"""The subscriber: reads the live path, finds its holes and fills them from the log. Runs on `gw-sub`.

Pub/sub may lose messages; the log does not. Each message carries the id before it. Where that is not the last id
applied, and on every confirmed subscription, the log is read *inclusively* from the last id: the first entry must be
that very one or follow it directly. If it is not, the log was trimmed or rewound, and a clear break beats a silent gap.
Facts that are not kept (typing) come over the live path alone, with no id of their own: no hole is where they are
missing. While the loop is far behind nothing is read: Redis may cut the subscription, and what it dropped is read from
the log.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from threading import Event
from typing import Any, NamedTuple

import redis

from gateway.bus.base import BusError, FactSink, Post
from gateway.bus.codec.facts import Message, decode_message
from gateway.bus.counts import Counts
from gateway.bus.keys import FACTS, LAST, LOG
from gateway.bus.place import Place
from gateway.bus.redis_client import NotReady, Unreachable, execute, translated
from gateway.model.disconnects import Disconnect
from gateway.model.facts import Fact

log = logging.getLogger(__name__)

PAGE = 100
WAKE_SECONDS = 0.1
"""How long `stop` may go unnoticed."""
RETRY_SECONDS = 0.2
TICK_TIMEOUT_SECONDS = 5.0
"""Without a tick for so long, the connection counts as half-open and is made anew."""
MOST_BEHIND = 8 * 1024 * 1024
"""Bytes that may wait for the loop; while there are more, nothing is read."""
BEHIND_SECONDS = 0.02
"""Between two looks whether the loop has caught up."""
TELL_SECONDS = 1.0
"""A loop that is behind for longer is worth a line in the log."""


class _Page(NamedTuple):
    """What the log has from the position on. `joins`: its first entry is the one at the position. `following`: what
    comes after it, with their bytes. `full`: there may be more."""

    joins: bool
    following: Sequence[tuple[Message, int]]
    full: bool


class Subscriber:
    """`connect()` makes a connection of its own; `place()` is this gateway's place now."""

    def __init__(
        self,
        connect: Callable[[], redis.Redis],
        post: Post,
        sink: FactSink,
        place: Callable[[], Place],
        counts: Counts,
    ) -> None:
        self._counts = counts
        self._connect = connect
        self._post = post
        self._sink = sink
        self._current_place = place
        self._place = place()
        """The place to which the position belongs."""
        self._position = self._place.position
        """The newest id that has been handed on."""
        self._broken = False
        """Whether there was a subscription, or a try at one, since which none has been confirmed."""
        self._stopping = Event()
        self.subscribed = Event()
        """Set once the first subscription has been confirmed and the log read."""
        self.last_tick = time.monotonic()
        """When something last came over the live path (monotonic seconds); read by any thread."""
        self.held_back = False
        """Whether nothing is read now because the loop is behind; read by any thread."""

    def run(self) -> None:
        """The role: be subscribed whenever Redis lets it, until stopped."""
        while not self._stopping.is_set():
            try:
                with translated():
                    self._listen()
            except (*Unreachable, NotReady) as error:
                if not self._broken:
                    log.warning("the subscription to Redis broke, making it anew: %s", error)
                self._broken = True
                self._stopping.wait(RETRY_SECONDS)

    def stop(self) -> None:
        """End soon; from any thread."""
        self._stopping.set()

    def _listen(self) -> None:
        reader: Any = self._connect()
        subscription = reader.pubsub(ignore_subscribe_messages=False)  # over a connection of its own
        try:
            subscription.subscribe(FACTS)
            listening = time.monotonic()
            while not self._stopping.is_set():
                if self._current_place() is not self._place:
                    self._fill(reader)
                if self._wait_for_loop():
                    listening = time.monotonic()  # nothing came because nothing was read
                received = subscription.get_message(timeout=WAKE_SECONDS)
                if received is not None:
                    self._received(received, reader)
                    listening = time.monotonic()
                elif time.monotonic() - listening > TICK_TIMEOUT_SECONDS:
                    raise redis.ConnectionError("no tick came over it")
        finally:
            subscription.close()
            reader.close()

    def _received(self, received: dict[str, Any], reader: redis.Redis) -> None:
        self.last_tick = time.monotonic()
        if received["type"] == "subscribe":
            self._fill(reader)
            self.subscribed.set()
            if self._broken:
                log.info("subscribed again, and what was missed is read from the log")
            self._broken = False
        elif received["type"] == "message":
            data = received["data"]
            message = self._decoded(data)
            if message is None:
                self._fill(reader)
            elif message.before == self._position:
                self._hand_on(message, len(data))
            elif message.before < message.newest < self._position:
                # The log was read while this was on its way. Were it of a rewound log, the next tick would tell.
                pass
            elif message.newest != self._position:
                self._fill(reader)

    def _decoded(self, data: bytes) -> Message | None:
        """None for what is no message: the log knows whether one is missing."""
        try:
            return decode_message(data)
        except BusError as error:
            log.error("%s, on the channel of facts", error)
            return None

    # -- to the loop

    def _hand_on(self, message: Message, size: int) -> None:
        """Also a message without facts that this version knows: answers wait for its id."""
        if message.newest != self._position:
            self._position = message.newest
            self._counts.lag_seconds = max(0.0, time.time() - message.newest / 1e6)
        elif not message.facts:
            return  # a tick
        self._counts.messages += 1
        self._counts.handed_on += size
        self._post(self._apply, message.facts, message.newest, size)

    def _apply(self, facts: Sequence[Fact], newest: int, size: int) -> None:
        """On `gw-loop`."""
        self._sink.apply(facts, newest)
        self._counts.applied += size

    def _wait_for_loop(self) -> bool:
        """While more than `MOST_BEHIND` waits for the loop, wait too. Whether that was so."""
        if self._counts.backlog <= MOST_BEHIND:
            return False
        began = time.monotonic()
        told = False
        self.held_back = True
        while self._counts.backlog > MOST_BEHIND and not self._stopping.wait(BEHIND_SECONDS):
            if not told and time.monotonic() - began > TELL_SECONDS:
                told = True
                log.warning(
                    "the loop is %.1f MiB behind: until it has caught up, nothing more is read from Redis",
                    self._counts.backlog / 1024 / 1024,
                )
        self.held_back = False
        if told:
            log.info("reading from Redis again after %.1f s", time.monotonic() - began)
        return True

    # -- the log

    def _fill(self, reader: redis.Redis) -> None:
        """Hand on all that the log has after the position. Where it does not go on from there: if this gateway began
        anew since, its old clients are gone and the new ones see what follows their place; else the place is lost."""
        missed = False
        while not self._stopping.is_set():
            place = self._current_place()
            try:
                page = self._page(reader)
            except BusError as error:
                log.error("%s, in the log", error)
                self._lose_place(reader)
                return
            if not page.joins and place is self._place:
                self._lose_place(reader)
                return
            self._place = place
            if not page.joins:
                self._move_to(place.position)
                continue
            if page.following and not missed:
                missed = True
                self._counts.holes += 1
            for message, size in page.following:
                self._wait_for_loop()
                self._counts.filled += 1
                self._hand_on(message, size)
            if not page.full:
                return

    def _page(self, reader: redis.Redis) -> _Page:
        """Raises BusError for an entry after the position that is no message. The one at the position is not looked
        into: were it none, it would cost the place again and again."""
        entries: Any = execute(reader, "XRANGE", LOG, str(self._position), "+", "COUNT", str(PAGE))
        joins = bool(entries) and int(entries[0][0].partition(b"-")[0]) == self._position
        following = []
        for _, fields in entries[1:] if joins else entries:
            data = fields.get(b"f", b"")
            following.append((decode_message(data), len(data)))
        if following and not joins:
            joins = following[0][0].before == self._position
        elif not entries:
            joins = self._last_id(reader) == self._position
        return _Page(joins, following, len(entries) == PAGE)

    def _last_id(self, reader: redis.Redis) -> int:
        raw: Any = reader.get(LAST)
        return int(raw or 0)

    def _move_to(self, position: int) -> None:
        self._position = position
        self._post(self._sink.apply, (), position)

    def _lose_place(self, reader: redis.Redis) -> None:
        lost, newest = self._position, self._last_id(reader)
        log.error("the log does not reach back to %d, now at %d: clients are asked to reconnect", lost, newest)
        self._counts.resynchronisations += 1
        self._post(self._sink.lost, Disconnect.RESYNC)
        self._move_to(newest)
