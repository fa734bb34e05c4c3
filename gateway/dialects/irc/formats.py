"""How IRC clients see facts: one format for each set of capabilities that changes the bytes.

A format is made once and shared by all who see the same bytes, so that the hub encodes a fact once for all of them.
Lines from here are the ones that a busy gateway writes most. Runs on `gw-loop`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from gateway.dialects.irc.several_lines import as_batch, as_lines, tagged_line
from gateway.model.facts import (
    AwaySet,
    Fact,
    HasQuit,
    HostChanged,
    Joined,
    Parted,
    RealnameSet,
    Redacted,
    Renamed,
    RoomRenamed,
    Said,
    Tagged,
    Told,
    TopicSet,
    WallopsTold,
)
from gateway.model.room_facts import Invited, Kicked, ModeSet
from ircwire import capabilities
from ircwire.tags import escape
from ircwire.times import server_time

_LINES = (Said, Told)
_ANSWERED = (HasQuit, AwaySet)
"""What the one who did it is told otherwise."""
Seen = frozenset[str]
"""The capabilities of a client that change how facts are written."""

_SEEN: Seen = frozenset(
    (
        capabilities.AWAY_NOTIFY,
        capabilities.CHANNEL_RENAME,
        capabilities.CHGHOST,
        capabilities.ECHO_MESSAGE,
        capabilities.INVITE_NOTIFY,
        capabilities.EXTENDED_JOIN,
        capabilities.MESSAGE_REDACTION,
        capabilities.MESSAGE_TAGS,
        capabilities.MULTILINE,
        capabilities.SEND_ONCE,
        capabilities.SERVER_TIME,
        capabilities.SETNAME,
    )
)
"""All that there are. A capability that changes no bytes would only make more formats."""


class IrcFormat:
    """Implements `gateway.dialects.base.Format`. Use `format_for`, which makes each only once."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self._message_tags = capabilities.MESSAGE_TAGS in seen
        self._with_time = capabilities.SERVER_TIME in seen
        self._echo = capabilities.ECHO_MESSAGE in seen
        self._send_once = capabilities.SEND_ONCE in seen
        self._multiline = capabilities.MULTILINE in seen
        self._last: tuple[Fact | None, bytes] = (None, b"")

    def encode(self, fact: Fact) -> bytes:
        """The line that others are told. Asked again for the fact it wrote last, it gives the same chunk."""
        last, chunk = self._last
        if last is not fact:
            if isinstance(fact, _LINES) and not (fact.tags or fact.more):
                chunk = self._plain_line(fact)
            else:
                chunk = self._write(fact, self._tags(fact))
                if isinstance(fact, Joined) and fact.away:
                    chunk += self._write(_away_of(fact), f"time={server_time(fact.id)}" if self._with_time else "")
            self._last = (fact, chunk)
        return chunk

    def _plain_line(self, fact: Said | Told) -> bytes:
        """What `_write` would come to, for the line that most lines are."""
        text = f":{fact.mask} {fact.kind} {fact.name} :{fact.text}"
        if not self._message_tags:
            return tagged_line(f"time={server_time(fact.id)}" if self._with_time else "", text)
        if self._with_time:
            return tagged_line(f"time={server_time(fact.id)};msgid={fact.msgid}", text)
        return tagged_line(f"msgid={fact.msgid}", text)

    def own(self, fact: Fact) -> bytes:
        """The line that the one who did it is told. What was said only with echo-message or a send-id."""
        if isinstance(fact, _LINES):
            if self._send_once and fact.send_id:
                tags = f"time={server_time(fact.id)};msgid={fact.msgid}"
                tags = f"{tags};{capabilities.SEND_ID_TAG}={escape(fact.send_id)}"
                return self._write(fact, f"{tags};{fact.tags}" if fact.tags and self._message_tags else tags)
            return self.encode(fact) if self._echo else b""
        if isinstance(fact, Tagged):
            # What is not kept has no place among the answers to its user's commands: there the echo is one of them.
            return self.encode(fact) if self._echo and fact.msgid else b""
        if isinstance(fact, Joined):
            return self._write(fact, self._tags(fact))
        return b"" if isinstance(fact, _ANSWERED) else self.encode(fact)

    def addressed(self, fact: Fact) -> bytes:
        """The line to the one whom it is about; others may be told only with a capability."""
        return tagged_line(self._tags(fact), _WRITERS[type(fact)](_SEEN, fact))

    def echo(self, fact: Fact) -> bytes:
        """The line as the answer to the one who did it; b"" without echo-message."""
        return self.encode(fact) if self._echo else b""

    def in_batch(self, fact: Fact, reference: str) -> bytes:
        """The line as a part of a batch, to a client with that capability."""
        tags, outer = self._tags(fact), f"batch={reference}"
        return self._write(fact, f"{outer};{tags}" if tags else outer, outer)

    def _tags(self, fact: Fact) -> str:
        """As far as this format has them: the time, the msgid, and what its sender put on it."""
        if not self._message_tags:
            return f"time={server_time(fact.id)}" if self._with_time else ""
        tags = f"time={server_time(fact.id)};msgid={fact.msgid}" if self._with_time else f"msgid={fact.msgid}"
        if isinstance(fact, _LINES):
            return f"{tags};{fact.tags}" if fact.tags else tags
        return self._tags_of_tagged(fact) if isinstance(fact, Tagged) else tags

    def _tags_of_tagged(self, fact: Tagged) -> str:
        time = f"time={server_time(fact.when)}" if self._with_time else ""
        return ";".join(filter(None, (time, f"msgid={fact.msgid}" if fact.msgid else "", fact.tags)))

    def _write(self, fact: Fact, tags: str, outer: str = "") -> bytes:
        """`outer`: the tag of the batch in which it is written, "" for none; `tags` have it too."""
        if isinstance(fact, _LINES):
            if fact.more:
                return as_batch(fact, tags, outer) if self._multiline else as_lines(fact, tags)
            return tagged_line(tags, f":{fact.mask} {fact.kind} {fact.name} :{fact.text}")
        text = _WRITERS[type(fact)](self._seen, fact)
        return tagged_line(tags, text) if text else b""


