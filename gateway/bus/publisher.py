"""The publisher: drains the queue of commands and calls Redis, one numbered batch at a time. Runs on `gw-pub`.

While one call is under way the queue fills, and the next takes all of it: batches grow with the load by themselves. A
call that got no answer is repeated under the same number until Redis answers, and the script answers a repeat from
what it kept: a verb is carried out once. Redis away for long: the queue keeps what the sessions' own bounds let in.
"""

from __future__ import annotations

import itertools
import logging
import queue
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Event
from typing import NamedTuple

from gateway.bus.base import BusError, Done, Post
from gateway.bus.codec.answers import decode_answer
from gateway.bus.counts import Counts
from gateway.bus.place import Place
from gateway.bus.redis_client import NotReady, ScriptCaller, Unreachable
from gateway.model.answers import Answer, Refused
from gateway.model.disconnects import Disconnect
from gateway.model.refusals import Reason, Refusal

log = logging.getLogger(__name__)

MOST_VERBS = 64
MOST_BYTES = 64 * 1024
"""Of one batch: about 1.1 ms of Redis, in which nobody else is served. A heavy verb counts for several."""

WEIGHTS = {
    **dict.fromkeys(("register", "knock"), 2),
    **dict.fromkeys(("join", "names", "whois", "history", "nick", "part_all", "mode"), 16),
    **dict.fromkeys(("present", "monitor", "unmonitor"), 16),
    **dict.fromkeys(("who", "list", "history_targets", "rename_room", "say_to_status", "tag_status", "set_ban"), 32),
}
"""Of verbs that hold somebody against many masks; that look at a whole room, at all of a user's, or at a list of nicks;
and of those that may look at everyone, or look closely: 5 to 9 ms with 5,000 people (measured), so two of them end a
batch."""

RETRY_SECONDS = (0.05, 0.1, 0.2, 0.5, 1.0)


class Asked(NamedTuple):
    """A verb in the queue, by its name and as a row for the script. `generation`: which incarnation's clients asked;
    others' are dropped."""

    generation: int
    verb: str
    row: str
    done: Done


class Publisher:
    """`deliver(answers)` and `lost(why)` are posted. `reattach()` gives a new place after the old was lost: called on
    `gw-pub`, it may raise `Unreachable` or `NotReady`."""

    def __init__(
        self,
        caller: ScriptCaller,
        post: Post,
        deliver: Callable[[Sequence[tuple[Done, Answer]]], None],
        lost: Callable[[Disconnect], None],
        reattach: Callable[[], Place],
        place: Place,
        counts: Counts,
    ) -> None:
        self._counts = counts
        self._caller = caller
        self._post = post
        self._deliver = deliver
        self._lost = lost
        self._reattach = reattach
        self.place = place
        """Replaced on `gw-pub`, read by any thread."""
        self._number = 0
        self._queue: queue.SimpleQueue[Sequence[Asked] | None] = queue.SimpleQueue()
        self._taken: deque[Asked] = deque()
        """Out of the queue, not yet in a batch."""
        self._stopping = Event()

    def put(self, asked: Sequence[Asked]) -> None:
        """Queue some verbs: best all of one pass of the loop, for the first wakes `gw-pub`. From any thread."""
        self._queue.put(asked)

    def run(self) -> None:
        """The role: carry out what is asked, until stopped."""
        while not self._stopping.is_set():
            batch = self._take()
            if batch:
                self._carry_out(batch)

    def stop(self) -> None:
        """End after the batch under way; from any thread. What is still queued is dropped."""
        self._stopping.set()
        self._queue.put(None)

    def _take(self) -> list[Asked]:
        """Wait for verbs, then take all there are, within one batch's bounds. Empty: nobody waits for them any more, or
        the role is to stop."""
        batch: list[Asked] = []
        size = weight = 0
        if not self._taken:
            self._taken.extend(self._queue.get() or ())
        self._take_what_waits()
        while self._taken:
            asked = self._taken[0]
            size += len(asked.row)
            weight += WEIGHTS.get(asked.verb, 1)
            if batch and (size > MOST_BYTES or weight > MOST_VERBS):
                break
            self._taken.popleft()
            if asked.generation == self.place.generation:
                batch.append(asked)
        return batch

    def _take_what_waits(self) -> None:
        with suppress(queue.Empty):
            while len(self._taken) < MOST_VERBS:
                self._taken.extend(self._queue.get_nowait() or ())

    def _carry_out(self, batch: Sequence[Asked]) -> None:
        self._number += 1
        try:
            answered = self._call_until_answered([asked.row for asked in batch])
        except BusError:
            log.exception("a batch cannot be carried out: this gateway's clients are asked to reconnect")
            self._begin_anew(Disconnect.ERROR)
            return
        if answered is None:
            return
        self._counts.batches += 1
        self._counts.verbs += len(batch)
        status, raw = answered
        if status != "OK":
            log.warning("this gateway lost its place in Redis (%s): its clients are asked to reconnect", status)
            self._begin_anew(Disconnect.FENCED if status == "FENCED" else Disconnect.RESYNC)
            return
        self._post(self._deliver, [(a.done, _read(a.verb, text)) for a, text in zip(batch, raw, strict=True)])

    def _call_until_answered(self, rows: Sequence[str]) -> tuple[str, Sequence[str]] | None:
        """Repeat the batch under its number until Redis answers it; None: the gateway stops."""
        delays = itertools.chain(RETRY_SECONDS, itertools.repeat(RETRY_SECONDS[-1]))
        for attempt, delay in enumerate(delays):
            began = time.monotonic()
            try:
                return self._caller.call(self.place.incarnation, self._number, rows)
            except (*Unreachable, NotReady) as error:
                self._counts.retries += 1
                if attempt == 0:
                    log.warning("Redis does not answer, trying again: %s", error)
                if self._stopping.wait(delay):
                    break
            finally:
                self._counts.call_seconds += time.monotonic() - began
        return None

    def _begin_anew(self, why: Disconnect) -> None:
        """The clients go, then the gateway is a new incarnation. The queue's verbs are of the old: dropped when
        taken."""
        self._counts.fences += 1
        self._post(self._lost, why)
        while not self._stopping.is_set():
            try:
                self.place = self._reattach()
                self._number = 0
                log.info("this gateway goes on as a new incarnation")
                return
            except (*Unreachable, NotReady):
                self._stopping.wait(RETRY_SECONDS[-1])


def _read(verb: str, text: str) -> Answer:
    """The answer to a verb. What nobody can read is a failure of that verb only."""
    try:
        answer = decode_answer(verb, text)
    except BusError as error:
        answer = Refused(0, Refusal(Reason.FAILED, str(error)))
    if isinstance(answer, Refused) and answer.refusal.reason is Reason.FAILED:
        log.error("a bug, or foreign data in Redis: %s", answer.refusal.subject)
    return answer
