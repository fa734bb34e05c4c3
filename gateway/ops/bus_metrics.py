"""The metrics of the bus, under the names by which admins know them. Read when they are rendered.

Only the shape of the bus's numbers is known here. Any thread renders; `gw-pub`, `gw-sub` and `gw-loop`
write, each its own.
"""

from __future__ import annotations

from typing import Protocol

from gateway.ops.metrics import Registry


class BusCounts(Protocol):
    """See the bus's `Counts`."""

    batches: int
    verbs: int
    call_seconds: float
    retries: int
    fences: int
    messages: int
    holes: int
    filled: int
    resynchronisations: int
    lag_seconds: float

    @property
    def backlog(self) -> int: ...


def register_bus(registry: Registry, counts: BusCounts) -> None:
    """Show these counts. Verbs a batch and seconds a call are the quotients of two of them."""
    counter = registry.counter
    counter("chorus_bus_batches_total", "Batches that Redis carried out.", lambda: counts.batches)
    counter("chorus_bus_verbs_total", "Verbs in those batches.", lambda: counts.verbs)
    counter("chorus_bus_call_seconds_total", "Seconds waited for Redis to answer them.", lambda: counts.call_seconds)
    counter("chorus_bus_retries_total", "Batches sent again under their number.", lambda: counts.retries)
    counter("chorus_bus_fences_total", "Times this gateway lost its place and began anew.", lambda: counts.fences)
    counter("chorus_bus_messages_total", "Batches of any gateway handed on.", lambda: counts.messages)
    counter("chorus_bus_holes_total", "Times the live path had lost something.", lambda: counts.holes)
    counter("chorus_bus_filled_total", "Messages that only the log had.", lambda: counts.filled)
    counter(
        "chorus_bus_resynchronisations_total",
        "Times the log did not reach back and all clients had to go.",
        lambda: counts.resynchronisations,
    )
    registry.gauge("chorus_bus_lag_seconds", "Age of the newest fact when it came.", lambda: counts.lag_seconds)
    registry.gauge("chorus_bus_backlog_bytes", "Messages that wait for the loop.", lambda: counts.backlog)
