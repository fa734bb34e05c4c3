"""`python -m benchmarks.load`: reads a job from standard input, plays it, and prints its outcome as a line of JSON."""

from __future__ import annotations

import gc
import os
import sys
import time
from dataclasses import dataclass

from benchmarks.figures import percentile
from benchmarks.job import Job, Outcome
from benchmarks.load import observers
from benchmarks.load.crowd import Crowd, LoadError
from benchmarks.load.entry import connect_all, join_all
from benchmarks.load.flow import flow
from benchmarks.load.rooms import Room
from benchmarks.usage import cpu_seconds, resident_bytes

_SETTLE_SECONDS = 0.5
"""After all have joined: what a server does a little later belongs to its memory too."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What was used and done until one moment."""

    at: float
    server: float
    redis: float
    load: float
    seen: int
    sent: int


def main() -> int:
    job = Job.from_json(sys.stdin.read())
    gc.disable()  # nothing here makes cycles, and a pause would be taken for the server's
    try:
        print(play(job).to_json())
    except (LoadError, OSError) as error:
        print(f"load generator: {error}", file=sys.stderr)
        return 1
    return 0


def play(job: Job) -> Outcome:
    """One run."""
    scenario = job.scenario
    crowd = Crowd(job.ports, job.secure)
    before = resident_bytes(job.server + job.redis)
    connects = connect_all(crowd, scenario, job.at_once)
    join_all(crowd, scenario)
    time.sleep(_SETTLE_SECONDS)
    grown = resident_bytes(job.server + job.redis) - before
    rooms = [Room(crowd, scenario, number) for number in range(scenario.rooms)]
    crowd.forget()
    crowd.keep(observers.choose(scenario))
    marks: list[Mark] = []
    flow(crowd, rooms, scenario, lambda: marks.append(_mark(job, crowd, rooms)))
    verdict = observers.check(crowd, rooms)
    begin, end = marks
    timed = observers.latencies(crowd, rooms, scenario, (begin.at, end.at), len(job.ports))
    seconds, sent = end.at - begin.at, end.sent - begin.sent
    delivered = max(1, end.seen - begin.seen - sent)  # `seen` has each message once for its sender
    return Outcome(
        throughput=delivered / seconds,
        messages=sent / seconds,
        cpu_server=(end.server - begin.server) / delivered * 1e6,
        cpu_redis=(end.redis - begin.redis) / delivered * 1e6,
        cpu_load=(end.load - begin.load) / delivered * 1e6,
        p50=percentile(timed, 50) * 1000,
        p99=percentile(timed, 99) * 1000,
        kilobytes=grown / 1024 / scenario.clients,
        connects=connects,
        checked=verdict.checked,
        lost=verdict.lost,
        doubled=verdict.doubled,
        reordered=verdict.reordered,
        problems=verdict.problems,
    )


def _mark(job: Job, crowd: Crowd, rooms: list[Room]) -> Mark:
    times = os.times()
    return Mark(
        at=time.perf_counter(),
        server=cpu_seconds(job.server),
        redis=cpu_seconds(job.redis),
        load=times.user + times.system,
        seen=sum(crowd.seen),
        sent=sum(len(room.sent_at) for room in rooms),
    )


if __name__ == "__main__":
    sys.exit(main())
