"""Outcomes of runs that never were, for tests of what is made of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from benchmarks.job import Outcome

USUAL = Outcome(
    throughput=1000.0,
    messages=10.0,
    cpu_server=2.0,
    cpu_redis=0.0,
    cpu_load=1.0,
    p50=1.0,
    p99=5.0,
    kilobytes=2.0,
    connects=500.0,
    checked=100,
)


def outcome(**changes: Any) -> Outcome:
    return replace(USUAL, **changes)
