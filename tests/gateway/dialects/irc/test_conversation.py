"""The rest of the conversation: the connection itself, lines that are none, the last words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.dialects.base import Leave, Reply
from gateway.dialects.irc import IrcConversation
from gateway.model.answers import Counts, Registered
from gateway.model.disconnects import Disconnect
from gateway.model.server import Server
from tests.gateway.dialects.dialogue import AT, Dialogue, lines


def test_ping_and_pong(fresh: Dialogue, anna: Dialogue) -> None:
    assert fresh.reads(b"PING :a b\r\n") == [":chorus.test PONG chorus.test :a b"]
    assert anna.reads(b"PING\r\n") == [":chorus.test 409 anna :No origin given"]
    assert anna.conversation.ping() == b"PING :chorus.test\r\n"


def test_a_line_that_comes_to_nothing_is_a_step(anna: Dialogue) -> None:
    anna.conversation.feed(b"PONG x\r\n")
    assert anna.conversation.step() == Reply(b"")
    assert anna.conversation.step() is None


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"QUIT\r\n", "Quit"), (b"QUIT :\r\n", "Quit"), (b"QUIT :bye now\r\n", "Quit: bye now")],
)
def test_quit(anna: Dialogue, data: bytes, reason: str) -> None:
    expected = Leave(f"ERROR :Closing link: ({reason})\r\n".encode(), Disconnect.QUIT, reason)
    assert anna.hears(data) == [expected]


def test_quit_before_registration(fresh: Dialogue) -> None:
    assert isinstance(fresh.hears(b"QUIT\r\n")[0], Leave)


def test_last_words(anna: Dialogue) -> None:
    farewell = anna.conversation.farewell
    assert farewell(Disconnect.PING_TIMEOUT, "") == b"ERROR :Closing link: Ping timeout\r\n"
    assert farewell(Disconnect.PING_TIMEOUT, "120 s") == b"ERROR :Closing link: Ping timeout (120 s)\r\n"


def test_unknown_commands(fresh: Dialogue, anna: Dialogue) -> None:
    assert anna.reads(b"FOO x\r\n") == [":chorus.test 421 anna FOO :Unknown command"]
    (line,) = anna.reads(b"X" * 510 + b"\r\n")
    assert line.endswith("X :Unknown command")


def test_before_registration(server: Server) -> None:
    dialogue = Dialogue(IrcConversation(server, "h"))
    for data in (b"FOO\r\n", b"PRIVMSG #a :x\r\n", b"LIST\r\n"):
        assert dialogue.reads(data) == [":chorus.test 451 * :You have not registered"]
    assert dialogue.reads(b"NOTICE #a :x\r\n") == []


def test_lines_that_are_none(anna: Dialogue) -> None:
    assert anna.reads(b"x" * 600 + b"\r\n") == [":chorus.test 417 anna :Input line was too long"]
    assert anna.reads(b"A\rB\r\n") == [":chorus.test 400 anna * :A line must not contain NUL, CR or LF"]
    rejected = "Message rejected, your IRC software MUST use UTF-8 encoding on this network"
    assert anna.reads(b"PRIVMSG #a :\xe9\r\n") == [f":chorus.test FAIL PRIVMSG INVALID_UTF8 :{rejected}"]
    assert anna.reads(b"\xe9 #a\r\n") == [f":chorus.test FAIL * INVALID_UTF8 :{rejected}"]


WORDS = [b"PRIVMSG", b"JOIN", b"CAP", b"REQ", b"CHATHISTORY", b"LATEST", b"MODE", b"WHO", b"NICK", b"#a", b"bob", b"*"]
PIECES = st.one_of(st.sampled_from([*WORDS, b" ", b" :", b"\r\n", b"\n", b"@a=b ", b",", b"+"]), st.binary(max_size=8))


@given(st.lists(PIECES, max_size=40), st.booleans())
def test_any_bytes_are_answered_by_whole_lines_that_fit(pieces: list[bytes], registered: bool) -> None:
    dialogue = Dialogue(IrcConversation(Server("chorus.test", "Chorus", "chorus-1", 0), "h"))
    if registered:
        dialogue.registers(b"NICK anna\r\nUSER anna 0 * :A\r\n", "anna")
        dialogue.reads(b"CAP REQ draft/chathistory\r\n")
    for step in dialogue.hears(b" ".join(pieces) + b"\r\n"):
        if isinstance(step, Reply | Leave):
            assert all(len(line.encode()) <= 510 for line in lines(step.data))


def test_the_longest_names_still_make_lines_that_fit() -> None:
    server = Server("s" * 63, "i" * 50, "v" * 30, 0)
    nick = "漢" * 32
    dialogue = Dialogue(IrcConversation(server, "h"))
    (command,) = dialogue.asks(f"NICK {nick}\r\nUSER u 0 * :U\r\n".encode())
    welcome = dialogue.answered(command, Registered(AT, "u1", nick, Counts(AT, 1, 1, 1, 1)))
    assert all(len(line.encode()) <= 510 for line in welcome)
    tokens = [line for line in welcome if " 005 " in line]
    assert all(line.endswith(" :are supported by this server") for line in tokens)
