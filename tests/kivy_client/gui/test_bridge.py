"""From the network's thread to Kivy's, without freezing the window."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from kivy_client.core.model.events import Refused, UiEvent

if TYPE_CHECKING:
    from tests.kivy_client.gui.driver import Driver

pytestmark = pytest.mark.gui
COUNT = 300


@pytest.fixture
def driver(open_app: Callable[..., Driver]) -> Driver:
    return open_app()


def test_an_event_that_a_widget_fails_at_does_not_keep_back_the_next(driver: Driver) -> None:
    from kivy_client.ui.bridge import Bridge
    from kivy_client.ui.faults import SENTENCE, Faults

    done: list[str] = []

    def fail() -> None:
        raise RuntimeError("no such widget")

    bridge = Bridge(lambda event: None)
    bridge.call(fail)
    bridge.call(lambda: done.append("next"))
    with Faults(done.append).handled():
        driver.until(lambda: done == [SENTENCE, "next"], "the next is applied")


def test_a_burst_is_applied_in_order_over_several_frames(driver: Driver) -> None:
    from kivy_client.ui.bridge import BUDGET_SECONDS, Bridge

    applied: list[int] = []

    def apply(event: UiEvent) -> None:
        assert isinstance(event, Refused)
        applied.append(int(event.sentence))
        end = time.perf_counter() + BUDGET_SECONDS / 20
        while time.perf_counter() < end:
            pass

    bridge = Bridge(apply)
    pusher = threading.Thread(target=lambda: [bridge.push(Refused(str(number), "name")) for number in range(COUNT)])
    pusher.start()
    pusher.join()
    steps: list[int] = []

    def step() -> bool:
        steps.append(len(applied))
        return len(applied) == COUNT

    driver.until(step, "all are applied")
    assert applied == list(range(COUNT))
    assert all(after - before <= 20 for before, after in pairwise(steps))
