"""The embedded bus: that it answers, keeps nothing, and ends with its starter, however that ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import redis

from gateway.bus import embedded
from gateway.bus.embedded import EmbeddedBus, EmbeddedError
from tests.processes import watch
from tests.system.redis_server import need_redis_server

pytestmark = pytest.mark.system

KINDS = [pytest.param("redis", marks=pytest.mark.redis), "fake"]
STARTER = """
import sys, time
from gateway.bus.embedded import EmbeddedBus
bus = EmbeddedBus.start("embedded://" + sys.argv[1])
print(bus.url, bus._process.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    wanted = str(request.param)
    if wanted == "redis":
        need_redis_server()
    return wanted


def test_it_answers_runs_scripts_and_ends(kind: str) -> None:
    with EmbeddedBus.start("embedded://" + kind) as bus:
        assert bus.kind == kind
        with redis.Redis.from_url(bus.url) as client:
            assert (
                client.eval("redis.call('SET', KEYS[1], ARGV[1]) return redis.call('GET', KEYS[1])", 1, "k", "v")
                == b"v"
            )
        assert bus.alive()
    assert not bus.alive()
    with pytest.raises(redis.ConnectionError):
        redis.Redis.from_url(bus.url).ping()
    bus.close()


def test_each_start_is_a_bus_of_its_own(kind: str) -> None:
    with EmbeddedBus.start("embedded://" + kind) as one, EmbeddedBus.start("embedded://" + kind) as other:
        with redis.Redis.from_url(one.url) as client:
            client.set("k", "v")
        with redis.Redis.from_url(other.url) as client:
            assert client.get("k") is None


def test_nothing_is_left_behind(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with EmbeddedBus.start("embedded://" + kind):
        assert bool(list(tmp_path.iterdir())) == (kind == "redis")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGKILL])
def test_it_ends_with_its_starter(kind: str, sent: signal.Signals, tmp_path: Path) -> None:
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, kind],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"TMPDIR": str(tmp_path)},
    )
    assert starter.stdout
    url, process = starter.stdout.readline().split()
    ended = watch(int(process))
    starter.send_signal(sent)
    starter.wait(10)
    starter.stdout.close()
    assert ended(10)
    with pytest.raises(redis.ConnectionError):
        redis.Redis.from_url(url).ping()
    assert not list(tmp_path.iterdir())


@pytest.mark.redis
def test_it_ends_when_its_redis_does() -> None:
    need_redis_server()
    with EmbeddedBus.start("embedded://redis") as bus:
        with redis.Redis.from_url(bus.url) as client, pytest.raises(redis.ConnectionError):
            client.shutdown(nosave=True)
            client.ping()
        assert bus._process.wait(10) == 1


def test_without_redis_server_it_is_a_demonstration_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with EmbeddedBus.start() as bus:
        assert bus.kind == "fake"
    assert "a demonstration (redis-server is not installed); nothing is kept" in caplog.text
    with pytest.raises(EmbeddedError, match="redis-server is not installed"):
        EmbeddedBus.start("embedded://redis")


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("echo 'Redis server v=6.0.16 sha=00000000:0'", "redis-server 6.0 is older than 7.0"),
        ("echo hello", "does not tell its version"),
    ],
)
def test_a_redis_server_that_cannot_be_used(
    script: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, script)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(EmbeddedError, match=reason):
        EmbeddedBus.start("embedded://redis")


def test_a_redis_server_that_ends_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, '[ "$1" = --version ] && echo v=8.0.0 && exit; echo "out of luck"; exit 1')
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(EmbeddedError, match="redis-server ended at once: out of luck"):
        EmbeddedBus.start()


def test_a_bus_that_never_answers_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, '[ "$1" = --version ] && echo v=8.0.0 && exit; exec tail -f /dev/null')
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(embedded, "START_SECONDS", 0.3)
    monkeypatch.setattr(embedded, "END_SECONDS", 0.0)
    with pytest.raises(EmbeddedError, match="did not answer"):
        EmbeddedBus.start()


def program(folder: Path, script: str) -> None:
    path = folder / "redis-server"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
