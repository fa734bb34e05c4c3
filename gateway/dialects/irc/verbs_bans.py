"""Bans of the whole network: KLINE and DLINE [duration] mask [reason], UNKLINE and UNDLINE mask; and their answers.

KLINE is of people: a nick, `user@host` or `nick!user@host`, with wildcards. DLINE is of an address or a network of
them. A duration is like `1d12h30m`; a number alone is of minutes; 0 or none: for good.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from gateway.dialects.base import Ask, Audit, Reply, Step
from gateway.dialects.irc.client import Client
from gateway.dialects.irc.verbs_oper import REASON_BYTES, no_privileges, reason_in
from gateway.dialects.masks import shown_host
from gateway.model.operators import BanKind, BanSet, LiftBan, SetBan
from gateway.model.refusals import Reason
from ircwire import numerics
from ircwire.lines import Line
from ircwire.masks import full_mask
from ircwire.names import normalise_nick
from ircwire.text import truncate

_UNITS = {"y": 365 * 86400, "w": 7 * 86400, "d": 86400, "h": 3600, "m": 60, "s": 1}
_DURATION = re.compile(r"(?:\d{1,9}[ywdhms])+|\d{1,9}")
_LONGEST = 100 * _UNITS["y"]
_LEAST_SIGNS = 3
"""Of a mask with wildcards: so many characters at least must be none of them, so that nobody bans everyone."""
_WIDEST = {4: 8, 6: 16}
"""The shortest prefix that a network of this version may have."""


def kline(client: Client, line: Line) -> Sequence[Step]:
    return _ban(client, line, "KLINE")


def dline(client: Client, line: Line) -> Sequence[Step]:
    return _ban(client, line, "DLINE")


def unkline(client: Client, line: Line) -> Sequence[Step]:
    return _lift(client, line, "KLINE")


def undline(client: Client, line: Line) -> Sequence[Step]:
    return _lift(client, line, "DLINE")


def _ban(client: Client, line: Line, kind: BanKind) -> Sequence[Step]:
    if not client.operator:
        return _denied(client, line)
    seconds, words = _duration_in(line.params)
    if seconds is None:
        return [Reply(client.fail(kind, "INVALID_DURATION", line.params[0], "A duration is at most 100 years"))]
    mask, problem = _mask_of(client, kind, words[0])
    if problem:
        return [Reply(client.fail(kind, "INVALID_MASK", words[0], problem))]
    return [Ask(SetBan(kind, mask, seconds, reason_in(words[1:])))]


def _lift(client: Client, line: Line, kind: BanKind) -> Sequence[Step]:
    if not client.operator:
        return _denied(client, line)
    mask, _ = _mask_of(client, kind, line.params[0])
    return [Ask(LiftBan(kind, mask or line.params[0]))]


def _denied(client: Client, line: Line) -> Sequence[Step]:
    """Before anything is said about the mask."""
    words = truncate(" ".join(line.params), REASON_BYTES)
    tried = Audit(f"{line.command} {words!r}: refused, {Reason.NO_PRIVILEGES.value}")
    return [tried, Reply(no_privileges(client))]


def _duration_in(params: Sequence[str]) -> tuple[int | None, Sequence[str]]:
    """Seconds, 0 for good, None for too long; and what follows. What is alone is no duration."""
    first = params[0].lower()
    if len(params) < 2 or not _DURATION.fullmatch(first):
        return 0, params
    if first.isdecimal():
        seconds = int(first) * _UNITS["m"]
    else:
        seconds = sum(int(number) * _UNITS[unit] for number, unit in re.findall(r"(\d+)([a-z])", first))
    return (seconds if seconds <= _LONGEST else None), params[1:]


def _mask_of(client: Client, kind: BanKind, word: str) -> tuple[str, str]:
    """The mask in full, and why it cannot be banned, or ""."""
    return _network(client, word) if kind == "DLINE" else _person_mask(word)


def _person_mask(word: str) -> tuple[str, str]:
    mask = full_mask(normalise_nick(word))
    if mask is None or not mask.isprintable():
        return "", "That is no mask"
    signs = sum(character not in "*?!@." for character in mask)
    if signs < (_LEAST_SIGNS if "*" in word or "?" in word else 1):
        return mask, f"That fits too many: at least {_LEAST_SIGNS} characters must be no wildcards"
    return mask, ""


def _network(client: Client, word: str) -> tuple[str, str]:
    try:
        network = ip_network(word, strict=False)
    except ValueError:
        return "", "Expected an address, or a network like 192.0.2.0/24"
    if isinstance(network, IPv6Network) and (mapped := network.network_address.ipv4_mapped) and network.prefixlen >= 96:
        network = IPv4Network((mapped, network.prefixlen - 96))
    single = network.prefixlen == network.max_prefixlen
    text = shown_host(str(network.network_address) if single else str(network))
    if network.prefixlen < _WIDEST[network.version]:
        return text, f"That fits too many: the prefix must have at least {_WIDEST[network.version]} bits"
    try:
        if ip_address(client.host) in network:
            return text, "You come from there yourself"
    except ValueError:
        pass  # its host is no address
    return text, ""


def ban_set(client: Client, command: SetBan, answer: BanSet) -> bytes:
    until = f"for {command.seconds} s" if command.seconds else "for good"
    ended = f"; it fits {answer.ended} who are here{' and more' if answer.more else ''}" if answer.ended else ""
    return _notice(client, f"{command.kind} {command.mask} is set, {until}: {command.reason}{ended}")


def ban_lifted(client: Client, command: LiftBan) -> bytes:
    return _notice(client, f"{command.kind} {command.mask} is lifted")


def _notice(client: Client, text: str) -> bytes:
    return client.text_line("NOTICE", client.name, text)


def turned_away(client: Client, reason: str) -> bytes:
    """To somebody who is banned and wanted to register."""
    return client.numeric(numerics.ERR_YOUREBANNEDCREEP, f"You are banned from this server: {reason}")
