"""Options: where a value comes from, what is refused and how, and that no secret is shown."""

from __future__ import annotations

import os
import subprocess
import sys
from ipaddress import ip_network
from pathlib import Path

import pytest

from gateway.settings import OPTIONS, SettingsError, load
from gateway.values import Address


def wrong(*arguments: str, **environ: str) -> str:
    with pytest.raises(SettingsError) as caught:
        load(arguments, environ)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_defaults() -> None:
    settings = load([], {})
    assert settings.listen == Address("*", 6667)
    assert settings.listen_plain == Address("*", 4242, optional=True)
    assert settings.http == Address("127.0.0.1", 8067, optional=True)
    assert settings.redis == "embedded://"
    assert settings.workers == 1
    assert (settings.password, settings.oper, settings.motd, settings.proxy_from) == ("", {}, (), ())
    assert (settings.history_events, settings.history_days) == (1000, 7)


def test_the_command_line_goes_before_the_environment_and_that_before_the_default() -> None:
    environ = {"CHORUS_WORKERS": "3", "CHORUS_SERVER_INFO": "from the environment"}
    settings = load(["--workers", "2"], environ)
    assert settings.workers == 2
    assert settings.server_info == "from the environment"
    assert settings.server_name == "chorus.localhost"


def test_every_option_can_come_from_the_environment() -> None:
    texts = {
        "listen": "127.0.0.1:1",
        "listen_plain": "[::1]:2",
        "http": "off",
        "redis": "unix:///run/redis.sock",
        "workers": "4",
        "server_name": "chat.example.org",
        "server_info": "A class",
        "motd": os.devnull,
        "admin": "The school, room 7\n\n admin@example.org ",
        "password": "p w",
        "oper": "a:b,c:d:e\nf:g",
        "listen_tls": "*:6697",
        "tls_cert": "cert.pem",
        "tls_key": "key.pem",
        "listen_ws": "*:8097",
        "listen_wss": "*:8098",
        "ws_origins": "https://Chat.Example.org/, http://localhost:8000",
        "sts_duration": "60",
        "proxy_from": "10.0.0.0/8, ::1",
        "flood_rate": "0.5",
        "flood_burst": "0",
        "big_room": "9",
        "max_clients": "5",
        "max_clients_per_ip": "6",
        "history_events": "7",
        "history_days": "8",
        "log_level": "debug",
        "log_format": "json",
    }
    assert texts.keys() == {option.key for option in OPTIONS}
    settings = load([], {"CHORUS_" + key.upper(): text for key, text in texts.items()})
    assert settings.listen == Address("127.0.0.1", 1)
    assert settings.listen_plain == Address("::1", 2)
    assert settings.listen_tls == Address("*", 6697)
    assert (settings.listen_ws, settings.listen_wss) == (Address("*", 8097), Address("*", 8098))
    assert settings.ws_origins == ("https://chat.example.org", "http://localhost:8000")
    assert (settings.tls_cert, settings.tls_key, settings.sts_duration) == ("cert.pem", "key.pem", 60)
    assert settings.http is None
    assert settings.redis == "unix:///run/redis.sock"
    assert settings.server_name == "chat.example.org"
    assert settings.motd == ()
    assert settings.admin == ("The school, room 7", "admin@example.org")
    assert settings.password == "p w"
    assert settings.oper == {"a": "b", "c": "d:e", "f": "g"}
    assert settings.proxy_from == (ip_network("10.0.0.0/8"), ip_network("::1/128"))
    assert settings.flood_rate == 0.5
    assert (settings.log_level, settings.log_format) == ("debug", "json")


def test_repeatable_options_gather() -> None:
    settings = load(["--oper", "a:b", "--oper", "c:d,e", "--proxy-from", "10.0.0.0/8", "--proxy-from", "::1"], {})
    assert settings.oper == {"a": "b", "c": "d,e"}
    assert len(settings.proxy_from) == 2


