"""Questions about the server: MOTD, VERSION, TIME, INFO, ADMIN, LINKS, LUSERS, STATS; and their answers as lines.

All gateways are one server, so that whatever names another one names none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from time import gmtime, strftime

from gateway.dialects.base import Ask, Reply, Step
from gateway.dialects.irc.client import Client
from gateway.dialects.irc.isupport import isupport_lines
from gateway.dialects.irc.welcome import motd_lines
from gateway.model.commands import Lusers
from gateway.model.facts import key_of
from gateway.model.operators import AskTime, AskUptime, Ban, BanKind, ListBans, ListOperators
from ircwire import numerics
from ircwire.lines import Line

_ADMIN_NUMERICS = (numerics.RPL_ADMINLOC1, numerics.RPL_ADMINLOC2, numerics.RPL_ADMINEMAIL)


def _is_here(client: Client, target: str) -> bool:
    """Whether a question is for this server: by its name, perhaps with wildcards, or by the asker's nick."""
    return key_of(target) == key_of(client.nick) or fnmatchcase(client.server.name.lower(), target.lower())


def _asked(answer: Callable[[Client], Sequence[Step]], position: int = 0) -> Callable[[Client, Line], Sequence[Step]]:
    """A handler for a verb whose parameter at `position`, if there is one, says which server is asked."""

    def handler(client: Client, line: Line) -> Sequence[Step]:
        target = line.params[position] if len(line.params) > position else ""
        if target and not _is_here(client, target):
            return [Reply(client.numeric(numerics.ERR_NOSUCHSERVER, target, "There is no such server"))]
        return answer(client)

    return handler


def _version(client: Client) -> Sequence[Step]:
    server = client.server
    line = client.numeric(numerics.RPL_VERSION, server.version, server.name, server.info)
    return [Reply(line + isupport_lines(client))]


def _info(client: Client) -> Sequence[Step]:
    server = client.server
    texts = (
        server.info,
        f"{server.name} runs {server.version}: a chat of many equal gateways that are one server",
        f"This gateway was started {_when(server.started)}",
    )
    lines = [client.numeric(numerics.RPL_INFO, text) for text in texts if text]
    return [Reply(b"".join([*lines, client.numeric(numerics.RPL_ENDOFINFO, "End of /INFO list")]))]


def _admin(client: Client) -> Sequence[Step]:
    server = client.server
    if not server.admin:
        return [Reply(client.numeric(numerics.ERR_NOADMININFO, server.name, "Nothing is said here about the admin"))]
    first = client.numeric(numerics.RPL_ADMINME, server.name, "Administrative info")
    lines = [client.numeric(code, text) for code, text in zip(_ADMIN_NUMERICS, server.admin, strict=False)]
    return [Reply(b"".join([first, *lines]))]


motd = _asked(lambda client: [Reply(motd_lines(client))])
version = _asked(_version)
time = _asked(lambda client: [Ask(AskTime())])
info = _asked(_info)
admin = _asked(_admin)
lusers = _asked(lambda client: [Ask(Lusers())], position=1)


def links(client: Client, line: Line) -> Sequence[Step]:
    """LINKS [[remote server] mask]"""
    mask = line.params[-1] if line.params else "*"
    server, end = client.server, client.numeric(numerics.RPL_ENDOFLINKS, mask, "End of /LINKS list")
    if not _is_here(client, mask):
        return [Reply(end)]
    return [Reply(client.numeric(numerics.RPL_LINKS, server.name, server.name, f"0 {server.info}") + end)]


_BANS: dict[str, BanKind] = {"k": "KLINE", "d": "DLINE"}


def stats(client: Client, line: Line) -> Sequence[Step]:
    """What is safe to tell: u, how long the server has been up; for operators k and d, bans, and o, operators here."""
    if len(line.params) > 1 and not _is_here(client, line.params[1]):
        return [Reply(client.numeric(numerics.ERR_NOSUCHSERVER, line.params[1], "There is no such server"))]
    letter = line.params[0][0]
    end = Reply(client.numeric(numerics.RPL_ENDOFSTATS, letter, "End of /STATS report"))
    if letter in "uU":
        return [Ask(AskUptime()), end]
    if letter in "oO":
        return [Ask(ListOperators()), end]
    kind = _BANS.get(letter.lower())
    return [Ask(ListBans(kind)), end] if kind else [end]


def time_is(client: Client, seconds: int) -> bytes:
    return client.numeric(numerics.RPL_TIME, client.server.name, _when(seconds))


def uptime_is(client: Client, now: int) -> bytes:
    seconds = max(0, now - client.server.started)
    days, rest = divmod(seconds, 86400)
    text = f"Server Up {days} days {rest // 3600}:{rest // 60 % 60:02}:{rest % 60:02}"
    return client.numeric(numerics.RPL_STATSUPTIME, text)


def operator_lines(client: Client, masks: Sequence[str]) -> bytes:
    """STATS o: `O <user@host> * <nick>`."""
    lines = []
    for mask in masks:
        nick, _, host = mask.partition("!")
        lines.append(client.numeric(numerics.RPL_STATSOLINE, "O", host, "*", nick, "is a server operator"))
    return b"".join(lines)


def ban_lines(client: Client, kind: BanKind, bans: Sequence[Ban]) -> bytes:
    """STATS k: `K <host> <nick> <user> :<text>`; STATS d: `D <network> :<text>`."""
    lines = []
    for ban in bans:
        until = f"until {_when(ban.ends)}" if ban.ends else "for good"
        text = f"{ban.reason} ({ban.setter}, {_when(ban.since)}, {until})"
        if kind == "DLINE":
            lines.append(client.numeric(numerics.RPL_STATSDLINE, "D", ban.mask, text))
        else:
            nick, _, rest = ban.mask.partition("!")
            username, _, host = rest.rpartition("@")
            lines.append(client.numeric(numerics.RPL_STATSKLINE, "K", host, nick, username, text))
    return b"".join(lines)


def _when(seconds: int) -> str:
    return strftime("%Y-%m-%d %H:%M:%S UTC", gmtime(seconds))
