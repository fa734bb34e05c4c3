"""The table: a block for each scenario, a row for each server, and Chorus's ratios to the better peer. Pure text."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from benchmarks.figures import ratio
from benchmarks.job import Outcome
from benchmarks.scenarios import Scenario

_Column = tuple[str, int, Callable[[Outcome], float], int]
_COLUMNS: tuple[_Column, ...] = (
    ("deliveries/s", 12, lambda o: o.throughput, 0),
    ("messages/s", 10, lambda o: o.messages, 0),
    ("CPU µs", 7, lambda o: o.cpu, 2),
    ("server", 7, lambda o: o.cpu_server, 2),
    ("Redis", 7, lambda o: o.cpu_redis, 2),
    ("load", 7, lambda o: o.cpu_load, 2),
    ("p50 ms", 8, lambda o: o.p50, 2),
    ("p99 ms", 8, lambda o: o.p99, 2),
    ("KB/client", 9, lambda o: o.kilobytes, 1),
    ("connects/s", 10, lambda o: o.connects, 0),
)
_COUNTS = ("lost", "doubled", "reordered", "checked")
_NAME = 20

LEGEND = (
    "CPU µs: a delivery, server and Redis together, then each, then the load generator's own. KB/client: growth of\n"
    "resident memory. lost, doubled, reordered: of so many lines that were checked. ×: Chorus beside the better peer."
)


def block(scenario: Scenario, outcomes: Mapping[str, Outcome], peer: str) -> str:
    """The rows of one scenario; `peer`: with whom the servers that are no peers are compared, "" for nobody."""
    what = f"{scenario.name}: {scenario.title.format(clients=scenario.clients, rooms=scenario.rooms)}"
    rounds = "1 round" if scenario.rounds == 1 else f"medians of {scenario.rounds} rounds"
    heads = "".join(f" {name:>{width}}" for name, width, _, _ in _COLUMNS) + "".join(f" {name:>9}" for name in _COUNTS)
    lines = [f"{what}; {scenario.seconds:g} s, {rounds}", " " * _NAME + heads]
    for name, outcome in outcomes.items():
        lines.append(f"{name:{_NAME}}" + _row(outcome))
        if peer and name.startswith("chorus"):
            lines.append(f"{'  × ' + peer:{_NAME}}" + _ratios(outcome, outcomes[peer]))
    return "\n".join(lines)


def problems(outcomes: Mapping[str, Outcome]) -> list[str]:
    """What the checker complained of, in words."""
    return [f"{name}: {problem}" for name, outcome in outcomes.items() for problem in outcome.problems]


def _row(outcome: Outcome) -> str:
    figures = "".join(f" {_number(value(outcome), digits):>{width}}" for _, width, value, digits in _COLUMNS)
    return figures + "".join(f" {getattr(outcome, name):>9,}" for name in _COUNTS)


def _ratios(outcome: Outcome, peer: Outcome) -> str:
    return "".join(f" {_number(ratio(value(outcome), value(peer)), 2):>{width}}" for _, width, value, _ in _COLUMNS)


def _number(value: float, digits: int) -> str:
    return "-" if math.isnan(value) else f"{value:,.{digits}f}"
