"""Verbs about the connection itself: PING, PONG, QUIT."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.dialects.base import Leave, Reply, Step
from gateway.dialects.irc.client import Client
from gateway.dialects.irc.closing import closing_line
from gateway.model.disconnects import Disconnect
from ircwire.lines import Line
from ircwire.text import truncate

_REASON_BYTES = 300


def ping(client: Client, line: Line) -> Sequence[Step]:
    return [Reply(client.text_line("PONG", client.server.name, line.params[0]), settled=True)]


def pong(client: Client, line: Line) -> Sequence[Step]:
    return ()


def quit_(client: Client, line: Line) -> Sequence[Step]:
    words = truncate(line.params[0], _REASON_BYTES) if line.params else ""
    # So marked, nobody can pretend to have been disconnected by the server.
    reason = f"Quit: {words}" if words else "Quit"
    return [Leave(closing_line(f"({reason})"), Disconnect.QUIT, reason)]


def other_protocol(client: Client, line: Line) -> Sequence[Step]:
    """A browser, made by a web page to post lines to a chat in its user's name, must not get as far as that."""
    why = Disconnect.PROTOCOL
    return [Leave(closing_line(why.text), why, why.text)]
