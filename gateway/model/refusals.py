"""Refusals: why a command was not carried out. Frozen values, never raised.

The bus answers with a reason's name; each dialect has its own words and numerics for it.
"""

from __future__ import annotations

from enum import Enum

from ircwire.value import value


class Reason(Enum):
    """Each member's value is the plain sentence that a person is told."""

    NICK_IN_USE = "that name is already in use"
    NICK_LOOKS_TAKEN = "that name looks like one already in use"
    NO_SUCH_NICK = "there is nobody of that name"
    WAS_NO_SUCH_NICK = "there was nobody of that name"
    NO_SUCH_ROOM = "there is no such room"
    NOT_IN_ROOM = "you are not in that room"
    CANNOT_SPEAK = "you cannot speak in that room"
    TOO_MANY_ROOMS = "you are in too many rooms"
    GONE = "your session is over"
    FAILED = "something went wrong here, it was not done"
    UNKNOWN_MESSAGE = "that message is not known here any more"
    NO_HISTORY = "you cannot read the history of that"
    NOT_YOURS = "you may not take back that message"
    TOO_LATE = "that message is too old to be taken back"
    NOT_ROOM_OPERATOR = "you are not an operator of that room"
    ROOM_NAME_IN_USE = "there is a room of that name already"
    CANNOT_RENAME = "that room cannot be renamed"
    TOO_MANY_TO_MOVE = "that room has too many members to be renamed"
    BANNED = "you are banned from that room"
    NEEDS_INVITATION = "that room is by invitation only"
    WRONG_KEY = "that room has a key, and this is not it"
    ROOM_FULL = "that room is full"
    THEY_ARE_NOT_IN_ROOM = "they are not in that room"
    THEY_ARE_IN_ROOM = "they are in that room already"
    KEY_IS_SET = "that room has a key already"
    LIST_FULL = "that list is full"
    DOOR_IS_OPEN = "that room is open, you can just join it"
    KNOCK_FROM_WITHIN = "you are in that room already"
    KNOCKED_ALREADY = "you have knocked a moment ago"
    RENAMED_RECENTLY = "that room was renamed a moment ago"
    NO_PRIVILEGES = "only server operators may do that"
    SERVER_BANNED = "you are banned from this server"
    MODES_OF_OTHERS = "modes are everybody's own affair"
    NICK_BANNED = "nobody may have that name"
    FITS_YOURSELF = "that ban fits yourself"
    TOO_MANY_BANS = "there are too many bans already"
    NO_SUCH_BAN = "there is no such ban"


@value
class Refusal:
    """`subject` is the nick or room that the refusal is about; of SERVER_BANNED why."""

    reason: Reason
    subject: str
