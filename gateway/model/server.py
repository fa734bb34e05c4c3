"""What all gateways have in common and tell their clients: the one server's name, words and limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

LOBBY = "#lobby"
"""The room that stands always; the plain dialect talks in it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What must agree on every gateway. Lengths in characters (nick) or bytes of UTF-8 (the others)."""

    history_events: int = 1000
    history_days: int = 7
    rooms_per_user: int = 100
    log_bytes: int = 256 * 1024 * 1024
    history_page: int = 100
    nick: int = 32
    room: int = 64
    topic: int = 390
    username: int = 10


@dataclass(frozen=True, slots=True)
class Server:
    """`started`: seconds since 1970. `operators`: name to password. `password`: "" if none is asked for."""

    name: str
    info: str
    version: str
    started: int
    motd: tuple[str, ...] = ()
    password: str = field(default="", repr=False)
    operators: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False, hash=False)
    limits: Limits = Limits()
