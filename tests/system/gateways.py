"""Real gateway processes for tests: started on free ports, their logs read, ended by the test that started them."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0
"""Seconds that anything in a system test may take; far more than it does."""


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        port: int = reserved.getsockname()[1]
        return port


def until(condition: Callable[[], bool], what: str = "") -> None:
    """Wait for a condition that tells nobody when it comes true."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, what or "waited in vain"
        time.sleep(0.01)


class Process:
    """One `python -m gateway` with its log. A context manager that ends it in order. `root`: whose sources it runs."""

    def __init__(self, *options: str, environment: dict[str, str] | None = None, root: Path = ROOT) -> None:
        environ = {key: value for key, value in os.environ.items() if not key.startswith("CHORUS_")}
        self.popen = subprocess.Popen(
            [sys.executable, "-m", "gateway", "--log-format", "json", *options],
            cwd=root,
            env=environ | (environment or {}),
            stderr=subprocess.PIPE,
            text=True,
        )
        self.log: list[str] = []
        self._more = threading.Condition()
        self._log_ended = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.popen.stderr
        for line in self.popen.stderr:
            with self._more:
                self.log.append(line.rstrip("\n"))
                self._more.notify_all()
        with self._more:
            self._log_ended = True
            self._more.notify_all()

    def logged(self, text: str, count: int = 1) -> list[str]:
        """Wait until so many lines of the log hold `text`; those lines."""
        return self._wait(lambda: [line for line in self.log if text in line], count, text)

    def _wait(self, find: Callable[[], list[str]], count: int, what: str) -> list[str]:
        with self._more:
            self._more.wait_for(lambda: len(find()) >= count or self._log_ended, PATIENCE)
            found = find()
            assert len(found) >= count, f"{what!r} is not in the log:\n" + "\n".join(self.log)
            return found

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; the exit code."""
        if self.popen.poll() is None:
            self.popen.send_signal(number)
        try:
            return self.popen.wait(PATIENCE)
        finally:
            if self.popen.poll() is None:
                self.popen.kill()
                self.popen.wait()
            self._reader.join(PATIENCE)
            assert self.popen.stderr
            self.popen.stderr.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.end()


class Gateway(Process):
    """A gateway on free ports of the loopback; ready for clients once made. `workers` share the ports."""

    def __init__(
        self,
        redis: str,
        *options: str,
        workers: int = 1,
        environment: dict[str, str] | None = None,
        root: Path = ROOT,
    ) -> None:
        ports = ("--listen", "127.0.0.1:0", "--listen-plain", "127.0.0.1:0", "--http", "127.0.0.1:0")
        super().__init__(
            "--redis", redis, "--workers", str(workers), *ports, *options, environment=environment, root=root
        )
        try:
            up = self.logged("waiting for people on", workers)[0]
            self.http = int(_found(r"port (\d+)", self.logged("health and metrics on port")[0]))
        except BaseException:
            self.end()
            raise
        # In this order, and those with an option of their own where it was given.
        found = map(int, re.findall(r"127\.0\.0\.1:(\d+)", json.loads(up)["message"]))
        self.irc, self.plain = next(found), next(found)
        self.tls = next(found) if "--listen-tls" in options else 0
        self.ws = next(found) if "--listen-ws" in options else 0
        self.wss = next(found) if "--listen-wss" in options else 0

    def ready(self) -> bool:
        """What /readyz says."""
        return self._says("readyz")

    def healthy(self) -> bool:
        """What /healthz says."""
        return self._says("healthz")

    def _says(self, what: str) -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.http}/{what}", timeout=5).close()
        except urllib.error.HTTPError as error:
            assert error.code == 503
            return False
        return True


def start_many(stack: ExitStack, redis: str, count: int) -> list[Gateway]:
    """Gateways without a limit of lines, started side by side; the stack ends them."""
    with ThreadPoolExecutor(count) as pool:
        started = [pool.submit(Gateway, redis, "--flood-rate", "0") for _ in range(count)]
    for each in started:
        if each.exception() is None:
            stack.enter_context(each.result())
    return [each.result() for each in started]


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match, text
    return match[1]


def run(*arguments: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run `python -m gateway` to its end, for what is said before it serves."""
    environ = {key: value for key, value in os.environ.items() if not key.startswith("CHORUS_")}
    command: Sequence[str] = [sys.executable, "-m", "gateway", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environ | (environment or {}), capture_output=True, text=True, timeout=PATIENCE
    )
