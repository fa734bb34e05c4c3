"""Events about rooms: who comes and goes, topics, modes, members, lists of rooms.

`time`: when it happened, None from a server without server-time. `msgid`: "" if none. Events from history have both.
"""

from __future__ import annotations

from typing import NamedTuple

from ircwire.client_events.base import Event
from ircwire.value import value


@value
class Joined(Event):
    """`account` and `realname`: "" unless the server says them (extended-join, account-tag)."""

    room: str
    nick: str
    own: bool
    time: int | None
    msgid: str = ""
    mask: str = ""
    account: str = ""
    realname: str = ""


@value
class Parted(Event):
    """Someone left a room. `by`: who kicked them out, "" if they went themselves."""

    room: str
    nick: str
    by: str
    reason: str
    own: bool
    time: int | None
    msgid: str = ""


@value
class HasQuit(Event):
    """`rooms`: of those we are in, the ones in which they were, as we spell them."""

    nick: str
    reason: str
    time: int | None
    rooms: tuple[str, ...] = ()
    msgid: str = ""


@value
class Renamed(Event):
    """Somebody has another nick. `rooms`: as in `HasQuit`."""

    nick: str
    new: str
    own: bool
    time: int | None
    rooms: tuple[str, ...] = ()
    msgid: str = ""


@value
class TopicChanged(Event):
    """The topic of a room, "" if it has none. `by`: who set it just now, "" when told on joining or asked for."""

    room: str
    text: str
    by: str
    time: int | None
    msgid: str = ""


class ModeChange(NamedTuple):
    """One letter of a MODE. `param`: its parameter, "" without."""

    on: bool
    letter: str
    param: str = ""


@value
class ModesChanged(Event):
    """Somebody changed a room's modes, or ranks and bans in it."""

    room: str
    by: str
    changes: tuple[ModeChange, ...]
    time: int | None
    msgid: str = ""


@value
class RoomModes(Event):
    """The modes of a room as they are (324), lists and ranks left out."""

    room: str
    modes: tuple[ModeChange, ...]


class ListedMask(NamedTuple):
    """A row of a list. `by` and `time`: "" and None if not said."""

    mask: str
    by: str = ""
    time: int | None = None


@value
class MaskList(Event):
    """A room's list of one letter: "b" bans, "e" exceptions, "I" invite exceptions, "q" quiets; as the server orders
    it."""

    room: str
    letter: str
    masks: tuple[ListedMask, ...]


class Member(NamedTuple):
    """`prefix`: "@", "+", "@+" or "", highest first. `away` and `bot`: False if unknown."""

    prefix: str
    nick: str
    away: bool = False
    bot: bool = False


@value
class MemberList(Event):
    """All members of a room, at one moment: the answer to NAMES, and told on joining (unless no-implicit-names)."""

    room: str
    members: tuple[Member, ...]


@value
class RoomRenamed(Event):
    """A room has another name (draft/channel-rename); who was in it still is."""

    room: str
    new: str
    by: str
    reason: str
    time: int | None
    msgid: str = ""


@value
class Invited(Event):
    """`by` invites `nick` to a room; `own`: it is us. Others' invitations are told to who is there (invite-notify)."""

    room: str
    nick: str
    by: str
    own: bool
    time: int | None


@value
class InvitationSent(Event):
    """Our invitation went out (341)."""

    room: str
    nick: str


class ListedRoom(NamedTuple):
    """A row of LIST."""

    name: str
    people: int
    topic: str


@value
class RoomList(Event):
    """Rows of the answer to LIST, a few hundred at a time; `complete` with the last of them."""

    rooms: tuple[ListedRoom, ...]
    complete: bool
    label: str = ""
