"""What the benchmark tells the load generator, and what it is told back; each crosses as one line of JSON.

Values only.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

from benchmarks.scenarios import Scenario


@dataclass(frozen=True, slots=True)
class Job:
    """One scenario for one server that runs: its ports on the loopback, and the processes whose use is measured."""

    scenario: Scenario
    ports: list[int]
    """One for each gateway; clients take turns."""
    server: list[int]
    """Process ids of the server."""
    redis: list[int]
    """And of its Redis, if it has one."""
    at_once: int
    """Clients that connect at a time."""
    secure: bool = False
    """They speak TLS."""

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Job:
        fields = json.loads(text)
        return cls(Scenario(**fields.pop("scenario")), **fields)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run of a scenario came to. CPU is in microseconds a delivery."""

    throughput: float
    """Deliveries a second: a line read by a member of the room, its sender not counted."""
    messages: float
    """Messages a second."""
    cpu_server: float
    cpu_redis: float
    cpu_load: float
    """What the load generator itself cost."""
    p50: float
    """Milliseconds from sending to reading, at the observers."""
    p99: float
    kilobytes: float
    """Growth of the resident memory of server and Redis, from before the first client to after the last has joined,
    for each client; KB of 1,024 bytes."""
    connects: float
    """Clients connected and registered in a second."""
    checked: int = 0
    """Lines that were read and checked."""
    lost: int = 0
    doubled: int = 0
    reordered: int = 0
    problems: list[str] = field(default_factory=list)
    """What is wrong, in words; the first of it."""

    @property
    def cpu(self) -> float:
        """Of server and Redis together."""
        return self.cpu_server + self.cpu_redis

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Outcome:
        return cls(**json.loads(text))