@cache
def _format(seen: Seen) -> IrcFormat:
    return IrcFormat(seen)


def format_for(enabled: frozenset[str]) -> IrcFormat:
    """The one format of all clients who see the same bytes with these capabilities."""
    seen = enabled & _SEEN
    return _format(seen if capabilities.BATCH in enabled else seen - {capabilities.MULTILINE})


def _tagged(seen: Seen, fact: Tagged) -> str:
    return f":{fact.mask} TAGMSG {fact.name}" if capabilities.MESSAGE_TAGS in seen else ""


def _joined(seen: Seen, fact: Joined) -> str:
    """IRCv3 extended-join."""
    if capabilities.EXTENDED_JOIN in seen:
        return f":{fact.mask} JOIN {fact.name} {fact.account or '*'} :{fact.realname}"
    return f":{fact.mask} JOIN {fact.name}"


def _parted(seen: Seen, fact: Parted) -> str:
    return f":{fact.mask} PART {fact.name} :{fact.reason}" if fact.reason else f":{fact.mask} PART {fact.name}"


def _quit(seen: Seen, fact: HasQuit) -> str:
    return f":{fact.mask} QUIT :{fact.reason}"


def _renamed(seen: Seen, fact: Renamed) -> str:
    return f":{fact.mask} NICK {fact.nick}"


def _topic(seen: Seen, fact: TopicSet) -> str:
    return f":{fact.mask} TOPIC {fact.name} :{fact.text}"


def _redacted(seen: Seen, fact: Redacted) -> str:
    if capabilities.MESSAGE_REDACTION not in seen:
        return ""
    line = f":{fact.mask} REDACT {fact.name} {fact.what}"
    return f"{line} :{fact.reason}" if fact.reason else line


def _room_renamed(seen: Seen, fact: RoomRenamed) -> str:
    if capabilities.CHANNEL_RENAME not in seen:
        return ""
    return f":{fact.mask} RENAME {fact.name} {fact.new_name} :{fact.reason}"


def _away_of(fact: Joined) -> AwaySet:
    """That somebody who has joined is away, which those there do not know yet (IRCv3 away-notify)."""
    return AwaySet(fact.id, "", fact.uid, fact.mask, fact.account, fact.away, (fact.room,))


def _away(seen: Seen, fact: AwaySet) -> str:
    if capabilities.AWAY_NOTIFY not in seen:
        return ""
    return f":{fact.mask} AWAY :{fact.text}" if fact.text else f":{fact.mask} AWAY"


def _realname(seen: Seen, fact: RealnameSet) -> str:
    return f":{fact.mask} SETNAME :{fact.realname}" if capabilities.SETNAME in seen else ""


def _host(seen: Seen, fact: HostChanged) -> str:
    return f":{fact.mask} CHGHOST {fact.username} {fact.host}" if capabilities.CHGHOST in seen else ""


def _mode_set(seen: Seen, fact: ModeSet) -> str:
    return f":{fact.mask} MODE {fact.name} {fact.changes}"


def _kicked(seen: Seen, fact: Kicked) -> str:
    return f":{fact.mask} KICK {fact.name} {fact.nick} :{fact.reason}"


def _invited(seen: Seen, fact: Invited) -> str:
    return f":{fact.mask} INVITE {fact.nick} {fact.name}" if capabilities.INVITE_NOTIFY in seen else ""


def _wallops(seen: Seen, fact: WallopsTold) -> str:
    return f":{fact.mask} WALLOPS :{fact.text}"


_WRITERS: dict[type, Callable[..., str]] = {
    Tagged: _tagged,
    Joined: _joined,
    Parted: _parted,
    HasQuit: _quit,
    Renamed: _renamed,
    TopicSet: _topic,
    ModeSet: _mode_set,
    Kicked: _kicked,
    Invited: _invited,
    Redacted: _redacted,
    RoomRenamed: _room_renamed,
    AwaySet: _away,
    RealnameSet: _realname,
    HostChanged: _host,
    WallopsTold: _wallops,
}
"""Each writes a fact for clients with the capabilities that it is given: the line without tags, "" for nothing."""
