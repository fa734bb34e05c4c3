"""Verbs of server operators: OPER, DEOPER, KILL, WALLOPS. (Bans: `verbs_bans`.)

Here a line is read; whether its client is an operator is the bus's to say, for it may not be one any more.
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.dialects.base import Ask, Audit, Reply, Step
from gateway.dialects.irc.client import Client
from gateway.dialects.irc.targets import nick_error
from gateway.dialects.irc.verbs_registration import same_secret
from gateway.model.commands import BecomeOperator
from gateway.model.operators import Kill, Wallops
from gateway.model.people import SetUserModes
from ircwire import numerics
from ircwire.lines import Line
from ircwire.names import normalise_nick
from ircwire.text import strip_controls, truncate

REASON_BYTES = 200
NO_REASON = "No reason given"


def oper(client: Client, line: Line) -> Sequence[Step]:
    operators = client.server.operators
    name, password = line.params[:2]
    right = operators.get(name)
    # Compared in any case, so that the time it takes does not tell which names there are.
    matches = same_secret(password, right or password[::-1] + "!")
    if right is not None and matches:
        return [Ask(BecomeOperator(name), wait=True)]  # what comes next is an operator's
    failed = Audit(f"OPER as {truncate(name, REASON_BYTES)!r}: wrong name or password")
    if not operators:
        return [failed, Reply(client.numeric(numerics.ERR_NOOPERHOST, "This server has no operators"))]
    return [failed, Reply(client.numeric(numerics.ERR_PASSWDMISMATCH, "Name or password incorrect"))]


def became_operator(client: Client) -> bytes:
    client.operator = True
    welcome = client.numeric(numerics.RPL_YOUREOPER, "You are a server operator now")
    return welcome + client.line("MODE", client.nick, "+o")


def deoper(client: Client, line: Line) -> Sequence[Step]:
    """As MODE -o of one's own nick."""
    return [Ask(SetUserModes(take="o"))] if client.operator else [Reply(no_privileges(client))]


def kill(client: Client, line: Line) -> Sequence[Step]:
    nick = normalise_nick(line.params[0])
    error = nick_error(client, nick)
    return [Reply(error)] if error else [Ask(Kill(nick, reason_in(line.params[1:])))]


def wallops(client: Client, line: Line) -> Sequence[Step]:
    size = client.room_for_text("WALLOPS", "")
    return [Ask(Wallops(truncate(line.params[0], size)))]


def no_privileges(client: Client) -> bytes:
    return client.numeric(numerics.ERR_NOPRIVILEGES, "Permission denied: only server operators may do that")


def reason_in(params: Sequence[str]) -> str:
    """What stands where a reason belongs, also of several words without a colon."""
    return truncate(strip_controls(" ".join(params)).strip(), REASON_BYTES) or NO_REASON
