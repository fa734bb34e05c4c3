"""The short way for the line that most lines are: PRIVMSG without tags, in ASCII and not long, to one room or person to
whom this client has spoken before. It comes to what the long way comes to (a test compares them), in half the time.

One for each conversation; runs on `gw-loop`.
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.dialects.base import Ask, Step
from gateway.dialects.irc.verbs_messages import SURELY_FITS
from gateway.model.commands import Say
from ircwire.lines import Line

_BEGIN = b"PRIVMSG "
_MOST = 32
"""Targets remembered for a client."""


class ShortWay:
    """Learns by watching the long way."""

    __slots__ = ("_targets",)

    def __init__(self) -> None:
        self._targets: dict[bytes, str] = {}

    def step(self, raw: bytes) -> Ask | None:
        """What a line, without its end, comes to; None: that is for the long way to say."""
        if not raw.startswith(_BEGIN):
            return None
        word, _, text = raw[len(_BEGIN) :].partition(b" :")
        target = self._targets.get(word)
        if target is None or not 0 < len(text) <= SURELY_FITS or not text.isascii() or b"\0" in text or b"\r" in text:
            return None
        return Ask(Say(target, text.decode(), "PRIVMSG", ""))

    def learn(self, line: Line, steps: Sequence[Step]) -> None:
        """The long way has come to these steps for this line."""
        if line.command != "PRIVMSG" or line.tags or len(steps) != 1:
            return
        (step,) = steps
        if isinstance(step, Ask) and isinstance(step.command, Say):
            if len(self._targets) >= _MOST:
                self._targets.clear()
            self._targets[line.params[0].encode()] = step.command.target
