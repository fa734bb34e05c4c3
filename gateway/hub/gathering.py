"""Big rooms: who comes and goes, is away, or has another host or realname is told to the others in bursts, at most one
a second, joined once for all who see the same bytes. Runs on `gw-loop`.

In a room of 5,000 each newcomer would otherwise cost 5,000 sends, and a thousand who come back at once five million.
Whoever came or left is told so at once. Nobody's line is shown before their arrival: what was gathered goes first.
Nobody is told of what was before their own arrival, for that was in the list that they got.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from gateway.hub.rooms import Gathered, Room, Rooms
from gateway.hub.sessions import Session
from gateway.model.facts import Fact, HasQuit, key_of, nick_of
from gateway.transport.base import Loop

BURST_SECONDS = 1.0


class Gathering:
    """`size`: a room with more members than that on this gateway is big; 0: none is."""

    def __init__(self, loop: Loop, rooms: Rooms, size: int) -> None:
        self._loop = loop
        self._rooms = rooms
        self._size = size
        self._waiting: dict[str, Room] = {}
        self._leavers: dict[str, list[str]] = {}
        """Folded nicks of those whose QUIT waits -> the rooms in which it does."""
        self._timed = False

    def is_big(self, key: str) -> bool:
        """Whether what happens in this room is gathered."""
        room = self._rooms.get(key)
        return room is not None and 0 < self._size < len(room)

    def add(self, key: str, gathered: Gathered) -> None:
        """Tell the members of this big room with the next burst. The same fact may be added to several rooms."""
        room = self._rooms.get(key)
        if room is None:
            return
        room.gathered.append(gathered)
        self._waiting[key] = room
        if isinstance(gathered.fact, HasQuit):
            self._leavers.setdefault(key_of(nick_of(gathered.fact.mask)), []).append(key)
        if not self._timed:
            self._timed = True
            self._loop.call_later(BURST_SECONDS, self._burst)

    def before_lines(self, room: Room, facts: Sequence[Fact]) -> None:
        """Lines are about to be told in a room: not before their senders have come."""
        if not room.gathered:
            return
        waiting = {gathered.fact.uid for gathered in room.gathered}
        if not waiting.isdisjoint(fact.uid for fact in facts):
            _release(room)

    def release(self, key: str) -> None:
        """Tell what waits in this room: something else happens in it."""
        room = self._waiting.pop(key, None)
        if room is not None:
            _release(room)

    def before_nick(self, nick: str) -> None:
        """Somebody of this nick is about to be told of: not before the one who had it is known to be gone."""
        if self._leavers:
            for key in self._leavers.pop(key_of(nick), ()):
                self.release(key)

    def _burst(self) -> None:
        self._timed = False
        self._leavers.clear()
        waiting, self._waiting = self._waiting, {}
        for room in waiting.values():
            _release(room)


def _release(room: Room) -> None:
    """Tell all members. Who knows a fact from another room is found by when it came there, not by a list of all who
    were told: a thousand may leave rooms of five thousand at once. (Who left that room in between is told twice.)"""
    gathered, room.gathered = room.gathered, []
    if not gathered:
        return
    ids = [each.fact.id for each in gathered]
    know_some = set[Session]().union(*(each.told for each in gathered))
    elsewhere = [tuple(each.released) for each in gathered]
    others = dict.fromkeys(elsewhere)
    for form, group in room.audience.items():
        chunks = [form.encode(each.fact) for each in gathered]
        made: dict[tuple[int, ...], bytes] = {}
        for session, since in group.items():
            # What is told: from `start` on, but nothing that was told in other rooms, so from `known` of these on.
            start = bisect_right(ids, since)
            known = {rooms: _first_known(ids, session, rooms) for rooms in others}
            seen = (start, *known.values())
            chunk = made.get(seen)
            if chunk is None or session in know_some:
                new = [i for i in range(start, len(ids)) if i < known[elsewhere[i]]]
                chunk = b"".join(chunks[i] for i in new if session not in gathered[i].told)
                if session not in know_some:
                    made[seen] = chunk
            if chunk:
                session.tell(ids[-1], chunk)
    for each in gathered:
        each.released.append(room)


def _first_known(ids: Sequence[int], session: Session, rooms: Sequence[Room]) -> int:
    """Which is the first of these facts that a session was told in one of these rooms; none: how many there are."""
    came = [since for room in rooms if (since := room.since(session))]
    return bisect_right(ids, min(came)) if came else len(ids)
