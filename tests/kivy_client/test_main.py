"""Starting the app as a person does, and ending it from outside."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.kivy_client.chat_server import SECONDS, ChatServer
from tests.kivy_client.gui.window import window

__all__ = ["window"]
ROOT = Path(__file__).parents[2]


def run(*arguments: str, environment: Mapping[str, str] = os.environ) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=SECONDS)


def test_without_kivy_one_sentence_says_what_to_do() -> None:
    # -S: without installed packages
    ended = run("-S", "-m", "kivy_client", environment=os.environ | {"DISPLAY": ":0"})
    assert ended.returncode == 1
    assert ended.stderr.startswith("chorus: The app needs Kivy, ")
    assert ended.stderr.count("\n") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only X and Wayland name their display")
def test_without_a_display_one_sentence_says_so_and_nobody_joins_unseen() -> None:
    display = ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")
    bare = {name: value for name, value in os.environ.items() if name not in display}
    ended = run("-m", "kivy_client", "--name", "mira", "--port", "1", environment=bare)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "chorus: The app needs a display: neither DISPLAY nor WAYLAND_DISPLAY is set.\n"


def test_a_wrong_option_is_one_line_and_code_2() -> None:
    ended = run("-m", "kivy_client", "--port", "x")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "chorus: The server's port is a number from 1 to 65535.\n"


def test_help_names_every_option() -> None:
    ended = run("-m", "kivy_client", "--help")
    assert ended.returncode == 0
    assert all(option in ended.stdout for option in ("--name", "--host", "--port", "CHORUS_NAME", "CHORUS_PORT"))


@pytest.mark.gui
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to end a program by")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ended_from_outside_it_leaves_the_chat(
    window: Any, chat: ChatServer, tmp_path: Path, number: signal.Signals
) -> None:
    environment = os.environ | {"KIVY_HOME": str(tmp_path), "CHORUS_PORT": str(chat.port), "CHORUS_HOST": "127.0.0.1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "kivy_client", "--name", "mira"],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        chat.until(lambda: chat.inside == ["mira"])
        process.send_signal(number)
        _, complaints = process.communicate(timeout=SECONDS)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0
    assert "Traceback" not in complaints
    assert [line.params for line in chat.sent("QUIT")] == [("Leaving",)]
