"""Which answer to what operators do and ask of the server is written by whom. Runs on `gw-loop`."""

from __future__ import annotations

from gateway.dialects.irc.client import Client
from gateway.dialects.irc.verbs_bans import ban_lifted, ban_set
from gateway.dialects.irc.verbs_server import ban_lines, operator_lines, time_is, uptime_is
from gateway.model.answers import Answer
from gateway.model.operators import (
    AskUptime,
    Bans,
    BanSet,
    LiftBan,
    ListBans,
    Operators,
    ServerCommand,
    SetBan,
    TimeIs,
)


def write_server(client: Client, command: ServerCommand, answer: Answer) -> bytes:
    """The lines that answer a command; b"" where its fact says all."""
    match command, answer:
        case SetBan(), BanSet():
            return ban_set(client, command, answer)
        case LiftBan(), _:
            return ban_lifted(client, command)
        case ListBans(kind), Bans(bans=bans):
            return ban_lines(client, kind, bans)
        case _, Operators(masks=masks):
            return operator_lines(client, masks)
        case AskUptime(), TimeIs(seconds=seconds):
            return uptime_is(client, seconds)
        case _, TimeIs(seconds=seconds):
            return time_is(client, seconds)
    return b""
