"""`make run`: what is asked whether it is ready, and that nothing is left running. (tests/system runs it whole.)"""

from __future__ import annotations

import importlib.util
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from types import ModuleType

import pytest

SECONDS = 10
SCRIPT = Path(__file__).parents[2] / "scripts" / "run.py"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(sys, "path", list(sys.path))
    spec = importlib.util.spec_from_file_location("run", SCRIPT)
    assert spec is not None and spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


@pytest.mark.parametrize(
    ("answer", "ready"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", True),
        (b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", False),
        (b"SSH-2.0-OpenSSH_9.2\r\n", False),
        (b"", False),
    ],
)
def test_only_a_gateway_that_says_so_is_ready(run: ModuleType, answer: bytes, ready: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            client, _ = server.accept()
            with client:
                client.recv(4096)
                client.sendall(answer)

        serving = threading.Thread(target=serve, daemon=True)
        serving.start()
        assert run.is_ready("127.0.0.1", server.getsockname()[1]) is ready
        serving.join(SECONDS)


def test_where_nothing_listens_nothing_is_ready(run: ModuleType) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert not run.is_ready("127.0.0.1", port)


def test_whatever_goes_wrong_the_gateways_are_ended(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    sleeping = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])

    def fail(*_: object) -> bool:
        raise RuntimeError("something else")

    monkeypatch.setattr(run, "start", lambda *_: sleeping)
    monkeypatch.setattr(run, "wait_until_ready", fail)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr(sys, "argv", ["run.py"])
    with pytest.raises(RuntimeError, match="something else"):
        run.main()
    assert sleeping.wait(SECONDS) == -signal.SIGTERM
