"""A rolling restart under load: three gateways end and return, one after the other, and no line is lost or doubled.

The clients and the checker are those of `make chaos`: send-once clients that reconnect and resend, plain ones that do
not, and witnesses who stay, on a fourth gateway, and must see every line once, in the history's order.
"""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from tests.chaos import writers
from tests.chaos.scene import Scene
from tests.chaos.trial import HURT_GATEWAYS, Trial
from tests.system.gateways import until

SEED = 1
END_SECONDS = 10
LINES = 200
"""Lines acknowledged between two steps of the restart: there is load all the while, with a gateway less and after."""
SECONDS_BETWEEN_LINES = 0.03


class RollingRestart(Trial):
    """`seconds`: how long each gateway took to end."""

    def __init__(self, folder: Path) -> None:
        super().__init__(SEED, 0.0, folder, print)
        self.seconds: list[float] = []

    def _storm(self, scene: Scene) -> None:
        self._stage.talking.set()
        for seat in scene.hurt:
            self._wait_for_lines()
            began = time.monotonic()
            assert seat.end(signal.SIGTERM) == 0
            self.seconds.append(time.monotonic() - began)
            self._wait_for_lines()
            seat.start()
        self._wait_for_lines()
        self._stage.talking.clear()

    def _wait_for_lines(self) -> None:
        wanted = self._acknowledged() + LINES
        until(lambda: self._acknowledged() >= wanted, "the clients write no more")

    def _acknowledged(self) -> int:
        sent = [message for client in self._clients for message in list(client.observer.messages.values())]
        return sum(bool(message.msgids) for message in sent)


@pytest.mark.redis
@pytest.mark.timeout(180)
def test_none_is_lost_and_none_comes_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writers, "SECONDS_BETWEEN_LINES", SECONDS_BETWEEN_LINES)
    restart = RollingRestart(tmp_path)
    report = restart.run()
    print(report.figures, [round(seconds, 2) for seconds in restart.seconds])
    assert report.complaints == []
    assert len(restart.seconds) == HURT_GATEWAYS and max(restart.seconds) < END_SECONDS
    assert report.figures["acknowledged"] >= (2 * HURT_GATEWAYS + 1) * LINES
    assert report.figures["resent"] > 0
    assert report.figures["connections"] > report.figures["clients"]
