"""`python -m gateway doctor`, as an admin sees it: what is well, what is not, and what to do."""

from __future__ import annotations

from pathlib import Path

from tests.system.gateways import Gateway, free_port, run
from tests.system.redis_server import RedisServer

BUFFER = ("--client-output-buffer-limit", "pubsub 256mb 64mb 60")


def test_all_is_well(tmp_path: Path) -> None:
    with RedisServer(tmp_path / "redis", *BUFFER) as server:
        ended = run("doctor", "--redis", server.url)
        assert ended.returncode == 0, ended.stdout
        assert ended.stdout.endswith("all is well\n") and "ok  no gateway runs on it" in ended.stdout


def test_what_wants_doing_is_said(tmp_path: Path) -> None:
    lax = (
        "--appendfsync",
        "everysec",
        "--maxmemory-policy",
        "allkeys-lru",
        "--client-output-buffer-limit",
        "pubsub 1mb 1mb 60",
    )
    with RedisServer(tmp_path / "redis", *lax) as server, Gateway(server.url):
        ended = run("doctor", "--redis", server.url, "--server-name", "another.name")
    assert ended.returncode == 1
    wanting = [line for line in ended.stdout.splitlines() if line.startswith("!!")]
    for part, line in zip(
        ("set appendfsync always", "noeviction", "pubsub 256mb", "make them equal"), wanting, strict=True
    ):
        assert part in line


def test_no_redis_and_no_secret_told() -> None:
    ended = run("doctor", "--redis", f"redis://:hunter2@127.0.0.1:{free_port()}")
    assert ended.returncode == 1 and "Redis cannot be reached" in ended.stdout
    assert "hunter2" not in ended.stdout + ended.stderr


def test_a_wrong_setting_is_one_line() -> None:
    ended = run("doctor", "--workers", "none")
    assert ended.returncode == 2 and len(ended.stderr.splitlines()) == 1
