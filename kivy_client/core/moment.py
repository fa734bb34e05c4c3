"""What time it is, as a value: the pure parts of the core are told, and never look at a clock."""

from __future__ import annotations

from typing import NamedTuple


class Moment(NamedTuple):
    """`mono`: monotonic seconds, for waiting. `wall`: microseconds since 1970, for showing."""

    mono: float
    wall: int
