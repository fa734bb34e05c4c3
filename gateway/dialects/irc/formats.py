"""How IRC clients see facts: one format for each set of capabilities that changes the bytes.

A format is made once and shared by all who see the same bytes, so that the hub encodes a fact once for all of them.
Lines from here are the ones that a busy gateway writes most. Runs on `gw-loop`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from gateway.model.facts import Fact, HasQuit, Joined, Parted, Renamed, Said, Told, TopicSet
from ircwire import capabilities
from ircwire.lines import CONTENT_BYTES
from ircwire.tags import escape
from ircwire.text import cut
from ircwire.times import server_time

_LINES = (Said, Told)


class IrcFormat:
    """Implements `gateway.dialects.base.Format`. Use `format_for`, which makes each only once."""

    def __init__(self, message_tags: bool, with_time: bool, echo: bool, send_once: bool) -> None:
        self._message_tags = message_tags
        self._with_time = with_time
        self._echo = echo
        self._send_once = send_once
        self._last: tuple[Fact | None, bytes] = (None, b"")

    def encode(self, fact: Fact) -> bytes:
        """The line that others are told. Asked again for the fact it wrote last, it gives the same chunk."""
        last, chunk = self._last
        if last is not fact:
            chunk = _tagged(self._tags(fact), fact)
            self._last = (fact, chunk)
        return chunk

    def own(self, fact: Fact) -> bytes:
        """The line that the one who did it is told. A line that was said only with echo-message or a send-id."""
        if isinstance(fact, _LINES):
            if self._send_once and fact.send_id:
                tags = f"time={server_time(fact.id)};msgid={fact.msgid}"
                return _tagged(f"{tags};{capabilities.SEND_ID_TAG}={escape(fact.send_id)}", fact)
            return self.encode(fact) if self._echo else b""
        return b"" if isinstance(fact, HasQuit) else self.encode(fact)

    def in_batch(self, fact: Fact, reference: str) -> bytes:
        """The line as a part of a batch, to a client with that capability."""
        tags = self._tags(fact)
        return _tagged(f"batch={reference};{tags}" if tags else f"batch={reference}", fact)

    def _tags(self, fact: Fact) -> str:
        if self._message_tags:
            if self._with_time:
                return f"time={server_time(fact.id)};msgid={fact.msgid}"
            return f"msgid={fact.msgid}"
        return f"time={server_time(fact.id)}" if self._with_time else ""


@cache
def _format(message_tags: bool, with_time: bool, echo: bool, send_once: bool) -> IrcFormat:
    return IrcFormat(message_tags, with_time, echo, send_once)


def format_for(enabled: frozenset[str]) -> IrcFormat:
    """The one format of all clients who see the same bytes with these capabilities."""
    return _format(
        capabilities.MESSAGE_TAGS in enabled,
        capabilities.SERVER_TIME in enabled,
        capabilities.ECHO_MESSAGE in enabled,
        capabilities.SEND_ONCE in enabled,
    )


def _tagged(tags: str, fact: Fact) -> bytes:
    line = _WRITERS[type(fact)](fact).encode()
    if len(line) > CONTENT_BYTES:  # a new nick, longer than the one for which the text was cut
        line = cut(line, CONTENT_BYTES)
    if tags:
        return b"@%b %b\r\n" % (tags.encode(), line)
    return line + b"\r\n"


def _message(fact: Said | Told) -> str:
    return f":{fact.mask} {fact.kind} {fact.name} :{fact.text}"


def _joined(fact: Joined) -> str:
    return f":{fact.mask} JOIN {fact.name}"


def _parted(fact: Parted) -> str:
    return f":{fact.mask} PART {fact.name} :{fact.reason}" if fact.reason else f":{fact.mask} PART {fact.name}"


def _quit(fact: HasQuit) -> str:
    return f":{fact.mask} QUIT :{fact.reason}"


def _renamed(fact: Renamed) -> str:
    return f":{fact.mask} NICK {fact.nick}"


def _topic(fact: TopicSet) -> str:
    return f":{fact.mask} TOPIC {fact.name} :{fact.text}"


_WRITERS: dict[type, Callable[..., str]] = {
    Said: _message,
    Told: _message,
    Joined: _joined,
    Parted: _parted,
    HasQuit: _quit,
    Renamed: _renamed,
    TopicSet: _topic,
}
