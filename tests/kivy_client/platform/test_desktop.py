"""Desktops: where the store is, links, dark colours, and what a system without anything special answers."""

from __future__ import annotations

import stat
import sys
import threading
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from queue import SimpleQueue

import pytest

from kivy_client.core.store import open_store
from kivy_client.platform import desktop, here
from kivy_client.platform.desktop import Desktop, data_folder, system_dark
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
        ("--version", False),
        ("/bin/sh", False),
        ("httpx://example.org", False),
        ("https://example.org/ --new-window", False),
        ("https://example.org/\n", False),
        ("https://example.org/\u202e", False),
        ("https://[::1", False),
        ("https://example.org/" + "x" * 5000, False),
        ("", False),
    ],
)
def test_only_addresses_of_the_web_are_opened(address: str, opened: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: SimpleQueue[str] = SimpleQueue()
    monkeypatch.setattr("webbrowser.get", lambda: None)
    monkeypatch.setattr("webbrowser.open", asked.put)
    assert Desktop().open_address(address) is opened
    if opened:
        assert asked.get(timeout=SECONDS) == address
    assert asked.empty()


def test_a_browser_that_keeps_one_waiting_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()
    monkeypatch.setattr("webbrowser.get", lambda: None)
    monkeypatch.setattr("webbrowser.open", lambda _: ended.wait(SECONDS))
    assert Desktop().open_address("https://example.org/")
    assert not ended.is_set()
    ended.set()


def test_without_a_browser_a_link_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def get() -> None:
        raise webbrowser.Error("could not locate runnable browser")

    monkeypatch.setattr("webbrowser.get", get)
    assert not Desktop().open_address("https://example.org/")


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
    monkeypatch.setattr(desktop, "output", lambda command: next(said))
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
