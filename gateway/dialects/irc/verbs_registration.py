"""Verbs by which a client becomes a user: PASS, NICK, USER; CAP END ends here too. NICK also renames a user.

The bus decides whether a nick is free; what a nick may look like is decided here, by `ircwire.names`.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence

from gateway.dialects.base import Ask, Leave, Reply, Step
from gateway.dialects.irc.client import Client
from gateway.dialects.irc.closing import closing_line
from gateway.dialects.irc.send_once import KEY_RULE, is_key
from gateway.model.commands import Register, Rename
from gateway.model.disconnects import Disconnect
from ircwire import capabilities, numerics
from ircwire.lines import Line
from ircwire.names import nick_problem, normalise_nick
from ircwire.text import strip_controls, truncate

_NOT_IN_USERNAMES = re.compile(r"[^A-Za-z0-9._-]")


def same_secret(given: str, right: str) -> bool:
    """Compare without telling by the time it takes how much of it was right."""
    return hmac.compare_digest(given.encode(), right.encode())


def pass_(client: Client, line: Line) -> Sequence[Step]:
    client.password = line.params[0]
    return ()


def nick(client: Client, line: Line) -> Sequence[Step]:
    wish = normalise_nick(line.params[0])
    problem = nick_problem(wish, client.server.limits.nick)
    if problem:
        return [Reply(client.numeric(numerics.ERR_ERRONEUSNICKNAME, wish, problem))]
    if client.registered:
        return [Ask(Rename(wish), wait=True)]  # what is said next is said by who they are then
    client.nick = wish
    return complete(client)


def user(client: Client, line: Line) -> Sequence[Step]:
    key = line.tags.get(capabilities.SENDER_TAG, "") if client.has(capabilities.SEND_ONCE) else ""
    if key and not is_key(key):
        return [Reply(client.fail("USER", "INVALID_SENDER", KEY_RULE))]
    client.key = key
    # The tilde is the custom for a name that no ident server vouches for.
    client.username = ("~" + (_NOT_IN_USERNAMES.sub("", line.params[0]) or "user"))[: client.server.limits.username]
    client.realname = truncate(strip_controls(line.params[3]), client.server.limits.realname)
    return complete(client)


def complete(client: Client) -> Sequence[Step]:
    """Ask to register, once nick and user are known and no negotiation is under way."""
    if client.registered or client.negotiating or not client.nick or not client.username:
        return ()
    password = client.server.password
    if password and not same_secret(client.password, password):
        why = Disconnect.BAD_PASSWORD
        refusal = client.numeric(numerics.ERR_PASSWDMISMATCH, why.text)
        return [Leave(refusal + closing_line(why.text), why, why.text)]
    client.password = ""
    register = Register(client.nick, client.username, client.realname, client.host, client.key, client.secure)
    return [Ask(register, wait=True)]
