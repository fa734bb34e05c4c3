"""Commands to verbs, rows to facts and answers: what the scripts and Python say to each other.

Fields are joined by a line feed, rows by a NUL and answers by a carriage return, because no line of IRC can hold one of
them and both sides split them fast. A reader ignores fields it does not know. Pure; runs on `gw-loop` (commands),
`gw-pub` (answers) and `gw-sub` (facts).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import NamedTuple, cast

from gateway.bus.base import Actor, BusError
from gateway.bus.lookalikes import look
from gateway.bus.script import Verb
from gateway.model.answers import (
    Answer,
    Counts,
    Entered,
    HistoryPage,
    Member,
    MemberList,
    People,
    Person,
    Refused,
    Registered,
    Repeated,
    RoomLine,
    RoomList,
    RoomModes,
    TopicIs,
)
from gateway.model.commands import (
    BecomeOperator,
    Command,
    History,
    Join,
    Kind,
    ListRooms,
    Lusers,
    Modes,
    Names,
    Part,
    Quit,
    Register,
    Rename,
    Say,
    Topic,
    Who,
    Whois,
)
from gateway.model.facts import Fact, HasQuit, Joined, Parted, Renamed, Said, Told, TopicSet
from gateway.model.refusals import Reason, Refusal
from ircwire.casemapping import fold
from ircwire.msgids import EPOCH_CHARACTERS

SCHEMA = "1"
"""Version of the facts. A message of another version is read as far as this one understands it."""


class Message(NamedTuple):
    """One publication: the id before it, the newest id with it, and its facts; a tick has none."""

    before: int
    newest: int
    facts: tuple[Fact, ...]


# -- facts


def _rooms(field: str) -> tuple[str, ...]:
    return tuple(field.split(",")) if field else ()


_FACTS: dict[str, Callable[[int, list[str]], Fact]] = {
    "S": lambda i, f: Said(i, f[0], f[2], f[3], f[4], f[5], f[6], cast(Kind, f[7]), f[8], f[9]),
    "T": lambda i, f: Told(i, f[0], f[2], f[3], f[4], f[5], f[6], cast(Kind, f[7]), f[8], f[9]),
    "J": lambda i, f: Joined(i, f[0], f[2], f[3], f[4], f[5], f[6], f[7]),
    "P": lambda i, f: Parted(i, f[0], f[2], f[3], f[4], f[5], f[6], f[7]),
    "Q": lambda i, f: HasQuit(i, f[0], f[2], f[3], f[4], f[5], _rooms(f[6])),
    "N": lambda i, f: Renamed(i, f[0], f[2], f[3], f[4], f[5], _rooms(f[6])),
    "C": lambda i, f: TopicSet(i, f[0], f[2], f[3], f[4], f[5], f[6], f[7]),
}


def _facts(rows: list[str]) -> tuple[Fact, ...]:
    """Rows to facts. A kind that this version does not know is left out: it is for newer gateways."""
    facts = []
    for row in rows:
        fields = row.split("\n")
        make = _FACTS.get(fields[1])
        if make is not None:
            facts.append(make(int(fields[0][:-EPOCH_CHARACTERS]), fields))
    return tuple(facts)


def decode_message(data: bytes) -> Message:
    """A publication, or the field `f` of the log. Raises BusError if it is neither."""
    try:
        head, *rows = data.decode().split("\0")
        _, before, newest, *_ = head.split("\n")
        return Message(int(before), int(newest), _facts(rows))
    except (ValueError, IndexError) as error:
        raise BusError("Redis holds something that is not a message of Chorus") from error


# -- commands


def _hashed(key: str) -> str:
    """A sender key as Redis keeps it: who reads Redis or its backups must not be able to pose as its owner."""
    return hashlib.sha256(key.encode()).hexdigest()[:32] if key else ""


def _say(actor: Actor, command: Say) -> Verb:
    target = command.target
    verb = "say" if target[0] == "#" else "tell"
    return (verb, actor.uid, fold(target), target, command.kind, command.text, command.send_id)


def _topic(actor: Actor, command: Topic) -> Verb:
    if command.text is None:
        return ("topic_of", fold(command.room), command.room)
    return ("topic", actor.uid, fold(command.room), command.room, command.text)


def _history(actor: Actor, c: History) -> Verb:
    anchor = "" if c.anchor is None else str(c.anchor)
    events = "1" if c.events else ""
    return ("history", actor.uid, fold(c.target), c.target, c.direction, anchor, c.epoch, str(c.limit), events)


def encode(actor: Actor, command: Command) -> Verb:
    """The verb that carries out a command; its arguments are those in the header of its script."""
    uid = actor.uid
    match command:
        case Say():
            verb = _say(actor, command)
        case Register(nick, username, realname, host, key):
            hashed = _hashed(key)
            verb = ("register", uid, actor.sid, nick, fold(nick), look(nick), username, host, realname, hashed)
        case Rename(nick):
            verb = ("nick", uid, nick, fold(nick), look(nick))
        case Join(room):
            verb = ("join", uid, fold(room), room)
        case Part(room, reason):
            verb = ("part", uid, fold(room), room, reason)
        case Quit(reason):
            verb = ("quit", uid, actor.sid, reason)
        case Topic():
            verb = _topic(actor, command)
        case Modes(room):
            verb = ("modes", fold(room), room)
        case Names(room):
            verb = ("names", fold(room), room)
        case ListRooms(rooms):
            verb = ("list", *map(fold, rooms))
        case Who(target):
            verb = ("who", fold(target), target)
        case Whois(nick):
            verb = ("whois", fold(nick), nick)
        case Lusers():
            verb = ("lusers",)
        case BecomeOperator():
            verb = ("oper", uid)
        case History():
            verb = _history(actor, command)
        case _:
            raise TypeError(f"no verb for {type(command).__name__}")
    return verb


# -- answers


def _members(name: str, at: int, rows: list[list[str]]) -> MemberList:
    return MemberList(at, name, tuple(Member(row[0], row[1]) for row in rows))


def _counts(at: int, f: list[str]) -> Counts:
    return Counts(at, int(f[0]), int(f[1]), int(f[2]), int(f[3]))


def _person(row: list[str]) -> Person:
    rooms = []
    for entry in _rooms(row[6]):
        prefix, _, name = entry.partition(" ")
        rooms.append((prefix, name))
    return Person(row[0], row[1], row[2], row[3] == "1", int(row[4] or 0), row[5], tuple(rooms))


def _topic_is(at: int, f: list[str]) -> TopicIs:
    return TopicIs(at, f[0], f[1], f[2], int(f[3]))


_Rows = list[list[str]]


def _said(at: int, f: list[str], rows: _Rows) -> Answer:
    return Repeated(at, f[0], f[1], f[2], f[3]) if f else Answer(at)


_ANSWERS: dict[str, Callable[[int, list[str], _Rows], Answer]] = {
    "register": lambda at, f, rows: Registered(at, f[0], f[1], _counts(at, f[2:])),
    "say": _said,
    "tell": _said,
    "join": lambda at, f, rows: Entered(at, _topic_is(at, f[1:]), _members(f[1], at, rows), f[0] == "1"),
    "topic_of": lambda at, f, rows: _topic_is(at, f),
    "modes": lambda at, f, rows: RoomModes(at, f[0], f[1]),
    "names": lambda at, f, rows: _members(f[0], at, rows),
    "list": lambda at, f, rows: RoomList(at, tuple(RoomLine(row[0], int(row[1]), row[2]) for row in rows)),
    "who": lambda at, f, rows: People(at, f[0], tuple(map(_person, rows))),
    "whois": lambda at, f, rows: People(at, f[0], tuple(map(_person, rows))),
    "lusers": lambda at, f, rows: _counts(at, f),
}


def decode_answer(verb: str, text: str) -> Answer:
    """What a verb answered. Raises BusError if that is no answer."""
    try:
        head, *rows = text.split("\0")
        status, at_text, *fields = head.split("\n")
        at = int(at_text)
        if status == "no":
            return Refused(at, Refusal(Reason[fields[0]], fields[1]))
        if verb == "history":
            return HistoryPage(at, fields[0], _facts(rows))
        make = _ANSWERS.get(verb)
        return Answer(at) if make is None else make(at, fields, [row.split("\n") for row in rows])
    except (ValueError, IndexError, KeyError) as error:
        raise BusError(f"Redis answered {verb} with something unreadable") from error
