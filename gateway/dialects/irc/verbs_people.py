"""WHO and WHOIS: questions about people, and their answers as lines."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.dialects.base import Ask, Reply, Step
from gateway.dialects.irc.client import Client
from gateway.dialects.irc.people import end_of_who, nobody
from gateway.dialects.irc.targets import nick_error, target_error
from gateway.model.commands import Who, Whois
from ircwire.lines import Line
from ircwire.names import is_room, normalise_nick, normalise_room


def who(client: Client, line: Line) -> Sequence[Step]:
    target = line.params[0] if line.params else "*"
    if target in ("*", "0"):  # "0" is RFC 1459's word for everyone
        return [Ask(Who("*"))]
    name = normalise_room(target) if is_room(target) else normalise_nick(target)
    return [Reply(end_of_who(client, target))] if target_error(client, name) else [Ask(Who(name))]


def whois(client: Client, line: Line) -> Sequence[Step]:
    # `WHOIS server nick` asks a certain server; here there is only one.
    nick = normalise_nick(line.params[-1])
    return [Reply(nobody(client, nick))] if nick_error(client, nick) else [Ask(Whois(nick))]
