"""The clients of this gateway: how many there are, from where, and how many there may be. Shared by all its listeners.

Belongs to `gw-loop`. Counts clients, not sockets: a client that is turned away was never one.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from enum import Enum


class Limit(Enum):
    """Why a client is turned away; the value is for the log."""

    CLIENTS = "the gateway is full"
    ADDRESS = "too many from this address"
    DESCRIPTORS = "too few file descriptors are left"
    BANNED = "its address is banned"
    PLAIN_TEXT = "it does not speak TLS"


class Clients:
    """Clients by address, and two limits; a limit of 0 is none. `why_banned`: why an address is, None if it is not."""

    def __init__(
        self,
        max_clients: int = 0,
        max_per_address: int = 0,
        why_banned: Callable[[str], str | None] = lambda address: None,
    ) -> None:
        self.count = 0
        self.why_banned = why_banned
        self._max_clients = max_clients
        self._max_per_address = max_per_address
        self._from: dict[str, int] = {}

    def enter(self, address: str) -> Limit | None:
        """A client from this IP address wants in. None: it is in, until `leave`."""
        if self.why_banned(address) is not None:
            return Limit.BANNED
        if 0 < self._max_clients <= self.count:
            return Limit.CLIENTS
        place = _place(address)
        here = self._from.get(place, 0)
        if 0 < self._max_per_address <= here:
            return Limit.ADDRESS
        self._from[place] = here + 1
        self.count += 1
        return None

    def leave(self, address: str) -> None:
        """A client that was let in from this address is gone."""
        place = _place(address)
        self.count -= 1
        self._from[place] -= 1
        if not self._from[place]:
            del self._from[place]


def plain_ip(text: str) -> str:
    """An IP address as people know it: without a zone, and ::ffff:192.0.2.1 as the IPv4 address that it is."""
    text = text.partition("%")[0]
    if ":" not in text:
        return text
    address = ipaddress.IPv6Address(text)
    return str(address.ipv4_mapped or address)


def _place(address: str) -> str:
    """What counts as one address: of IPv6 the first 64 bits, the least that a home is given (RFC 6177)."""
    if ":" not in address:
        return address
    return str(ipaddress.IPv6Address(int(ipaddress.IPv6Address(address)) >> 64 << 64))
