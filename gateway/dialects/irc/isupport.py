"""RPL_ISUPPORT: what this server can do, as far as it is true today (modern.ircdocs.horse/#feature-advertisement)."""

from __future__ import annotations

from gateway.dialects.irc.client import Client
from ircwire import numerics

MOST_TARGETS = 4
"""How many people and rooms one PRIVMSG or NOTICE may go to."""
_TOKENS_A_LINE = 13


def _tokens(client: Client) -> list[str]:
    limits = client.server.limits
    return [
        f"NETWORK={client.server.info.replace(' ', chr(92) + 'x20')}" if client.server.info else "",
        "CASEMAPPING=ascii",
        "CHANTYPES=#",
        "CHANMODES=,,,n",
        "PREFIX=(ov)@+",
        f"CHANLIMIT=#:{limits.rooms_per_user}",
        f"NICKLEN={limits.nick}",
        f"USERLEN={limits.username}",
        f"CHANNELLEN={limits.room}",
        f"TOPICLEN={limits.topic}",
        f"MAXTARGETS={MOST_TARGETS}",
        f"TARGMAX=PRIVMSG:{MOST_TARGETS},NOTICE:{MOST_TARGETS},WHOIS:1,JOIN:,PART:,NAMES:,LIST:",
        f"CHATHISTORY={limits.history_page}",
        "MSGREFTYPES=msgid,timestamp",
        "UTF8ONLY",
    ]


def isupport_lines(client: Client) -> bytes:
    tokens = [token for token in _tokens(client) if token]
    pieces = [tokens[at : at + _TOKENS_A_LINE] for at in range(0, len(tokens), _TOKENS_A_LINE)]
    return b"".join(client.numeric(numerics.RPL_ISUPPORT, *piece, "are supported by this server") for piece in pieces)
