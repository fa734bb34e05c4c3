"""The window of a conversation that is open: what of it is shown, and every change of it as splices. Pure.

Kept messages come first, by their number in the store, which is their place; then our own lines that the server does
not have yet. Happenings in a row share one slot (`folding`). A slot's key stays while any of its messages is in the
window. All changes go one way: the slots around a change are made again, and what differs is one splice.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, count

from kivy_client.core.chat.folding import FOLDED, MOST_PARTS
from kivy_client.core.model.entries import Entry, Splice
from kivy_client.core.store.rows import Message

MOST_MESSAGES = 5000
"""Messages held; more are let go, `_CUT` at a time, at the end that is not looked at."""
_CUT = 500

Draw = Callable[[str, Sequence[Message]], Entry]
"""How a slot looks: its key, and its messages (several only if they are happenings)."""


@dataclass(slots=True)
class _Slot:
    entry: Entry
    messages: list[Message]

    @property
    def first(self) -> int:
        return self.messages[0].row


def _row(message: Message) -> int:
    return message.row


def _folds(message: Message) -> bool:
    return message.shape == "happening" and message.kind in FOLDED


class Timeline:
    """`older`, `newer`: there may be more before, there is more after what is here (we look at the past)."""

    def __init__(self, draw: Draw, most: int = MOST_MESSAGES) -> None:
        self._draw = draw
        self.most = most
        self._slots: list[_Slot] = []
        self._rows: dict[int, Message] = {}
        self._keys: dict[int, str] = {}
        self._live: set[str] = set()
        """The keys of all slots."""
        self._pending: dict[str, Entry] = {}
        self._replies: dict[str, list[int]] = {}
        """Message id to the rows that reply to it."""
        self.older = True
        self.newer = False

    # What is here

    def entries(self) -> tuple[Entry, ...]:
        return (*(slot.entry for slot in self._slots), *self._pending.values())

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def first(self) -> Message | None:
        return self._slots[0].messages[0] if self._slots else None

    @property
    def last(self) -> Message | None:
        return self._slots[-1].messages[-1] if self._slots else None

    def key_of(self, row: int) -> str:
        """The key of the entry in which a message is, "" if it is not here."""
        return self._keys.get(row, "")

    def message(self, row: int) -> Message | None:
        return self._rows.get(row)

    def following(self, row: int) -> Message | None:
        """The first message behind this place."""
        at = self._at(row)
        around = (one for slot in self._slots[at : at + 2] for one in slot.messages)
        return next((one for one in around if one.row > row), None)

    def quoting(self, msgid: str) -> list[Message]:
        """Those that reply to a message."""
        return [self._rows[row] for row in self._replies.get(msgid, ())]

    # What changes

    def begin(self, messages: Iterable[Message], pending: Iterable[Entry], *, newer: bool) -> tuple[Entry, ...]:
        """Show these and nothing else."""
        self._slots, self._rows, self._keys, self._replies, self._live = [], {}, {}, {}, set()
        self._pending = {entry.key: entry for entry in pending}
        self.newer = newer
        self.add(messages)
        return self.entries()

    def add(self, messages: Iterable[Message]) -> list[Splice]:
        """Messages come, each at its place; those that are here already are left as they are."""
        fresh = sorted((one for one in messages if one.row not in self._rows), key=_row)
        splices: list[Splice] = []
        for run, at in self._runs(fresh):
            start, end = max(at - 1, 0), min(at + 1, len(self._slots))
            around = [one for slot in self._slots[start:end] for one in slot.messages]
            splices += self._put(start, end, sorted([*around, *run], key=_row))
        return splices

    def change(self, message: Message) -> list[Splice]:
        """A message is another now: it was acknowledged later, redacted, given a sign."""
        old = self._rows.get(message.row)
        if old is None or old == message:
            return []
        at = self._at(old.row)
        messages = [message if one.row == message.row else one for one in self._slots[at].messages]
        return self._put(at, at + 1, messages)

    def redraw(self, rows: Iterable[int]) -> list[Splice]:
        """What these messages show, besides themselves, has changed: a quote."""
        splices: list[Splice] = []
        for row in rows:
            message = self._rows.get(row)
            if message is not None:
                at = self._at(message.row)
                splices += self._put(at, at + 1, self._slots[at].messages)
        return splices

    def remove(self, row: int) -> list[Splice]:
        message = self._rows.get(row)
        return [] if message is None else self._remove(message)

    def trim(self, *, at_start: bool) -> list[Splice]:
        """Let go what is too much: the oldest, or (we look at the past) the newest."""
        surplus = len(self._rows) - self.most
        if surplus <= 0:
            return []
        surplus += min(_CUT, self.most // 2)
        slots = self._slots if at_start else self._slots[::-1]
        count = gone = 0
        while gone < surplus and count < len(slots) - 1:
            gone += len(slots[count].messages)
            count += 1
        start = 0 if at_start else len(self._slots) - count
        for slot in self._slots[start : start + count]:
            self._forget(slot)
        del self._slots[start : start + count]
        if at_start:
            self.older = True
            return [Splice(0, count, ())]
        self.newer = True
        pending = len(self._pending)
        self._pending.clear()
        return [Splice(start, count + pending, ())]

    # Our own lines

    def hold(self, entry: Entry) -> list[Splice]:
        """An own line that the server does not have yet is shown last; again: it is another now."""
        if self.newer or entry.key in self._live:
            return []
        if entry.key in self._pending:
            if self._pending[entry.key] == entry:
                return []
            self._pending[entry.key] = entry
            return [Splice(self._pending_at(entry.key), 1, (entry,))]
        self._pending[entry.key] = entry
        return [Splice(len(self._slots) + len(self._pending) - 1, 0, (entry,))]

    def drop(self, key: str) -> list[Splice]:
        """An own line is given up."""
        if key not in self._pending:
            return []
        at = self._pending_at(key)
        del self._pending[key]
        return [Splice(at, 1, ())]

    def settle(self, key: str, message: Message) -> list[Splice]:
        """The server has our line, as this message. Its key stays."""
        if key not in self._pending:
            return self.add([] if self.newer else [message])
        at = self._pending_at(key)
        if message.row in self._rows:
            return self.drop(key)
        if at == len(self._slots) and (not self._slots or self._slots[-1].messages[-1].row < message.row):
            del self._pending[key]
            self._keep(message, key)
            slot = _Slot(self._draw(key, [message]), [message])
            self._slots.append(slot)
            self._live.add(key)
            return [Splice(at, 1, (slot.entry,))]
        self._keys[message.row] = key
        return [*self.drop(key), *self.add([message])]

    def _keep(self, message: Message, key: str) -> None:
        if message.reply_to and message.row not in self._rows:
            self._replies.setdefault(message.reply_to, []).append(message.row)
        self._rows[message.row] = message
        self._keys[message.row] = key

    # How

    def _pending_at(self, key: str) -> int:
        return len(self._slots) + list(self._pending).index(key)

    def _at(self, row: int) -> int:
        """In which slot a message is, or would be: the last one that begins before it."""
        return max(bisect_right(self._slots, row, key=lambda slot: slot.first) - 1, 0)

    def _runs(self, messages: Sequence[Message]) -> Iterable[tuple[list[Message], int]]:
        """Messages that go between the same two slots, with the place of the latter, which is as it is by then."""
        position = 0
        while position < len(messages):
            at = bisect_right(self._slots, messages[position].row, key=lambda slot: slot.first)
            limit = self._slots[at].first if at < len(self._slots) else None
            end = position + 1
            while end < len(messages) and (limit is None or messages[end].row < limit):
                end += 1
            yield list(messages[position:end]), at
            position = end

    def _remove(self, message: Message) -> list[Splice]:
        at = self._at(message.row)
        start, end = max(at - 1, 0), min(at + 2, len(self._slots))
        kept = [one for slot in self._slots[start:end] for one in slot.messages if one.row != message.row]
        self._let_go(message)
        return self._put(start, end, kept)

    def _forget(self, slot: _Slot) -> None:
        self._live.discard(slot.entry.key)
        for message in slot.messages:
            self._let_go(message)

    def _let_go(self, message: Message) -> None:
        self._rows.pop(message.row, None)
        self._keys.pop(message.row, None)
        replies = self._replies.get(message.reply_to, [])
        if message.row in replies:
            replies.remove(message.row)
            if not replies:
                del self._replies[message.reply_to]

    def _put(self, start: int, end: int, messages: Sequence[Message]) -> list[Splice]:
        """In place of these slots, those that the messages make; what stays as it is, is not told."""
        used: set[str] = set()
        self._live.difference_update(slot.entry.key for slot in self._slots[start:end])
        slots = [self._slot(group, used) for group in _groups(messages)]
        old = [slot.entry for slot in self._slots[start:end]]
        new = [slot.entry for slot in slots]
        self._slots[start:end] = slots
        self._live |= used
        same = 0
        while same < min(len(old), len(new)) and old[same] == new[same]:
            same += 1
        tail = 0
        while tail < min(len(old), len(new)) - same and old[-1 - tail] == new[-1 - tail]:
            tail += 1
        gone, came = len(old) - same - tail, new[same : len(new) - tail]
        return [Splice(start + same, gone, tuple(came))] if gone or came else []

    def _slot(self, messages: list[Message], used: set[str]) -> _Slot:
        known = (self._keys.get(message.row, "") for message in messages)
        row = messages[0].row
        own = chain((f"r{message.row}" for message in messages), (f"r{row}-{number}" for number in count(2)))
        key = next((key for key in known if key and key not in used), "")
        key = key or next(key for key in own if key not in used and key not in self._live)
        used.add(key)
        for message in messages:
            self._keep(message, key)
        return _Slot(self._draw(key, messages), messages)


def _groups(messages: Sequence[Message]) -> Iterable[list[Message]]:
    """Happenings in a row together, everything else alone."""
    group: list[Message] = []
    for message in messages:
        if group and not (_folds(message) and _folds(group[-1]) and len(group) < MOST_PARTS):
            yield group
            group = []
        group.append(message)
    if group:
        yield group
