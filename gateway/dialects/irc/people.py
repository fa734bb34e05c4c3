"""Answers about people, as lines: WHO and WHOIS."""

from __future__ import annotations

from gateway.dialects.irc.client import Client
from gateway.dialects.irc.rooms import shown_prefix
from gateway.model.answers import People, Person
from ircwire import numerics
from ircwire.lines import CONTENT_BYTES
from ircwire.text import pack


def who_lines(client: Client, asked: str, answer: People) -> bytes:
    lines = [_who_line(client, answer.name, person) for person in answer.people]
    return b"".join([*lines, end_of_who(client, asked)])


def _who_line(client: Client, room: str, person: Person) -> bytes:
    nick, username, host = _parts(person.mask)
    flags = "H" + ("*" if person.operator else "") + shown_prefix(client, person.prefix)
    server = client.server.name
    realname = f"0 {person.realname}"
    return client.numeric(numerics.RPL_WHOREPLY, room, username, host, server, nick, flags, realname)


def end_of_who(client: Client, asked: str) -> bytes:
    return client.numeric(numerics.RPL_ENDOFWHO, asked, "End of WHO list")


def whois_lines(client: Client, asked: str, answer: People) -> bytes:
    if not answer.people:
        return nobody(client, asked)
    person = answer.people[0]
    nick, username, host = _parts(person.mask)
    server = client.server
    numeric = client.numeric
    lines = [numeric(numerics.RPL_WHOISUSER, nick, username, host, "*", person.realname)]
    rooms = [shown_prefix(client, prefix) + name for prefix, name in person.rooms]
    if rooms:
        size = CONTENT_BYTES - len(f":{server.name} 319 {client.name} {nick} :".encode())
        lines += [numeric(numerics.RPL_WHOISCHANNELS, nick, piece) for piece in pack(rooms, size)]
    lines.append(numeric(numerics.RPL_WHOISSERVER, nick, server.name, server.info))
    if person.operator:
        lines.append(numeric(numerics.RPL_WHOISOPERATOR, nick, "is a server operator"))
    if person.account:
        lines.append(numeric(numerics.RPL_WHOISACCOUNT, nick, person.account, "is logged in as"))
    lines.append(_end_of_whois(client, nick))
    return b"".join(lines)


def nobody(client: Client, nick: str) -> bytes:
    """The answer to a WHOIS of nobody."""
    missing = client.numeric(numerics.ERR_NOSUCHNICK, nick, "There is nobody of that name")
    return missing + _end_of_whois(client, nick)


def _end_of_whois(client: Client, nick: str) -> bytes:
    return client.numeric(numerics.RPL_ENDOFWHOIS, nick, "End of /WHOIS list")


def _parts(mask: str) -> tuple[str, str, str]:
    """Nick, user name and host of a mask."""
    nick, _, rest = mask.partition("!")
    username, _, host = rest.partition("@")
    return nick, username, host
