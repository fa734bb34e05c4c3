"""The README's commands in a fresh copy of the project, as a newcomer runs them; and what is installed from it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest

from tests.system.gateways import ROOT
from tests.system.talker import IrcTalker, PlainTalker

INSTALL_SECONDS = 400
NOT_PART_OF_A_CLONE = (
    ".venv",
    ".git",
    "*.egg-info",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    "build",
)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with nothing installed."""
    if shutil.which("make") is None:
        pytest.skip("make is not installed (apt install make)")
    folder = tmp_path_factory.mktemp("clone") / "chorus"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*NOT_PART_OF_A_CLONE))
    return folder


@pytest.fixture
def ports() -> tuple[int, int, int]:
    """Two free ports, and one with a free one behind it."""
    with socket.socket() as one, socket.socket() as two, socket.socket() as three:
        for each in (one, two, three):
            each.bind(("127.0.0.1", 0))
        return one.getsockname()[1], two.getsockname()[1], three.getsockname()[1]


@pytest.fixture
def environment(ports: tuple[int, int, int]) -> dict[str, str]:
    """A newcomer's, without a display, and with other ports than a chat that may run here."""
    irc, plain, http = (f"127.0.0.1:{port}" for port in ports)
    kept = {k: v for k, v in os.environ.items() if not k.startswith("CHORUS_") and k not in ("DISPLAY", "VIRTUAL_ENV")}
    return kept | {"CHORUS_LISTEN": irc, "CHORUS_LISTEN_PLAIN": plain, "CHORUS_HTTP": http}


@pytest.mark.timeout(INSTALL_SECONDS)
def test_make_run(clone: Path, environment: dict[str, str], ports: tuple[int, int, int]) -> None:
    irc, plain, _ = ports
    with _running(["make", "run"], clone, environment) as (process, told):
        told.wait_for(f"nc 127.0.0.1 {plain}")
        told.wait_for("no display")
        with PlainTalker(plain, "sam") as sam, IrcTalker(irc, "kim") as kim:
            kim.join("#lobby")
            sam.expect("^kim has joined the chat$")
            kim.send("PRIVMSG #lobby :hello")
            sam.expect("^kim: hello$")
            os.killpg(process.pid, signal.SIGINT)
            sam.expect_end()
        process.wait(30)
    for port in (irc, plain):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port)).close()


@pytest.mark.timeout(INSTALL_SECONDS)
def test_what_is_installed_holds_what_it_needs(clone: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), str(clone)]
    subprocess.run(command, check=True, timeout=INSTALL_SECONDS)
    (wheel,) = tmp_path.glob("chorus_chat-*.whl")
    packed = set(zipfile.ZipFile(wheel).namelist())
    wanted = [
        path.relative_to(clone).as_posix()
        for package in ("gateway", "ircwire", "kivy_client")
        for path in (clone / package).rglob("*")
        if path.is_file() and path.suffix in (".py", ".lua", ".kv", ".ttf", ".png")
    ]
    assert [name for name in wanted if name not in packed] == []
    entry_points = next(name for name in packed if name.endswith("entry_points.txt"))
    text = zipfile.ZipFile(wheel).read(entry_points).decode()
    assert "chorus = kivy_client.__main__:main" in text
    assert "chorus-gateway = gateway.__main__:main" in text


class _Told:
    """What a process prints, as it comes."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.text = ""
        self._more = threading.Condition()
        self._thread = threading.Thread(target=self._read, args=(process,), daemon=True)
        self._thread.start()

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout
        for line in process.stdout:
            with self._more:
                self.text += line
                self._more.notify_all()

    def wait_for(self, text: str) -> None:
        with self._more:
            found = self._more.wait_for(lambda: text in self.text, INSTALL_SECONDS)
        assert found, f"{text!r} was not said, but:\n{self.text}"


class _running:
    """A command in a process group of its own; ended if it still runs."""

    def __init__(self, command: list[str], folder: Path, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def __enter__(self) -> tuple[subprocess.Popen[str], _Told]:
        return self._process, _Told(self._process)

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGTERM)
            self._process.wait(30)
        assert self._process.stdout
        self._process.stdout.close()
