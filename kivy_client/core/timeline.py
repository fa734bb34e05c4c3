"""What is seen of a room, in order: entries that the server keeps, then our own lines that it has not kept yet.

Pure. Each change is told as splices of the one visible sequence, so that a view can follow without looking at all of
it. Kept entries are ordered by time; of two at the same time, as the server sent them. A message id is seen once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

MOST_ENTRIES = 5000
"""Kept entries beyond which the oldest are let go, `_CUT` at a time."""
_CUT = 500

Shape = Literal["message", "action", "notice", "private", "happening"]
State = Literal["kept", "waiting", "unsure", "failed"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to show. Its text is readable already (`plaintext`). `time`: microseconds since 1970.

    `state` matters for our own lines: `waiting` for the server, `kept` by it, `failed` (it refused), or `unsure`: the
    connection broke and this server cannot tell whether it had the line.
    """

    shape: Shape
    nick: str
    text: str
    time: int
    own: bool = False
    state: State = "kept"
    msgid: str = ""
    rest_of: str = ""
    """Of a further line of a message, which has no id of its own: that message's id, and which of its lines it is."""


class Splice(NamedTuple):
    """At position `at`, `removed` entries go and `entries` come."""

    at: int
    removed: int
    entries: tuple[Entry, ...]


class Timeline:
    """The entries of one room."""

    def __init__(self, most: int = MOST_ENTRIES) -> None:
        self._most = most
        self._kept: list[Entry] = []
        self._seen: set[str] = set()
        self._pending: dict[str, Entry] = {}
        self._message: Entry | None = None
        """The last message that came with an id, to which further lines may belong."""
        self._lines = 0
        """So many of its lines have come."""
        self.newest_msgid = ""
        """The last message id in order, "" if none is known."""

    def entries(self) -> tuple[Entry, ...]:
        """All that is to be seen."""
        return (*self._kept, *self._pending.values())

    def knows(self, msgid: str) -> bool:
        return msgid in self._seen

    def add(self, entries: Iterable[Entry]) -> list[Splice]:
        """Entries come, in the server's order; those whose message id is known are left out."""
        fresh = []
        for entry in map(self._as_part, entries):
            key = _key(entry)
            if key and key in self._seen:
                continue
            if key:
                self._seen.add(key)
            fresh.append(entry)
        return [*self._place(fresh), *self._trim()]

    def _as_part(self, entry: Entry) -> Entry:
        """What has no id and comes right behind a message, from the same person at the same time, is the rest of it."""
        if entry.msgid:
            self._message, self._lines = entry, 1
        elif entry.shape != "happening" and self._message is not None:
            if (entry.nick, entry.time) == (self._message.nick, self._message.time):
                self._lines += 1
                return replace(entry, rest_of=f"{self._message.msgid}+{self._lines}")
            self._message = None
        return entry

    def hold(self, key: str, entry: Entry) -> list[Splice]:
        """Our own line, which the server does not have yet, is shown last. `key` names it until it is kept."""
        at = len(self._kept) + len(self._pending)
        self._pending[key] = entry
        return [Splice(at, 0, (entry,))]

    def mark(self, key: str, state: State) -> list[Splice]:
        """Our own line is in another state now."""
        entry = self._pending.get(key)
        if entry is None or entry.state == state:
            return []
        self._pending[key] = replace(entry, state=state)
        return [Splice(self._position(key), 1, (self._pending[key],))]

    def settle(self, key: str, kept: Entry | None = None) -> list[Splice]:
        """The server keeps our line, as `kept` (None: as it was shown), or has kept it before."""
        if key not in self._pending:
            return self.add([kept] if kept is not None else [])
        at = self._position(key)
        entry = kept or replace(self._pending[key], state="kept")
        del self._pending[key]
        gone = Splice(at, 1, ())
        came = self.add([entry])
        if came and came[0].at == at and len(came) == 1:
            return [Splice(at, 1, came[0].entries)]
        return [gone, *came]

    def _position(self, key: str) -> int:
        return len(self._kept) + list(self._pending).index(key)

    def _place(self, entries: Sequence[Entry]) -> list[Splice]:
        """Insert from the last to the first, each before the one that follows it: runs become one splice."""
        splices: list[Splice] = []
        limit = len(self._kept)
        for entry in reversed(entries):
            at = min(limit, bisect_right(self._kept, entry.time, key=lambda kept: kept.time))
            if splices and splices[-1].at == at:
                splices[-1] = Splice(at, 0, (entry, *splices[-1].entries))
            else:
                splices.append(Splice(at, 0, (entry,)))
            self._kept.insert(at, entry)
            limit = at
        self._note_newest()
        return splices

    def _note_newest(self) -> None:
        for entry in reversed(self._kept):
            if entry.msgid:
                self.newest_msgid = entry.msgid
                return

    def _trim(self) -> list[Splice]:
        if len(self._kept) <= self._most:
            return []
        gone = len(self._kept) - self._most + min(_CUT, self._most // 2)
        self._seen.difference_update(_key(entry) for entry in self._kept[:gone])
        del self._kept[:gone]
        return [Splice(0, gone, ())]


def _key(entry: Entry) -> str:
    """By what an entry is known again, "" for nothing."""
    return entry.msgid or entry.rest_of
