"""The flow: messages are sent, either so many always under way or at a fixed rate, and everything is read.

Everything between two calls of `mark` is measured: what came before is warm-up, what comes after is waiting for the
last lines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter

from benchmarks.load.crowd import Crowd
from benchmarks.load.rooms import Room
from benchmarks.scenarios import Scenario

_LAST_LINES_SECONDS = 10.0
_QUIET_SECONDS = 0.3
"""After the last line that must come it is waited so long for lines that must not."""


def flow(crowd: Crowd, rooms: Sequence[Room], scenario: Scenario, mark: Callable[[], None]) -> None:
    """Send and read; `mark` is called when the measuring begins and when it ends."""
    step = _keep_under_way(crowd, rooms, scenario) if scenario.under_way else _keep_pace(crowd, rooms, scenario)
    for seconds in (scenario.warm_up, scenario.seconds):
        end = perf_counter() + seconds
        while perf_counter() < end:
            step()
        mark()
    _read_the_rest(crowd, rooms)


def _keep_under_way(crowd: Crowd, rooms: Sequence[Room], scenario: Scenario) -> Callable[[], None]:
    members = scenario.members
    for room in rooms:
        room.refill()

    def step() -> None:
        clients = crowd.count(0.1)
        if len(rooms) == 1:
            rooms[0].refill()
        else:
            for room in {client // members for client in clients}:
                rooms[room].refill()

    return step


def _keep_pace(crowd: Crowd, rooms: Sequence[Room], scenario: Scenario) -> Callable[[], None]:
    began = perf_counter()
    sent = 0

    def step() -> None:
        nonlocal sent
        due = began + sent / scenario.rate - perf_counter()
        if due <= 0:
            rooms[sent % len(rooms)].send()
            sent += 1
        crowd.count(max(0.0, due))

    return step


def _read_the_rest(crowd: Crowd, rooms: Sequence[Room]) -> None:
    deadline = perf_counter() + _LAST_LINES_SECONDS
    while perf_counter() < deadline and not all(room.complete() for room in rooms):
        crowd.count(0.1)
    quiet = perf_counter() + _QUIET_SECONDS
    while (left := quiet - perf_counter()) > 0:
        crowd.count(left)
