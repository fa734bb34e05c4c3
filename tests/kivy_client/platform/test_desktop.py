"""Desktops: where the store is, notifications by a program that may not be there, links, dark colours."""

from __future__ import annotations

import os
import stat
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from kivy_client.core.store import open_store
from kivy_client.platform import desktop, here
from kivy_client.platform.desktop import Desktop, data_folder, notify_command, system_dark
from kivy_client.platform.device import Device, Note

SECONDS = 10


@pytest.mark.parametrize(
    ("system", "environment", "folder"),
    [
        ("linux", {"XDG_DATA_HOME": "/data/mira"}, "/data/mira/chorus"),
        ("linux", {}, "~/.local/share/chorus"),
        ("linux", {"XDG_DATA_HOME": "relative"}, "~/.local/share/chorus"),  # the specification: then it is ignored
        ("freebsd14", {"XDG_DATA_HOME": "/data"}, "/data/chorus"),
        ("darwin", {"XDG_DATA_HOME": "/data"}, "~/Library/Application Support/Chorus"),
        ("win32", {"APPDATA": "/app"}, "/app/Chorus"),
        ("win32", {}, "~/Chorus"),
    ],
)
def test_the_store_is_where_the_system_keeps_data(system: str, environment: dict[str, str], folder: str) -> None:
    assert data_folder(environment, system) == Path(folder).expanduser()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_the_person_reads_the_store(tmp_path: Path) -> None:
    path = Desktop({"XDG_DATA_HOME": str(tmp_path / "data")}, "linux").store_path()
    store, warning = open_store(path)
    store.close()
    assert (path.relative_to(tmp_path), warning) == (Path("data/chorus/chat.sqlite3"), "")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


class Recorder:
    """A program of this name, first on the PATH, which writes down what it is called with."""

    def __init__(self, folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self._called = folder / "called"
        os.mkfifo(self._called)
        program = folder / name
        program.write_text(f'#!/bin/sh\nprintf "%s\\0" "$@" > "{self._called}"\n')
        program.chmod(0o700)
        monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)

    def arguments(self) -> list[str]:
        """Waits for the next call."""
        found: list[str] = []
        reader = threading.Thread(target=lambda: found.extend(self._called.read_text().split("\0")[:-1]), daemon=True)
        reader.start()
        reader.join(SECONDS)
        assert found, "it was not called"
        return found


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no notify-send")
def test_remote_text_is_never_an_option_nor_a_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = Recorder(tmp_path, "notify-send", monkeypatch)
    Desktop(system="linux").notify(Note("#tea:1", "--help", "$(touch x) `id` <b>; rm -rf *\n\\ 'quoted'"))
    *options, end, title, text = program.arguments()
    assert (end, title) == ("--", "--help")
    assert text == "$(touch x) `id` &lt;b&gt;; rm -rf *\n\\ 'quoted'"
    assert "--hint=string:x-canonical-private-synchronous:#tea:1" in options


def test_what_is_told_is_escaped_and_cut() -> None:
    command = notify_command(Note("#tea", "t" * 500, "<b>&" + "x" * 500))
    assert command[0] == "notify-send"
    assert command[-3:-1] == ["--", "t" * 100]
    assert command[-1] == "&lt;b&gt;&amp;" + "x" * 296
    assert all(option.startswith("--") for option in command[1:-2])


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_without_a_program_for_it_a_notification_is_nothing(system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    began: list[threading.Thread] = []

    def start(thread: threading.Thread) -> None:
        began.append(thread)
        thread.run()

    monkeypatch.setattr(threading.Thread, "start", start)
    Desktop(system=system).notify(Note("ann", "ann", "nul \0 and \udcff"))
    assert len(began) == (system == "linux")


@pytest.mark.parametrize(
    ("address", "opened"),
    [
        ("https://example.org/a?b=c#d", True),
        ("http://[::1]:8080/", True),
        ("HTTPS://EXAMPLE.ORG", True),
        ("https://", False),
        ("https:///etc/passwd", False),
        ("file:///etc/passwd", False),
        ("javascript:alert(1)", False),
        ("ssh://example.org", False),
        ("-https://example.org", False),
        ("https://example.org/ --new-window", False),
        ("https://example.org/\n", False),
        ("https://example.org/\u202e", False),
        ("https://[::1", False),
        ("https://example.org/" + "x" * 5000, False),
        ("", False),
    ],
)
def test_only_addresses_of_the_web_are_opened(address: str, opened: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def browse(one: str) -> bool:
        asked.append(one)
        return True

    monkeypatch.setattr("webbrowser.open", browse)
    assert Desktop().open_address(address) is opened
    assert asked == ([address] if opened else [])


@pytest.mark.parametrize(
    ("system", "said", "dark"),
    [
        ("linux", "'prefer-dark'\n", True),
        ("linux", "'default'\n", False),
        ("linux", None, None),
        ("darwin", "Dark\n", True),
        ("darwin", None, False),
        ("win32", "    AppsUseLightTheme    REG_DWORD    0x0\r\n", True),
        ("win32", "    AppsUseLightTheme    REG_DWORD    0x1\r\n", False),
        ("win32", None, None),
    ],
)
def test_dark_is_what_the_desktop_is_set_to(system: str, said: str | None, dark: bool | None) -> None:
    commands: list[Sequence[str]] = []

    def output(command: Sequence[str]) -> str | None:
        commands.append(command)
        return said

    assert system_dark(system, output) is dark
    assert len(commands) == 1


def test_dark_is_found_out_beside_and_told_when_it_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    told = threading.Semaphore(0)
    said = iter(["'prefer-dark'", "'default'"])
    monkeypatch.setattr(desktop, "_output", lambda command: next(said))
    device = Desktop(system="linux")
    assert device.is_dark() is None
    for dark in (True, False):
        device.ask_dark(lambda: told.release())
        assert told.acquire(timeout=SECONDS)
        assert device.is_dark() is dark


def test_a_system_without_anything_special_has_an_answer_for_all() -> None:
    device = Device()
    device.notify(Note("ann", "ann", "hello"))
    device.withdraw("ann")
    device.ask_to_notify()
    device.follow_notes(lambda tag: pytest.fail(f"nobody touched {tag}"))
    assert (device.is_dark(), device.keyboard_height(), device.to_background()) == (None, 0.0, False)
    assert device.store_path().name == "chat.sqlite3"


def test_here_is_one_device() -> None:
    pytest.importorskip("kivy", reason="Kivy is not installed: pip install '.[app]' with Python 3.11 to 3.13")
    assert here() is here()
