"""The forms of send-ids and sender keys (docs/send-once.md). What they do is the bus's part."""

from __future__ import annotations

import unicodedata

from gateway.dialects.irc.client import Client
from ircwire.capabilities import SEND_ID_TAG, SEND_ONCE
from ircwire.lines import Line

SEND_ID_RULE = "A send-id has 1 to 64 characters, none of them a space or a control character"
KEY_RULE = "A sender key has 16 to 64 printable ASCII characters without spaces"


def is_send_id(text: str) -> bool:
    return 1 <= len(text) <= 64 and all(unicodedata.category(character)[0] not in "CZ" for character in text)


def is_key(text: str) -> bool:
    return 16 <= len(text) <= 64 and all("!" <= character <= "~" for character in text)


def send_id_of(client: Client, line: Line) -> str | None:
    """The send-id of a line, as it was given; None without one or without the capability."""
    return line.tags.get(SEND_ID_TAG) if line.tags and client.has(SEND_ONCE) else None


def send_id_tags(client: Client, line: Line) -> dict[str, str] | None:
    """The tags by which an error says which line it is about; None for a line without a valid send-id."""
    send_id = send_id_of(client, line)
    return {SEND_ID_TAG: send_id} if send_id is not None and is_send_id(send_id) else None
