"""The scenarios: what work each server is given. Data only; the names are those of the command line.

A message is *under way* from when it was sent until the last member of its room has read it. A scenario either keeps so
many under way in each room, always, or sends at a fixed rate and leaves the server calm.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Rooms of equal size, and how they are written to."""

    name: str
    title: str
    """In it "{clients}" and "{rooms}" stand for how many there are."""
    rooms: int
    members: int
    """Clients in each room; nobody is in two."""
    under_way: int = 0
    """Messages under way in each room; 0: `rate` decides."""
    rate: float = 0.0
    """Messages a second over all rooms."""
    warm_up: float = 0.5
    """Seconds before the measuring begins."""
    seconds: float
    """How long is measured."""
    observers: int
    """Members of each room of whom every line is read and checked; the others' lines are counted."""
    across: bool = False
    """Only what goes from one gateway to the other is timed; for servers with more than one."""
    lead: str
    """The figure by which the better peer of this scenario is chosen: "throughput" or "p99"."""
    rounds: int

    @property
    def clients(self) -> int:
        return self.rooms * self.members

    @property
    def senders(self) -> int:
        """How many members of a room write, in turn: one for each message under way, or everybody."""
        return min(self.under_way, self.members - 1) if self.under_way else self.members


SCENARIOS = (
    Scenario(
        name="room-500",
        title="one room of 500, 8 messages under way",
        rooms=1,
        members=500,
        under_way=8,
        seconds=2.0,
        observers=5,
        lead="throughput",
        rounds=3,
    ),
    Scenario(
        name="room-500-64",
        title="one room of 500, 64 messages under way",
        rooms=1,
        members=500,
        under_way=64,
        seconds=2.0,
        observers=5,
        lead="throughput",
        rounds=3,
    ),
    Scenario(
        name="rooms-250",
        title="250 rooms of 2, one message under way in each",
        rooms=250,
        members=2,
        under_way=1,
        seconds=2.0,
        observers=1,
        lead="throughput",
        rounds=3,
    ),
    Scenario(
        name="calm-5000",
        title="{clients:,} clients in {rooms} rooms, 200 messages a second",
        rooms=50,
        members=100,
        rate=200.0,
        seconds=5.0,
        observers=2,
        lead="p99",
        rounds=2,
    ),
    Scenario(
        name="between",
        title="10 clients on two gateways, otherwise idle, 100 messages a second",
        rooms=1,
        members=10,
        rate=100.0,
        seconds=10.0,
        observers=10,
        across=True,
        lead="p99",
        rounds=1,
    ),
)

_SPARE_FILES = 200
"""File descriptors that a server or the load generator needs beside its clients' sockets."""


def quick(scenario: Scenario) -> Scenario:
    """A smaller and less exact one, to see that all works."""
    return replace(
        scenario,
        rooms=min(scenario.rooms, 10) if scenario.rate else scenario.rooms,
        warm_up=0.2,
        seconds=1.0 if scenario.under_way else 2.0,
        rounds=1,
    )


def within_files(scenario: Scenario, files: int) -> Scenario:
    """The scenario with fewer rooms if a process may not open enough files for its clients."""
    rooms = max(1, min(scenario.rooms, (files - _SPARE_FILES) // scenario.members))
    return replace(scenario, rooms=rooms)
