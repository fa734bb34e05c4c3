"""The figures of the timeline's benchmark: what is reached, and that both chats are given the same messages."""

from __future__ import annotations

import pytest

from benchmarks.app.messages import message, messages
from benchmarks.app.report import Figures, judge, judge_starts, medians, start_table, table

STOCK: Figures = {
    "load": 200.0,
    "scroll_p50": 25.0,
    "scroll_p95": 40.0,
    "fling_p50": 30.0,
    "fling_p95": 50.0,
    "arrivals_p50": 100.0,
    "arrivals_p95": 200.0,
    "arrivals_n": 30.0,
    "older": 4.0,
    "older_shown": 200.0,
    "moved": 1.0,
    "memory": 180.0,
}
CHORUS: Figures = STOCK | {"arrivals_p95": 80.0, "fling_p95": 50.0, "older": 10.0, "moved": 0.0}


def reached(**changed: float) -> list[bool]:
    return [verdict.reached for verdict in judge({"chorus": CHORUS | changed, "stock": STOCK})]


def test_what_is_just_reached() -> None:
    assert reached() == [True, True, True, True]


@pytest.mark.parametrize(
    ("figure", "value", "which"), [("arrivals_p95", 81, 0), ("fling_p95", 51, 1), ("older", 10.1, 2), ("moved", 1, 3)]
)
def test_what_is_just_missed(figure: str, value: float, which: int) -> None:
    assert reached(**{figure: value}) == [number != which for number in range(4)]


def test_rounds_become_medians_but_one_move_is_one_too_many() -> None:
    rounds = [CHORUS | {"older": older, "moved": moved} for older, moved in ((1.0, 0.0), (9.0, 1.0), (2.0, 0.0))]
    assert (medians(rounds)["older"], medians(rounds)["moved"]) == (2.0, 1.0)


def test_the_table_has_every_figure_of_both() -> None:
    lines = table({"chorus": CHORUS, "stock": STOCK}, 3).splitlines()
    assert len(lines) == 1 + len(STOCK)
    assert lines[0].split()[-2:] == ["chorus", "stock"]


def test_a_start_has_a_first_frame_and_ends_when_the_conversations_are_listed() -> None:
    empty, chorus = {"first": 400.0, "listed": 400.0}, {"first": 600.0, "listed": 1000.0}
    assert [verdict.reached for verdict in judge_starts({"empty": empty, "chorus": chorus})] == [True, True]
    late = judge_starts({"empty": empty, "chorus": {"first": 601.0, "listed": 1000.5}})
    assert [(verdict.reached, verdict.figure) for verdict in late] == [(False, 601 / 400), (False, 1000.5)]
    assert [line.split()[-1] for line in start_table({"empty": empty, "chorus": chorus}, 7).splitlines()[2:]] == [
        "0.40",
        "0.60",
        "1.00",
    ]
    assert medians([empty, chorus, chorus]) == chorus


def test_everybody_gets_the_same_messages() -> None:
    assert message(7) == message(7)
    texts = [one.text for one in messages(-100, 1000)]
    assert len(set(texts)) > 800
    assert any("https://" in text for text in texts)
    assert any("\n" in text for text in texts)
