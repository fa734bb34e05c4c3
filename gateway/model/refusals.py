"""Refusals: why a command was not carried out. Frozen values, never raised.

The bus answers with a reason's name; each dialect has its own words and numerics for it.
"""

from __future__ import annotations

from enum import Enum

from gateway.model.value import value


class Reason(Enum):
    """Each member's value is the plain sentence that a person is told."""

    NICK_IN_USE = "that name is already in use"
    NICK_LOOKS_TAKEN = "that name looks like one already in use"
    NO_SUCH_NICK = "there is nobody of that name"
    NO_SUCH_ROOM = "there is no such room"
    NOT_IN_ROOM = "you are not in that room"
    CANNOT_SPEAK = "you cannot speak in that room"
    TOO_MANY_ROOMS = "you are in too many rooms"
    GONE = "your session is over"
    FAILED = "something went wrong here, it was not done"
    UNKNOWN_MESSAGE = "that message is not known here any more"
    NO_HISTORY = "you cannot read the history of that"


@value
class Refusal:
    """`subject` is the nick or room that the refusal is about."""

    reason: Reason
    subject: str
