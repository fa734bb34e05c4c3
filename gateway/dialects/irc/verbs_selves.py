"""What a client says of itself: AWAY, SETNAME (its modes are in `user_modes`); and CHGHOST, by which an operator says
something of others.

Their answers as lines are here too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gateway.dialects.base import Ask, Reply, Step
from gateway.dialects.irc.client import Client
from gateway.dialects.irc.targets import nick_error
from gateway.model.people import ReceiverAway, SetAway, SetHost, SetRealname
from ircwire import numerics
from ircwire.lines import Line
from ircwire.names import normalise_nick
from ircwire.text import strip_controls, truncate

_HOST = re.compile(r"[A-Za-z0-9][A-Za-z0-9.:/_-]{0,62}")


def away(client: Client, line: Line) -> Sequence[Step]:
    text = line.params[0] if line.params else ""
    return [Ask(SetAway(truncate(text, client.server.limits.away)))]


def away_set(client: Client, asked: SetAway) -> bytes:
    if asked.text:
        return client.numeric(numerics.RPL_NOWAWAY, "You have been marked as being away")
    return client.numeric(numerics.RPL_UNAWAY, "You are no longer marked as being away")


def receiver_away(client: Client, answer: ReceiverAway) -> bytes:
    """The answer to a line that somebody will read later."""
    return client.numeric(numerics.RPL_AWAY, answer.nick, answer.text)


def setname(client: Client, line: Line) -> Sequence[Step]:
    """IRCv3 setname."""
    realname = strip_controls(line.params[0])
    longest = client.server.limits.realname
    if not realname or len(realname.encode()) > longest:
        text = f"A realname has 1 to {longest} bytes"
        return [Reply(client.fail("SETNAME", "INVALID_REALNAME", text))]
    return [Ask(SetRealname(realname))]


def chghost(client: Client, line: Line) -> Sequence[Step]:
    """CHGHOST nick host. Whether the client may is the bus's to say."""
    nick, host = normalise_nick(line.params[0]), line.params[1]
    error = nick_error(client, nick)
    if error:
        return [Reply(error)]
    if not _HOST.fullmatch(host):
        text = "A host has letters, digits and the signs . : / _ -, 63 at most"
        return [Reply(client.fail("CHGHOST", "INVALID_HOST", text))]
    return [Ask(SetHost(nick, host))]
