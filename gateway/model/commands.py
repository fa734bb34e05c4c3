"""Commands: what a user asks of the network. Immutable values, made by a dialect and carried out by the bus.

One command concerns one room or one person: a dialect expands `JOIN #a,#b` into two. A command whose class says
`snapshot = True` is answered with a picture of the network as it was at one log id, so later facts wait behind it.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from ircwire.value import value

Kind = Literal["PRIVMSG", "NOTICE"]
RANKS = "@+"
"""What before a room's name means only those of its members: its operators; all who have a prefix (STATUSMSG)."""
BEGINNING = "0"
"""The cursor of an answer's first part, and what follows the last (`model.parts`)."""
Direction = Literal["LATEST", "BEFORE", "AFTER", "AROUND", "BETWEEN"]


@value
class Command:
    """Base of all commands. `audited`: whether it was carried out or refused, it is a line of the audit log."""

    snapshot: ClassVar[bool] = False
    audited: ClassVar[bool] = False


@value
class Register(Command):
    """Become a user. `key`: the sender key of send-once, "" if none (docs/send-once.md). `secure`: it came by TLS."""

    nick: str
    username: str
    realname: str
    host: str
    key: str = ""
    secure: bool = False
    snapshot: ClassVar[bool] = True


@value
class Rename(Command):
    """Take another nick, already checked by `ircwire.names`."""

    nick: str


@value
class Join(Command):
    """`names`: the asker wants to be told who is in it."""

    room: str
    key: str = ""
    names: bool = True
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
    """A line to a room, to those of its members who have a prefix ("@#room", "+#room"), or to a person.

    `text` already fits a line. `send_id`: "" or 1-64 characters
    (docs/send-once.md). `tags` and `more` as `facts.Said` has them."""

    target: str
    text: str
    kind: Kind = "PRIVMSG"
    send_id: str = ""
    tags: str = ""
    more: tuple[str, ...] = ()


@value
class Tag(Command):
    """Client-only tags without a line, as `facts.Tagged` has them. `kept`: they are worth a place in the history."""

    target: str
    tags: str
    kept: bool


@value
class Topic(Command):
    """Set the topic, or ask for it (`text` is None)."""

    room: str
    text: str | None = None


@value
class Names(Command):
    room: str
    snapshot: ClassVar[bool] = True


@value
class ListRooms(Command):
    """All rooms, or only those named, that the asker may know of and for which all conditions hold.

    A condition is a letter of ELIST (modern.ircdocs.horse) and what it asks: M and N a mask that the name fits, or does
    not; U (members), C and T (minutes since the room came to be, or its topic) "<" or ">" and a number. `cursor`: which
    part of the answer (`model.parts`)."""

    rooms: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    cursor: str = BEGINNING
    snapshot: ClassVar[bool] = True


@value
class Who(Command):
    """The members of a room, one person by nick, or those who fit a mask; "*": everyone.

    `fields`: what the mask is for, letters of n nick, u username, h host, r realname, a account; "": the nick, or where
    it has a "!" or "@" the whole mask. `columns`, `token`: what the asker wants to see of each (WHOX), for its dialect
    alone. `cursor`: which part of the answer (`model.parts`); `found`: how many people those before it named."""

    target: str
    fields: str = ""
    operators: bool = False
    columns: str = ""
    token: str = ""
    cursor: str = BEGINNING
    found: int = 0
    snapshot: ClassVar[bool] = True


@value
class Whois(Command):
    nick: str
    snapshot: ClassVar[bool] = True


@value
class Settle(Command):
    """Nothing: its answer comes after those to all commands of this gateway that were asked before."""


@value
class Lusers(Command):
    """How many users and rooms there are."""

    snapshot: ClassVar[bool] = True


@value
class BecomeOperator(Command):
    """The session proved to be a server operator (OPER), by this name."""

    name: str = ""
    audited: ClassVar[bool] = True


@value
class History(Command):
    """At most `limit` messages of a room or of the talk with a person.

    `anchor`: an id in microseconds since 1970 (a msgid's number, or a time), exclusive (not AROUND); None with LATEST
    for "no bound". `end`: with BETWEEN the other bound, exclusive, before or after the anchor, where counting begins.
    `epoch`, `end_epoch`: those of the bounds' msgids, "" for a time; a message of another epoch was in a log that is
    lost. `events`: which kinds of facts (`model.facts`) are wanted besides messages.
    """

    target: str
    direction: Direction
    anchor: int | None
    limit: int
    epoch: str = ""
    events: tuple[type, ...] = ()
    end: int = 0
    end_epoch: str = ""
    snapshot: ClassVar[bool] = True


@value
class ListTargets(Command):
    """The rooms the user is in and the people it has talked with whose latest message is between two ids, both
    exclusive; at most `limit`, counted from `anchor`."""

    anchor: int
    end: int
    limit: int
    snapshot: ClassVar[bool] = True


@value
class Redact(Command):
    """Take a message back: out of the history of a room, or of the talk with a person. `msgid`: as the user gave it."""

    target: str
    msgid: str
    reason: str = ""


@value
class MarkRead(Command):
    """The user has read a room, or the talk with a person, up to a time (microseconds since 1970); or asks up to where
    (`when` is None)."""

    target: str
    when: int | None = None


@value
class RenameRoom(Command):
    """Give a room another name; all that is in it stays."""

    room: str
    name: str
    reason: str = ""
