"""Times as a person reads them: by the clock and the calendar of this device. Pure but for `now`."""

from __future__ import annotations

from datetime import datetime


def now() -> datetime:
    """What "today" is told by."""
    return datetime.now()


def local(time: int) -> datetime | None:
    """Of microseconds since 1970; None for 0, which is "nobody said", and for what no calendar has: a server may say
    anything."""
    try:
        return datetime.fromtimestamp(time / 1_000_000) if time else None
    except (ValueError, OverflowError, OSError):
        return None
