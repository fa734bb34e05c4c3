"""The metrics of the transport: what it counts, under the names by which admins know it. Read when they are rendered.

The counts are the transport's own, and only their shape is known here. Any thread renders, `gw-loop` writes.
"""

from __future__ import annotations

from typing import Protocol

from gateway.ops.metrics import Registry


class TransportCounts(Protocol):
    """See the transport's `Counts`."""

    open: int
    opened: int
    bytes_in: int
    bytes_out: int
    refused: int
    bad_proxy_headers: int
    handler_errors: int
    accept_pauses: int
    closed: dict[str, int]


class ClientCount(Protocol):
    """See the transport's `Clients`."""

    count: int


def register_transport(registry: Registry, counts: TransportCounts, clients: ClientCount) -> None:
    """Show these counts."""
    registry.gauge("chorus_clients", "Clients connected to this gateway.", lambda: clients.count)
    registry.gauge("chorus_connections_open", "Sockets held, with those not yet let in.", lambda: counts.open)
    registry.counter("chorus_connections_opened_total", "Connections accepted.", lambda: counts.opened)
    registry.counters("chorus_connections_closed_total", "Connections ended, by cause.", "cause", lambda: counts.closed)
    registry.counter("chorus_connections_refused_total", "Connections turned away by a limit.", lambda: counts.refused)
    registry.counter("chorus_bytes_received_total", "Bytes read from clients.", lambda: counts.bytes_in)
    registry.counter("chorus_bytes_sent_total", "Bytes written to clients.", lambda: counts.bytes_out)
    registry.counter(
        "chorus_bad_proxy_headers_total",
        "Connections of a trusted proxy without a proper PROXY header.",
        lambda: counts.bad_proxy_headers,
    )
    registry.counter(
        "chorus_handler_errors_total",
        "Unexpected exceptions, each of which ended one connection. Each is a bug.",
        lambda: counts.handler_errors,
    )
    registry.counter(
        "chorus_accept_pauses_total",
        "How often accepting paused for want of file descriptors or memory.",
        lambda: counts.accept_pauses,
    )
