"""Connecting to a host by whichever of its addresses answers first (RFC 8305, "Happy Eyeballs").

Addresses are tried in turn, IPv6 and IPv4 by turns, each a moment after the one before or at once when that one failed;
the first that connects wins and the others are closed. Blocks; used on the dialer's threads.
"""

from __future__ import annotations

import errno
import os
import selectors
import socket
import time
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import NamedTuple

NEXT_SECONDS = 0.25
"""How long an address is waited for before the next one is tried beside it."""
MOST_ADDRESSES = 10
_UNDER_WAY = frozenset({0, errno.EINPROGRESS, errno.EWOULDBLOCK, getattr(errno, "WSAEWOULDBLOCK", errno.EWOULDBLOCK)})
_NO_ROUTE = frozenset({errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT})
"""This device has no such network: says nothing of the server."""


class Address(NamedTuple):
    """Where a host is, as `socket` names it."""

    family: int
    address: tuple[object, ...]


def connect(host: str, port: int, seconds: float) -> socket.socket:
    """A connected socket that blocks. Raises OSError: TimeoutError if nobody answered in so many seconds (looking up
    the name not counted), socket.gaierror if there is no such host; UnicodeError for a name that DNS cannot have."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [Address(family, address) for family, _, _, _, address in found]
    with _Race(by_turns(addresses)[:MOST_ADDRESSES]) as race:
        return race.run(time.monotonic() + seconds)


def by_turns(addresses: Iterable[Address]) -> list[Address]:
    """The families by turns, each in the system's order, the system's first choice first."""
    families: dict[int, list[Address]] = {}
    for address in addresses:
        families.setdefault(address.family, []).append(address)
    return [address for row in zip_longest(*families.values()) for address in row if address is not None]


class _Race:
    """Attempts side by side."""

    def __init__(self, addresses: Sequence[Address]) -> None:
        self._rest = list(addresses)
        self._selector = selectors.DefaultSelector()
        self._errors: list[OSError] = []

    def __enter__(self) -> _Race:
        return self

    def __exit__(self, *error: object) -> None:
        for key in tuple(self._selector.get_map().values()):
            self._close(key.fileobj)
        self._selector.close()

    def run(self, deadline: float) -> socket.socket:
        next_at = time.monotonic()
        while True:
            now = time.monotonic()
            if self._rest and (now >= next_at or not self._selector.get_map()):
                self._start(self._rest.pop(0))
                next_at = now + NEXT_SECONDS
                continue
            if not self._selector.get_map():
                raise self._most_telling()
            if now >= deadline:
                raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))
            until = min(deadline, next_at) if self._rest else deadline
            winner = self._finish(until - now)
            if winner is not None:
                return winner

    def _start(self, where: Address) -> None:
        try:
            attempt = socket.socket(where.family, socket.SOCK_STREAM)
        except OSError as error:
            self._errors.append(error)
            return
        attempt.setblocking(False)
        try:
            code = attempt.connect_ex(where.address)
        except OSError:  # an address that cannot be one here
            code = errno.EADDRNOTAVAIL
        if code in _UNDER_WAY:
            self._selector.register(attempt, selectors.EVENT_WRITE)
        else:
            attempt.close()
            self._errors.append(_error(code))

    def _finish(self, seconds: float) -> socket.socket | None:
        for key, _ in self._selector.select(max(seconds, 0.0)):
            attempt = key.fileobj
            assert isinstance(attempt, socket.socket)
            code = attempt.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if code == 0:
                self._selector.unregister(attempt)
                attempt.setblocking(True)
                return attempt
            self._close(attempt)
            self._errors.append(_error(code))
        return None

    def _close(self, attempt: object) -> None:
        assert isinstance(attempt, socket.socket)
        self._selector.unregister(attempt)
        attempt.close()

    def _most_telling(self) -> OSError:
        """Of all failures, the first that says something of the server."""
        telling = [error for error in self._errors if error.errno not in _NO_ROUTE]
        return next(iter(telling or self._errors), _error(errno.EHOSTUNREACH))


def _error(code: int) -> OSError:
    return OSError(code, os.strerror(code))
