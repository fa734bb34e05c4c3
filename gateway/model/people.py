"""What is asked about people and said by people of themselves, and the answers. Immutable values.

WHO and WHOIS are among the other commands (`model.commands`, `model.answers`).
"""

from __future__ import annotations

from typing import ClassVar

from gateway.model.answers import Answer
from gateway.model.commands import Command
from ircwire.value import value


@value
class PeopleCommand(Command):
    """Base of these commands."""


@value
class SetAway(PeopleCommand):
    """Not here for now, and why; "": here again."""

    text: str


@value
class SetRealname(PeopleCommand):
    realname: str


@value
class SetUserModes(PeopleCommand):
    """Letters: B bot, i invisible, w hears WALLOPS, o server operator (which can only be taken); others change nothing.
    Without any: which ones are set? `nick`: whose, which can only be the asker's own; "": those."""

    set: str = ""
    take: str = ""
    nick: str = ""


@value
class SetHost(PeopleCommand):
    """Another name for the host in somebody's mask; for operators."""

    nick: str
    host: str
    audited: ClassVar[bool] = True


@value
class PeoplePresent(PeopleCommand):
    """Which of these people are here."""

    nicks: tuple[str, ...]
    snapshot: ClassVar[bool] = True


@value
class Ison(PeoplePresent):
    """Only that they are."""


@value
class Userhost(PeoplePresent):
    """With their masks."""


@value
class MonitorStatus(PeoplePresent):
    """As the answer to `Monitor`."""


@value
class Monitor(PeoplePresent):
    """From now on the session is told when one of these comes or goes."""


@value
class Unmonitor(PeopleCommand):
    """No more of these."""

    nicks: tuple[str, ...]


@value
class Whowas(PeopleCommand):
    """Who had a nick and is gone; at most so many of the newest, 0: all that are known."""

    nick: str
    count: int = 0
    snapshot: ClassVar[bool] = True


@value
class Presence:
    """Somebody who is here."""

    mask: str
    operator: bool
    away: bool


@value
class Presences(Answer):
    """Those of the people asked about who are here, in the order of the question."""

    people: tuple[Presence, ...]


@value
class ReceiverAway(Answer):
    """A line was told to somebody who is away."""

    nick: str
    text: str


@value
class UserModes(Answer):
    """`letters` that are set now; `changes` that were made, like "+Bi-o", "" for none."""

    letters: str
    changes: str


@value
class Former:
    """Somebody who was here under a nick; `until` in seconds since 1970."""

    nick: str
    username: str
    host: str
    realname: str
    account: str
    until: int


@value
class Formers(Answer):
    """The latest first."""

    people: tuple[Former, ...]
