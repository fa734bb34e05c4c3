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
from gateway.model.facts import Fact
from gateway.transport.base import Loop

BURST_SECONDS = 1.0


class Gathering:
    """`size`: a room with more members than that on this gateway is big; 0: none is."""

    def __init__(self, loop: Loop, rooms: Rooms, size: int) -> None:
        self._loop = loop
        self._rooms = rooms
        self._size = size
        self._waiting: dict[str, Room] = {}
        self._timed = False

    def is_big(self, key: str) -> bool:
        """Whether what happens in this room is gathered."""
        room = self._rooms.get(key)
        return room is not None and 0 < self._size < len(room)

    def add(self, key: str, gathered: Gathered) -> None:
        """Tell the members of this big room with the next burst."""
        room = self._rooms.get(key)
        if room is None:
            return
        room.gathered.append(gathered)
        self._waiting[key] = room
        if not self._timed:
            self._timed = True
            self._loop.call_later(BURST_SECONDS, self._burst)

    def before_lines(self, room: Room, facts: Sequence[Fact]) -> None:
        """Lines are about to be told in a room: not before their senders have come."""
        waiting = {gathered.fact.uid for gathered in room.gathered}
        if not waiting.isdisjoint(fact.uid for fact in facts):
            _release(room)

    def release(self, key: str) -> None:
        """Tell what waits in this room: something else happens in it."""
        room = self._waiting.pop(key, None)
        if room is not None:
            _release(room)

    def _burst(self) -> None:
        self._timed = False
        waiting, self._waiting = self._waiting, {}
        for room in waiting.values():
            _release(room)


def _release(room: Room) -> None:
    gathered, room.gathered = room.gathered, []
    if not gathered:
        return
    ids = [each.fact.id for each in gathered]
    know_some = set[Session]().union(*(each.told for each in gathered))
    for form, group in room.audience.items():
        chunks = [form.encode(each.fact) for each in gathered]
        from_start: dict[int, bytes] = {}
        for session, since in group.items():
            start = bisect_right(ids, since)
            if session in know_some:
                chunk = b"".join(chunks[i] for i in range(start, len(ids)) if session not in gathered[i].told)
            elif start in from_start:
                chunk = from_start[start]
            else:
                chunk = from_start[start] = b"".join(chunks[start:])
            if chunk:
                session.tell(ids[-1], chunk)
    for each in gathered:
        if each.elsewhere:
            _note_told(room, each)


def _note_told(room: Room, gathered: Gathered) -> None:
    """Who is in this room, and was when it happened, is not told again in another."""
    at = gathered.fact.id
    for group in room.audience.values():
        gathered.told.update(session for session, since in group.items() if since < at)
