"""Commands: what a user asks of the network. Immutable values, made by a dialect and carried out by the bus.

One command concerns one room or one person: a dialect expands `JOIN #a,#b` into two. A command whose class says
`snapshot = True` is answered with a picture of the network as it was at one log id, so later facts wait behind it.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from gateway.model.value import value

Kind = Literal["PRIVMSG", "NOTICE"]
Direction = Literal["LATEST", "BEFORE", "AFTER"]


@value
class Command:
    """Base of all commands."""

    snapshot: ClassVar[bool] = False


@value
class Register(Command):
    """Become a user. `key`: the sender key of send-once, "" if none (docs/send-once.md)."""

    nick: str
    username: str
    realname: str
    host: str
    key: str = ""
    snapshot: ClassVar[bool] = True


@value
class Rename(Command):
    """Take another nick, already checked by `ircwire.names`."""

    nick: str


@value
class Join(Command):
    room: str
    snapshot: ClassVar[bool] = True


@value
class Part(Command):
    room: str
    reason: str = ""


@value
class Quit(Command):
    """End this session; `reason` is what others are told."""

    reason: str


@value
class Say(Command):
    """A line to a room or a person. `text` already fits a line. `send_id`: "" or 1-64 characters
    (docs/send-once.md)."""

    target: str
    text: str
    kind: Kind = "PRIVMSG"
    send_id: str = ""


@value
class Topic(Command):
    """Set the topic, or ask for it (`text` is None)."""

    room: str
    text: str | None = None


@value
class Modes(Command):
    """Which modes a room has."""

    room: str


@value
class Names(Command):
    room: str
    snapshot: ClassVar[bool] = True


@value
class ListRooms(Command):
    """All rooms, or only those named."""

    rooms: tuple[str, ...] = ()
    snapshot: ClassVar[bool] = True


@value
class Who(Command):
    """The members of a room, or one person by nick; "*": everyone."""

    target: str
    snapshot: ClassVar[bool] = True


@value
class Whois(Command):
    nick: str
    snapshot: ClassVar[bool] = True


@value
class Lusers(Command):
    """How many users and rooms there are."""

    snapshot: ClassVar[bool] = True


@value
class BecomeOperator(Command):
    """The session proved to be a server operator (OPER)."""


@value
class History(Command):
    """At most `limit` messages of a room or of the talk with a person.

    `anchor`: an id in microseconds since 1970 (a msgid's number, or a time), exclusive; None with LATEST for "no
    bound". `epoch`: that of the anchor's msgid, "" for a time; a message of another epoch was in a log that is lost.
    `events`: also joins, leaves and the like, not only messages.
    """

    target: str
    direction: Direction
    anchor: int | None
    limit: int
    epoch: str = ""
    events: bool = False
    snapshot: ClassVar[bool] = True
