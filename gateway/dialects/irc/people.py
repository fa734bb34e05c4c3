"""Answers about single people, as lines: WHOIS, WHOWAS, ISON, USERHOST."""

from __future__ import annotations

from collections.abc import Sequence
from time import gmtime, strftime

from gateway.dialects.irc.client import Client
from gateway.dialects.irc.rooms import shown_prefix
from gateway.dialects.irc.who import parts
from gateway.model.answers import People, Person
from gateway.model.facts import nick_of
from gateway.model.people import Formers, Presences
from ircwire import numerics
from ircwire.lines import CONTENT_BYTES
from ircwire.text import pack


def whois_lines(client: Client, asked: str, answer: People) -> bytes:
    if not answer.people:
        return nobody(client, asked)
    person = answer.people[0]
    nick, username, host = parts(person.mask)
    server = client.server
    numeric = client.numeric
    lines = [numeric(numerics.RPL_WHOISUSER, nick, username, host, "*", person.realname)]
    rooms = [shown_prefix(client, prefix) + name for prefix, name in person.rooms]
    if rooms:
        size = CONTENT_BYTES - len(f":{server.name} 319 {client.name} {nick} :".encode())
        lines += [numeric(numerics.RPL_WHOISCHANNELS, nick, piece) for piece in pack(rooms, size)]
    lines.append(numeric(numerics.RPL_WHOISSERVER, nick, server.name, server.info))
    lines += _states(client, nick, username, person)
    signed_on = str(person.since)
    lines.append(numeric(numerics.RPL_WHOISIDLE, nick, str(person.idle), signed_on, "seconds idle, signon time"))
    lines.append(_end_of_whois(client, nick))
    return b"".join(lines)


def _states(client: Client, nick: str, username: str, person: Person) -> list[bytes]:
    """A line for each thing that is so; the last two only to whom they are confided."""
    numeric = client.numeric
    lines = (
        (person.away, numerics.RPL_AWAY, (person.away,)),
        (person.operator, numerics.RPL_WHOISOPERATOR, ("is a server operator",)),
        (person.account, numerics.RPL_WHOISACCOUNT, (person.account, "is logged in as")),
        (person.bot, numerics.RPL_WHOISBOT, ("is a bot",)),
        (person.secure, numerics.RPL_WHOISSECURE, ("is using a secure connection",)),
        (person.modes, numerics.RPL_WHOISHOST, (f"is connecting from {username}@{person.address} {person.address}",)),
        (person.modes, numerics.RPL_WHOISMODES, (f"is using modes {person.modes}",)),
    )
    return [numeric(code, nick, *words) for so, code, words in lines if so]


def nobody(client: Client, nick: str) -> bytes:
    """The answer to a WHOIS of nobody."""
    missing = client.numeric(numerics.ERR_NOSUCHNICK, nick, "There is nobody of that name")
    return missing + _end_of_whois(client, nick)


def _end_of_whois(client: Client, nick: str) -> bytes:
    return client.numeric(numerics.RPL_ENDOFWHOIS, nick, "End of /WHOIS list")


def whowas_lines(client: Client, asked: str, answer: Formers) -> bytes:
    server = client.server.name
    lines = []
    for one in answer.people:
        until = strftime("%a %b %d %H:%M:%S %Y", gmtime(one.until))
        lines.append(client.numeric(numerics.RPL_WHOWASUSER, one.nick, one.username, one.host, "*", one.realname))
        lines.append(client.numeric(numerics.RPL_WHOISSERVER, one.nick, server, until))
    return b"".join([*lines, _end_of_whowas(client, asked)])


def was_nobody(client: Client, nick: str) -> bytes:
    """The answer to a WHOWAS of nobody."""
    missing = client.numeric(numerics.ERR_WASNOSUCHNICK, nick, "There was nobody of that name")
    return missing + _end_of_whowas(client, nick)


def _end_of_whowas(client: Client, nick: str) -> bytes:
    return client.numeric(numerics.RPL_ENDOFWHOWAS, nick, "End of WHOWAS")


def ison_lines(client: Client, answer: Presences) -> bytes:
    return _words(client, numerics.RPL_ISON, [nick_of(person.mask) for person in answer.people])


def userhost_lines(client: Client, answer: Presences) -> bytes:
    replies = []
    for person in answer.people:
        nick, _, rest = person.mask.partition("!")
        replies.append(f"{nick}{'*' if person.operator else ''}={'-' if person.away else '+'}{rest}")
    return _words(client, numerics.RPL_USERHOST, replies)


def _words(client: Client, code: str, words: Sequence[str]) -> bytes:
    """In one line; the longest names and hosts do not fit that."""
    size = CONTENT_BYTES - len(f":{client.server.name} {code} {client.name} :".encode())
    return b"".join(client.numeric(code, piece) for piece in pack(words, size))
