"""Percentiles, medians of rounds, and what /proc says."""

from __future__ import annotations

import math

import pytest

from benchmarks.figures import combine, percentile, ratio
from benchmarks.usage import cpu_ticks
from tests.benchmarks.outcomes import outcome


@pytest.mark.parametrize(("percent", "expected"), [(50, 50), (99, 99), (100, 100), (0, 1)])
def test_percentiles_are_of_numbers_that_were_measured(percent: float, expected: float) -> None:
    assert percentile(range(1, 101), percent) == expected


def test_the_percentile_of_one_number_and_of_none() -> None:
    assert percentile([7.0], 99) == 7.0
    assert math.isnan(percentile([], 50))


def test_rounds_are_combined_by_their_median_and_faults_by_their_sum() -> None:
    rounds = [
        outcome(throughput=100.0, p99=9.0, lost=1, problems=["one"]),
        outcome(throughput=900.0, p99=2.0),
        outcome(throughput=300.0, p99=3.0, doubled=2, problems=["two"]),
    ]
    combined = combine(rounds)
    assert (combined.throughput, combined.p99) == (300.0, 3.0)
    assert (combined.lost, combined.doubled, combined.reordered, combined.checked) == (1, 2, 0, 300)
    assert combined.problems == ["one", "two"]


def test_a_ratio_to_nothing_is_no_number() -> None:
    assert ratio(3.0, 2.0) == 1.5
    assert math.isnan(ratio(3.0, 0.0))


def test_cpu_time_is_found_behind_a_name_with_spaces_and_brackets() -> None:
    assert cpu_ticks("42 (a (b) c) S 1 42 42 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 5 0 1000 1 2") == 300
