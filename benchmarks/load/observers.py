"""The observers: members of whom everything read is kept. Afterwards their lines are checked and timed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from benchmarks.checker import Verdict, check_count, check_room
from benchmarks.load.crowd import Crowd
from benchmarks.load.rooms import Room
from benchmarks.scenarios import Scenario

Kept = Sequence[tuple[float, bytes]]


def choose(scenario: Scenario) -> list[int]:
    """So many of each room, anywhere in it: a server that tells its members in some order favours none of them. Of a
    room with one observer it is one that does not write."""
    chance = random.Random(1)
    chosen = []
    for room in range(scenario.rooms):
        members = range(room * scenario.members, (room + 1) * scenario.members)
        readers = members[scenario.senders :] if scenario.observers == 1 else members
        chosen += chance.sample(readers, min(scenario.observers, len(readers)))
    return chosen


def messages(kept: Kept) -> Iterator[tuple[float, int]]:
    """When each message was read, and its number. Other lines (a PING, a notice) are left out."""
    rest = b""
    for when, data in kept:
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            head, _, text = line.partition(b" :")
            if b" PRIVMSG " in head and text[:8].isdigit():
                yield when, int(text[:8])


def check(crowd: Crowd, rooms: Sequence[Room]) -> Verdict:
    """All rooms: observers line by line, all others by the number of their lines."""
    verdict = Verdict()
    for room in rooms:
        sent = len(room.sent_at)
        members = range(room.first, room.end)
        read = {one: [number for _, number in messages(crowd.kept[one])] for one in members if one in crowd.kept}
        check_room(verdict, room.name, room.senders, sent, read)
        for client in members:
            if client not in read:
                own = room.own(client)
                check_count(verdict, room.name, client, sent - own, crowd.seen[client] - own)
    return verdict


def latencies(
    crowd: Crowd, rooms: Sequence[Room], scenario: Scenario, span: tuple[float, float], ports: int
) -> list[float]:
    """Seconds from sending to reading, in order, of messages sent within a span of time."""
    begin, end = span
    found = []
    for client, kept in crowd.kept.items():
        room = rooms[client // scenario.members]
        for when, number in messages(kept):
            sent = room.sent_at[number] if number < len(room.sent_at) else end
            sender = room.senders[number % len(room.senders)]
            if begin <= sent < end and not (scenario.across and sender % ports == client % ports):
                found.append(when - sent)
    found.sort()
    return found
