"""WHO's answers as lines: RPL_WHOREPLY, or with columns of the asker's choice RPL_WHOSPCRPL (IRCv3 WHOX)."""

from __future__ import annotations

from collections.abc import Callable

from gateway.dialects.irc.client import Client
from gateway.dialects.irc.rooms import MORE, shown_prefix
from gateway.dialects.irc.user_modes import BOT_MODE
from gateway.model.answers import People, Person
from gateway.model.commands import BEGINNING, Who
from ircwire import numerics

COLUMNS = "tcuihsnfdlaor"
"""All that WHOX knows, in the order in which they are told."""
_NOBODYS_BUSINESS = "255.255.255.255"


def who_lines(client: Client, who: Who, answer: People) -> bytes:
    """A part of the answer; the last one says that it ends."""
    line = _chosen_line if who.columns else _usual_line
    lines = [line(client, who, answer.name, person) for person in answer.people]
    if answer.more:
        lines.append(client.numeric(numerics.ERR_TOOMANYMATCHES, who.target, MORE))
    if answer.cursor == BEGINNING:
        lines.append(end_of_who(client, who.target))
    return b"".join(lines)


def end_of_who(client: Client, asked: str) -> bytes:
    return client.numeric(numerics.RPL_ENDOFWHO, asked, "End of WHO list")


def _usual_line(client: Client, who: Who, room: str, person: Person) -> bytes:
    nick, username, host = parts(person.mask)
    realname = f"0 {person.realname}"
    flags = _flags(client, person)
    return client.numeric(numerics.RPL_WHOREPLY, room, username, host, client.server.name, nick, flags, realname)


def _chosen_line(client: Client, who: Who, room: str, person: Person) -> bytes:
    nick, username, host = parts(person.mask)
    cells: dict[str, Callable[[], str]] = {
        "t": lambda: who.token or "0",
        "c": lambda: room,
        "u": lambda: username,
        "i": lambda: person.address or _NOBODYS_BUSINESS,
        "h": lambda: host,
        "s": lambda: client.server.name,
        "n": lambda: nick,
        "f": lambda: _flags(client, person),
        "d": lambda: "0",
        "l": lambda: str(person.idle),
        "a": lambda: person.account or "0",
        "o": lambda: "n/a",
    }
    words = [cells[column]() for column in COLUMNS if column in who.columns and column != "r"]
    if "r" in who.columns:
        return client.numeric(numerics.RPL_WHOSPCRPL, *words, person.realname)
    return client.line(numerics.RPL_WHOSPCRPL, client.name, *words)


def _flags(client: Client, person: Person) -> str:
    """Here or gone, server operator, prefixes in the room, bot."""
    here = "G" if person.away else "H"
    return here + "*" * person.operator + shown_prefix(client, person.prefix) + BOT_MODE * person.bot


def parts(mask: str) -> tuple[str, str, str]:
    """Nick, user name and host of a mask."""
    nick, _, rest = mask.partition("!")
    username, _, host = rest.partition("@")
    return nick, username, host
