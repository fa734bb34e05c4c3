"""Facts about a room's modes, its members and its door: named tuples made by `bus.codec`, like all (`model.facts`)."""

from __future__ import annotations

from typing import NamedTuple


class ModeSet(NamedTuple):
    """`changes` in the words of MODE: "+ov-b ann bob x!*@*"."""

    id: int
    msgid: str
    uid: str
    mask: str
    account: str
    room: str
    name: str
    changes: str


class Kicked(NamedTuple):
    """The user `target` (its id; `nick`) was put out of a room."""

    id: int
    msgid: str
    uid: str
    mask: str
    account: str
    room: str
    name: str
    target: str
    nick: str
    reason: str


class Invited(NamedTuple):
    """The user `to` (its id; `nick`) was invited to a room."""

    id: int
    msgid: str
    uid: str
    mask: str
    account: str
    room: str
    name: str
    to: str
    nick: str


class Knocked(NamedTuple):
    """Somebody asks to be let into a room; for its operators, `hearers` (user ids). `text`: why, or ""."""

    id: int
    msgid: str
    uid: str
    mask: str
    account: str
    hearers: tuple[str, ...]
    name: str
    text: str = ""
