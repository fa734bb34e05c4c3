"""How much noise a server may make: so many times in so many seconds, then silence until some of it is over. Pure."""

from __future__ import annotations

from collections import deque


class Pace:
    """`most` times in `seconds`."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        self._times: deque[float] = deque()

    def allows(self, mono: float) -> bool:
        """Whether once more is not too much, at monotonic seconds; then it counts."""
        while self._times and self._times[0] <= mono - self._seconds:
            self._times.popleft()
        if len(self._times) >= self._most:
            return False
        self._times.append(mono)
        return True
