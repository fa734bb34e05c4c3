"""Conversations as the list shows them, and who is in them."""

from __future__ import annotations

from enum import Enum
from typing import Literal, NamedTuple

from ircwire.value import value


class Kind(Enum):
    """With whom one talks."""

    ROOM = "room"
    PERSON = "person"
    SERVER = "server"
    """What the server says to us alone: notices, answers to commands."""


class Preview(NamedTuple):
    """The last message, on one line."""

    nick: str
    text: str
    time: int
    own: bool = False


@value
class Conversation:
    """One row of the list. `key`: its folded name, unique on its server; the name's spelling is for showing.

    `joined`: we are in the room (of a person: always). `unread` messages, `mentions` of them naming us (in a talk with
    a person, all). `draft`: what was written and not sent. `online`: of a person, None if nobody knows.
    """

    key: str
    name: str
    kind: Kind
    topic: str = ""
    joined: bool = True
    unread: int = 0
    mentions: int = 0
    muted: bool = False
    pinned: bool = False
    draft: str = ""
    last: Preview | None = None
    people: int = 0
    away: str = ""
    online: bool | None = None
    operator: bool = False
    """We may change the room's settings, remove people and their messages."""
    may_write: bool = True
    """The core takes what is said here, now or for later."""
    invited_by: str = ""
    """Who asks us into this room, in which we are not."""


class Member(NamedTuple):
    """Somebody in a room. `role` is the highest prefix: "@", "+" … or ""."""

    nick: str
    role: str = ""
    away: bool = False
    bot: bool = False
    own: bool = False


@value
class Profile:
    """What the server says of a person (WHOIS). Times: microseconds since 1970, 0 if not said."""

    nick: str
    username: str = ""
    host: str = ""
    realname: str = ""
    account: str = ""
    away: str = ""
    rooms: tuple[str, ...] = ()
    signed_on: int = 0
    idle_seconds: int = 0
    operator: bool = False
    bot: bool = False
    secure: bool = False


class ListedRoom(NamedTuple):
    """A row of the list of rooms (LIST)."""

    name: str
    people: int
    topic: str
    joined: bool = False


@value
class RoomSettings:
    """What an operator sets. `modes`: letters without parameters; `limit` 0: none. `bans`: masks, newest first.
    `offered`: the modes without parameters that this server has, None if it does not say."""

    key: str
    topic: str
    modes: frozenset[str]
    password: str = ""
    limit: int = 0
    bans: tuple[str, ...] = ()
    offered: frozenset[str] | None = None
    exceptions: tuple[str, ...] | None = None
    """Masks that no ban concerns (+e), newest first; None: the server has no such list."""
    invited: tuple[str, ...] | None = None
    """Masks that need no invitation (+I); likewise."""


class Hit(NamedTuple):
    """A message found. `start` and `end` are where, in `text`, the first word found is."""

    conversation: str
    name: str
    msgid: str
    row: int
    """The store's number for it, to jump to: not every server gives message ids."""
    nick: str
    text: str
    time: int
    start: int = 0
    end: int = 0


TypingState = Literal["active", "paused", "done"]
