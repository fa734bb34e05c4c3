"""Rows of the live path, the log and the history to facts. Runs on `gw-sub`, and for pages of history on `gw-pub`."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, cast

from gateway.bus.base import BusError
from gateway.model.commands import Kind
from gateway.model.facts import Fact, HasQuit, Joined, Parted, Renamed, Said, Told, TopicSet
from ircwire.msgids import EPOCH_CHARACTERS

SCHEMA = "1"
"""Version of the facts. A message of another version is read as far as this one understands it."""


class Message(NamedTuple):
    """One publication: the id before it, the newest id with it, and its facts; a tick has none."""

    before: int
    newest: int
    facts: tuple[Fact, ...]


def rooms_in(field: str) -> tuple[str, ...]:
    """The names in a field that lists them."""
    return tuple(field.split(",")) if field else ()


_FACTS: dict[str, Callable[[int, list[str]], Fact]] = {
    "S": lambda i, f: Said(i, f[0], f[2], f[3], f[4], f[5], f[6], cast(Kind, f[7]), f[8], f[9]),
    "T": lambda i, f: Told(i, f[0], f[2], f[3], f[4], f[5], f[6], cast(Kind, f[7]), f[8], f[9]),
    "J": lambda i, f: Joined(i, f[0], f[2], f[3], f[4], f[5], f[6], f[7]),
    "P": lambda i, f: Parted(i, f[0], f[2], f[3], f[4], f[5], f[6], f[7]),
    "Q": lambda i, f: HasQuit(i, f[0], f[2], f[3], f[4], f[5], rooms_in(f[6])),
    "N": lambda i, f: Renamed(i, f[0], f[2], f[3], f[4], f[5], rooms_in(f[6])),
    "C": lambda i, f: TopicSet(i, f[0], f[2], f[3], f[4], f[5], f[6], f[7]),
}


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
