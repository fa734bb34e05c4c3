"""What the hub stands on, for tests: a loop with manual time, a connection that records, a bus that answers when told.

They keep the promises of `transport.base` and `bus.base` and nothing more: no sockets, no threads, no clock.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from typing import Any

from gateway.bus.base import Actor, Done
from gateway.model.answers import Answer
from gateway.model.commands import Command
from gateway.transport.base import Handler


class ManualTimer:
    def __init__(self, function: Callable[[], None]) -> None:
        self.function: Callable[[], None] | None = function

    def cancel(self) -> None:
        self.function = None


class ManualLoop:
    """Time passes when the test says so; timers that are due are called at their very moment."""

    def __init__(self) -> None:
        self._now = 1000.0
        self._heap: list[tuple[float, int, ManualTimer]] = []
        self._numbers = itertools.count()

    @property
    def timers(self) -> int:
        """Calls that are still to be made."""
        return sum(timer.function is not None for _, _, timer in self._heap)

    def post(self, function: Callable[..., None], *arguments: Any) -> None:
        self.call_later(0.0, lambda: function(*arguments))

    def call_later(self, seconds: float, function: Callable[[], None]) -> ManualTimer:
        timer = ManualTimer(function)
        heapq.heappush(self._heap, (self._now + seconds, next(self._numbers), timer))
        return timer

    def time(self) -> float:
        return self._now

    def passes(self, seconds: float) -> None:
        end = self._now + seconds
        while self._heap and self._heap[0][0] <= end:
            self._now, _, timer = heapq.heappop(self._heap)
            function, timer.function = timer.function, None
            if function is not None:
                function()
        self._now = end


class RecordingConnection:
    """`chunks` holds the very objects that were written. After `close` nothing is taken, as `Connection` promises."""

    def __init__(self, id: str) -> None:
        self.id = id
        self.address = "192.0.2.1"
        self.port = 4000
        self.secure = False
        self.chunks: list[bytes] = []
        self.closing = False
        self.paused = False
        self.handler: Handler | None = None

    @property
    def queued(self) -> int:
        return sum(map(len, self.chunks))

    def write(self, chunk: bytes) -> None:
        if not self.closing:
            self.chunks.append(chunk)

    def close(self) -> None:
        self.closing = True

    def pause(self) -> None:
        self.paused = True

    def resume(self) -> None:
        self.paused = False

    def ends(self, reason: str = "Connection closed") -> None:
        """The socket is gone; its handler hears it, once."""
        self.closing = True
        handler, self.handler = self.handler, None
        if handler is not None:
            handler.closed(reason)


class Question:
    """A command that was asked and awaits its answer."""

    def __init__(self, actor: Actor, command: Command, done: Done) -> None:
        self.actor = actor
        self.command = command
        self._done = done

    def answer(self, answer: Answer) -> None:
        self._done(answer)


class HeldBus:
    """A `bus.base.Bus` that carries out nothing: a test takes the questions, and answers them when it likes."""

    def __init__(self) -> None:
        self.under_way = 0
        self.questions: list[Question] = []
        """Those not taken yet, in the order they were asked."""

    def user_id(self, sid: str) -> str:
        return f"user-{sid}"

    def ask(self, actor: Actor, command: Command, done: Done) -> None:
        self.questions.append(Question(actor, command, done))

    @property
    def commands(self) -> list[Command]:
        return [question.command for question in self.questions]

    def take(self, kind: type[Command]) -> Question:
        """The first question of this kind."""
        for number, question in enumerate(self.questions):
            if isinstance(question.command, kind):
                return self.questions.pop(number)
        raise AssertionError(f"no {kind.__name__} was asked, only {self.commands}")
