"""How long to wait before connecting again: twice as long each time, with jitter, so that not all come at once."""

from __future__ import annotations

from collections.abc import Callable

FIRST_SECONDS = 1.0
MOST_SECONDS = 30.0


class Backoff:
    """`random` gives numbers from 0 up to 1. A wait lies between half its step and the whole of it."""

    def __init__(self, random: Callable[[], float]) -> None:
        self._random = random
        self._step = FIRST_SECONDS

    def next(self) -> float:
        """Seconds to wait before the next attempt."""
        wait = self._step * (0.5 + self._random() / 2)
        self._step = min(self._step * 2, MOST_SECONDS)
        return wait

    def reset(self) -> None:
        """It went well: the next wait is a short one."""
        self._step = FIRST_SECONDS
