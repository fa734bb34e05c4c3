"""Options as an admin meets them: a wrong value is one clear line and exit code 2, a right one has its effect."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from tests.system.gateways import Gateway, run
from tests.system.talker import IrcTalker, PlainTalker, Talker


def _is_one_clear_line(text: str) -> bool:
    return text.startswith("chorus-gateway: ") and text.count("\n") == 1


def test_a_wrong_value_is_one_line_and_exit_code_2() -> None:
    """What each option takes is `test_settings`' affair; this is the way to the admin, by each of the two sources."""
    for ended in (run("--listen", "nowhere"), run(environment={"CHORUS_LISTEN": "nowhere"})):
        assert ended.returncode == 2
        assert _is_one_clear_line(ended.stderr) and "'nowhere': expected HOST:PORT" in ended.stderr


def test_a_wrong_secret_is_not_repeated(tmp_path: Path) -> None:
    secret = tmp_path / "oper"
    secret.write_text("gandalf-without-a-colon\n")
    ended = run(environment={"CHORUS_OPER_FILE": str(secret)})
    assert ended.returncode == 2
    assert _is_one_clear_line(ended.stderr) and "CHORUS_OPER_FILE" in ended.stderr
    assert "gandalf" not in ended.stderr + ended.stdout


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_port_in_use_is_one_line_and_exit_code_2(workers: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        where = f"127.0.0.1:{taken.getsockname()[1]}"
        ended = run("--redis", "redis://127.0.0.1:1", "--listen", where, "--http", "", "--workers", workers)
    assert ended.returncode == 2
    assert _is_one_clear_line(ended.stderr) and where in ended.stderr


def test_no_redis_there_is_one_line(tmp_path: Path) -> None:
    ended = run("--redis", f"unix://{tmp_path}/none", "--listen", "127.0.0.1:0", "--listen-plain", "", "--http", "")
    assert ended.returncode == 1
    assert _is_one_clear_line(ended.stderr) and "Redis" in ended.stderr


def test_secrets_from_files_work_and_are_seen_nowhere(redis_url: str, tmp_path: Path) -> None:
    files = {"password": "mellon", "oper": "root:gandalf\n"}
    environment = {}
    for name, content in files.items():
        (tmp_path / name).write_text(content)
        environment[f"CHORUS_{name.upper()}_FILE"] = str(tmp_path / name)
    with Gateway(redis_url, "--log-level", "debug", "--max-clients", "5", environment=environment) as gateway:
        with Talker(gateway.irc) as wrong:
            wrong.send("PASS wrong", "NICK ann", "USER ann 0 * :Ann")
            wrong.expect(" 464 ")
            wrong.expect("^ERROR ")
            wrong.expect_end()
        with Talker(gateway.irc) as irc:
            irc.send("PASS mellon", "NICK ann", "USER ann 0 * :Ann", "OPER root gandalf")
            irc.expect(" 381 ann ")
            with Talker(gateway.plain) as plain:
                plain.expect("password")
                plain.send("mellon")
                plain.expect("name")
                plain.send("bob")
                plain.expect("Hi there, bob!")
            with Talker(gateway.plain) as wrong:
                wrong.send("frodo")
                wrong.expect("Password incorrect")
                wrong.expect_end()
        command = Path(f"/proc/{gateway.popen.pid}/cmdline")
        shown = command.read_text() if command.exists() else ""
        gateway.logged("left: ", 4)
    assert not any(word in line for line in [*gateway.log, shown] for word in ("mellon", "gandalf", "frodo"))
    for line in gateway.log:
        assert {"time", "level", "message"} <= json.loads(line).keys()


def test_too_many_clients_are_turned_away_in_their_own_dialect(redis_url: str) -> None:
    options = ("--max-clients", "3", "--max-clients-per-ip", "2")
    with Gateway(redis_url, *options) as gateway:
        with Talker(gateway.plain), Talker(gateway.irc) as second:
            second.send("PING 1")
            second.expect("PONG")
            with Talker(gateway.plain) as third:
                third.expect("^Too many connections from your address")
                third.expect_end()
            with Talker(gateway.irc) as third:
                third.expect("^ERROR :.*Too many connections from your address")
                third.expect_end()
        gateway.logged("Turned away", 2)
        with Talker(gateway.plain) as later:
            later.expect("name")


def test_a_proxy_says_where_clients_come_from(redis_url: str) -> None:
    with Gateway(redis_url, "--proxy-from", "127.0.0.1/32", "--max-clients-per-ip", "1") as gateway:
        with Talker(gateway.plain) as first, Talker(gateway.irc) as second, Talker(gateway.irc) as third:
            first.send("PROXY TCP4 192.0.2.7 192.0.2.1 4000 4242", "ann")
            first.expect("Hi there, ann!")
            gateway.logged('"address": "192.0.2.7"')
            header = (
                b"\r\n\r\n\0\r\nQUIT\n" + b"\x21\x11\x00\x0c" + bytes([192, 0, 2, 8, 192, 0, 2, 1, 15, 160, 26, 11])
            )
            second.send_bytes(header + b"NICK bob\r\nUSER bob 0 * :Bob\r\nWHOIS bob\r\n")
            second.expect(" 311 bob bob ~bob 192.0.2.8 ")
            third.send("PROXY TCP4 192.0.2.8 192.0.2.1 4001 6667")
            third.expect("^ERROR :.*Too many connections from your address")
        with Talker(gateway.irc) as liar:
            liar.send("NICK eve")
            liar.expect_end()
            assert liar.seen == []


def test_too_fast_a_client_is_slowed_and_loses_nothing(redis_url: str) -> None:
    with (
        Gateway(redis_url, "--flood-rate", "100", "--flood-burst", "10") as gateway,
        IrcTalker(gateway.irc, "witness") as witness,
        PlainTalker(gateway.plain, "fast") as fast,
    ):
        witness.join("#lobby")
        fast.send(*(f"line {n}" for n in range(60)), "QUIT")
        fast.expect("^QUIT$")
        fast.expect_end()
        witness.expect(" QUIT ")
        said = [line.rpartition(" :")[2] for line in witness.seen if " PRIVMSG #lobby " in line]
        assert said == [f"line {n}" for n in range(60)]


def test_the_message_of_the_day_is_the_files(redis_url: str, tmp_path: Path) -> None:
    motd = tmp_path / "motd"
    motd.write_text("Grüße ☺\n\n  indented\n\n", "utf-8")
    with Gateway(redis_url, "--motd", str(motd)) as gateway, IrcTalker(gateway.irc, "ann") as ann:
        assert [line.partition(" :- ")[2] for line in ann.seen if " 372 " in line] == ["Grüße ☺", "", "  indented"]
