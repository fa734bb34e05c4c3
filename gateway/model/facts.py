"""Facts: what happened, in the one order of the log. Immutable values, made by `bus.codec`, rendered by dialects.

`id` is the log id: microseconds since 1970, strictly increasing over the whole network. `msgid` is what clients see of
it: the number and four characters of the log's epoch. `room` is the room's key (ASCII-folded), `name` how it is spelt.
`mask` is `nick!username@host` of who did it, at that time. Named tuples, because a busy gateway makes 100,000 a second.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from gateway.model.commands import Kind
from gateway.model.room_facts import Invited, Kicked, Knocked, ModeSet
from ircwire.casemapping import fold

LINE_BREAK = "|"
CONCAT = "+"
"""The sign before each further line of a message of several: a line of its own, or the rest of the one before."""


class Said(NamedTuple):
    """A line in a room. `send_id` is for its sender's own sessions only, "" if none. `tags`: its client-only tags as on
    the wire, without "@". `more`: the further lines of a message of several (IRCv3 multiline), each behind its sign."""

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
    tags: str = ""
    more: tuple[str, ...] = ()


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
    tags: str = ""
    more: tuple[str, ...] = ()


class Tagged(NamedTuple):
    """Client-only tags without a line (TAGMSG), to a room (`to` is "") or to a person (`room` is "").

    One that is not kept has no msgid, and the id of the fact before it; `when`: its time (microseconds since 1970)."""

    id: int
    msgid: str
    uid: str
    mask: str
    account: str
    room: str
    to: str
    name: str
    tags: str
    when: int


class ToStatus(NamedTuple):
    """A line or tags (`about`; to nobody in particular there) for some of a room's members, `hearers` (user ids), and
    for them alone."""

    id: int
    msgid: str
    uid: str
    mask: str
    account: str
    hearers: tuple[str, ...]
    about: Told | Tagged


class Joined(NamedTuple):
    id: int
    msgid: str
    uid: str
    mask: str
    account: str
    room: str
    name: str
    realname: str
    away: str = ""
    """Why the one who joined is not here for now, or ""."""


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
"""Why a user has quit whose nick was taken back from a connection believed alive (as `others/20_users.lua` says it)."""


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


class Redacted(NamedTuple):
    """The message `what` (its msgid) was taken out of a room (`to` is "") or of a talk with `to` (`room` is "")."""

    id: int
    msgid: str
    uid: str
    mask: str
    account: str
    room: str
    to: str
    name: str
    what: str
    reason: str


class RoomRenamed(NamedTuple):
    """A room has another name and key; with the room as who enters it would be shown it, for those whose clients do not
    understand. `members`: prefix and mask of each; `read`: user id to its read marker, of those who have one."""

    id: int
    msgid: str
    uid: str
    mask: str
    account: str
    room: str
    name: str
    new_room: str
    new_name: str
    reason: str
    topic: str
    by: str
    since: int
    secret: bool
    members: tuple[tuple[str, str], ...]
    read: Mapping[str, int]


class ReadMarked(NamedTuple):
    """A user has read `name` up to `when`; for its own sessions only."""

    id: int
    msgid: str
    uid: str
    mask: str
    account: str
    name: str
    when: int


class Online(NamedTuple):
    """Somebody has come for whom a session waits (MONITOR)."""

    id: int
    msgid: str
    uid: str
    mask: str
    account: str


class AwaySet(NamedTuple):
    """A user is away, or with "" here again; `rooms` (keys) are those they are in."""

    id: int
    msgid: str
    uid: str
    mask: str
    account: str
    text: str
    rooms: tuple[str, ...]


class RealnameSet(NamedTuple):
    id: int
    msgid: str
    uid: str
    mask: str
    account: str
    realname: str
    rooms: tuple[str, ...]


class HostChanged(NamedTuple):
    """A user has another host; `mask` is still the old one."""

    id: int
    msgid: str
    uid: str
    mask: str
    account: str
    username: str
    host: str
    rooms: tuple[str, ...]


class WallopsTold(NamedTuple):
    """An operator's words (WALLOPS) to `receivers`, user ids."""

    id: int
    msgid: str
    uid: str
    mask: str
    account: str
    text: str
    receivers: tuple[str, ...]


class AddressBanned(NamedTuple):
    """Nobody may connect from `network`, an address or a network of them, until `ends` (seconds since 1970; 0: for
    good)."""

    id: int
    msgid: str
    uid: str
    mask: str
    account: str
    network: str
    ends: int
    reason: str


class AddressUnbanned(NamedTuple):
    id: int
    msgid: str
    uid: str
    mask: str
    account: str
    network: str


Fact = (
    Said
    | Told
    | Tagged
    | Joined
    | Parted
    | HasQuit
    | Renamed
    | TopicSet
    | Redacted
    | RoomRenamed
    | ReadMarked
    | ToStatus
    | ModeSet
    | Kicked
    | Invited
    | Knocked
    | Online
    | AwaySet
    | RealnameSet
    | HostChanged
    | WallopsTold
    | AddressBanned
    | AddressUnbanned
)


def nick_of(mask: str) -> str:
    """The nick of `nick!username@host`."""
    return mask.partition("!")[0]


def key_of(nick: str) -> str:
    """The form of a nick by which people are known: nicks that are the same have the same."""
    return fold(nick)
