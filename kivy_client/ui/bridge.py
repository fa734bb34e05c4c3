"""From the network's thread to Kivy's: events in order, applied at most 6 ms a frame: no burst freezes the app."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from kivy.clock import Clock

from kivy_client.core.events import UiEvent

BUDGET_SECONDS = 0.006


class Bridge:
    """`push` may be called from any thread; `apply` is called on Kivy's."""

    def __init__(self, apply: Callable[[UiEvent], None]) -> None:
        self._apply = apply
        self._events: deque[UiEvent] = deque()
        self._wake = Clock.create_trigger(lambda _: self._drain())

    def push(self, event: UiEvent) -> None:
        self._events.append(event)
        self._wake()

    def clear(self) -> None:
        """Forget what has not been applied."""
        self._events.clear()

    def _drain(self) -> None:
        end = time.perf_counter() + BUDGET_SECONDS
        while self._events and time.perf_counter() < end:
            self._apply(self._events.popleft())
        if self._events:
            self._wake()
