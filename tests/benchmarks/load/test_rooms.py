"""A room of the load generator: what is under way, who writes, and what its observers' bytes come to."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest

from benchmarks.load.crowd import Crowd
from benchmarks.load.observers import check, choose, latencies, messages
from benchmarks.load.rooms import Room
from benchmarks.scenarios import SCENARIOS, Scenario

BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}
SMALL = replace(BY_NAME["room-500"], members=4, under_way=2, observers=2)
"""Clients 0 and 1 write, 2 and 3 read only."""


class Pretended:
    """A crowd without sockets: what was sent, and what was read as the test says."""

    def __init__(self, clients: int) -> None:
        self.seen = [0] * clients
        self.kept: dict[int, list[tuple[float, bytes]]] = {}
        self.sent: list[tuple[int, bytes]] = []

    def send(self, client: int, data: bytes) -> None:
        self.sent.append((client, data))


def room_of(scenario: Scenario) -> tuple[Pretended, Room]:
    crowd = Pretended(scenario.members)
    return crowd, Room(cast(Crowd, crowd), scenario, 0)


def test_senders_take_turns_and_only_so_much_is_under_way() -> None:
    crowd, room = room_of(SMALL)
    room.refill()
    room.refill()
    assert [(client, data[:25]) for client, data in crowd.sent] == [
        (0, b"PRIVMSG #room0 :00000000 "),
        (1, b"PRIVMSG #room0 :00000001 "),
    ]


def test_a_message_is_done_when_the_last_member_has_read_it() -> None:
    crowd, room = room_of(SMALL)
    room.refill()
    crowd.seen = [2, 2, 2, 0]
    room.refill()
    assert len(crowd.sent) == 2
    crowd.seen = [2, 2, 2, 1]
    room.refill()
    assert len(crowd.sent) == 3
    assert not room.complete()


@pytest.mark.parametrize("sent", [0, 1, 2, 3, 7])
def test_every_message_has_one_owner(sent: int) -> None:
    _, room = room_of(SMALL)
    for _ in range(sent):
        room.send()
    assert sum(map(room.own, range(4))) == sent
    assert room.own(3) == 0


def line(number: int) -> bytes:
    return b":u00000!bench@127.0.0.1 PRIVMSG #room0 :%08d words :08\r\n" % number


def test_messages_are_found_wherever_reads_cut_them() -> None:
    kept = [(1.0, line(0) + line(1)[:20]), (2.0, line(1)[20:] + b"PING :x\r\n:s 42 u :PRIVMSG\r\n"), (3.0, line(2))]
    assert list(messages(kept)) == [(1.0, 0), (2.0, 1), (3.0, 2)]


def test_what_observers_and_the_others_read_is_checked() -> None:
    crowd, room = room_of(SMALL)
    room.refill()
    crowd.kept = {2: [(1.0, line(0) + line(1))], 0: [(1.0, line(1))]}
    crowd.seen = [2, 2, 2, 2]
    verdict = check(cast(Crowd, crowd), [room])
    assert (verdict.checked, verdict.lost, verdict.doubled, verdict.reordered) == (3, 0, 0, 0)
    crowd.kept[2] = [(1.0, line(1) + line(1))]
    crowd.seen[3] = 1
    verdict = check(cast(Crowd, crowd), [room])
    assert (verdict.lost, verdict.doubled, verdict.reordered) == (2, 1, 0)


def test_latency_is_from_sending_to_reading_within_the_span() -> None:
    crowd, room = room_of(SMALL)
    room.refill()
    room.sent_at[:] = [10.0, 11.0]
    crowd.kept = {2: [(10.5, line(0)), (11.25, line(1))], 3: [(10.75, line(0)), (12.0, line(1))]}
    assert latencies(cast(Crowd, crowd), [room], SMALL, (9.0, 10.5), 1) == [0.5, 0.75]
    # Across two gateways only what comes from the other one counts: clients 0 and 2 are on the first.
    across = replace(SMALL, across=True)
    assert latencies(cast(Crowd, crowd), [room], across, (9.0, 12.0), 2) == [0.25, 0.75]


def test_observers_are_of_every_room_and_a_single_one_does_not_write() -> None:
    pairs = BY_NAME["rooms-250"]
    assert choose(pairs) == [2 * room + 1 for room in range(250)]
    calm = choose(BY_NAME["calm-5000"])
    assert [client // 100 for client in calm] == [room for room in range(50) for _ in range(2)]
    assert len(set(calm)) == 100
