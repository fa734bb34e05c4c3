"""Questions about people: WHO (with WHOX), WHOIS, WHOWAS, ISON, USERHOST."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.dialects.base import Ask, Reply, Step
from gateway.dialects.irc.client import Client
from gateway.dialects.irc.people import nobody, was_nobody
from gateway.dialects.irc.targets import nick_error, target_error
from gateway.dialects.irc.who import COLUMNS, end_of_who
from gateway.model.commands import Who, Whois
from gateway.model.people import Ison, Userhost, Whowas
from ircwire.lines import Line
from ircwire.masks import is_dear
from ircwire.names import is_room, normalise_nick, normalise_room

_LONGEST_MASK = 128
_FIELDS = "nuhra"
"""What a mask may be for (WHOX): nick, user name, host, realname, account."""
_MOST_HOSTS = 5
"""Of so many people USERHOST tells (RFC 1459, 5.7)."""


def who(client: Client, line: Line) -> Sequence[Step]:
    """WHO [mask ["o" and fields]["%" columns ["," token]]]: the second parameter's "o" is of RFC 1459."""
    target = line.params[0] if line.params and line.params[0] else "*"
    flags, percent, chosen = (line.params[1] if len(line.params) > 1 else "").partition("%")
    columns, _, token = chosen.partition(",")
    fields = "".join(field for field in flags if field in _FIELDS)
    if target == "0":  # RFC 1459's word for everyone
        target = "*"
    name = normalise_room(target) if is_room(target) else normalise_nick(target)
    if len(name) > _LONGEST_MASK or is_dear(name) or (_is_name(name) and not fields and target_error(client, name)):
        return [Reply(end_of_who(client, target))]
    columns = "".join(column for column in COLUMNS if column in columns) if percent else ""
    return [Ask(Who(name, fields, "o" in flags, columns, token if token.isdecimal() and len(token) <= 3 else ""))]


def _is_name(target: str) -> bool:
    """Whether it can only be a room's or one person's."""
    return is_room(target) or not any(sign in target for sign in "*?!@")


def whois(client: Client, line: Line) -> Sequence[Step]:
    # `WHOIS server nick` asks a certain server; here there is only one.
    nick = normalise_nick(line.params[-1])
    return [Reply(nobody(client, nick))] if nick_error(client, nick) else [Ask(Whois(nick))]


def whowas(client: Client, line: Line) -> Sequence[Step]:
    nick = normalise_nick(line.params[0])
    if nick_error(client, nick):
        return [Reply(was_nobody(client, nick))]
    count = line.params[1] if len(line.params) > 1 else ""
    return [Ask(Whowas(nick, int(count[:3]) if count.isascii() and count.isdecimal() else 0))]


def ison(client: Client, line: Line) -> Sequence[Step]:
    return [Ask(Ison(_nicks(line)))]


def userhost(client: Client, line: Line) -> Sequence[Step]:
    return [Ask(Userhost(_nicks(line)[:_MOST_HOSTS]))]


def _nicks(line: Line) -> tuple[str, ...]:
    """Each a parameter, or several in one; nobody has a name that cannot be had."""
    return tuple(normalise_nick(nick) for nick in " ".join(line.params).split(" ") if nick)
