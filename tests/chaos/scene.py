"""The processes of a run: one Redis, gateways that are hurt, one that is not, and a wire from each to Redis.

The last gateway, the *calm* one, is never hurt itself (its wire and Redis are): its clients must keep their
connections all the while, and see everything. Used by the trial's thread and the faults' threads.
"""

from __future__ import annotations

import random
import signal
import socket
import threading
import time
from contextlib import ExitStack
from pathlib import Path

from tests.system.gateways import Process
from tests.system.redis_server import RedisServer
from tests.system.wire import Wire

START_SECONDS = 60.0
OPTIONS = ("--listen-plain", "", "--http", "", "--flood-rate", "0", "--history-events", "1000000")


def lasting_port() -> int:
    """A port that nobody listens on, below those that systems give to outgoing connections, so that it stays free while
    its gateway is dead."""
    while True:
        port = random.randrange(20000, 30000)
        with socket.socket() as tried:
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


class Seat:
    """A gateway's ports and its wire to Redis: they stay, its processes come and go."""

    def __init__(self, name: str, wire: Wire) -> None:
        self.name = name
        self.wire = wire
        self.irc = lasting_port()
        self._process: Process | None = None
        self.logs: list[list[str]] = []
        """Of all its processes, oldest first."""

    def start(self) -> None:
        """Start a gateway, again and again until it serves, as a container would: Redis may be away just then."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            process = Process("--redis", self.wire.url, "--listen", f"127.0.0.1:{self.irc}", *OPTIONS)
            self.logs.append(process.log)
            try:
                process.logged("waiting for people on")
            except AssertionError as error:
                process.end(signal.SIGKILL)
                if time.monotonic() > deadline:
                    raise RuntimeError(f"{self.name} does not start: {error}") from None
                continue
            self._process = process
            return

    def tell(self, number: signal.Signals) -> None:
        assert self._process
        self._process.popen.send_signal(number)

    def end(self, number: signal.Signals) -> int:
        """Send a signal and wait for the end; the exit code."""
        assert self._process
        return self._process.end(number)

    def alive(self) -> bool:
        """Whether its process runs; it never ends by itself."""
        return self._process is not None and self._process.popen.poll() is None

    def close(self) -> None:
        if self._process is not None:
            self._process.end(signal.SIGKILL)


class Scene:
    """A context manager that ends all of it. `hurt`: the gateways that faults happen to."""

    def __init__(self, folder: Path, hurt: int) -> None:
        self.over = threading.Event()
        """The run is broken off: faults are to end at once."""
        self._stack = ExitStack()
        self.hurt: list[Seat] = []
        try:
            self.redis = self._stack.enter_context(RedisServer(folder / "redis"))
            for number in range(hurt):
                self.hurt.append(self._seat(f"gateway {number}"))
            self.calm = self._seat("the calm gateway")
        except BaseException:
            self._stack.close()
            raise

    def _seat(self, name: str) -> Seat:
        seat = Seat(name, self._stack.enter_context(Wire(self.redis.port)))
        self._stack.callback(seat.close)
        seat.start()
        return seat

    @property
    def seats(self) -> list[Seat]:
        return [*self.hurt, self.calm]

    def wait(self, seconds: float) -> None:
        """Time passes: that it does is the fault. Shorter if the run is broken off."""
        self.over.wait(seconds)

    def keep_logs(self, folder: Path) -> None:
        """Write what all gateways logged."""
        for seat in self.seats:
            text = "\n---\n".join("\n".join(log) for log in seat.logs)
            (folder / f"{seat.name.replace(' ', '-')}.log").write_text(text + "\n", "utf-8")

    def __enter__(self) -> Scene:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()
