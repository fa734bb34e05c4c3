"""Facts: what happened, in the one order of the log. Immutable values, made by `bus.codec`, rendered by dialects.

`id` is the log id: microseconds since 1970, strictly increasing over the whole network. `msgid` is what clients see of
it: the number and four characters of the log's epoch. `room` is the room's key (ASCII-folded), `name` how it is spelt.
`mask` is `nick!username@host` of who did it, at that time. Named tuples, because a busy gateway makes 100,000 a second.
"""

from __future__ import annotations

from typing import NamedTuple

from gateway.model.commands import Kind


class Said(NamedTuple):
    """A line in a room. `send_id` is for its sender's own sessions only, "" if none."""

    id: int
    msgid: str
    uid: str
    mask: str
    account: str
    room: str
    name: str
    kind: Kind
    text: str
    send_id: str


class Told(NamedTuple):
    """A line from one person to another: `to` is the receiver's user id, `name` their nick."""

    id: int
    msgid: str
    uid: str
    mask: str
    account: str
    to: str
    name: str
    kind: Kind
    text: str
    send_id: str


class Joined(NamedTuple):
    id: int
    msgid: str
    uid: str
    mask: str
    account: str
    room: str
    name: str
    realname: str


class Parted(NamedTuple):
    id: int
    msgid: str
    uid: str
    mask: str
    account: str
    room: str
    name: str
    reason: str


CONNECTED_AGAIN = "Connected again"
"""Why a user has quit whose nick was taken back from a connection believed alive (as `lua/20_users.lua` says it)."""


class HasQuit(NamedTuple):
    """A user is gone, from all of `rooms` (keys) at once."""

    id: int
    msgid: str
    uid: str
    mask: str
    account: str
    reason: str
    rooms: tuple[str, ...]


class Renamed(NamedTuple):
    """A user took `nick`; `mask` is still the old one, `rooms` (keys) are those they are in."""

    id: int
    msgid: str
    uid: str
    mask: str
    account: str
    nick: str
    rooms: tuple[str, ...]


class TopicSet(NamedTuple):
    """A new topic; "" when it was cleared."""

    id: int
    msgid: str
    uid: str
    mask: str
    account: str
    room: str
    name: str
    text: str


Fact = Said | Told | Joined | Parted | HasQuit | Renamed | TopicSet


def nick_of(mask: str) -> str:
    """The nick of `nick!username@host`."""
    return mask.partition("!")[0]
