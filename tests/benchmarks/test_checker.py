"""The benchmark's checker: it is silent about a faultless run, and complains of each kind of fault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from benchmarks.checker import Verdict, check_count, check_room

SENDERS = (10, 11)
"""Client 10 writes the even numbers, client 11 the odd ones."""


def verdict_on(read: Mapping[int, Sequence[int]], sent: int = 6) -> Verdict:
    verdict = Verdict()
    check_room(verdict, "#room", SENDERS, sent, read)
    return verdict


def counts(verdict: Verdict) -> tuple[int, int, int]:
    return verdict.lost, verdict.doubled, verdict.reordered


def test_a_faultless_run_gives_no_complaint() -> None:
    # Client 11 does not read its own; 12 and 13 read two senders' messages in one order, which need not be that of
    # their numbers.
    verdict = verdict_on({11: [0, 2, 4], 12: [1, 0, 2, 3, 4, 5], 13: [1, 0, 2, 3, 4, 5]})
    assert counts(verdict) == (0, 0, 0)
    assert verdict.problems == []
    assert verdict.checked == 15


@pytest.mark.parametrize(
    ("numbers", "expected", "problem"),
    [
        ([0, 1, 2, 4, 5], (1, 0, 0), "message 3 never came"),
        ([], (6, 0, 0), "message 0 never came"),
        ([0, 1, 2, 3, 4, 4, 5], (0, 1, 0), "message 4 came 2 times"),
        ([0, 1, 2, 3, 4, 5, 6], (0, 1, 0), "message 6 came, and should not have"),
        ([0, 1, 4, 3, 2, 5], (0, 0, 1), "message 2 came after 4 of the same sender"),
    ],
)
def test_one_fault_gives_its_complaint(numbers: list[int], expected: tuple[int, int, int], problem: str) -> None:
    verdict = verdict_on({12: numbers})
    assert counts(verdict) == expected
    assert problem in verdict.problems[0]


def test_a_sender_that_reads_its_own_message_has_one_too_many() -> None:
    verdict = verdict_on({11: [0, 1, 2, 4]})
    assert counts(verdict) == (0, 1, 0)


def test_two_observers_must_agree_on_the_order_of_two_senders() -> None:
    verdict = verdict_on({12: [0, 1, 2, 3, 4, 5], 13: [0, 2, 1, 3, 4, 5]})
    assert counts(verdict) == (0, 0, 1)
    assert "client 13: message 1 came later than another observer read it" in verdict.problems[0]


def test_many_faults_are_all_counted_and_few_are_told() -> None:
    verdict = verdict_on({12: []}, sent=100)
    assert verdict.lost == 100
    assert len(verdict.problems) == 5


@pytest.mark.parametrize(("counted", "expected"), [(7, (0, 0, 0)), (5, (2, 0, 0)), (8, (0, 1, 0))])
def test_of_other_clients_the_number_of_lines_is_checked(counted: int, expected: tuple[int, int, int]) -> None:
    verdict = Verdict()
    check_count(verdict, "#room", 14, 7, counted)
    assert counts(verdict) == expected
    assert bool(verdict.problems) == (counted != 7)
