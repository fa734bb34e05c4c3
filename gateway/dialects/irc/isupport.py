"""RPL_ISUPPORT: what this server can do, as far as it is true today (modern.ircdocs.horse/#feature-advertisement)."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.dialects.base import Reply, Step
from gateway.dialects.irc.client import Client
from gateway.dialects.irc.room_modes import (
    FLAGS,
    KEY,
    KEY_BYTES,
    KICK_BYTES,
    LIMIT,
    LISTS,
    MOST_CHANGES,
    MOST_MASKS,
    MUTE,
)
from gateway.dialects.irc.targets import MOST_TARGETS
from gateway.dialects.irc.user_modes import BOT_MODE
from ircwire import capabilities, numerics
from ircwire.lines import Line

_TOKENS_A_LINE = 13
_BATCH = "draft/isupport"


def _tokens(client: Client) -> list[str]:
    limits = client.server.limits
    return [
        f"NETWORK={client.server.info.replace(' ', chr(92) + 'x20')}" if client.server.info else "",
        "CASEMAPPING=ascii",
        "CHANTYPES=#",
        f"CHANMODES={''.join(LISTS)},{KEY},{LIMIT},{FLAGS}",
        "PREFIX=(ov)@+",
        "STATUSMSG=@+",
        "EXCEPTS=e",
        "INVEX=I",
        f"EXTBAN=,{MUTE[0]}",
        f"MAXLIST={''.join(LISTS)}:{MOST_MASKS}",
        f"MODES={MOST_CHANGES}",
        f"KEYLEN={KEY_BYTES}",
        f"KICKLEN={KICK_BYTES}",
        "ELIST=CMNTU",
        "SAFELIST",
        "KNOCK",
        f"CHANLIMIT=#:{limits.rooms_per_user}",
        f"NICKLEN={limits.nick}",
        f"USERLEN={limits.username}",
        f"CHANNELLEN={limits.room}",
        f"TOPICLEN={limits.topic}",
        f"MAXTARGETS={MOST_TARGETS}",
        f"TARGMAX=PRIVMSG:{MOST_TARGETS},NOTICE:{MOST_TARGETS},TAGMSG:{MOST_TARGETS},WHOIS:1,JOIN:,PART:,NAMES:,LIST:,KICK:{MOST_TARGETS}",
        f"CHATHISTORY={limits.history_page}",
        "MSGREFTYPES=msgid,timestamp",
        f"AWAYLEN={limits.away}",
        f"NAMELEN={limits.realname}",
        f"MONITOR={limits.monitored}",
        f"BOT={BOT_MODE}",
        "WHOX",
        "UTF8ONLY",
    ]


def isupport(client: Client, line: Line) -> Sequence[Step]:
    """ISUPPORT (IRCv3 draft extended-isupport): the list again; with the capability also before registration."""
    if not (client.registered or client.has(capabilities.EXTENDED_ISUPPORT)):
        return [Reply(client.numeric(numerics.ERR_NOTREGISTERED, "You have not registered"))]
    return [Reply(isupport_lines(client))]


def in_a_batch(client: Client) -> bool:
    """Whether the client is told all of it in one piece."""
    return client.has(capabilities.EXTENDED_ISUPPORT) and client.has(capabilities.BATCH)


def isupport_lines(client: Client) -> bytes:
    tokens = [token for token in _tokens(client) if token]
    pieces = [tokens[at : at + _TOKENS_A_LINE] for at in range(0, len(tokens), _TOKENS_A_LINE)]
    tags = None
    before = after = b""
    if in_a_batch(client):
        client.batches += 1
        reference = f"i{client.batches}"
        tags = {capabilities.BATCH_TAG: reference}
        before, after = client.line("BATCH", f"+{reference}", _BATCH), client.line("BATCH", f"-{reference}")
    text = "are supported by this server"
    lines = [client.numeric(numerics.RPL_ISUPPORT, *piece, text, tags=tags) for piece in pieces]
    return b"".join([before, *lines, after])
