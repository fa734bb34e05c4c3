"""What verbs answered to answers. Runs on `gw-pub`."""

from __future__ import annotations

from collections.abc import Callable

from gateway.bus.base import BusError
from gateway.bus.codec.facts import facts_in, rooms_in
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
from gateway.model.refusals import Reason, Refusal


def _members(name: str, at: int, rows: list[list[str]]) -> MemberList:
    return MemberList(at, name, tuple(Member(row[0], row[1]) for row in rows))


def _counts(at: int, f: list[str]) -> Counts:
    return Counts(at, int(f[0]), int(f[1]), int(f[2]), int(f[3]))


def _person(row: list[str]) -> Person:
    rooms = []
    for entry in rooms_in(row[6]):
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
            return HistoryPage(at, fields[0], facts_in(rows))
        make = _ANSWERS.get(verb)
        return Answer(at) if make is None else make(at, fields, [row.split("\n") for row in rows])
    except (ValueError, IndexError, KeyError) as error:
        raise BusError(f"Redis answered {verb} with something unreadable") from error