def test_secrets_come_from_files(tmp_path: Path) -> None:
    for name, text in {"redis": "redis://:s3cret@db/0\n", "password": "open sesame\n", "oper": "a:b,c\nd:e\n"}.items():
        (tmp_path / name).write_text(text)
    names = ("redis", "password", "oper")
    settings = load([], {f"CHORUS_{name.upper()}_FILE": str(tmp_path / name) for name in names})
    assert settings.redis == "redis://:s3cret@db/0"
    assert settings.password == "open sesame"
    assert settings.oper == {"a": "b,c", "d": "e"}


def test_origins_are_as_browsers_name_them() -> None:
    def origin(text: str) -> str:
        (found,) = load(["--listen-ws", "*:8097", "--ws-origins", text], {}).ws_origins
        return found

    assert origin("https://chat.example.org:443") == "https://chat.example.org"
    assert origin("http://chat.example.org:80/") == "http://chat.example.org"
    assert origin("http://chat.example.org:443") == "http://chat.example.org:443"
    assert origin("HTTP://[2001:DB8::1]:8000") == "http://[2001:db8::1]:8000"
    for text in ("chat.example.org", "ftp://chat.example.org", "https://", "https://a b", "https://a/chat", "*"):
        assert "expected an origin" in wrong("--listen-ws", "*:8097", "--ws-origins", text)
    assert "--ws-origins without --listen-ws" in wrong("--ws-origins", "https://chat.example.org")


def test_options_of_tls_that_do_not_fit_together() -> None:
    assert "--listen-tls needs a certificate" in wrong("--listen-tls", "*:6697")
    assert "--listen-wss needs a certificate" in wrong("--listen-wss", "*:8098")
    assert "--tls-key without --tls-cert" in wrong("--listen-tls", "", "--tls-key", "key.pem")
    assert "--tls-cert without --listen-tls" in wrong("--tls-cert", "cert.pem")
    assert "--sts-duration without --listen-tls" in wrong("--sts-duration", "60")
    assert "at least 0" in wrong("--sts-duration", "-1")
    tls = ["--listen-tls", "*:6697", "--tls-cert", "both.pem"]
    settings = load(["--listen", "off", "--listen-plain", "off", *tls], {})
    web = load(["--listen", "", "--listen-plain", "", "--listen-wss", "*:8098", "--tls-cert", "both.pem"], {})
    assert web.listen_wss == Address("*", 8098)
    assert load(["--listen-wss", "*:1", "--tls-cert", "c", "--ws-origins", "https://a.b"], {}).ws_origins
    assert (settings.tls_key, settings.sts_duration) == ("", None)
    assert load([*tls, "--sts-duration", "0"], {}).sts_duration == 0


def test_a_secret_in_two_places_is_refused(tmp_path: Path) -> None:
    assert "both set" in wrong(CHORUS_PASSWORD="a", CHORUS_PASSWORD_FILE=str(tmp_path / "password"))


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing")
    assert wrong(CHORUS_OPER_FILE=missing) == f"CHORUS_OPER_FILE: cannot read {missing!r}: No such file or directory"
    assert wrong("--motd", missing) == f"--motd: {missing!r}: cannot read it: No such file or directory"
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    assert "not UTF-8" in wrong(CHORUS_PASSWORD_FILE=str(tmp_path / "binary"))
    assert "not UTF-8" in wrong(CHORUS_MOTD=str(tmp_path / "binary"))


def test_motd_is_lines(tmp_path: Path) -> None:
    (tmp_path / "motd").write_bytes("Welcome  \r\n\r\nBe kind ☺\n\n".encode())
    assert load(["--motd", str(tmp_path / "motd")], {}).motd == ("Welcome", "", "Be kind ☺")


