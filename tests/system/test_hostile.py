"""What odd, hostile and unlucky clients do to real gateways; and that it harms nobody else."""

from __future__ import annotations

import os
import re
import signal
import socket
from contextlib import ExitStack

from tests.system.gateways import PATIENCE, Gateway
from tests.system.talker import IrcTalker, PlainTalker, Talker


def _said(talker: Talker) -> list[str]:
    return [line.partition(" PRIVMSG #lobby :")[2] for line in talker.seen if " PRIVMSG #lobby :" in line]


def test_what_was_sent_before_the_end_of_the_stream_is_carried_out(
    gateways: tuple[Gateway, Gateway], name: str
) -> None:
    """`printf 'name\\nhello\\nQUIT\\n' | nc -N`: all of it comes at once, and the end right behind it."""
    one, two = gateways
    with IrcTalker(two.irc, name + "w") as witness:
        witness.join("#lobby")
        with socket.create_connection(("127.0.0.1", one.plain), PATIENCE) as nc:
            nc.sendall(f"{name}\n".encode() + b"".join(b"line %d\n" % n for n in range(100)) + b"QUIT\n")
            nc.shutdown(socket.SHUT_WR)
            told = b"".join(iter(lambda: nc.recv(4096), b""))
        assert told.endswith(b"QUIT\n")
        witness.expect(f"^:{name}!\\S+ QUIT ")
        assert _said(witness) == [f"line {n}" for n in range(100)]


def test_who_asks_and_closes_its_side_at_once_is_answered(gateways: tuple[Gateway, Gateway], name: str) -> None:
    """`printf 'NICK …\r\nUSER …\r\nJOIN #lobby\r\nNAMES #lobby\r\n' | nc -N`: no QUIT, no PONG awaited."""
    one, two = gateways
    with IrcTalker(two.irc, name + "w") as witness:
        witness.join("#lobby")
        with socket.create_connection(("127.0.0.1", one.irc), PATIENCE) as nc:
            nc.sendall(f"NICK {name}\r\nUSER x 0 * :x\r\nJOIN #lobby\r\nNAMES #lobby\r\n".encode())
            nc.shutdown(socket.SHUT_WR)
            told = b"".join(iter(lambda: nc.recv(4096), b"")).decode()
        assert re.search(f" 001 {name} ", told)
        assert re.findall(f" (353|366) {name} ", told)[-2:] == ["353", "366"]
        witness.expect(f"^:{name}!\\S+ QUIT :Connection closed")


def test_telnet_and_bytes_that_are_no_text_do_not_reach_others(gateways: tuple[Gateway, Gateway], name: str) -> None:
    one, two = gateways
    with IrcTalker(two.irc, name + "w") as witness, Talker(one.plain) as odd:
        witness.join("#lobby")
        odd.send_bytes(b"\xff\xfd\x01\xff\xfa\x18\0xterm\xff\xf0" + name.encode() + b"\r\n")
        odd.expect("Hi there, ")
        odd.send_bytes(
            b"\xff\xfb\x1fhel\0lo\x07\x08\r\nesc\x1b[2Jape\nna\xc3\xafve \xe9\n" + "☺ 😀".encode() + b"\r\nQUIT\n"
        )
        odd.expect_end()
        witness.expect(f"^:{name}!\\S+ QUIT ")
        assert _said(witness) == ["hello", "esc[2Jape", "naïve \ufffd", "☺ 😀"]


def test_a_very_long_line_is_told_whole_in_pieces(gateways: tuple[Gateway, Gateway], name: str) -> None:
    one, two = gateways
    words, smiles = "word " * 700, "☺😀" * 400
    with IrcTalker(two.irc, name + "w") as witness, PlainTalker(one.plain, name) as plain:
        witness.join("#lobby")
        plain.send(words, smiles, "QUIT")
        plain.expect_end()
        witness.expect(f"^:{name}!\\S+ QUIT ")
        assert all(len(line.encode()) <= 510 for line in witness.seen)
        text = " ".join(_said(witness))
        assert text.count("word") == 700 and "".join(text.split()).endswith(smiles)


def test_a_bad_name_is_told_why_and_asked_for_again(gateways: tuple[Gateway, Gateway], name: str) -> None:
    bad = ["", "  ", "#lobby", "1one", "a!b@c", "x" * 1000, "😀", "p\u0430ypal", "z\u200bz", "Ｗide", "a.b", ",", "*"]
    with Talker(gateways[0].plain) as plain:
        plain.expect("name")
        plain.send(*bad, name)
        plain.expect(f"Hi there, {name}!")
        asked = [line for line in plain.seen if line.startswith("A name m")]
        assert len(asked) == len(bad)
        assert all(line.endswith(". What is your name?") for line in asked)


