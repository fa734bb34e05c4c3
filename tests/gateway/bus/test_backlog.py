"""A loop that is far behind: nothing more is read from Redis; what Redis drops meanwhile, the log has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis

from gateway.bus import redis_bus, subscriber
from gateway.bus.keys import FACTS
from gateway.bus.redis_client import connect
from gateway.ops.bus_metrics import register_bus
from gateway.ops.metrics import Registry
from tests.gateway.bus.station import Station, texts
from tests.gateway.bus.test_holes import append, message
from tests.system.gateways import until

BEHIND = 32 * 1024
LINE = "x" * 2000
LARGEST = 3000
"""More than the bytes of any message here."""


@pytest.fixture(autouse=True)
def small_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a smaller bound it is reached more often: each time it is looked sooner whether the loop has caught up."""
    monkeypatch.setattr(subscriber, "MOST_BEHIND", BEHIND)
    monkeypatch.setattr(subscriber, "BEHIND_SECONDS", 0.002)


def write_until_behind(busy: Station, late: Station) -> list[str]:
    """One station says lines until the other, whose loop does not run, reads no more; what was said."""
    ann = busy.member("ann", "#lobby")
    said = []
    for number in range(2 * BEHIND // len(LINE)):
        said.append(f"{number} {LINE}")
        busy.say(ann, "#lobby", said[-1])
    until(lambda: late.bus.counts.backlog > BEHIND)
    return said


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever waits for ticks waits shorter."""
    monkeypatch.setattr(subscriber, "TICK_TIMEOUT_SECONDS", 0.25)
    monkeypatch.setattr(subscriber, "TELL_SECONDS", 0.2)
    monkeypatch.setattr(redis_bus, "READY_SECONDS", 0.35)


class TestHeldBack:
    @pytest.mark.usefixtures("quick_keepers", "impatient")
    def test_little_waits_and_all_comes_once_the_loop_goes_on(
        self, station: Station, other: Station, caplog: pytest.LogCaptureFixture
    ) -> None:
        said = write_until_behind(busy=other, late=station)
        until(lambda: station.bus.ready() == (False, "too much waits for the loop"))
        backlog = station.bus.counts.backlog
        assert BEHIND < backlog < BEHIND + LARGEST
        registry = Registry()
        register_bus(registry, station.bus.counts)
        assert f"\nchorus_bus_backlog_bytes {backlog}\n" in registry.render()
        assert "until it has caught up, nothing more is read from Redis" in caplog.text
        station.until(lambda: len(texts(station.facts)) == len(said))
        assert texts(station.facts) == said
        station.until(lambda: station.bus.ready() == (True, ""))
        station.until(lambda: station.bus.counts.backlog == 0)
        assert station.losses == []
        assert "the subscription to Redis broke" not in caplog.text

    def test_the_end_does_not_wait_for_the_loop(self, redis_url: str, other: Station) -> None:
        with Station(redis_url) as late:
            write_until_behind(busy=other, late=late)


def test_the_log_is_not_poured_into_the_loop_either(redis_url: str, station: Station) -> None:
    ann = station.member("ann", "#lobby")
    at = station.say(ann, "#lobby", "heard").at
    said = [f"{number} {LINE}" for number in range(200)]
    with connect(redis_url) as client:
        for number, text in enumerate(said):
            append(client, at + number, at + number + 1, text)
        newest = at + len(said)
        client.publish(FACTS, message(newest, newest))
    until(lambda: station.bus.counts.backlog > BEHIND)
    most = 0

    def caught_up() -> bool:
        nonlocal most
        most = max(most, station.bus.counts.backlog)
        return station.applied >= newest

    station.until(caught_up)
    assert texts(station.facts) == ["heard", *said]
    assert most < BEHIND + LARGEST


@pytest.fixture
def small_output(redis_server: str) -> Iterator[redis.Redis]:
    """A real Redis that cuts a subscriber off early."""
    with connect(redis_server) as client:
        client.flushall()
        before = client.config_get("client-output-buffer-limit")["client-output-buffer-limit"]
        client.config_set("client-output-buffer-limit", "pubsub 65536 0 0")
        yield client
        client.config_set("client-output-buffer-limit", before)


def test_redis_cuts_off_who_does_not_read_and_the_log_repairs(redis_server: str, small_output: redis.Redis) -> None:
    with Station(redis_server) as late, Station(redis_server) as busy:
        ann = busy.member("ann", "#lobby")
        said = []
        while len(small_output.client_list(_type="pubsub")) == 2:
            assert len(said) < 2000
            said.append(f"{len(said)} {LINE}")
            last = busy.say(ann, "#lobby", said[-1])
        assert late.bus.counts.backlog < BEHIND + LARGEST < len(said) * len(LINE)
        late.catch_up(last.at)
        assert texts(late.facts) == texts(busy.facts) == said
        assert late.losses == busy.losses == []
        assert late.bus.counts.holes >= 1 and late.bus.counts.filled > 0
        said.append("live again")
        late.catch_up(busy.say(ann, "#lobby", said[-1]).at)
        assert texts(late.facts) == said
