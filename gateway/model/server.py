"""What all gateways have in common and tell their clients: the one server's name, words and limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

LOBBY = "#lobby"
"""The room that stands always; the plain dialect talks in it."""


REDACTION_SECONDS = 86_400
"""So long one's own message may be taken back (as `lua/others/51_redact.lua` has it)."""


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
    realname: int = 150
    away: int = 300
    monitored: int = 100
    """For how many people a client may wait (MONITOR)."""


@dataclass(frozen=True, slots=True)
class Sts:
    """Strict transport security (IRCv3 sts): clients come by TLS on `port`, and remember that for `duration` seconds;
    0: they forget it."""

    port: int
    duration: int


@dataclass(frozen=True, slots=True)
class Server:
    """`started`: seconds since 1970. `operators`: name to password. `password`: "" if none is asked for. `motd` and
    `operators` may change while clients are here: then there is a new one of these (`Conversation.served_by`)."""

    name: str
    info: str
    version: str
    started: int
    motd: tuple[str, ...] = ()
    password: str = field(default="", repr=False)
    operators: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False, hash=False)
    limits: Limits = Limits()
    sts: Sts | None = None
    admin: tuple[str, ...] = ()
    """Who runs it and how to reach them: up to three lines."""
