"""The subscriber: reads the live path, finds its holes and fills them from the log. Runs on `gw-sub`.

Pub/sub may lose messages; the log does not. Each message carries the id before it. Where that is not the last id
applied, and on every confirmed subscription, the log is read *inclusively* from the last id: the first entry must be
that very one or follow it directly. If it is not, the log was trimmed or rewound, and a clear break beats a silent gap.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from threading import Event
from typing import Any

import redis

from gateway.bus.base import BusError, FactSink, Post
from gateway.bus.codec import Message, decode_message
from gateway.bus.counts import Counts
from gateway.bus.keys import FACTS, LAST, LOG
from gateway.bus.place import Place
from gateway.bus.redis_client import NotReady, Unreachable, execute, translated
from gateway.model.disconnects import Disconnect

log = logging.getLogger(__name__)

PAGE = 100
WAKE_SECONDS = 0.1
"""How long `stop` may go unnoticed."""
RETRY_SECONDS = 0.2
TICK_TIMEOUT_SECONDS = 5.0
"""Without a tick for so long, the connection counts as half-open and is made anew."""


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
        self._stopping = Event()
        self.subscribed = Event()
        """Set once the first subscription has been confirmed and the log read."""
        self.last_tick = time.monotonic()
        """When something last came over the live path (monotonic seconds); read by any thread."""

    def run(self) -> None:
        """The role: be subscribed whenever Redis lets it, until stopped."""
        while not self._stopping.is_set():
            try:
                with translated():
                    self._listen()
            except (*Unreachable, NotReady) as error:
                log.warning("the subscription to Redis broke, making it anew: %s", error)
                self._stopping.wait(RETRY_SECONDS)

    def stop(self) -> None:
        """End soon; from any thread."""
        self._stopping.set()

    def _listen(self) -> None:
        reader: Any = self._connect()
        subscription = reader.pubsub(ignore_subscribe_messages=False)  # over a connection of its own
        try:
            subscription.subscribe(FACTS)
            self.last_tick = time.monotonic()
            while not self._stopping.is_set():
                received = subscription.get_message(timeout=WAKE_SECONDS)
                if received is not None:
                    self._received(received, reader)
                elif time.monotonic() - self.last_tick > TICK_TIMEOUT_SECONDS:
                    raise redis.ConnectionError("no tick came over it")
        finally:
            subscription.close()
            reader.close()

    def _received(self, received: dict[str, Any], reader: redis.Redis) -> None:
        if received["type"] == "subscribe":
            self._fill(reader)
            self.subscribed.set()
        elif received["type"] == "message":
            self.last_tick = time.monotonic()
            message = self._decoded(received["data"])
            if message is not None and message.before == self._position:
                self._hand_on(message)
            elif message is None or message.newest != self._position:
                self._counts.holes += 1
                self._fill(reader)

    def _decoded(self, data: bytes) -> Message | None:
        """None for what is no message: the log knows whether one is missing."""
        try:
            return decode_message(data)
        except BusError as error:
            log.error("%s, on the channel of facts", error)
            return None

    def _hand_on(self, message: Message) -> None:
        self._position = message.newest
        if message.facts:
            self._counts.messages += 1
            self._counts.lag_seconds = max(0.0, time.time() - message.newest / 1e6)
            self._post(self._sink.apply, message.facts, message.newest)

    # -- the log

    def _fill(self, reader: redis.Redis) -> None:
        """Hand on all that the log has after the position, or say that the place is lost."""
        while True:
            try:
                page = self._page(reader)
            except BusError as error:
                log.error("%s, in the log", error)
                self._lose_place(reader)
                return
            following = [message for message in page if message.newest > self._position]
            if not self._joins(reader, page, following):
                if self._current_place() is self._place:
                    self._lose_place(reader)
                    return
                self._follow_place()
                continue
            for message in following:
                self._counts.filled += 1
                self._hand_on(message)
            if len(page) < PAGE:
                return

    def _page(self, reader: redis.Redis) -> Sequence[Message]:
        entries: Any = execute(reader, "XRANGE", LOG, str(self._position), "+", "COUNT", str(PAGE))
        return [decode_message(fields[1] if isinstance(fields, list) else fields[b"f"]) for _, fields in entries]

    def _joins(self, reader: redis.Redis, page: Sequence[Message], following: Sequence[Message]) -> bool:
        """Whether what the log has next follows the position without a gap."""
        if page and page[0].newest == self._position:
            return True
        if following:
            return following[0].before == self._position
        raw: Any = reader.get(LAST)
        return int(raw or 0) == self._position

    def _follow_place(self) -> None:
        """The gateway has begun anew, and its old clients are gone: read on from where the new ones begin."""
        self._place = self._current_place()
        self._position = self._place.position
        self._post(self._sink.apply, (), self._position)

    def _lose_place(self, reader: redis.Redis) -> None:
        raw: Any = reader.get(LAST)
        lost, self._position = self._position, int(raw or 0)
        log.error("the log does not reach back to %d, now at %d: clients are asked to reconnect", lost, self._position)
        self._counts.resynchronisations += 1
        self._post(self._sink.lost, Disconnect.RESYNC)
        self._post(self._sink.apply, (), self._position)
