"""What Chorus is to reach, beside the better peer of the same run. Data, and its judging; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.figures import ratio
from benchmarks.job import Outcome
from benchmarks.scenarios import Scenario


@dataclass(frozen=True, slots=True)
class Target:
    """`figure` of `server` in a scenario: at least or at most `bound`, or `bound` times the better peer's."""

    scenario: str
    figure: str
    at_least: bool
    bound: float
    of_peer: bool = False
    server: str = "chorus"


TARGETS = (
    Target("room-500", "throughput", True, 1.5, of_peer=True),
    Target("room-500", "cpu", False, 1.0, of_peer=True),
    Target("room-500-64", "throughput", True, 1.0, of_peer=True),
    Target("rooms-250", "throughput", True, 0.5, of_peer=True),
    Target("calm-5000", "p99", False, 3.0, of_peer=True),
    Target("calm-5000", "kilobytes", False, 8.0),
    Target("calm-5000", "connects", True, 3000.0),
    Target("between", "p50", False, 2.0, server="chorus-2"),
    Target("between", "p99", False, 10.0, server="chorus-2"),
)

FIGURES = {
    "throughput": "deliveries/s",
    "cpu": "CPU µs a delivery, server and Redis",
    "p50": "p50, ms",
    "p99": "p99, ms",
    "kilobytes": "KB a client",
    "connects": "connects/s",
}


def better_peer(scenario: Scenario, outcomes: Mapping[str, Outcome], peers: Mapping[str, bool]) -> str:
    """The peer with the better leading figure of the scenario; "" if none took part."""
    names = [name for name in outcomes if peers[name]]
    if scenario.lead == "throughput":
        return max(names, key=lambda name: outcomes[name].throughput, default="")
    return min(names, key=lambda name: getattr(outcomes[name], scenario.lead), default="")


def judge(target: Target, outcomes: Mapping[str, Outcome], peer: str) -> str:
    """One line: what was to be reached and whether it was; "" if the run does not tell."""
    if target.server not in outcomes or (target.of_peer and not peer):
        return ""
    figure = getattr(outcomes[target.server], target.figure)
    unit, against = "", ""
    if target.of_peer:
        figure = ratio(figure, getattr(outcomes[peer], target.figure))
        unit, against = " ×", f" {peer}'s"
    reached = figure >= target.bound if target.at_least else figure <= target.bound
    sign = "≥" if target.at_least else "≤"
    return (
        f"{'reached' if reached else 'MISSED ':8} {target.scenario:12} {FIGURES[target.figure]}: "
        f"{figure:,.2f}{unit} (to reach: {sign} {target.bound:g}{unit}{against})"
    )
