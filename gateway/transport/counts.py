"""What the transport counts: plain integers, written on `gw-loop` alone; other threads (metrics) may read them.

No names of metrics here: the composition root says under which name each of them is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Counts:
    """One for all connections of the gateway."""

    open: int = 0
    """Sockets held now: clients, those being turned away and those of whom the proxy has not told the address."""
    opened: int = 0
    """Sockets accepted so far."""
    bytes_in: int = 0
    bytes_out: int = 0
    refused: int = 0
    """Connections turned away by a limit."""
    bad_proxy_headers: int = 0
    """Connections of a trusted proxy without a proper PROXY header."""
    handler_errors: int = 0
    """Exceptions out of a `Handler` (or of making one). Each is a bug and has ended one connection."""
    accept_pauses: int = 0
    """How often accepting had to pause because the process or the system was out of file descriptors or memory."""
    closed: dict[str, int] = field(default_factory=dict)
    """Connections closed, by cause: "client", "gateway", "network", "overflow", "error", "tls"."""
    tls_open: int = 0
    """TLS clients here now."""
    tls_handshaking: int = 0
    """Connections whose TLS handshake is under way."""
    tls_handshakes: int = 0
    """TLS handshakes that were done."""
    tls_failures: dict[str, int] = field(default_factory=dict)
    """TLS handshakes that failed, by cause: "protocol", "plain text", "time", "gone"."""
