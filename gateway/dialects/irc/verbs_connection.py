"""Verbs about the connection and the server itself: PING, PONG, QUIT, OPER, MOTD, VERSION, LUSERS."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.dialects.base import Ask, Leave, Reply, Step
from gateway.dialects.irc.client import Client
from gateway.dialects.irc.closing import closing_line
from gateway.dialects.irc.verbs_registration import same_secret
from gateway.dialects.irc.welcome import motd_lines
from gateway.model.commands import BecomeOperator, Lusers
from gateway.model.disconnects import Disconnect
from ircwire import numerics
from ircwire.lines import Line
from ircwire.text import truncate

_REASON_BYTES = 300


def ping(client: Client, line: Line) -> Sequence[Step]:
    return [Reply(client.text_line("PONG", client.server.name, line.params[0]))]


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


def oper(client: Client, line: Line) -> Sequence[Step]:
    operators = client.server.operators
    if not operators:
        return [Reply(client.numeric(numerics.ERR_NOOPERHOST, "This server has no operators"))]
    name, password = line.params[:2]
    right = operators.get(name)
    # Compared in any case, so that the time it takes does not tell which names there are.
    matches = same_secret(password, right or password[::-1] + "!")
    if right is None or not matches:
        return [Reply(client.numeric(numerics.ERR_PASSWDMISMATCH, "Name or password incorrect"))]
    return [Ask(BecomeOperator())]


def motd(client: Client, line: Line) -> Sequence[Step]:
    return [Reply(motd_lines(client))]


def version(client: Client, line: Line) -> Sequence[Step]:
    server = client.server
    return [Reply(client.numeric(numerics.RPL_VERSION, server.version, server.name, server.info))]


def lusers(client: Client, line: Line) -> Sequence[Step]:
    return [Ask(Lusers())]
