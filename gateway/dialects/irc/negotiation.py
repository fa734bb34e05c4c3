"""CAP (IRCv3 capability-negotiation): which capabilities there are, and turning them on and off.

A request is granted whole or not at all. Negotiation before registration holds registration up until CAP END.
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.dialects.base import Reply, Step
from gateway.dialects.irc.client import Client
from gateway.dialects.irc.verbs_registration import complete
from ircwire import capabilities, numerics
from ircwire.capabilities import VALUES_VERSION
from ircwire.lines import CONTENT_BYTES, Line
from ircwire.text import pack

OFFERED = (
    capabilities.BATCH,
    capabilities.CAP_NOTIFY,
    capabilities.SEND_ONCE,
    capabilities.CHATHISTORY,
    capabilities.ECHO_MESSAGE,
    capabilities.LABELED_RESPONSE,
    capabilities.MESSAGE_TAGS,
    capabilities.MULTI_PREFIX,
    capabilities.SERVER_TIME,
)


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
    return [Reply(_listing(client, "LS", OFFERED))]


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
    return [Reply(client.text_line("CAP", client.name, "ACK", wanted))]


def _listing(client: Client, subcommand: str, names: Sequence[str]) -> bytes:
    """A list of capabilities; over several lines only for those who know such lists (version 302)."""
    room = CONTENT_BYTES - len(f":{client.server.name} CAP {client.name} {subcommand} * :".encode())
    if client.cap_version < VALUES_VERSION:
        return client.text_line("CAP", client.name, subcommand, " ".join(names))
    *first, last = pack(names, room)
    lines = [client.text_line("CAP", client.name, subcommand, "*", piece) for piece in first]
    return b"".join([*lines, client.text_line("CAP", client.name, subcommand, last)])
