"""The metrics of the hub, under the names by which admins know them. Read when they are rendered.

Only the shape of the hub's numbers is known here. Any thread renders, `gw-loop` writes.
"""

from __future__ import annotations

from typing import Protocol

from gateway.ops.metrics import Registry


class HubCounts(Protocol):
    """See the hub."""

    deliveries: int
    facts: int
    refusals: dict[str, int]
    disconnects: dict[str, int]
    outbox_bytes: int

    @property
    def rooms(self) -> int: ...


def register_hub(registry: Registry, hub: HubCounts) -> None:
    """Show these counts."""
    registry.gauge("chorus_rooms", "Rooms that have a member on this gateway.", lambda: hub.rooms)
    registry.counter("chorus_facts_total", "Facts of the log that were applied.", lambda: hub.facts)
    registry.counter("chorus_deliveries_total", "Lines of rooms written to clients.", lambda: hub.deliveries)
    registry.counters("chorus_refusals_total", "Commands refused, by reason.", "reason", lambda: hub.refusals)
    registry.counters(
        "chorus_disconnects_total",
        "Clients disconnected by this gateway, by reason.",
        "reason",
        lambda: hub.disconnects,
    )
    registry.gauge(
        "chorus_outbox_bytes",
        "Bytes that waited for clients at the last look, some seconds ago.",
        lambda: hub.outbox_bytes,
    )
