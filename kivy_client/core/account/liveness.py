"""Whether the server lives, and how fast it answers: silence is asked about, too long a silence is the end. And whether
the device slept: then the connection may be dead without any silence that could be measured. Pure.
"""

from __future__ import annotations

from kivy_client.core.moment import Moment

SILENCE_SECONDS = 30.0
"""After so long without a byte the server is asked whether it lives."""
DEAD_SECONDS = 60.0
"""After so long without a byte the connection counts as lost."""
ANSWER_SECONDS = 120.0
"""After so long without the answer to a question it counts as lost too, whatever else comes."""
HURRY_SECONDS = 15.0
"""After so long without a byte it counts as lost, where it may have died while the device slept."""
FRESH_SECONDS = 60.0
"""How old the latency may be while somebody looks."""
SLEEP_MICROS = 10 * 1_000_000
"""The monotonic clock stands still while the device sleeps: the other is so far ahead then."""
_NEVER = float("inf")
_MOST_LATENCY = 60_000
_PREFIX = "alive-"


class Sleep:
    def __init__(self) -> None:
        self._ahead: int | None = None

    def ended(self, now: Moment) -> bool:
        """Whether the device slept since this was asked last (or its clock was set)."""
        before, self._ahead = self._ahead, now.wall - int(now.mono * 1_000_000)
        return before is not None and self._ahead - before > SLEEP_MICROS


class Liveness:
    """Times are monotonic seconds. `latency`: milliseconds that the last question took, 0 if none was answered.
    `watched`: somebody looks; a phone in a pocket is left alone."""

    def __init__(self) -> None:
        self.latency = 0
        self.watched = True
        self._waits = False
        self._heard = 0.0
        self._asked_at = 0.0
        self._silence_asked = False
        self._hurried_at = _NEVER
        self._number = 0

    @property
    def token(self) -> str:
        """What the last question said."""
        return f"{_PREFIX}{self._number}"

    @property
    def deadline(self) -> float:
        silent = self._heard + (DEAD_SECONDS if self._silence_asked else SILENCE_SECONDS)
        silent = min(silent, self._hurried_at + HURRY_SECONDS)
        if self._waits:
            return min(silent, self._asked_at + ANSWER_SECONDS)
        return min(silent, self._asked_at + FRESH_SECONDS) if self.watched else silent

    def begin(self, mono: float) -> None:
        """A connection stands."""
        self._heard, self._silence_asked, self._waits, self.latency = mono, False, False, 0
        self._hurried_at = _NEVER
        self._asked_at = mono

    def heard(self, mono: float) -> None:
        """Bytes came."""
        self._heard, self._silence_asked, self._hurried_at = mono, False, _NEVER

    def asks(self, mono: float) -> bool:
        """At the deadline: whether to ask (True) or to give up."""
        if (self._waits and mono >= self._asked_at + ANSWER_SECONDS) or mono >= self._hurried_at + HURRY_SECONDS:
            return False
        if mono >= self._heard + SILENCE_SECONDS:
            if self._silence_asked:
                return False
            self._silence_asked = True
        self.asks_now(mono)
        return True

    def hurries(self, mono: float) -> None:
        """A question is sent, with `token`, that is to be answered soon."""
        self._hurried_at = min(self._hurried_at, mono)
        self.asks_now(mono)

    def asks_now(self, mono: float) -> None:
        """A question is sent, with `token`."""
        self._number += 1
        if not self._waits:
            self._asked_at = mono
        self._waits = True

    def answered(self, token: str, mono: float) -> bool:
        """A PONG came; False if it is none of ours."""
        if token == self.token:
            self._waits = False
            self.latency = min(max(int((mono - self._asked_at) * 1000), 1), _MOST_LATENCY)
        return token.startswith(_PREFIX)
