"""Percentiles, and several rounds made one. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import fields
from statistics import median
from typing import Any

from benchmarks.job import Outcome

_SUMMED = ("checked", "lost", "doubled", "reordered")


def percentile(ordered: Sequence[float], percent: float) -> float:
    """The nearest-rank percentile of numbers that are in order; NaN of none."""
    if not ordered:
        return math.nan
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def combine(rounds: Sequence[Outcome]) -> Outcome:
    """Of every figure the median of the rounds; what was lost, doubled, reordered or checked is added up."""
    combined: dict[str, Any] = {"problems": [problem for one in rounds for problem in one.problems]}
    for each in fields(Outcome):
        if each.name not in combined:
            values = [getattr(one, each.name) for one in rounds]
            combined[each.name] = sum(values) if each.name in _SUMMED else median(values)
    return Outcome(**combined)


def ratio(one: float, other: float) -> float:
    """How many times `other` `one` is; NaN where that says nothing."""
    return one / other if other else math.nan
