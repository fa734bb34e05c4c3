"""Commands about rooms to verbs (on `gw-loop`), and what those answered to answers (on `gw-pub`)."""

from __future__ import annotations

from collections.abc import Callable

from gateway.bus.base import Actor
from gateway.bus.script import Verb
from gateway.model.answers import Answer, Entered, Member, MemberList, RoomLine, RoomList, TopicIs
from gateway.model.commands import Command, Join, ListRooms, Names, Part, Topic
from gateway.model.refusals import Reason, Refusal
from gateway.model.rooms import (
    ChangeModes,
    HasInvited,
    HasKnocked,
    Invitations,
    Invite,
    Kick,
    Knock,
    ListInvitations,
    MaskLine,
    MaskList,
    Masks,
    ModeChange,
    Modes,
    ModesChanged,
    PartAll,
    RoomModes,
)
from ircwire.casemapping import fold


def _change(change: ModeChange) -> str:
    return f"{'+' if change.on else '-'}{change.letter}{change.parameter}"


def _topic(uid: str, command: Topic) -> Verb:
    if command.text is None:
        return ("topic_of", uid, fold(command.room), command.room)
    return ("topic", uid, fold(command.room), command.room, command.text)


def encode_room(actor: Actor, command: Command) -> Verb:
    """The verb that carries out a command; its arguments are those in the header of its script."""
    uid = actor.uid
    match command:
        case Join(room, key, names):
            return ("join", uid, fold(room), room, key, "1" if names else "")
        case Part(room, reason):
            return ("part", uid, fold(room), room, reason)
        case Topic():
            return _topic(uid, command)
        case Names(room):
            return ("names", uid, fold(room), room)
        case ListRooms(rooms, conditions, cursor):
            return ("list", uid, cursor, str(len(rooms)), *map(fold, rooms), *conditions)
        case Modes(room):
            return ("modes", uid, fold(room), room)
        case ChangeModes(room, changes):
            return ("mode", uid, fold(room), room, *map(_change, changes))
        case MaskList(room, letter):
            return ("masks", uid, fold(room), room, letter)
        case PartAll():
            return ("part_all", uid)
        case Kick(room, nick, reason):
            return ("kick", uid, fold(room), room, fold(nick), nick, reason)
        case Invite(room, nick):
            return ("invite", uid, fold(room), room, fold(nick), nick)
        case ListInvitations():
            return ("invitations", uid)
        case Knock(room, text):
            return ("knock", uid, fold(room), room, text)
    raise TypeError(f"no verb for {type(command).__name__}")


_Rows = list[list[str]]


def _members(at: int, name: str, secret: str, rows: _Rows) -> MemberList:
    return MemberList(at, name, tuple(Member(row[0], row[1]) for row in rows), secret == "1")


def _topic_is(at: int, f: list[str]) -> TopicIs:
    return TopicIs(at, f[0], f[1], f[2], int(f[3]))


def _entered(at: int, f: list[str], rows: _Rows) -> Answer:
    return Entered(at, _topic_is(at, f[2:]), _members(at, f[2], f[1], rows), f[0] == "1", int(f[6]))


def _masks(at: int, f: list[str], rows: _Rows) -> Answer:
    masks = sorted((MaskLine(row[0], row[1], int(row[2])) for row in rows), key=lambda line: (line.since, line.mask))
    return Masks(at, f[0], tuple(masks))


def _rooms(at: int, f: list[str], rows: _Rows) -> Answer:
    return RoomList(at, tuple(RoomLine(row[0], int(row[1]), row[2]) for row in rows), cursor=f[0])


ROOM_ANSWERS: dict[str, Callable[[int, list[str], _Rows], Answer]] = {
    "join": _entered,
    "topic_of": lambda at, f, rows: _topic_is(at, f),
    "names": lambda at, f, rows: _members(at, f[0], f[1], rows),
    "list": _rooms,
    "modes": lambda at, f, rows: RoomModes(at, f[0], f[1], f[2], f[3], int(f[4])),
    "mode": lambda at, f, rows: ModesChanged(at, tuple(Refusal(Reason[row[0]], row[1]) for row in rows)),
    "masks": _masks,
    "invite": lambda at, f, rows: HasInvited(at, f[0], f[1]),
    "invitations": lambda at, f, rows: Invitations(at, tuple(row[0] for row in rows)),
    "knock": lambda at, f, rows: HasKnocked(at, f[0]),
}
