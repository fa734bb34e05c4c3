"""What a client is told about those for whom it waits (IRCv3 monitor, extended-monitor), as lines."""

from __future__ import annotations

from collections.abc import Iterable

from gateway.dialects.irc.client import Client
from gateway.model.facts import AwaySet, Fact, HasQuit, HostChanged, Online, RealnameSet, Renamed, key_of, nick_of
from gateway.model.people import Presences
from ircwire import capabilities, numerics
from ircwire.lines import CONTENT_BYTES

_FOLLOWED = (AwaySet, RealnameSet, HostChanged)
"""What extended-monitor tells of them besides."""


def status_lines(client: Client, nicks: Iterable[str], answer: Presences) -> bytes:
    """Who of those asked about is here and who is not."""
    here = {key_of(nick_of(person.mask)) for person in answer.people}
    away = [nick for nick in nicks if key_of(nick) not in here]
    return _listing(client, numerics.RPL_MONONLINE, [person.mask for person in answer.people]) + _listing(
        client, numerics.RPL_MONOFFLINE, away
    )


def list_lines(client: Client) -> bytes:
    end = client.numeric(numerics.RPL_ENDOFMONLIST, "End of MONITOR list")
    return _listing(client, numerics.RPL_MONLIST, list(client.monitored.values())) + end


def list_full(client: Client, nicks: Iterable[str]) -> bytes:
    text = "You monitor as many as you may"
    return client.numeric(numerics.ERR_MONLISTFULL, str(client.server.limits.monitored), ",".join(nicks), text)


def monitored_lines(client: Client, fact: Fact) -> bytes:
    """What has happened to somebody for whom the client waits."""
    if isinstance(fact, Online):
        return _listing(client, numerics.RPL_MONONLINE, [fact.mask])
    if isinstance(fact, HasQuit):
        return _listing(client, numerics.RPL_MONOFFLINE, [nick_of(fact.mask)])
    if isinstance(fact, Renamed):
        return _renamed(client, fact)
    if isinstance(fact, _FOLLOWED) and client.has(capabilities.EXTENDED_MONITOR):
        return client.format.encode(fact)
    return b""


def _renamed(client: Client, fact: Renamed) -> bytes:
    """Of one nick somebody has gone, under another somebody has come; the client waits for one or both."""
    old = nick_of(fact.mask)
    lines = b""
    if key_of(old) in client.monitored:
        lines += _listing(client, numerics.RPL_MONOFFLINE, [old])
    if key_of(fact.nick) in client.monitored:
        mask = fact.nick + fact.mask[len(old) :]
        lines += _listing(client, numerics.RPL_MONONLINE, [mask])
    return lines


def _listing(client: Client, code: str, words: list[str]) -> bytes:
    """The words, joined by commas, in as many lines as it takes; none for none."""
    room = CONTENT_BYTES - len(f":{client.server.name} {code} {client.name} :".encode())
    lines, piece, size = [], list[str](), 0
    for word in words:
        length = len(word.encode()) + 1
        if piece and size + length > room:
            lines.append(client.numeric(code, ",".join(piece)))
            piece, size = [], 0
        piece.append(word)
        size += length
    if piece:
        lines.append(client.numeric(code, ",".join(piece)))
    return b"".join(lines)
