"""The figures of both chats and of the starts, side by side, and whether all is as quick as it is to be. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

Figures = dict[str, float]

_ROWS = (
    ("load", "10,000 messages set, ms"),
    ("scroll_p50", "scrolling 25 px a frame: p50, ms"),
    ("scroll_p95", "                         p95, ms"),
    ("fling_p50", "flinging 400 px a frame: p50, ms"),
    ("fling_p95", "                         p95, ms"),
    ("arrivals_p50", "100 messages/s arriving: frame p50, ms"),
    ("arrivals_p95", "                         frame p95, ms"),
    ("arrivals_n", "                         frames in 4 s"),
    ("older", "100 older ones, ms"),
    ("older_shown", "100 older ones and the next frame, ms"),
    ("moved", "pixels changed by that (0: none)"),
    ("memory", "most memory, MB"),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    what: str
    figure: float
    bound: float

    @property
    def reached(self) -> bool:
        return self.figure <= self.bound

    def __str__(self) -> str:
        mark = "reached" if self.reached else "MISSED "
        return f"{mark}  {self.what}: {self.figure:,.2f} (to reach: ≤ {self.bound:g})"


def medians(rounds: Sequence[Figures]) -> Figures:
    """Of every figure the median of the rounds, but what moved once has moved."""
    found = {name: median(one[name] for one in rounds) for name in rounds[0]}
    if "moved" in found:
        found["moved"] = max(one["moved"] for one in rounds)
    return found


def table(both: Mapping[str, Figures], rounds: int) -> str:
    """`both`: by the chat's name."""
    head = f"{'medians of ' + str(rounds) + ' rounds' if rounds > 1 else '1 round':40}"
    lines = [head + "".join(f"{chat:>10}" for chat in both)]
    lines += [f"{what:40}" + "".join(f"{figures[name]:>10,.1f}" for figures in both.values()) for name, what in _ROWS]
    return "\n".join(lines)


def judge(both: Mapping[str, Figures]) -> list[Verdict]:
    """What the timeline is to reach, beside the stock list of the same run."""
    chorus, stock = both["chorus"], both["stock"]
    arrivals = chorus["arrivals_p95"] / stock["arrivals_p95"]
    return [
        Verdict("frame p95 while 100 messages/s arrive, beside the stock list's", arrivals, 0.4),
        Verdict("flinging p95, beside the stock list's", chorus["fling_p95"] / stock["fling_p95"], 1.0),
        Verdict("100 older messages, ms", chorus["older"], 10.0),
        Verdict("pixels that moved by it", chorus["moved"], 0.0),
    ]


def start_table(starts: Mapping[str, Figures], pairs: int) -> str:
    """`starts`: by the name of what was started, `empty` and `chorus`."""
    empty, chorus = starts["empty"], starts["chorus"]
    rows = (
        ("an empty Kivy app: its first frame", empty["first"]),
        ("the app: its first frame", chorus["first"]),
        ("the app: the conversations are listed", chorus["listed"]),
    )
    head = f"\nseconds from the start, with a store of 100,000 messages, medians of {pairs}"
    return "\n".join([head, *(f"{what:40}{figure / 1000:>10.2f}" for what, figure in rows)])


def judge_starts(starts: Mapping[str, Figures]) -> list[Verdict]:
    """The window is there nearly as soon as an empty one; and the app has started when its conversations are listed."""
    empty, chorus = starts["empty"], starts["chorus"]
    return [
        Verdict("start until the first frame, beside an empty app's", chorus["first"] / empty["first"], 1.5),
        Verdict("start until the conversations are listed, ms", chorus["listed"], 1000.0),
    ]
