"""Answers: what the one who asked is told. Immutable values, made by `bus.codec`, rendered by dialects.

`at` is the log id at which the answer was true: it leaves the gateway once the facts up to `at` have been applied.
"""

from __future__ import annotations

from gateway.model.facts import Fact
from gateway.model.refusals import Refusal
from gateway.model.value import value


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
class TopicIs(Answer):
    """`text` is "" where no topic is set; `since` in seconds since 1970."""

    name: str
    text: str
    by: str
    since: int


@value
class RoomModes(Answer):
    """`letters`: one for each mode that is on."""

    name: str
    letters: str


@value
class Member:
    """One member of a room: `prefix` is "@", "+", "@+" or "", highest first."""

    prefix: str
    mask: str


@value
class MemberList(Answer):
    """Who is in a room, in no particular order; of a room that does not exist: empty."""

    name: str
    members: tuple[Member, ...]


@value
class Entered(Answer):
    """The asker is in the room now: its topic and its members at that moment. `already`: was before, nothing
    happened."""

    topic: TopicIs
    members: MemberList
    already: bool


@value
class RoomLine:
    name: str
    members: int
    topic: str


@value
class RoomList(Answer):
    rooms: tuple[RoomLine, ...]


@value
class Person:
    """One user as WHO and WHOIS show them: `prefix` is that of the room asked about, else "". Times: seconds since
    1970."""

    mask: str
    realname: str
    account: str
    operator: bool
    since: int
    prefix: str = ""
    rooms: tuple[tuple[str, str], ...] = ()
    """(prefix, name) of each room; WHOIS only."""


@value
class People(Answer):
    """WHO: everyone who fits; WHOIS: the one. `name` is the room's spelling, "*" where no room was asked about."""

    name: str
    people: tuple[Person, ...]


@value
class HistoryPage(Answer):
    """Facts of a room or a private talk, oldest first. `name` is how the target is spelt now."""

    name: str
    facts: tuple[Fact, ...]
