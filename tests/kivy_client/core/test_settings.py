"""What the app is told: the command line, the environment, the prompt."""

from __future__ import annotations

from pathlib import Path

import pytest

from kivy_client.core.model.servers import Server
from kivy_client.core.settings import (
    Settings,
    SettingsError,
    clean_host,
    clean_name,
    clean_port,
    from_command_line,
)


def test_defaults() -> None:
    assert from_command_line([], {}) == Settings("", "localhost", 6667, "#lobby")


def test_options_come_before_the_environment() -> None:
    environment = {"CHORUS_NAME": "bob", "CHORUS_HOST": "h", "CHORUS_PORT": "1"}
    assert from_command_line([], environment) == Settings("bob", "h", 1, tls=True)
    assert from_command_line(["--name", "mira k", "--port", "2"], environment) == Settings("mira_k", "h", 2, tls=True)


@pytest.mark.parametrize("arguments", [["--port", "x"], ["--port", "70000"], ["--port", ""], ["--host", "a b"]])
def test_a_wrong_option_is_one_line_and_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        from_command_line(arguments, {})
    assert exit_.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_name_makes_a_server_to_go_to_at_once() -> None:
    assert from_command_line([], {}).server is None
    server = from_command_line(["--name", "mira", "--port", "6668"], {}).server
    assert server == Server(host="localhost", port=6668, tls=False, nick="mira")


@pytest.mark.parametrize(
    ("arguments", "port", "tls"),
    [
        (["--host", "chat.example"], 6697, True),
        (["--host", "chat.example", "--port", "6667"], 6667, False),
        (["--host", "chat.example", "--port", "7000"], 7000, True),
        (["--host", "chat.example", "--no-tls"], 6667, False),
        (["--host", "127.0.0.1"], 6667, False),
        (["--host", "127.0.0.1", "--tls"], 6697, True),
    ],
)
def test_tls_is_used_unless_the_server_is_here(arguments: list[str], port: int, tls: bool) -> None:
    settings = from_command_line(arguments, {})
    assert (settings.port, settings.tls) == (port, tls)


def test_the_environment_says_whether_by_tls_and_where_the_store_is() -> None:
    settings = from_command_line([], {"CHORUS_TLS": "yes", "CHORUS_STORE": "/tmp/a.db"})
    assert (settings.tls, settings.port, settings.store) == (True, 6697, Path("/tmp/a.db"))


def test_what_is_typed_into_the_prompt_is_cleaned() -> None:
    assert (clean_name("  Mira   K "), clean_host(" ::1 "), clean_port(" 6667 ")) == ("Mira_K", "::1", 6667)


@pytest.mark.parametrize("name", [" ", "n" * 65, "a\x07b", ":a"])
def test_names_that_cannot_be_asked_for(name: str) -> None:
    with pytest.raises(SettingsError, match=r"\.$"):
        clean_name(name)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "x", "", "٣", "9" * 5000])
def test_ports_that_do_not_exist(port: str) -> None:
    with pytest.raises(SettingsError, match="from 1 to 65535"):
        clean_port(port)
