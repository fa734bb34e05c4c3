"""Answers: what the one who asked is told. Immutable values, made by `bus.codec`, rendered by dialects.

`at` is the log id at which the answer was true: it leaves the gateway once the facts up to `at` have been applied.
"""

from __future__ import annotations

from gateway.model.commands import BEGINNING
from gateway.model.facts import Fact
from gateway.model.refusals import Refusal
from ircwire.value import value


@value
class Answer:
    """Base of all answers; by itself: "done", with nothing more to tell."""

    at: int


@value
class Refused(Answer):
    refusal: Refusal


@value
class Counts(Answer):
    """The network in numbers (LUSERS)."""

    users: int
    operators: int
    rooms: int
    most_users: int
    invisible: int = 0
    """Of the users."""


@value
class Registered(Answer):
    """The session is a user's now; `nick` is the nick it got."""

    uid: str
    nick: str
    counts: Counts


@value
class Repeated(Answer):
    """A line had been kept before under `msgid`, by the same send-id, and nothing was appended. (A line that is new is
    answered with an `Answer`: its fact says the rest.)"""

    msgid: str
    mask: str
    account: str
    name: str


@value
class PassedOn(Answer):
    """Tags that are not kept went to whom they are for, at `when` (microseconds since 1970). They have no place in the
    log, so it is this answer that tells their sender."""

    when: int
    mask: str
    account: str
    name: str


@value
class TopicIs(Answer):
    """`text` is "" where no topic is set; `since` in seconds since 1970."""

    name: str
    text: str
    by: str
    since: int


@value
class Member:
    """One member of a room: `prefix` is "@", "+", "@+" or "", highest first."""

    prefix: str
    mask: str


@value
class MemberList(Answer):
    """Who is in a room, as far as the asker may know, in no particular order; of a room that does not exist: nobody.
    `secret`: the room is there for its members only."""

    name: str
    members: tuple[Member, ...]
    secret: bool = False


@value
class Entered(Answer):
    """The asker is in the room now: its topic and its members at that moment. `already`: was before, nothing
    happened."""

    topic: TopicIs
    members: MemberList
    already: bool
    read: int = 0
    """Up to when the asker has read it before, as in `ReadMarkerIs`."""


@value
class RoomLine:
    name: str
    members: int
    topic: str


@value
class RoomList(Answer):
    """`more`: there are others, or there may be. `cursor`: where the next part begins (`model.parts`)."""

    rooms: tuple[RoomLine, ...]
    more: bool = False
    cursor: str = BEGINNING


@value
class Person:
    """One user as WHO and WHOIS show them: `prefix` is that of the room asked about, else "". Times: seconds since
    1970. `away`: why, or "". `idle`: seconds. `address`, `modes` (letters behind a "+"): "" where the asker may not
    know them."""

    mask: str
    realname: str
    account: str
    operator: bool
    since: int
    prefix: str = ""
    rooms: tuple[tuple[str, str], ...] = ()
    """(prefix, name) of each room that the asker may know of; WHOIS only."""
    away: str = ""
    bot: bool = False
    idle: int = 0
    secure: bool = False
    address: str = ""
    modes: str = ""


@value
class People(Answer):
    """WHO: everyone who fits; WHOIS: the one. `name` is the room's spelling, "*" where no room was asked about. `more`:
    there are others, or there may be. `cursor`: where the next part begins (`model.parts`)."""

    name: str
    people: tuple[Person, ...]
    more: bool = False
    cursor: str = BEGINNING


@value
class HistoryPage(Answer):
    """Facts of a room or a private talk, oldest first. `name` is how the target is spelt now."""

    name: str
    facts: tuple[Fact, ...]


@value
class TargetLine:
    """A room or a person, as it is spelt now, and the id of the latest message there."""

    name: str
    latest: int


@value
class TargetList(Answer):
    """What there is history of, the one with the oldest latest message first."""

    targets: tuple[TargetLine, ...]


@value
class ReadMarkerIs(Answer):
    """Up to when the asker has read a room or a talk, microseconds since 1970; 0: that is not known."""

    name: str
    when: int
