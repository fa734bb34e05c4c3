from __future__ import annotations

import pytest

from gateway.transport.timers import Timers


def test_in_order_of_time_and_of_making():
    timers, seen = Timers(), []
    for when, name in ((2.0, "c"), (1.0, "a"), (1.0, "b"), (3.0, "d")):
        timers.add(when, lambda name=name: seen.append(name))
    assert timers.next() == 1.0
    timers.run(2.0)
    assert seen == ["a", "b", "c"]
    assert timers.next() == 3.0


def test_a_timer_that_renews_itself_does_not_hold_up_the_loop():
    timers, seen = Timers(), []

    def again() -> None:
        seen.append(None)
        timers.add(1.0, again)

    timers.add(1.0, again)
    timers.run(1.0)
    assert len(seen) == 1
    assert len(timers) == 1


def test_a_timer_may_cancel_one_that_is_due_with_it():
    timers, seen = Timers(), []
    timers.add(1.0, lambda: other.cancel())
    other = timers.add(1.0, lambda: seen.append("other"))
    timers.run(1.0)
    assert seen == []
    assert len(timers) == 0
    assert timers.next() is None


def test_cancelling_what_was_called_changes_nothing():
    timers = Timers()
    timer = timers.add(1.0, lambda: timer.cancel())
    timers.run(1.0)
    timer.cancel()
    assert len(timers) == 0


@pytest.mark.parametrize("keep", [0, 1, 50])
def test_cancelled_timers_do_not_pile_up(keep):
    timers, seen = Timers(), []
    for number in range(keep):
        timers.add(5.0 + number, lambda: seen.append(None))
    for _ in range(10_000):
        timers.add(90.0, lambda: seen.append(None)).cancel()
    assert len(timers) == keep
    assert len(timers._heap) < 200
    timers.run(1000.0)
    assert len(seen) == keep
