"""How a client's address stands in its mask, `nick!username@host`, whatever dialect it speaks."""

from __future__ import annotations


def shown_host(address: str) -> str:
    """The address as a word of an IRC line; beginning with a colon (IPv6), it would be taken for the last parameter."""
    return f"0{address}" if address.startswith(":") else address
