"""A fresh bus for each test, of both kinds: the contract suite is the same for fakeredis and for a real
redis-server."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator

import pytest
import redis
from fakeredis import TcpFakeServer

from gateway.bus import subscriber
from gateway.bus.embedded import EmbeddedBus
from tests.gateway.bus.station import Station

KINDS = os.environ.get("TEST_BUSES", "fakeredis redis-server").split()
"""Always both, but in `make check`, which is to take seconds: there the real one where it is installed."""


@pytest.fixture(autouse=True)
def prompt_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """A subscriber looks more often whether it is to stop, so that a test ends in time; nothing waits longer or
    shorter."""
    monkeypatch.setattr(subscriber, "WAKE_SECONDS", 0.005)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """The URL of a real redis-server."""
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed (apt install redis-server)")
    with EmbeddedBus.start("embedded://redis") as bus:
        yield bus.url


@pytest.fixture(params=KINDS)
def redis_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of an empty Redis that nobody else uses."""
    if request.param == "fakeredis":
        yield from _fake()
    else:
        url: str = request.getfixturevalue("redis_server")
        with redis.Redis.from_url(url) as client:
            client.flushall()
            client.script_flush()
        yield url


def _fake() -> Iterator[str]:
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
def station(redis_url: str) -> Iterator[Station]:
    """A gateway's bus with the test in the place of the hub."""
    with Station(redis_url) as station:
        yield station


@pytest.fixture
def other(redis_url: str, station: Station) -> Iterator[Station]:
    """Another gateway on the same Redis, attached later."""
    with Station(redis_url) as other:
        yield other
