"""What the app asks of the system, on desktops."""

from __future__ import annotations

import webbrowser
from collections.abc import Sequence
from pathlib import Path

import pytest

from kivy_client.platform import here
from kivy_client.platform.desktop import Desktop, data_folder, notify_command, system_dark
from kivy_client.platform.device import Note


def test_where_things_are_kept() -> None:
    home = Path.home()
    assert data_folder({}, "linux") == home / ".local/share/chorus"
    assert data_folder({"XDG_DATA_HOME": "/data"}, "linux") == Path("/data/chorus")
    assert data_folder({"XDG_DATA_HOME": "relative"}, "linux") == home / ".local/share/chorus"
    assert data_folder({"XDG_DATA_HOME": "/data"}, "darwin") == home / "Library/Application Support/Chorus"
    assert data_folder({"APPDATA": "/roaming"}, "win32") == Path("/roaming/Chorus")
    assert Desktop({"XDG_DATA_HOME": "/data"}, "linux").store_path() == Path("/data/chorus/chat.sqlite3")


def test_a_note_is_an_argument_vector_and_its_text_is_no_markup() -> None:
    command = notify_command(Note("#a", "--help", "<b>&"))
    assert command[0] == "notify-send"
    assert command[-3:] == ["--", "--help", "&lt;b&gt;&amp;"]


def test_a_note_is_bounded() -> None:
    assert sum(map(len, notify_command(Note("#a", "t" * 9000, "x" * 9000)))) < 600


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "javascript:alert(1)", "--version", "ftp://x", "/bin/sh", "", "httpx://y"]
)
def test_only_the_web_is_opened(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda _: pytest.fail("it was opened"))
    assert not here().open_address(address)


def test_an_address_of_the_web_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: not opened.append(address))
    assert here().open_address("HTTPS://example.org/?q=1")
    assert opened == ["HTTPS://example.org/?q=1"]


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
def test_what_the_system_says_of_its_colours(system: str, said: str | None, dark: bool | None) -> None:
    def output(_: Sequence[str]) -> str | None:
        return said

    assert system_dark(system, output) is dark
