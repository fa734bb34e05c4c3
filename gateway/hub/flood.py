"""Flood control: a token bucket for each connection. Pure; the time is given. Too fast a client is slowed, not cut."""

from __future__ import annotations

_WHOLE = 1.0 - 1e-6
"""A token of which rounding took a little off is a whole one: nobody waits for a millionth."""


class TokenBucket:
    """Holds at most `burst` tokens and gains `rate` a second; a line costs one. Rate or burst 0: no limit."""

    __slots__ = ("_burst", "_exempt", "_rate", "_then", "_tokens")

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = burst
        self._then = now
        self._exempt = False

    def wait(self, now: float) -> float:
        """Seconds until the next line may pass; 0: now."""
        if not self._rate or not self._burst or self._exempt:
            return 0.0
        self._tokens = min(self._burst, self._tokens + (now - self._then) * self._rate)
        self._then = now
        return 0.0 if self._tokens >= _WHOLE else (1.0 - self._tokens) / self._rate

    def take(self) -> None:
        """A line has passed."""
        self._tokens -= 1.0

    def exempt(self) -> None:
        """No limit from now on."""
        self._exempt = True

    def limit(self) -> None:
        """The limit holds again, and begins with a full bucket."""
        self._exempt = False
        self._tokens = self._burst
