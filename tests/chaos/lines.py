"""The part of the checker for rooms: each acknowledged line once, none from nowhere, one order for all. Pure.

A live stay of a connection must be one piece of the history: it begins with the first line after its JOIN, has no hole,
and, if it lasted, ends with the last line. One exception: the answer to a line that was sent again may come out of its
place, for that line was kept earlier (docs/send-once.md).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from ircwire.msgids import id_of
from tests.chaos.observations import MILLISECOND, Connection, Message, Observer, Seen, Visit


def room_complaints(
    room: str, history: Sequence[Seen], messages: Mapping[str, Message], observers: Sequence[Observer]
) -> Iterator[str]:
    """What is wrong with one room."""
    yield from _history_complaints(room, history, messages)
    place = _Places(room, history)
    for observer in observers:
        for number, connection in enumerate(observer.connections, 1):
            for visit in connection.visits:
                if visit.room == room:
                    who = f"{observer.name}, connection {number}, in {room}"
                    yield from place.visit_complaints(who, observer.name, connection, visit)
        for pages in observer.caught_up.get(room, ()):
            yield from place.piece_complaints(f"{observer.name}, catching up in {room}", pages, set())
        if observer.catches_up:
            yield from place.missing_at(observer)


def _history_complaints(room: str, history: Sequence[Seen], messages: Mapping[str, Message]) -> Iterator[str]:
    counts = Counter(seen.text for seen in history)
    newest: dict[tuple[str, int], int] = {}
    before = 0
    for seen in history:
        yield from _origin_complaints(f"the history of {room}", seen, messages)
        if id_of(seen.msgid) <= before:
            yield f"the history of {room} has {seen.text!r} out of the order of its ids"
        before = id_of(seen.msgid)
        session = (seen.user, messages[seen.text].session if seen.text in messages else -1)
        if number_of(seen.text) < newest.get(session, 0):
            yield f"reordered: the history of {room} has {seen.text!r} after number {newest[session]} of {seen.user}"
        newest[session] = number_of(seen.text)
    for text, count in counts.items():
        if count > 1:
            yield f"doubled: the history of {room} has {text!r} {count} times"
    kept = {seen.text: seen.msgid for seen in history}
    for message in messages.values():
        if message.target != room:
            continue
        if message.msgids and message.text not in kept:
            yield f"lost: {message.text!r} was acknowledged, but is not in the history of {room}"
        for msgid in sorted(message.msgids - {kept.get(message.text, "")}) if message.text in kept else ():
            yield f"{message.text!r} was acknowledged as {msgid}, but is in the history of {room} under another id"


def number_of(text: str) -> int:
    """The number in "name number filler"; 0 for any other text."""
    words = text.split(" ")
    return int(words[1]) if len(words) > 1 and words[1].isdecimal() else 0


def _origin_complaints(where: str, seen: Seen, messages: Mapping[str, Message]) -> Iterator[str]:
    message = messages.get(seen.text)
    if message is None:
        yield f"from nowhere: {where} has {seen.text!r}, which nobody sent"
    elif message.author != seen.user:
        yield f"{where} has {seen.text!r} as said by {seen.user}, but {message.author} sent it"
    elif message.target != seen.target:
        yield f"{where} has {seen.text!r}, which was sent to {message.target}"
    elif message.refused:
        yield f"{where} has {seen.text!r}, which was refused"


class _Places:
    """Where each line stands in the history of one room."""

    def __init__(self, room: str, history: Sequence[Seen]) -> None:
        self._room = room
        self._history = history
        self._index = {seen.text: number for number, seen in enumerate(history)}
        self._milliseconds = [id_of(seen.msgid) // MILLISECOND for seen in history]

    def _first_after(self, visit: Visit) -> int:
        """Where the lines begin that came after the JOIN of a visit for certain."""
        return bisect_right(self._milliseconds, visit.since // MILLISECOND)

    def visit_complaints(self, who: str, name: str, connection: Connection, visit: Visit) -> Iterator[str]:
        resent = {text for text in connection.resent if text.startswith(f"{name} ")}
        early = [seen for seen in visit.lines if seen.text in resent and _not_after(seen, visit)]
        for text, count in Counter(seen.text for seen in early).items():
            if count > 1:
                yield f"doubled: {who}, {text!r} was sent again once and answered {count} times"
        excused = {seen.text for seen in early}
        lines = [seen for seen in visit.lines if seen.text not in excused]
        yield from self.piece_complaints(who, lines, excused)
        yield from self._end_complaints(who, lines, visit)

    def _end_complaints(self, who: str, lines: Sequence[Seen], visit: Visit) -> Iterator[str]:
        """A visit begins with the first line after its JOIN, and has the last one if it lasted."""
        start = self._first_after(visit)
        if start == len(self._history):
            return
        first = min((self._index[seen.text] for seen in lines if seen.text in self._index), default=len(self._history))
        if (lines or visit.lasted) and first > start:
            yield f"lost: {who}, {self._history[start].text!r} came after the JOIN and was not seen"
        if visit.lasted and lines and lines[-1].text != self._history[-1].text:
            yield f"lost: {who}, was there to the end, but the last line seen is {lines[-1].text!r}"

    def piece_complaints(self, who: str, lines: Sequence[Seen], excused: set[str]) -> Iterator[str]:
        """What keeps these lines from being one piece of the history; `excused` may be missing."""
        before: int | None = None
        seen_already = set()
        for seen in lines:
            at = self._index.get(seen.text)
            if at is None:
                yield f"from nowhere: {who}, {seen.text!r} was seen and is not in the history"
                continue
            if self._history[at] != seen:
                yield f"{who}, {seen} is in the history as {self._history[at]}"
            if seen.text in seen_already:
                yield f"doubled: {who}, {seen.text!r} was seen more than once"
                continue
            seen_already.add(seen.text)
            if before is not None and at < before:
                yield f"reordered: {who}, {seen.text!r} was seen after {self._history[before].text!r}"
                continue
            yield from self._hole(who, before, at, excused)
            before = at

    def _hole(self, who: str, before: int | None, at: int, excused: set[str]) -> Iterator[str]:
        between = self._history[at if before is None else before + 1 : at]
        lost = [seen.text for seen in between if seen.text not in excused]
        if lost:
            more = f" and {len(lost) - 1} more" if len(lost) > 1 else ""
            yield f"lost: {who}, {lost[0]!r}{more} not seen before {self._history[at].text!r}"

    def missing_at(self, observer: Observer) -> Iterator[str]:
        """What an observer that catches up never saw of the room, since it first came."""
        visits = [visit for each in observer.connections for visit in each.visits if visit.room == self._room]
        if not visits:
            return
        known = {seen.text for visit in visits for seen in visit.lines}
        known |= {seen.text for pages in observer.caught_up.get(self._room, ()) for seen in pages}
        for seen in self._history[self._first_after(visits[0]) :]:
            if seen.text not in known:
                yield f"lost: {observer.name} never saw {seen.text!r} in {self._room}, neither live nor by catching up"


def _not_after(seen: Seen, visit: Visit) -> bool:
    """Whether a line may be older than the JOIN of a visit."""
    return id_of(seen.msgid) // MILLISECOND <= visit.since // MILLISECOND
