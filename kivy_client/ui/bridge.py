"""From other threads to Kivy's: events in order, applied at most 6 ms a frame: no burst freezes the app.

One that a part of the window fails at does not keep back those that follow.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from kivy.clock import Clock

from kivy_client.core.model.events import UiEvent

BUDGET_SECONDS = 0.006


class Bridge:
    """`push` and `call` may be called from any thread; `apply`, and what is given to `call`, are called on Kivy's."""

    def __init__(self, apply: Callable[[UiEvent], None]) -> None:
        self._apply = apply
        self._waiting: deque[Callable[[], object]] = deque()
        self._wake = Clock.create_trigger(lambda _: self._drain())

    def push(self, event: UiEvent) -> None:
        self.call(lambda: self._apply(event))

    def call(self, function: Callable[[], object]) -> None:
        """Carry this out, after what was pushed before."""
        self._waiting.append(function)
        self._wake()

    def _drain(self) -> None:
        end = time.perf_counter() + BUDGET_SECONDS
        try:
            while self._waiting and time.perf_counter() < end:
                self._waiting.popleft()()
        except Exception:
            # Not by the trigger: Kivy takes back what one that fails has triggered of itself.
            Clock.schedule_once(lambda _: self._drain())
            raise
        if self._waiting:
            self._wake()
