"""The plan of faults: repeatable, complete, and never two faults at a time to one subject."""

from __future__ import annotations

from itertools import pairwise

from tests.chaos.plan import Kind, plan


def test_a_seed_repeats_its_plan() -> None:
    assert plan(7, 120, 3) == plan(7, 120, 3)
    assert plan(7, 120, 3) != plan(8, 120, 3)


def test_every_kind_happens() -> None:
    for seed in range(20):
        kinds = [fault.kind for each in plan(seed, 600, 3) for fault in each.faults]
        assert set(kinds) == set(Kind)
        assert set(kinds[: len(Kind)]) == set(Kind)


def test_faults_fit_the_time_and_the_gateways() -> None:
    for seed in range(20):
        rounds = plan(seed, 60, 3)
        assert 60 <= sum(each.seconds for each in rounds) < 80
        for each in rounds:
            subjects = [fault.subject for fault in each.faults]
            assert 1 <= len(set(subjects)) == len(subjects) <= 2
            for fault in each.faults:
                assert fault.gateway == -1 if fault.kind.subject else 0 <= fault.gateway < 3
                assert fault.kind.shortest <= fault.seconds <= fault.kind.longest


def test_both_one_and_two_at_a_time() -> None:
    counts = {len(each.faults) for each in plan(1, 600, 3)}
    assert counts == {1, 2}


def test_subjects_vary() -> None:
    gateways = [fault.gateway for each in plan(3, 600, 3) for fault in each.faults if fault.gateway >= 0]
    assert set(gateways) == {0, 1, 2}
    assert any(one != other for one, other in pairwise(gateways))
