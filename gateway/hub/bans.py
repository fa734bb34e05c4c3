"""The banned addresses: this gateway's copy, by which whoever connects is turned away without asking Redis.

Learnt from Redis when the gateway takes its place, and from the log ever after. A look-up costs one step for each
length of prefix there is, however many bans there are. Runs on `gw-loop`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import NamedTuple

from gateway.model.facts import AddressBanned, AddressUnbanned
from gateway.model.operators import Ban

Network = IPv4Network | IPv6Network


class _Held(NamedTuple):
    ends: int
    reason: str


class AddressBans:
    """`now`: seconds since 1970."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._held: dict[tuple[int, int], dict[int, _Held]] = {}
        """By version and how many bits come after the prefix: the prefix to what is known of the ban."""
        self._meanwhile: list[AddressBanned | AddressUnbanned] | None = None
        """What changed while Redis was asked."""

    def why(self, address: str) -> str | None:
        """The reason why nobody may connect from this IP address; None: there is none."""
        if not self._held:
            return None
        found = ip_address(address)
        number = int(found)
        for (version, bits), prefixes in self._held.items():
            held = prefixes.get(number >> bits) if version == found.version else None
            if held is not None and not self._is_over(held):
                return held.reason
        return None

    def _is_over(self, held: _Held) -> bool:
        return held.ends != 0 and held.ends <= self._now()

    def begin_to_learn(self) -> None:
        """Redis is asked which there are; what the log tells until its answer comes is noted."""
        self._meanwhile = []

    def learn(self, at: int, bans: Iterable[Ban]) -> None:
        """Those there were at log id `at`."""
        changes, self._meanwhile = self._meanwhile or [], None
        self._held = {}
        for ban in bans:
            self._add(ban.mask, ban.ends, ban.reason)
        for change in changes:
            if change.id > at:
                self.change(change)

    def change(self, fact: AddressBanned | AddressUnbanned) -> None:
        """One more, or one less."""
        if self._meanwhile is not None:
            self._meanwhile.append(fact)
        if isinstance(fact, AddressBanned):
            self._forget_what_is_over()
            self._add(fact.network, fact.ends, fact.reason)
        else:
            key, prefix = _place(ip_network(fact.network))
            prefixes = self._held.get(key, {})
            prefixes.pop(prefix, None)
            if not prefixes:
                self._held.pop(key, None)

    def _forget_what_is_over(self) -> None:
        """Nobody says that it is."""
        for key, prefixes in list(self._held.items()):
            self._held[key] = {prefix: held for prefix, held in prefixes.items() if not self._is_over(held)}
            if not self._held[key]:
                del self._held[key]

    def _add(self, network: str, ends: int, reason: str) -> None:
        key, prefix = _place(ip_network(network))
        self._held.setdefault(key, {})[prefix] = _Held(ends, reason)


def _place(network: Network) -> tuple[tuple[int, int], int]:
    bits = network.max_prefixlen - network.prefixlen
    return (network.version, bits), int(network.network_address) >> bits
