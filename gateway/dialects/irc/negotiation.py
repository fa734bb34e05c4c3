"""CAP (IRCv3 capability-negotiation): which capabilities there are, and turning them on and off.

A request is granted whole or not at all. Negotiation before registration holds registration up until CAP END.
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.dialects.base import Reply, Step
from gateway.dialects.irc.client import Client
from gateway.dialects.irc.open_batch import MAX_BYTES, MAX_LINES
from gateway.dialects.irc.verbs_registration import complete
from ircwire import capabilities, numerics
from ircwire.capabilities import VALUES_VERSION
from ircwire.lines import CONTENT_BYTES, Line
from ircwire.text import pack

OFFERED = (
    capabilities.ACCOUNT_NOTIFY,
    capabilities.AWAY_NOTIFY,
    capabilities.BATCH,
    capabilities.CAP_NOTIFY,
    capabilities.SEND_ONCE,
    capabilities.CHANNEL_RENAME,
    capabilities.CHATHISTORY,
    capabilities.CHGHOST,
    capabilities.ECHO_MESSAGE,
    capabilities.EVENT_PLAYBACK,
    capabilities.EXTENDED_ISUPPORT,
    capabilities.EXTENDED_JOIN,
    capabilities.EXTENDED_MONITOR,
    capabilities.INVITE_NOTIFY,
    capabilities.LABELED_RESPONSE,
    capabilities.MESSAGE_REDACTION,
    capabilities.MESSAGE_TAGS,
    capabilities.MULTILINE,
    capabilities.MULTI_PREFIX,
    capabilities.NO_IMPLICIT_NAMES,
    capabilities.NO_IMPLICIT_NAMES_DRAFT,
    capabilities.READ_MARKER,
    capabilities.SERVER_TIME,
    capabilities.USERHOST_IN_NAMES,
    capabilities.SETNAME,
    capabilities.STANDARD_REPLIES,
)
_VALUES = {capabilities.MULTILINE: f"max-bytes={MAX_BYTES},max-lines={MAX_LINES}"}


def cap(client: Client, line: Line) -> Sequence[Step]:
    subcommand = line.params[0].upper()
    argument = line.params[1] if len(line.params) > 1 else ""
    if subcommand == "LS":
        return _offer(client, argument)
    if subcommand == "LIST":
        enabled = [name for name in OFFERED if client.has(name)]
        return [Reply(_listing(client, "LIST", enabled))]
    if subcommand == "REQ":
        return _request(client, argument)
    if subcommand == "END":
        client.negotiating = False
        return complete(client)
    return [Reply(client.numeric(numerics.ERR_INVALIDCAPCMD, line.params[0], "Invalid CAP command"))]


def _offer(client: Client, version: str) -> Sequence[Step]:
    client.negotiating = not client.registered
    if version.isascii() and version.isdecimal():
        client.cap_version = max(client.cap_version, int(version[:9]))
    if client.cap_version >= VALUES_VERSION:
        client.enable(client.capabilities | {capabilities.CAP_NOTIFY})
    return [Reply(_listing(client, "LS", [*_with_values(client), *_sts(client)]))]


def _with_values(client: Client) -> Sequence[str]:
    """What is offered, each with its value for those who know values (version 302)."""
    if client.cap_version < VALUES_VERSION:
        return OFFERED
    return [f"{name}={_VALUES[name]}" if name in _VALUES else name for name in OFFERED]


def _sts(client: Client) -> Sequence[str]:
    """Where to come by TLS, or for how long to remember that (IRCv3 sts); only its value says anything. Web clients
    connect to a URL, which says whether by TLS and to which port: neither of these is theirs."""
    sts = client.server.sts
    if sts is None or client.web or client.cap_version < VALUES_VERSION:
        return ()
    if client.secure:
        return (f"{capabilities.STS}=duration={sts.duration}",)
    return (f"{capabilities.STS}=port={sts.port}",) if sts.duration else ()


def _request(client: Client, wanted: str) -> Sequence[Step]:
    client.negotiating = not client.registered
    wishes = capabilities.parse_wishes(wanted)
    implied = client.cap_version >= VALUES_VERSION
    enabled = client.capabilities
    for wish in wishes:
        if wish.name not in OFFERED or (wish.name == capabilities.CAP_NOTIFY and implied and not wish.on):
            return [Reply(client.text_line("CAP", client.name, "NAK", wanted))]
        enabled = enabled | {wish.name} if wish.on else enabled - {wish.name}
    client.enable(enabled)
    # A request may fill a line, and the line that grants it has longer words before it.
    granted = [wanted] if len(wanted.encode()) <= _room(client, "ACK") else pack(wanted.split(), _room(client, "ACK"))
    return [Reply(b"".join(client.text_line("CAP", client.name, "ACK", piece) for piece in granted))]


def _room(client: Client, subcommand: str) -> int:
    """How many bytes of a list fit a line."""
    return CONTENT_BYTES - len(f":{client.server.name} CAP {client.name} {subcommand} * :".encode())


def _listing(client: Client, subcommand: str, names: Sequence[str]) -> bytes:
    """A list of capabilities; over several lines only for those who know such lists (version 302). The others see what
    one line holds: the drafts, and what is of one vendor, are left out first."""
    room = _room(client, subcommand)
    if client.cap_version < VALUES_VERSION:
        text = " ".join(names)
        if len(text.encode()) > room:
            text = pack(sorted(names, key=lambda name: "/" in name), room)[0]
        return client.text_line("CAP", client.name, subcommand, text)
    *first, last = pack(names, room)
    lines = [client.text_line("CAP", client.name, subcommand, "*", piece) for piece in first]
    return b"".join([*lines, client.text_line("CAP", client.name, subcommand, last)])
