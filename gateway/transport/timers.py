"""Timers of the loop: what is to be called, and when. Belongs to `gw-loop`; reads no clock.

Cancelled timers stay in the heap until their time comes or until they are the greater part of it.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable

_SWEEP_FROM = 64
"""Cancelled timers in the heap below this number are not worth a sweep."""


class HeapTimer:
    """One call to be made; see `base.Timer`."""

    __slots__ = ("_timers", "function")

    def __init__(self, timers: Timers, function: Callable[[], None]) -> None:
        self.function: Callable[[], None] | None = function
        """None: cancelled, or called."""
        self._timers = timers

    def cancel(self) -> None:
        """Do not call; harmless if it has been."""
        if self.function is not None:
            self.function = None
            self._timers.one_cancelled()


class Timers:
    """A heap of timers; those due at the same moment are called in the order they were made."""

    __slots__ = ("_cancelled", "_heap", "_made")

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, HeapTimer]] = []
        self._made = 0
        self._cancelled = 0

    def __len__(self) -> int:
        """How many calls are still to be made."""
        return len(self._heap) - self._cancelled

    def add(self, when: float, function: Callable[[], None]) -> HeapTimer:
        """Call the function once it is `when` (monotonic seconds)."""
        timer = HeapTimer(self, function)
        self._made += 1
        heapq.heappush(self._heap, (when, self._made, timer))
        return timer

    def next(self) -> float | None:
        """When the first timer is due; None: there is none."""
        heap = self._heap
        while heap and heap[0][2].function is None:
            heapq.heappop(heap)
            self._cancelled -= 1
        return heap[0][0] if heap else None

    def run(self, now: float) -> None:
        """Call what is due: at most as many as there are now, so timers that make timers cannot hold up the loop."""
        heap = self._heap
        for _ in range(len(heap)):
            if not heap or heap[0][0] > now:
                return
            timer = heapq.heappop(heap)[2]
            function = timer.function
            if function is None:
                self._cancelled -= 1
            else:
                timer.function = None
                function()

    def one_cancelled(self) -> None:
        """A timer of these was cancelled. Sweeps when most are: a timer renewed with every line must not pile up."""
        self._cancelled += 1
        if self._cancelled > _SWEEP_FROM and self._cancelled * 2 > len(self._heap):
            self._heap[:] = [entry for entry in self._heap if entry[2].function is not None]
            heapq.heapify(self._heap)
            self._cancelled = 0
