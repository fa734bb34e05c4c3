"""The plan of a run: which faults happen to whom and when, chosen by a seed. Pure: the same seed gives the same plan.

Kinds are dealt like cards: each comes once before any comes again. Two faults at a time never have the same subject.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from random import Random
from typing import NamedTuple

REDIS = "Redis"
WIRES = "wires"


class Kind(Enum):
    """Its words; who it happens to; how many seconds it may last."""

    def __init__(self, words: str, subject: str, shortest: float, longest: float) -> None:
        self.words = words
        self.subject = subject
        """`REDIS`, `WIRES`, or "" for one gateway, chosen by the seed."""
        self.shortest = shortest
        self.longest = longest

    KILL_GATEWAY = ("gateway killed, later restarted", "", 0.3, 9.0)
    STOP_GATEWAY = ("gateway stopped beyond its lease", "", 7.5, 10.0)
    NAP_GATEWAY = ("gateway stopped within its lease", "", 0.5, 4.0)
    RESTART_GATEWAY = ("gateway ended by SIGTERM and restarted", "", 0.1, 3.0)
    FREEZE_WIRE = ("gateway's connections to Redis half-open", "", 4.0, 7.0)
    CUT_WIRES = ("all connections to Redis cut, several times", WIRES, 1.0, 4.0)
    KILL_REDIS = ("Redis killed, later restarted", REDIS, 0.3, 7.0)
    PAUSE_REDIS = ("Redis stopped", REDIS, 1.0, 10.0)
    FILL_REDIS = ("Redis full", REDIS, 1.0, 5.0)
    DEMOTE_REDIS = ("Redis a read-only replica", REDIS, 1.0, 5.0)
    CUT_SUBSCRIBERS = ("subscribers cut off by Redis, several times", REDIS, 1.0, 4.0)
    FORGET_SCRIPTS = ("scripts forgotten, several times", REDIS, 1.0, 4.0)


class Fault(NamedTuple):
    """`gateway`: its number, -1 where it is not about one. `after`: seconds from the round's start."""

    kind: Kind
    gateway: int
    after: float
    seconds: float

    @property
    def subject(self) -> str:
        return self.kind.subject or f"gateway {self.gateway}"

    def __str__(self) -> str:
        who = f"gateway {self.gateway}: " if self.gateway >= 0 else ""
        return f"{who}{self.kind.words} ({self.seconds:.1f} s)"


class Round(NamedTuple):
    """One or two faults at a time, after a pause (seconds)."""

    pause: float
    faults: Sequence[Fault]

    @property
    def seconds(self) -> float:
        return self.pause + max(fault.after + fault.seconds for fault in self.faults)


def plan(seed: int, seconds: float, gateways: int) -> list[Round]:
    """Rounds of faults for about so many seconds, to `gateways` gateways."""
    random = Random(f"{seed} plan")
    rounds: list[Round] = []
    deck: list[Kind] = []
    while sum(each.seconds for each in rounds) < seconds:
        faults: list[Fault] = []
        for _ in range(random.choice((1, 1, 2, 2, 2))):
            if not deck:
                deck = list(Kind)
                random.shuffle(deck)
            fault = _fault(random, deck.pop(), gateways)
            if fault.subject in {each.subject for each in faults}:
                deck.append(fault.kind)
                break
            faults.append(fault)
        rounds.append(Round(random.uniform(0.2, 3.0), tuple(faults)))
    return rounds


def _fault(random: Random, kind: Kind, gateways: int) -> Fault:
    gateway = -1 if kind.subject else random.randrange(gateways)
    return Fault(kind, gateway, random.uniform(0, 2), random.uniform(kind.shortest, kind.longest))
