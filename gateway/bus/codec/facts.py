"""Rows of the live path, the log and the history to facts. Runs on `gw-sub`, and for pages of history on `gw-pub`."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, cast

from gateway.bus.base import BusError
from gateway.model.commands import Kind
from gateway.model.facts import (
    AddressBanned,
    AddressUnbanned,
    AwaySet,
    Fact,
    HasQuit,
    HostChanged,
    Joined,
    Online,
    Parted,
    ReadMarked,
    RealnameSet,
    Redacted,
    Renamed,
    RoomRenamed,
    Said,
    Tagged,
    Told,
    TopicSet,
    ToStatus,
    WallopsTold,
)
from gateway.model.room_facts import Invited, Kicked, Knocked, ModeSet
from ircwire.msgids import EPOCH_CHARACTERS


class Message(NamedTuple):
    """One publication: the id before it, the newest id with it, and its facts; a tick has none."""

    before: int
    newest: int
    facts: tuple[Fact, ...]


def rooms_in(field: str) -> tuple[str, ...]:
    """The names in a field that lists them."""
    return tuple(field.split(",")) if field else ()


_FURTHER = 11
"""Where the row of a line says how many further lines follow: most often none. Before it stand its tags; both are
missing in rows of older gateways."""


def _extras(f: list[str]) -> tuple[str, tuple[str, ...]]:
    """The tags of a line, and its further lines."""
    if len(f) <= _FURTHER:
        return "", ()
    if f[_FURTHER] == "0":
        return f[_FURTHER - 1], ()
    return f[_FURTHER - 1], tuple(f[_FURTHER + 1 : _FURTHER + 1 + int(f[_FURTHER])])


def _said(i: int, f: list[str]) -> Said:
    tags, more = _extras(f)
    return Said(i, f[0], f[2], f[3], f[4], f[5], f[6], cast(Kind, f[7]), f[8], f[9], tags, more)


def _told(i: int, f: list[str]) -> Told:
    tags, more = _extras(f)
    return Told(i, f[0], f[2], f[3], f[4], f[5], f[6], cast(Kind, f[7]), f[8], f[9], tags, more)


def _to_status(f: list[str], about: Told | Tagged) -> ToStatus:
    return ToStatus(about.id, about.msgid, f[2], f[3], f[4], rooms_in(f[5]), about._replace(to=""))


def _room_renamed(i: int, f: list[str]) -> RoomRenamed:
    """In the history the room's topic and members are left out."""
    topic, by, since, secret, read, members = f[10:16] if len(f) >= 16 else ("", "", "0", "", "", "")
    marks = dict(entry.split("=", 1) for entry in read.split(" ") if entry)
    masks = (entry.partition("/") for entry in members.split(" ") if entry)
    return RoomRenamed(
        i,
        f[0],
        f[2],
        f[3],
        f[4],
        f[5],
        f[6],
        f[7],
        f[8],
        f[9],
        topic,
        by,
        int(since),
        secret == "1",
        tuple((prefix, mask) for prefix, _, mask in masks),
        {uid: int(when) for uid, when in marks.items()},
    )


_FACTS: dict[str, Callable[[int, list[str]], Fact]] = {
    "S": _said,
    "T": _told,
    "G": lambda i, f: Tagged(i, f[0], f[2], f[3], f[4], f[5], f[6], f[7], f[8], i),
    "g": lambda i, f: Tagged(i, "", f[2], f[3], f[4], f[5], f[6], f[7], f[8], int(f[9])),
    "s": lambda i, f: _to_status(f, _told(i, f)),
    "t": lambda i, f: _to_status(f, Tagged(i, "", f[2], f[3], f[4], "", "", f[6], f[7], int(f[8]))),
    "J": lambda i, f: Joined(i, f[0], f[2], f[3], f[4], f[5], f[6], f[7], f[8] if len(f) > 8 else ""),
    "P": lambda i, f: Parted(i, f[0], f[2], f[3], f[4], f[5], f[6], f[7]),
    "Q": lambda i, f: HasQuit(i, f[0], f[2], f[3], f[4], f[5], rooms_in(f[6])),
    "N": lambda i, f: Renamed(i, f[0], f[2], f[3], f[4], f[5], rooms_in(f[6])),
    "C": lambda i, f: TopicSet(i, f[0], f[2], f[3], f[4], f[5], f[6], f[7]),
    "D": lambda i, f: Redacted(i, f[0], f[2], f[3], f[4], f[5], f[6], f[7], f[8], f[9]),
    "B": _room_renamed,
    "M": lambda i, f: ModeSet(i, f[0], f[2], f[3], f[4], f[5], f[6], f[7]),
    "K": lambda i, f: Kicked(i, f[0], f[2], f[3], f[4], f[5], f[6], f[7], f[8], f[9]),
    "I": lambda i, f: Invited(i, f[0], f[2], f[3], f[4], f[5], f[6], f[7], f[8]),
    "k": lambda i, f: Knocked(i, f[0], f[2], f[3], f[4], rooms_in(f[5]), f[6], f[7] if len(f) > 7 else ""),
    "V": lambda i, f: ReadMarked(i, f[0], f[2], f[3], f[4], f[5], int(f[6])),
    "O": lambda i, f: Online(i, f[0], f[2], f[3], f[4]),
    "A": lambda i, f: AwaySet(i, f[0], f[2], f[3], f[4], f[5], rooms_in(f[6])),
    "R": lambda i, f: RealnameSet(i, f[0], f[2], f[3], f[4], f[5], rooms_in(f[6])),
    "H": lambda i, f: HostChanged(i, f[0], f[2], f[3], f[4], f[5], f[6], rooms_in(f[7])),
    "W": lambda i, f: WallopsTold(i, f[0], f[2], f[3], f[4], f[5], rooms_in(f[6])),
    "X": lambda i, f: AddressBanned(i, f[0], f[2], f[3], f[4], f[5], int(f[6]), f[7]),
    "x": lambda i, f: AddressUnbanned(i, f[0], f[2], f[3], f[4], f[5]),
}

EVENT_LETTERS: dict[type, str] = {
    Joined: "J",
    Parted: "P",
    HasQuit: "Q",
    Renamed: "N",
    TopicSet: "C",
    ModeSet: "M",
    Kicked: "K",
    Tagged: "G",
    Redacted: "D",
    RoomRenamed: "B",
}
"""What a history keeps besides messages, by the letter of its rows."""


def facts_in(rows: list[str]) -> tuple[Fact, ...]:
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
        return Message(int(before), int(newest), facts_in(rows))
    except (ValueError, IndexError) as error:
        raise BusError("Redis holds something that is not a message of Chorus") from error
