"""How a client gives itself away that speaks TLS to a port that does not: its first byte is that of a TLS record.

Source: RFC 8446, section 5.1: the type of a record, 22 for a handshake. No line of text begins with it (it is SYN).
"""

from __future__ import annotations

_HANDSHAKE = b"\x16"

SENTENCE = "This port does not speak TLS: connect without it"
"""What such a client is told. It is no answer in TLS, so its program says "wrong version number" or the like."""


def is_tls(first: bytes) -> bool:
    """Whether the first bytes of a connection are those of a TLS client."""
    return first.startswith(_HANDSHAKE)
