"""The embedded bus: a private Redis for one machine, which keeps nothing and ends with whoever started it.

`redis-server` where it is installed, else fakeredis's TCP server, a demonstration. Either runs under a process of its
own, which is this file run as a program: it writes one line of JSON when its bus answers, `{"url": …}` or
`{"error": …}`, and ends the bus when its standard input ends, which happens however its starter ends. No verbs and no
keys here. `EmbeddedBus` belongs to the main thread. Run as a program, this file must import nothing of the gateway.
"""

from __future__ import annotations

import json
import logging
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, NoReturn, Self
from urllib.parse import quote

log = logging.getLogger("gateway.bus.embedded")

SCHEME = "embedded://"
START_SECONDS = 20.0
END_SECONDS = 5.0
OLDEST_REDIS = (7, 0)
"""Older ones lack what the scripts use."""

REDIS_OPTIONS = {
    "port": "0",
    "unixsocketperm": "700",
    "save": "",
    "appendonly": "no",
    "daemonize": "no",
    # A gateway that is busy for a moment is a slow subscriber: it may fall this far behind before it must read the log.
    "client-output-buffer-limit": "pubsub 256mb 64mb 60",
}


class EmbeddedError(Exception):
    """The embedded bus did not start. The message is one sentence for the admin."""


class EmbeddedBus:
    """A running embedded bus; a context manager that ends it."""

    def __init__(self, process: subprocess.Popen[bytes], kind: str, url: str) -> None:
        self._process = process
        self._closing = False
        self.kind = kind
        """"redis" or "fake"."""
        self.url = url
        """Where gateways reach it: a URL for `redis.Redis.from_url`."""

    @classmethod
    def start(cls, url: str = SCHEME) -> Self:
        """Start what `embedded://`, `embedded://redis` or `embedded://fake` asks for, and wait until it answers.

        Raises `EmbeddedError` if that takes longer than `START_SECONDS`, or cannot be done.
        """
        kind, why = _kind(url.removeprefix(SCHEME))
        process = subprocess.Popen(
            [sys.executable, "-P", __file__, kind],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the gateways, which still need the bus to say goodbye
        )
        try:
            bus = cls(process, kind, _first_answer(process))
        except BaseException:
            _end(process)
            raise
        if kind == "redis":
            log.info("embedded bus: a private redis-server; nothing is kept when it ends")
        else:
            log.warning("embedded bus: fakeredis, a demonstration (%s); nothing is kept when it ends", why)
        return bus

    def alive(self) -> bool:
        return self._process.poll() is None

    def when_ended(self, function: Callable[[], None]) -> None:
        """Call it, on a thread of its own, should the bus end before `close`: what it held is gone."""

        def wait() -> None:
            self._process.wait()
            if not self._closing:
                function()

        threading.Thread(target=wait, name="gw-embedded", daemon=True).start()

    def close(self) -> None:
        """End the bus; returns once it has ended. Harmless if it has."""
        self._closing = True
        _end(self._process)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def _kind(wanted: str) -> tuple[str, str]:
    """Which bus to start, and why if it is the lesser one."""
    if wanted == "fake":
        return "fake", "it was asked for"
    lacking = _lacking_redis()
    if lacking and wanted == "redis":
        raise EmbeddedError(f"cannot start the embedded bus: {lacking}")
    return ("fake", lacking) if lacking else ("redis", "")


def _lacking_redis() -> str:
    """Why this machine's redis-server cannot be used; "" if it can."""
    program = shutil.which("redis-server")
    if not program:
        return "redis-server is not installed"
    try:
        answer = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=START_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"redis-server does not run: {error}"
    version = re.search(r"v=(\d+)\.(\d+)", answer.stdout)
    if not version:
        return "redis-server does not tell its version"
    if (int(version[1]), int(version[2])) < OLDEST_REDIS:
        return f"redis-server {version[1]}.{version[2]} is older than {OLDEST_REDIS[0]}.{OLDEST_REDIS[1]}"
    return ""


def _first_answer(process: subprocess.Popen[bytes]) -> str:
    """The URL that the bus's process tells."""
    assert process.stdout
    readable, _, _ = select.select([process.stdout], [], [], START_SECONDS)
    line = process.stdout.readline() if readable else b""
    if not line:
        what = "ended at once" if readable else f"did not answer within {START_SECONDS:.0f} s"
        raise EmbeddedError(f"cannot start the embedded bus: its process {what}")
    answer: dict[str, str] = json.loads(line)
    if "error" in answer:
        raise EmbeddedError(f"cannot start the embedded bus: {answer['error']}")
    return answer["url"]


def _end(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin and process.stdout
    process.stdin.close()
    process.stdout.close()
    try:
        process.wait(END_SECONDS + 1)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # its session is its own: this reaches redis-server too
        process.wait()


# ---- The bus's own process


def _main(kind: str) -> int:
    # Its end comes by its input alone, so that a signal to all processes of a machine or container, at its shutdown,
    # leaves the gateways a bus to say goodbye on.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        return _serve_redis() if kind == "redis" else _serve_fake()
    except Exception as error:
        _tell({"error": str(error) or type(error).__name__})
        return 1


def _tell(answer: dict[str, str]) -> None:
    print(json.dumps(answer), flush=True)


def _serve_redis() -> int:
    with tempfile.TemporaryDirectory(prefix="chorus-") as folder:
        path = Path(folder, "redis.sock")
        options = REDIS_OPTIONS | {"dir": folder, "unixsocket": str(path)}
        Path(folder, "redis.conf").write_text(
            "".join(f"{name} {_quoted(name, text)}\n" for name, text in options.items()), "utf-8"
        )
        server = subprocess.Popen(
            ["redis-server", str(Path(folder, "redis.conf"))], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
        )
        assert server.stdout
        try:
            _wait_until_answering(path, server)
            _tell({"url": "unix://" + quote(str(path))})
            return _until_end_of_input(server.stdout)
        finally:
            server.terminate()
            try:
                server.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _quoted(name: str, text: str) -> str:
    """As a redis.conf wants it; the one option that takes several words must stand bare."""
    return text if name == "client-output-buffer-limit" else json.dumps(text, ensure_ascii=False)


def _wait_until_answering(path: Path, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            assert server.stdout
            said = server.stdout.read().decode("utf-8", "replace").strip().splitlines()
            raise RuntimeError(f"redis-server ended at once: {said[-1] if said else 'it said nothing'}")
        try:
            with socket.socket(socket.AF_UNIX) as asking:
                asking.settimeout(1)
                asking.connect(str(path))
                asking.sendall(b"PING\r\n")
                if asking.recv(64).startswith(b"+PONG"):
                    return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError("redis-server did not answer")


def _until_end_of_input(server_output: IO[bytes]) -> int:
    """0 when the starter is gone; 1 when the server's output ends, for then the server is."""
    output = server_output.fileno()
    while True:
        readable, _, _ = select.select([0, output], [], [])
        if 0 in readable and not os.read(0, 4096):
            return 0
        if output in readable and not os.read(output, 65536):
            return 1


def _serve_fake() -> NoReturn:
    from fakeredis import TcpFakeServer

    server = TcpFakeServer(("127.0.0.1", 0))
    server.daemon_threads = True  # clients that are still connected must not keep the process
    threading.Thread(target=server.serve_forever, name="serve", daemon=True).start()
    host, port = server.server_address[:2]
    _tell({"url": f"redis://{host!s}:{port}"})
    while os.read(0, 4096):
        pass
    os._exit(0)


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1]))
