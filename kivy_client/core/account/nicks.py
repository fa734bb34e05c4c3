"""Under which name we ask to be let in while ours is in use: by our own lost connection, most likely, which a server
that knows no sender keys (docs/send-once.md) holds for minutes. Pure.

Ours is asked for again for a while, then others like it by turns: better inside under another name than outside. The
chat takes ours back as soon as it is free (`chat.own_nick`).
"""

from __future__ import annotations

PATIENT_SECONDS = 10.0
"""So long no other name is tried."""
GHOST_SECONDS = 300.0
"""No lost connection lives so long: who has not come in by then under any name is asked for another."""
_MOST_SIGNS = 4
NEVER = float("inf")


class NickInUse:
    """From the first refusal until we are in, over any number of connections."""

    def __init__(self) -> None:
        self._since = NEVER
        self._tries = 0

    def refused(self, mono: float) -> bool:
        """Ours, or one like it, is in use. False: it is of no use to ask any more."""
        self._since = min(self._since, mono)
        if mono < self._since + GHOST_SECONDS:
            return True
        self.over()
        return False

    def next(self, nick: str, mono: float) -> str:
        """What to ask for now: `nick` is ours."""
        if mono < self._since + PATIENT_SECONDS:
            return nick
        turn, another = divmod(self._tries, 2)
        self._tries += 1
        return nick if another else nick + "_" * (turn % _MOST_SIGNS + 1)

    def over(self) -> None:
        """We are in, or the person chooses."""
        self._since = NEVER
        self._tries = 0
