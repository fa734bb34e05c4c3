"""The metrics of TLS, shown where a gateway listens for it. Read when they are rendered; any thread renders.

Only the shape of what is counted, and of the certificate, is known here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from gateway.ops.metrics import Registry


class TlsCounts(Protocol):
    """See the transport's `Counts`."""

    tls_open: int
    tls_handshaking: int
    tls_handshakes: int
    tls_failures: dict[str, int]


class Shown(Protocol):
    """See the transport's `Certificate`."""

    @property
    def expires(self) -> float:
        """Seconds since 1970."""


def register_tls(registry: Registry, counts: TlsCounts, certificate: Callable[[], Shown | None]) -> None:
    """Show these counts, and when the certificate that is in use ends."""

    def expires() -> float:
        shown = certificate()
        return shown.expires if shown is not None else 0.0

    registry.gauge("chorus_tls_clients", "Clients connected by TLS.", lambda: counts.tls_open)
    registry.gauge("chorus_tls_handshaking", "TLS handshakes under way.", lambda: counts.tls_handshaking)
    registry.counter("chorus_tls_handshakes_total", "TLS handshakes done.", lambda: counts.tls_handshakes)
    registry.counters(
        "chorus_tls_handshake_failures_total",
        "TLS handshakes that failed, by cause.",
        "cause",
        lambda: counts.tls_failures,
    )
    registry.gauge("chorus_tls_certificate_expires", "When the certificate ends, seconds since 1970.", expires)
