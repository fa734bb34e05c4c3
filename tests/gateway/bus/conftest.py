"""A fresh bus for each test, of both kinds: the contract suite is the same for fakeredis and for a real
redis-server."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import pytest
import redis

from gateway.bus import keeper, subscriber
from gateway.bus.embedded import EmbeddedBus
from gateway.bus.redis_client import connect
from tests.gateway.bus.station import Station
from tests.system.redis_server import need_redis_server

KINDS = os.environ.get("TEST_BUSES", "fakeredis redis-server").split()
"""Always both, but in `make check`, which is to take seconds: there the real one where it is installed."""


@pytest.fixture(autouse=True)
def prompt_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """A subscriber looks more often whether it is to stop, so that a test ends in time; nothing waits longer or
    shorter."""
    monkeypatch.setattr(subscriber, "WAKE_SECONDS", 0.002)


@pytest.fixture
def quick_keepers(monkeypatch: pytest.MonkeyPatch) -> None:
    """For stations made after it: ticks, renewals and what comes with them come more often."""
    monkeypatch.setattr(keeper, "TICK_SECONDS", 0.02)
    monkeypatch.setattr(keeper, "RENEW_SECONDS", 0.05)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """The URL of a real redis-server."""
    need_redis_server()
    with EmbeddedBus.start("embedded://redis") as bus:
        yield bus.url


@pytest.fixture(scope="session")
def admin(redis_server: str) -> Iterator[redis.Redis]:
    """A connection that lasts: making one takes longer than emptying a Redis."""
    with connect(redis_server) as admin:
        yield admin


@pytest.fixture(params=KINDS)
def redis_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of an empty Redis that nobody else uses."""
    if request.param == "fakeredis":
        yield from _fake()
    else:
        request.getfixturevalue("admin").flushall()
        yield request.getfixturevalue("redis_server")


def _fake() -> Iterator[str]:
    from fakeredis import TcpFakeServer  # where it is needed: that takes long

    server = TcpFakeServer(("127.0.0.1", 0), server_type="redis")
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"redis://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def client(redis_url: str) -> Iterator[redis.Redis]:
    """The test's own connection to it."""
    with connect(redis_url) as client:
        yield client


@pytest.fixture
def station(redis_url: str) -> Iterator[Station]:
    """A gateway's bus with the test in the place of the hub."""
    with Station(redis_url) as station:
        yield station


@pytest.fixture
def other(redis_url: str, station: Station) -> Iterator[Station]:
    """Another gateway on the same Redis, attached later."""
    with Station(redis_url) as other:
        yield other
