"""Capabilities (IRCv3 capability-negotiation): their names and the lists that CAP lines carry.

Which of them a server has, and what they change, is the server's affair.
"""

from __future__ import annotations

from typing import NamedTuple

ACCOUNT_NOTIFY = "account-notify"
ACCOUNT_TAG = "account-tag"
AWAY_NOTIFY = "away-notify"
BATCH = "batch"
CAP_NOTIFY = "cap-notify"
CHANNEL_RENAME = "draft/channel-rename"
CHATHISTORY = "draft/chathistory"
CHGHOST = "chghost"
ECHO_MESSAGE = "echo-message"
EVENT_PLAYBACK = "draft/event-playback"
EXTENDED_JOIN = "extended-join"
EXTENDED_MONITOR = "extended-monitor"
EXTENDED_ISUPPORT = "draft/extended-isupport"
INVITE_NOTIFY = "invite-notify"
LABELED_RESPONSE = "labeled-response"
MESSAGE_REDACTION = "draft/message-redaction"
MESSAGE_TAGS = "message-tags"
MULTILINE = "draft/multiline"
"""Also the type of its batches."""
MULTI_PREFIX = "multi-prefix"
NO_IMPLICIT_NAMES = "no-implicit-names"
NO_IMPLICIT_NAMES_DRAFT = "draft/no-implicit-names"
"""As its draft calls it."""
READ_MARKER = "draft/read-marker"
SASL = "sasl"
SEND_ONCE = "chorus.chat/send-once"
SERVER_TIME = "server-time"
SETNAME = "setname"
STS = "sts"
"""Told, never asked for (IRCv3 sts)."""
STANDARD_REPLIES = "standard-replies"
USERHOST_IN_NAMES = "userhost-in-names"

BATCH_TAG = "batch"
"""On a line that is part of a batch (IRCv3 batch)."""
BOT_TAG = "bot"
"""On a message from a bot (IRCv3 bot-mode)."""
CONCAT_TAG = "draft/multiline-concat"
"""On a line of a message of several that goes on with the line before (IRCv3 multiline)."""
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