@pytest.mark.parametrize(
    ("option", "text"),
    [
        ("listen", "6667"),
        ("listen", "::1:6667"),
        ("listen", "localhost:65536"),
        ("listen", "[::1]"),
        ("listen", "a b:1"),
        ("http", "x:"),
        ("workers", "0"),
        ("workers", "two"),
        ("workers", "١"),
        ("server-name", "localhost"),
        ("server-name", "a b.c"),
        ("server-info", "two\nlines"),
        ("proxy-from", "10.0.0.1/8"),
        ("flood-rate", "-1"),
        ("flood-rate", "nan"),
        ("flood-burst", "1.5"),
        ("max-clients", "-1"),
        ("history-events", "0"),
        ("log-level", "loud"),
        ("log-format", "xml"),
    ],
)
def test_wrong_values_are_named_with_their_source(option: str, text: str) -> None:
    assert wrong("--" + option, text).startswith(f"--{option}: {text!r}: expected")
    variable = "CHORUS_" + option.upper().replace("-", "_")
    assert wrong(**{variable: text}).startswith(f"{variable}: {text!r}: expected")


@pytest.mark.parametrize(
    ("option", "text"),
    [
        ("oper", "hunter2"),
        ("oper", "name:"),
        ("oper", "na me:hunter2"),
        ("redis", "http://:hunter2@db"),
        ("redis", "hunter2"),
        ("redis", "redis://:hunter2@db:port"),
        ("redis", "embedded://hunter2"),
        ("redis", "redis:///hunter2"),
        ("redis", "redis://db/hunter2"),
        ("redis", "rediss://db/1/hunter2"),
        ("password", "hunter2\nhunter2"),
        ("password", "hunter2\udcff"),
    ],
)
def test_wrong_secrets_are_not_repeated(option: str, text: str) -> None:
    assert "hunter2" not in wrong("--" + option, text)
    assert "hunter2" not in wrong(**{"CHORUS_" + option.upper(): text})


def test_unknown_options_are_named_without_what_may_be_a_secret() -> None:
    assert wrong("--pasword", "hunter2") == "there is no option --pasword"
    assert wrong("--pasword=hunter2") == "there is no option --pasword"
    assert "hunter2" not in wrong("hunter2")
    assert wrong("--listen") == "argument --listen: expected one argument"


def test_somewhere_to_connect_is_needed() -> None:
    assert load(["--listen", "off"], {}).listen is None
    assert "nobody could connect" in wrong("--listen", "", "--listen-plain", "off")


def test_admin_is_three_lines_at_most() -> None:
    lines = [word for text in ("a", "b", "c") for word in ("--admin", text)]
    assert load(lines, {}).admin == ("a", "b", "c")
    with pytest.raises(SettingsError, match="--admin: three lines"):
        load([*lines, "--admin", "d"], {})


def test_secrets_are_not_shown() -> None:
    settings = load(["--password", "hunter1", "--oper", "a:hunter2", "--redis", "redis://:hunter3@db"], {})
    assert "hunter" not in repr(settings)


@pytest.mark.parametrize(
    "url", ["redis://db", "redis://db/", "rediss://:pw@db:6380/1", "unix:///run/r.sock?db=1", "embedded://fake"]
)
def test_redis_urls(url: str) -> None:
    assert load(["--redis", url], {}).redis == url


def test_help_names_every_option_with_its_variables_and_default(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        load(["--help"], {})
    assert caught.value.code == 0
    text = " ".join(capsys.readouterr().out.split())
    for option in OPTIONS:
        assert f"--{option.name} {option.metavar}" in text
        file = f" or {option.variable}_FILE" if option.secret else ""
        assert f"[{option.variable}{file}; default: {option.default or 'none'}]" in text


@pytest.mark.system
def test_a_wrong_value_is_one_line_and_exit_code_2() -> None:
    environ = os.environ | {"CHORUS_WORKERS": "none"}
    ended = subprocess.run([sys.executable, "-m", "gateway"], env=environ, capture_output=True, text=True, timeout=30)
    assert ended.returncode == 2
    assert ended.stderr == "chorus-gateway: CHORUS_WORKERS: 'none': expected a whole number of at least 1\n"
    assert ended.stdout == ""
