"""Capabilities (IRCv3 capability-negotiation): their names and the lists that CAP lines carry.

Which of them a server has, and what they change, is the server's affair.
"""

from __future__ import annotations

from typing import NamedTuple

BATCH = "batch"
CAP_NOTIFY = "cap-notify"
CHATHISTORY = "draft/chathistory"
ECHO_MESSAGE = "echo-message"
LABELED_RESPONSE = "labeled-response"
MESSAGE_TAGS = "message-tags"
MULTI_PREFIX = "multi-prefix"
SEND_ONCE = "chorus.chat/send-once"
SERVER_TIME = "server-time"

LABEL_TAG = "label"
"""On a line from a client, and on the answer to it (IRCv3 labeled-response)."""
SEND_ID_TAG = "chorus.chat/send-id"
"""On PRIVMSG and NOTICE, both ways (docs/send-once.md)."""
SENDER_TAG = "chorus.chat/sender"
"""On USER, from the client; a secret (docs/send-once.md)."""

VALUES_VERSION = 302
"""From this version of CAP LS on, capabilities have values, lists may take several lines, cap-notify is implied."""


class Wish(NamedTuple):
    """One word of a CAP REQ: turn a capability on, or off."""

    name: str
    on: bool


def parse_offers(text: str) -> dict[str, str]:
    """The list of CAP LS, NEW or LIST: name to value, "" if it has none."""
    offers = {}
    for word in text.split(" "):
        name, _, value = word.partition("=")
        if name:
            offers[name] = value
    return offers


def parse_wishes(text: str) -> tuple[Wish, ...]:
    """The list of CAP REQ, in its order: later words overrule earlier ones."""
    words = [word for word in text.split(" ") if word]
    return tuple(Wish(word.removeprefix("-"), not word.startswith("-")) for word in words)
