"""How the publisher makes batches of what waits; the thread of the test is its thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from gateway.bus.base import Done
from gateway.bus.counts import Counts
from gateway.bus.place import Place
from gateway.bus.publisher import MOST_BYTES, MOST_VERBS, WEIGHTS, Asked, Publisher
from gateway.bus.redis_client import ScriptCaller
from gateway.model.answers import Answer
from gateway.model.disconnects import Disconnect


class Recorder(ScriptCaller):
    """A Redis to which everything is fine."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []

    def call(self, incarnation: str, number: int, rows: Sequence[str]) -> tuple[str, Sequence[str]]:
        assert number == len(self.batches) + 1
        self.batches.append(list(rows))
        return "OK", ["ok\n1"] * len(rows)


def batches_of(*verbs: tuple[str, str]) -> list[list[str]]:
    """Queue these verbs (name, row) all at once: how they were put into batches."""
    recorder = Recorder()
    answers: list[tuple[Done, Answer]] = []

    def done(answer: Answer) -> None:
        raise AssertionError("answers are given to the one who delivers them")

    def deliver(some: Sequence[tuple[Done, Answer]]) -> None:
        answers.extend(some)
        if len(answers) == len(verbs):
            publisher.stop()

    def post(what: Callable[..., object], *arguments: Any) -> None:
        what(*arguments)

    def lost(why: Disconnect) -> None:
        raise AssertionError(why)

    def reattach() -> Place:
        raise AssertionError("nothing was lost")

    publisher = Publisher(recorder, post, deliver, lost, reattach, Place("inc", 1, 0), Counts())
    publisher.put([Asked(1, name, text, done) for name, text in verbs])
    publisher.run()
    return recorder.batches


def test_what_waits_goes_in_one_batch_in_its_order() -> None:
    assert batches_of(*(("say", str(i)) for i in range(MOST_VERBS))) == [[str(i) for i in range(MOST_VERBS)]]


def test_a_batch_has_a_most_of_verbs_and_of_bytes() -> None:
    assert [len(batch) for batch in batches_of(*(("say", "x") for _ in range(150)))] == [64, 64, 22]
    third = "x" * (MOST_BYTES // 3)
    assert [len(batch) for batch in batches_of(*(("say", third) for _ in range(7)))] == [3, 3, 1]


def test_a_verb_larger_than_a_batch_goes_alone() -> None:
    large = "x" * (MOST_BYTES + 1)
    assert [len(batch) for batch in batches_of(("say", "a"), ("say", large), ("say", "b"))] == [1, 1, 1]


def test_heavy_verbs_share_a_batch_with_few_so_that_nobody_else_waits_long() -> None:
    assert [len(batch) for batch in batches_of(*(("list", "x") for _ in range(5)))] == [2, 2, 1]
    light = MOST_VERBS - WEIGHTS["names"]
    assert [len(batch) for batch in batches_of(("names", "x"), *(("say", "y") for _ in range(light + 1)))] == [
        light + 1,
        1,
    ]
