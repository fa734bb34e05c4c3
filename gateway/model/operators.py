"""What server operators do and ask, what else is asked about the server, and the answers. Immutable values.

Redis decides whether who asks is an operator. To become one is among the other commands (`model.commands`). A *ban*
here is one of the whole network; rooms have their own.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from gateway.model.answers import Answer
from gateway.model.commands import Command
from ircwire.value import value

BanKind = Literal["KLINE", "DLINE"]
"""KLINE: people, by `nick!username@host` with wildcards. DLINE: connections, by an address or a network of them."""


@value
class ServerCommand(Command):
    """Base of these commands, and of what anybody may ask of the server."""


@value
class OperatorCommand(ServerCommand):
    """What only an operator may do."""

    audited: ClassVar[bool] = True


@value
class Kill(OperatorCommand):
    """End a person's sessions."""

    nick: str
    reason: str


@value
class Wallops(OperatorCommand):
    """Tell all operators, and all who want to hear it."""

    text: str


@value
class SetBan(OperatorCommand):
    """`mask` as `BanKind` says. `seconds`: how long; 0: for good."""

    kind: BanKind
    mask: str
    seconds: int
    reason: str


@value
class LiftBan(OperatorCommand):
    kind: BanKind
    mask: str


@value
class ListBans(ServerCommand):
    kind: BanKind


@value
class LearnBans(ServerCommand):
    """A gateway's own question: the bans of addresses."""


@value
class ListOperators(ServerCommand):
    """Those who are here."""


@value
class AskTime(ServerCommand):
    """What time the network has."""


@value
class AskUptime(AskTime):
    """How long the server has been up."""


@value
class Ban:
    """Times in seconds since 1970; `ends` 0: never."""

    mask: str
    setter: str
    since: int
    ends: int
    reason: str


@value
class Bans(Answer):
    bans: tuple[Ban, ...]


@value
class BanSet(Answer):
    """`ended`: how many people it ended at once; `more`: others are about to be ended."""

    ended: int
    more: bool


@value
class Operators(Answer):
    masks: tuple[str, ...]


@value
class TimeIs(Answer):
    """Seconds since 1970."""

    seconds: int
