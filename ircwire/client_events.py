"""What a client's session tells its owner: frozen values, made by `client.ClientSession.receive`.

Nicks, rooms and texts are as the server wrote them: remote text, not yet cleaned for a screen. Times are microseconds
since 1970, or None from a server without server-time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

MessageKind = Literal["PRIVMSG", "NOTICE", "ACTION"]


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events."""


@dataclass(frozen=True, slots=True)
class Registered(Event):
    """The server took us in, under `nick`; `text` is its welcome (001)."""

    nick: str
    text: str


@dataclass(frozen=True, slots=True)
class NickRefused(Event):
    """The nick is taken or bad; registration waits for `ClientSession.retry`. `code` is the numeric."""

    nick: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class MessageReceived(Event):
    """A message to a room or to us. `own`: we sent it (echo-message, or history). `send_id` and `msgid`: "" if none."""

    target: str
    nick: str
    mask: str
    kind: MessageKind
    text: str
    msgid: str
    time: int | None
    own: bool
    send_id: str


@dataclass(frozen=True, slots=True)
class Joined(Event):
    room: str
    nick: str
    own: bool
    time: int | None


@dataclass(frozen=True, slots=True)
class Parted(Event):
    """Someone left a room. `by`: who kicked them out, "" if they went themselves."""

    room: str
    nick: str
    by: str
    reason: str
    own: bool
    time: int | None


@dataclass(frozen=True, slots=True)
class HasQuit(Event):
    nick: str
    reason: str
    time: int | None


@dataclass(frozen=True, slots=True)
class Renamed(Event):
    nick: str
    new: str
    own: bool
    time: int | None


@dataclass(frozen=True, slots=True)
class TopicChanged(Event):
    """The topic of a room, "" if it has none. `by`: who set it just now, "" when told on joining."""

    room: str
    text: str
    by: str
    time: int | None


class Member(NamedTuple):
    """`prefix`: "@", "+", "@+" or "", highest first."""

    prefix: str
    nick: str


@dataclass(frozen=True, slots=True)
class MemberList(Event):
    """All members of a room, at one moment."""

    room: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class History(Event):
    """The answer to one history request, oldest first; empty: there is no more."""

    target: str
    messages: tuple[MessageReceived, ...]


@dataclass(frozen=True, slots=True)
class ServerNotice(Event):
    """The server says something to us."""

    text: str


@dataclass(frozen=True, slots=True)
class Failed(Event):
    """Something we asked was refused: a standard reply (FAIL), or an error numeric.

    `command` is "" for a numeric, which does not say what it answers. `context`: the nick, room or words concerned.
    `send_id`: which line of ours was refused, "" if the server does not say.
    """

    command: str
    code: str
    context: tuple[str, ...]
    text: str
    send_id: str = ""


@dataclass(frozen=True, slots=True)
class ServerError(Event):
    """The server ends the connection and says why (ERROR)."""

    text: str


@dataclass(frozen=True, slots=True)
class Disconnected(Event):
    """The connection is gone. `reason`: what the server said last (ERROR), else what the system said."""

    reason: str
