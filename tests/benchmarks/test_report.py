"""The table and the verdicts: who is compared with whom, and what counts as reached."""

from __future__ import annotations

from benchmarks.job import Job, Outcome
from benchmarks.report import block
from benchmarks.scenarios import SCENARIOS, within_files
from benchmarks.targets import TARGETS, Target, better_peer, judge
from tests.benchmarks.outcomes import outcome

BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}
PEERS = {"chorus": False, "inspircd": True, "ngircd": True}


def test_the_better_peer_has_the_better_leading_figure() -> None:
    outcomes = {
        "chorus": outcome(throughput=9000.0, p99=1.0),
        "inspircd": outcome(throughput=2000.0, p99=9.0),
        "ngircd": outcome(throughput=1000.0, p99=4.0),
    }
    assert better_peer(BY_NAME["room-500"], outcomes, PEERS) == "inspircd"
    assert better_peer(BY_NAME["calm-5000"], outcomes, PEERS) == "ngircd"
    assert better_peer(BY_NAME["room-500"], {"chorus": outcomes["chorus"]}, PEERS) == ""


def test_the_table_has_a_row_for_each_server_and_one_of_ratios() -> None:
    outcomes = {"chorus": outcome(throughput=3000.0, cpu_redis=1.0), "inspircd": outcome(throughput=2000.0)}
    title, _, chorus, ratios, peer = block(BY_NAME["room-500"], outcomes, "inspircd").splitlines()
    assert title.startswith("room-500: ")
    assert chorus.split()[:4] == ["chorus", "3,000", "10", "3.00"]
    assert ratios.split()[:5] == ["×", "inspircd", "1.50", "1.00", "1.50"]
    assert peer.split()[0] == "inspircd"


def test_a_target_is_reached_or_missed_beside_the_peer() -> None:
    target = Target("room-500", "throughput", True, 1.5, of_peer=True)
    outcomes = {"chorus": outcome(throughput=1400.0), "inspircd": outcome(throughput=1000.0)}
    assert judge(target, outcomes, "inspircd").startswith("MISSED")
    outcomes["chorus"] = outcome(throughput=1500.0)
    assert judge(target, outcomes, "inspircd").startswith("reached")
    assert judge(target, outcomes, "") == ""


def test_a_target_without_a_peer_has_a_bound_of_its_own() -> None:
    target = Target("calm-5000", "kilobytes", False, 8.0)
    assert judge(target, {"chorus": outcome(kilobytes=8.1)}, "").startswith("MISSED")
    assert judge(target, {"chorus": outcome(kilobytes=7.9)}, "").startswith("reached")
    assert judge(target, {"inspircd": outcome()}, "inspircd") == ""


def test_targets_name_scenarios_and_figures_that_exist() -> None:
    for target in TARGETS:
        assert target.scenario in BY_NAME
        assert isinstance(getattr(outcome(), target.figure), float)


def test_fewer_files_make_fewer_rooms() -> None:
    calm = BY_NAME["calm-5000"]
    assert within_files(calm, 20_000) == calm
    assert within_files(calm, 1224).clients == 1000


def test_jobs_and_outcomes_cross_as_json() -> None:
    job = Job(BY_NAME["between"], [6667, 6668], [1, 2], [3], 64)
    assert Job.from_json(job.to_json()) == job
    one = outcome(problems=["lost"], lost=1)
    assert Outcome.from_json(one.to_json()) == one
