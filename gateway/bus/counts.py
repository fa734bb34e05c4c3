"""What the bus counts. Plain numbers, each written by one thread, read by any (metrics); no names of metrics here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Counts:
    """Since the start of the gateway."""

    # written on gw-pub
    batches: int = 0
    verbs: int = 0
    call_seconds: float = 0.0
    """Waited for answers of Redis to batches, tries without an answer included."""
    retries: int = 0
    """Batches that had to be sent again."""
    fences: int = 0
    """How often this gateway found its place taken, or its writes lost, and began anew."""
    # written on gw-sub
    messages: int = 0
    """Batches of any gateway that were handed on, ticks not counted."""
    holes: int = 0
    """How often the live path had lost something that the log had."""
    filled: int = 0
    """Messages that only the log had."""
    resynchronisations: int = 0
    """How often the log did not reach back and all clients had to go."""
    lag_seconds: float = 0.0
    """How old the newest fact was when it came: by Redis's clock and this machine's."""
    handed_on: int = 0
    """Bytes of messages that were handed to the loop."""
    # written on gw-loop
    applied: int = 0
    """Bytes of messages that the loop has applied."""

    @property
    def backlog(self) -> int:
        """Bytes of messages that wait for the loop."""
        applied = self.applied  # read first: the other only grows meanwhile
        return self.handed_on - applied
