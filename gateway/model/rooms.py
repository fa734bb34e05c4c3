"""What is asked about a room's modes, its members and its door, and the answers. Immutable values.

JOIN, PART, TOPIC, NAMES and LIST are among the other commands (`model.commands`, `model.answers`).
"""

from __future__ import annotations

from typing import ClassVar, Literal

from gateway.model.answers import Answer
from gateway.model.commands import Command
from gateway.model.refusals import Refusal
from ircwire.value import value

ListLetter = Literal["b", "e", "I"]
"""Which list of masks: bans, exceptions from bans, those who need no invitation."""


@value
class RoomCommand(Command):
    """Base of these commands."""


@value
class ModeChange:
    """One letter to set (`on`) or to take away. `parameter`: a nick (o, v), a folded mask (b, e, I), the key (k) or the
    limit (l); "" where the letter needs none."""

    on: bool
    letter: str
    parameter: str = ""


@value
class ChangeModes(RoomCommand):
    """All at once, for the room's operators; those that cannot be do not keep the others from being made."""

    room: str
    changes: tuple[ModeChange, ...]


@value
class Modes(RoomCommand):
    """Which modes a room has."""

    room: str


@value
class MaskList(RoomCommand):
    """One of a room's lists of masks."""

    room: str
    letter: ListLetter
    snapshot: ClassVar[bool] = True


@value
class PartAll(RoomCommand):
    """Leave every room."""


@value
class Kick(RoomCommand):
    room: str
    nick: str
    reason: str


@value
class Invite(RoomCommand):
    room: str
    nick: str


@value
class ListInvitations(RoomCommand):
    """The rooms to which the asker is invited."""


@value
class Knock(RoomCommand):
    """Ask the operators of a room to be let in. `text`: why, or ""."""

    room: str
    text: str = ""


@value
class RoomModes(Answer):
    """`letters`: one for each flag that is on. `key`: "*" for those who may not know it; `limit`: in digits; "" where
    there is none. `since`: when the room came to be, seconds since 1970."""

    name: str
    letters: str
    key: str
    limit: str
    since: int


@value
class ModesChanged(Answer):
    """What was changed is a fact; here is what could not be."""

    refusals: tuple[Refusal, ...]


@value
class MaskLine:
    """A mask, who set it (their mask) and when (seconds since 1970)."""

    mask: str
    by: str
    since: int


@value
class Masks(Answer):
    """A list of masks, the oldest first."""

    name: str
    masks: tuple[MaskLine, ...]


@value
class HasInvited(Answer):
    """Both as they are spelt."""

    name: str
    nick: str


@value
class Invitations(Answer):
    """The names of the rooms."""

    rooms: tuple[str, ...]


@value
class HasKnocked(Answer):
    name: str
