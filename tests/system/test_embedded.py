"""`embedded://` with two workers that share their ports, on either kind of bus; and in which order a gateway starts."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from contextlib import ExitStack

import pytest
import redis

from tests.system.gateways import PATIENCE, Gateway, Process, free_port
from tests.system.redis_server import need_redis_server
from tests.system.talker import PlainTalker

MOST_CLIENTS = 64
"""Among so many both workers have one; that all meet the same has a chance of 1 in 10^18."""


@pytest.mark.parametrize("kind", ["redis", "fake"])
def test_two_workers_are_one_conversation(kind: str) -> None:
    if kind == "redis":
        need_redis_server()
    with ExitStack() as stack:
        gateway = stack.enter_context(Gateway(f"embedded://{kind}", workers=2))
        talkers: list[PlainTalker] = []
        while len(_workers(gateway)) < 2:
            assert len(talkers) < MOST_CLIENTS
            talkers.append(stack.enter_context(PlainTalker(gateway.plain, f"t{len(talkers)}")))
            gateway.logged(f"is here as t{len(talkers) - 1}")
        talkers[-1].send("hello from the other worker")
        for talker in talkers[:-1]:
            talker.expect(f"^t{len(talkers) - 1}: hello from the other worker$")
        log = "".join(gateway.log)
        assert "nothing is kept" in log and ("demonstration" in log) is (kind == "fake")
        assert gateway.end(signal.SIGINT) == 0


def _workers(gateway: Gateway) -> set[int]:
    """The workers that have a client."""
    entries = [json.loads(line) for line in gateway.log if "is here as" in line]
    return {entry["worker"] for entry in entries}


def test_without_its_bus_a_gateway_ends() -> None:
    with Gateway("embedded://fake") as gateway:
        listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(gateway.popen.pid)], capture_output=True, text=True)
        os.kill(int(listed.stdout.split()[0]), signal.SIGKILL)
        gateway.logged("the embedded bus has ended")
        assert gateway.popen.wait(PATIENCE) == 1


PAUSE_SECONDS = 2.0


def test_a_gateway_listens_only_once_it_is_subscribed(redis_url: str) -> None:
    port = free_port()
    with redis.from_url(redis_url) as client:
        paused = time.monotonic()
        client.execute_command("CLIENT", "PAUSE", str(int(PAUSE_SECONDS * 1000)), "ALL")
    options = ("--redis", redis_url, "--listen", f"127.0.0.1:{port}", "--listen-plain", "off", "--http", "127.0.0.1:0")
    with Process(*options) as gateway:
        while not _accepts(port):
            assert gateway.popen.poll() is None
        assert time.monotonic() - paused > PAUSE_SECONDS
        gateway.logged("waiting for people on")


def _accepts(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except ConnectionRefusedError:
        return False
    return True
