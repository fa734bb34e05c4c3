"""The entry: all clients connect, register and join their rooms, before anything is measured but that itself.

Returns only when every client has read all that came of it, so that afterwards only messages are counted.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from benchmarks.load.crowd import Crowd, LoadError
from benchmarks.scenarios import Scenario
from ircwire import numerics

_JOIN_AT_ONCE = 64
"""Clients that are joining at a time."""
_PATIENCE = 30.0
"""Seconds in which somebody must get on."""
_WELCOMED = (f" {numerics.RPL_ENDOFMOTD} ".encode(), f" {numerics.ERR_NOMOTD} ".encode())
_JOINED = (f" {numerics.RPL_ENDOFNAMES} ".encode(),)
_READY = (b"all-are-here",)
_LONGEST_TOKEN = 32


def room_name(room: int) -> str:
    return f"#room{room}"


def connect_all(crowd: Crowd, scenario: Scenario, at_once: int) -> float:
    """Connect and register, so many at a time; how many clients a second."""
    began = perf_counter()
    _each(crowd, scenario.clients, at_once, lambda client: crowd.connect(), _WELCOMED)
    return scenario.clients / (perf_counter() - began)


def join_all(crowd: Crowd, scenario: Scenario) -> None:
    """Join, then wait until everybody has read that everybody has."""

    def join(client: int) -> None:
        crowd.send(client, f"JOIN {room_name(client // scenario.members)}\r\n".encode())

    def tell(client: int) -> None:
        """The first member of a room says something; its own sign is the answer to a PING."""
        room, member = divmod(client, scenario.members)
        if member == 0:
            crowd.send(client, b"PRIVMSG %b :%b\r\nPING %b\r\n" % (room_name(room).encode(), *_READY, *_READY))

    _each(crowd, scenario.clients, _JOIN_AT_ONCE, join, _JOINED)
    _each(crowd, scenario.clients, scenario.clients, tell, _READY)


def _each(crowd: Crowd, clients: int, at_once: int, begin: Callable[[int], None], tokens: tuple[bytes, ...]) -> None:
    """Let each client begin, so many at once, and wait until each has read one of the tokens."""
    waiting: dict[int, bytes] = {}  # client -> the end of what it has read
    begun = 0
    while begun < clients or waiting:
        while begun < clients and len(waiting) < at_once:
            waiting[begun] = b""
            begin(begun)
            begun += 1
        events = crowd.ready(_PATIENCE)
        if not events:
            raise LoadError(f"nothing came for {_PATIENCE:.0f} s; {len(waiting)} clients wait for {tokens[0]!r}")
        for client, connected in events:
            if connected:
                crowd.connected(client)
                crowd.send(client, f"NICK u{client:05}\r\nUSER bench 0 * :bench\r\n".encode())
                continue
            data = crowd.read(client)
            before = waiting.get(client)
            if before is None:
                continue
            data = before + data
            if any(token in data for token in tokens):
                del waiting[client]
            else:
                waiting[client] = data[-_LONGEST_TOKEN:]
