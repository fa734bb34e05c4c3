"""What verbs answered to answers. Runs on `gw-pub`."""

from __future__ import annotations

from collections.abc import Callable

from gateway.bus.base import BusError
from gateway.bus.codec.facts import facts_in
from gateway.bus.codec.operators import OPERATORS_ANSWERS
from gateway.bus.codec.people import PEOPLE_ANSWERS
from gateway.bus.codec.rooms import ROOM_ANSWERS
from gateway.model.answers import (
    Answer,
    Counts,
    HistoryPage,
    PassedOn,
    ReadMarkerIs,
    Refused,
    Registered,
    Repeated,
    TargetLine,
    TargetList,
)
from gateway.model.facts import Fact, Joined, Parted, Redacted, Said, Tagged, TopicSet
from gateway.model.people import ReceiverAway
from gateway.model.refusals import Reason, Refusal
from gateway.model.room_facts import Kicked, ModeSet
from ircwire.casemapping import fold


def _counts(at: int, f: list[str]) -> Counts:
    return Counts(at, int(f[0]), int(f[1]), int(f[2]), int(f[3]), int(f[4]))


_Rows = list[list[str]]
_IN_A_ROOM = (Said, Tagged, Joined, Parted, TopicSet, Redacted, ModeSet, Kicked)


def _said(at: int, f: list[str], rows: _Rows) -> Answer:
    """A line to somebody who is away is answered with "" instead of a msgid."""
    if not f:
        return Answer(at)
    return Repeated(at, f[0], f[1], f[2], f[3]) if f[0] else ReceiverAway(at, f[1], f[2])


def _tagged(at: int, f: list[str], rows: _Rows) -> Answer:
    return PassedOn(at, int(f[0]), f[1], f[2], f[3]) if f else Answer(at)


_ANSWERS: dict[str, Callable[[int, list[str], _Rows], Answer]] = {
    "register": lambda at, f, rows: Registered(at, f[0], f[1], _counts(at, f[2:])),
    "say": _said,
    "tell": _said,
    "say_to_status": _said,
    "tag": _tagged,
    "tag_status": _tagged,
    **ROOM_ANSWERS,
    **PEOPLE_ANSWERS,
    **OPERATORS_ANSWERS,
    "lusers": lambda at, f, rows: _counts(at, f),
    "history_targets": lambda at, f, rows: TargetList(at, tuple(TargetLine(row[0], int(row[1])) for row in rows)),
    "read_marker": lambda at, f, rows: ReadMarkerIs(at, f[0], int(f[1])),
    "mark_read": lambda at, f, rows: ReadMarkerIs(at, f[0], int(f[1])) if f else Answer(at),
}


def _spelt(facts: tuple[Fact, ...], name: str) -> tuple[Fact, ...]:
    """What happened in a room is told under the name that the room has now."""
    if not name.startswith("#"):
        return facts
    key = fold(name)
    return tuple(
        fact._replace(room=key, name=name)
        if isinstance(fact, _IN_A_ROOM) and (fact.name != name or fact.room != key)
        else fact
        for fact in facts
    )


_LINES = ("say", "tell")


def decode_answer(verb: str, text: str) -> Answer:
    """What a verb answered. Raises BusError if that is no answer."""
    try:
        if verb in _LINES and text.startswith("ok\n") and (number := text[3:]).isdigit():
            return Answer(int(number))
        head, *rows = text.split("\0")
        status, at_text, *fields = head.split("\n")
        at = int(at_text)
        if status == "no":
            return Refused(at, Refusal(Reason[fields[0]], fields[1]))
        if verb == "history":
            return HistoryPage(at, fields[0], _spelt(facts_in(rows), fields[0]))
        make = _ANSWERS.get(verb)
        return Answer(at) if make is None else make(at, fields, [row.split("\n") for row in rows])
    except (ValueError, IndexError, KeyError) as error:
        raise BusError(f"Redis answered {verb} with something unreadable") from error
