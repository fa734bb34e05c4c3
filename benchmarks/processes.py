"""Processes of servers: started in the foreground on free ports, and killed by their ids when the run is over.

Their output goes to files of the run's own folder, so that nothing waits for a reader.
"""

from __future__ import annotations

import os
import resource
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

START_SECONDS = 20.0
_END_SECONDS = 5.0


class StartError(Exception):
    """A server did not start: one sentence, with the end of what it said."""


class Processes:
    """A context manager: what was started in it is dead after it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self, name: str, command: Sequence[str], port: int) -> int:
        """Start a program that listens on a port of the loopback, and wait until it does; its process id."""
        log = self.folder / f"{name}-{len(self._running)}.log"
        environ = {key: value for key, value in os.environ.items() if not key.startswith("CHORUS_")}
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, env=environ
            )
        self._running.append(process)
        deadline = time.monotonic() + START_SECONDS
        while not _listens(port):
            if process.poll() is not None or time.monotonic() > deadline:
                said = log.read_text("utf-8", "replace").strip().splitlines()[-5:]
                raise StartError(f"{name} does not listen on port {port}; it said: {' / '.join(said) or 'nothing'}")
            time.sleep(0.02)
        return process.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Nothing of theirs is wanted any more: killed, the last one first."""
        for process in reversed(self._running):
            process.kill()
        for process in self._running:
            process.wait(_END_SECONDS)


def free_port() -> int:
    """A port of the loopback that nobody has now."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def allow_files() -> int:
    """Allow this process and those it starts as many open files as the system lets; how many that is."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return 1 << 20 if hard == resource.RLIM_INFINITY else hard


def _listens(port: int) -> bool:
    with socket.socket() as sock:
        return sock.connect_ex(("127.0.0.1", port)) == 0