def test_a_name_wanted_by_two_at_once_is_given_to_one(gateways: tuple[Gateway, Gateway], name: str) -> None:
    one, two = gateways
    for n in range(10):
        nick = f"{name}x{n}"
        with Talker(one.plain) as plain, Talker(two.irc) as irc:
            plain.expect("name")
            irc.send(f"USER {nick} 0 * :x", f"NICK {nick}")
            plain.send(nick.upper())
            outcomes = (plain.expect("Hi there|already in use")[0], irc.expect(" (001|433) ")[1])
            assert outcomes in {("Hi there", "433"), ("already in use", "001")}


def test_garbage_is_answered_and_does_not_cost_the_connection(gateways: tuple[Gateway, Gateway], name: str) -> None:
    with IrcTalker(gateways[0].irc, name) as irc:
        irc.join("#lobby")
        for garbage in (
            b"\0\0\0",
            b":",
            b"@",
            b"@a=b",
            b"\xff\xfe",
            b"PRIVMSG #lobby :\xff",
            b"x" * 100_000,
            b"@" + b"t" * 9000,
        ):
            irc.send_bytes(garbage + b"\r\n")
        irc.sync("alive")
        errors = [line for line in irc.seen if re.search(r" (400|417) | FAIL \S+ INVALID_UTF8 ", line)]
        assert len(errors) == 8


def test_a_browser_gets_nowhere(gateways: tuple[Gateway, Gateway], name: str) -> None:
    post = f"POST / HTTP/1.1\r\nHost: x\r\n\r\nNICK {name}\r\nUSER x 0 * :x\r\n".encode()
    with Talker(gateways[0].irc) as browser:
        browser.send_bytes(post)
        browser.expect("^ERROR ")
        browser.expect_end()
        assert len(browser.seen) == 1


def test_a_crowd_that_joins_at_once_sees_one_room(gateways: tuple[Gateway, Gateway], name: str) -> None:
    """Each of 60 sees, behind its own NAMES, exactly those joins that were not in it."""
    room, size = f"#{name}", 60
    with ExitStack() as stack:
        crowd = [stack.enter_context(Talker(gateways[n % 2].irc)) for n in range(size)]
        nicks = {f"{name}c{n}" for n in range(size)}
        for n, one in enumerate(crowd):
            one.send(f"NICK {name}c{n}", "USER x 0 * :x", f"JOIN {room}")
        for one in crowd:
            one.expect(f" 366 \\S+ {room} ")
        crowd[0].send("QUIT")
        crowd[0].expect_end()
        for n, one in enumerate(crowd):
            if n:
                one.expect(f"^:{name}c0!\\S+ QUIT ")
            names = {
                word.lstrip("@") for line in one.seen if " 353 " in line for word in line.rpartition(":")[2].split()
            }
            joined = [line[1:].partition("!")[0] for line in one.seen if " JOIN " in line]
            assert len(joined) == len(set(joined))
            assert names | set(joined) == nicks
            assert names & set(joined) == {f"{name}c{n}"}


def test_a_killed_worker_is_started_again_and_the_others_go_on() -> None:
    """`--workers 2` on an embedded bus; the kernel spreads the clients over them."""
    with Gateway("embedded://", workers=2) as gateway, ExitStack() as stack:
        talkers = [stack.enter_context(IrcTalker(gateway.irc, f"n{n}")) for n in range(12)]
        killed = re.search(r"process (\d+)", gateway.logged("started (process", 2)[0])
        assert killed
        os.kill(int(killed[1]), signal.SIGKILL)
        gateway.logged("starting it again")
        gateway.logged("waiting for people on", 3)
        staying = [talker for talker in talkers if _lives(talker)]
        with IrcTalker(gateway.irc, "witness") as witness:
            witness.join("#lobby")
            for n, talker in enumerate(staying):
                talker.join("#lobby")
                talker.send(f"PRIVMSG #lobby :still {n}")
                witness.expect(f" PRIVMSG #lobby :still {n}$")
        assert gateway.end(signal.SIGINT) == 0


def _lives(talker: IrcTalker) -> bool:
    """Whether its gateway still answers it."""
    try:
        talker.sync()
    except (AssertionError, ConnectionError):
        return False
    return True


def test_ctrl_c_tells_everybody_and_ends_in_order(redis_url: str) -> None:
    with Gateway(redis_url) as stays, Gateway(redis_url) as ends:
        with IrcTalker(stays.irc, "witness") as witness, PlainTalker(ends.plain, "pat") as plain:
            witness.join("#lobby")
            with IrcTalker(ends.irc, "ann") as irc:
                assert ends.end(signal.SIGINT) == 0
                plain.expect("^This gateway is restarting, please reconnect$")
                irc.expect("^ERROR :.*This gateway is restarting, please reconnect")
                plain.expect_end()
                irc.expect_end()
            witness.expect("^:pat!\\S+ QUIT :")
        assert not any('"level": "error"' in line for line in ends.log)
