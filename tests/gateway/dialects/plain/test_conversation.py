"""The plain dialect as a dialogue: the name, the lines, leaving."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.dialects.base import Ask, Leave, Reply
from gateway.dialects.plain import PlainConversation
from gateway.model.answers import Answer, Entered, MemberList, Registered, TopicIs
from gateway.model.commands import Join, Register, Say
from gateway.model.disconnects import Disconnect
from gateway.model.facts import Renamed
from gateway.model.refusals import Reason
from gateway.model.server import Server
from tests.gateway.dialects.dialogue import AT, COUNTS, MSGID, Dialogue, lines

SERVER = Server("chorus.test", "Chorus", "chorus-1", 0)


@pytest.fixture
def fresh() -> Dialogue:
    return Dialogue(PlainConversation(SERVER, "192.0.2.1"))


@pytest.fixture
def anna(fresh: Dialogue) -> Dialogue:
    fresh.registers(b"anna\n", "anna")
    assert fresh.steps() == [Ask(Join("#lobby"))]
    return fresh


def test_the_welcome_asks_for_the_name(fresh: Dialogue) -> None:
    assert lines(fresh.conversation.opened()) == ["Welcome to Chorus!", "What is your name?"]


def test_from_the_name_to_the_lobby(fresh: Dialogue) -> None:
    (command,) = fresh.asks(b"\xff\xfd\x03  Anna Bell \r\n")
    assert command == Register("Anna_Bell", "~plain", "Anna_Bell", "192.0.2.1")


def test_hi_there_and_how_to_leave(fresh: Dialogue) -> None:
    hello = fresh.registers(b"anna\n", "anna")
    assert hello == ["Hi there, anna! To leave the chat, type QUIT or {quit}."]
    (step,) = fresh.steps()
    assert step == Ask(Join("#lobby"))
    entered = Entered(AT, TopicIs(AT, "#lobby", "", "", 0), MemberList(AT, "#lobby", ()), False)
    assert fresh.answered(Join("#lobby"), entered) == []


def test_a_taken_name_is_asked_again(fresh: Dialogue) -> None:
    (command,) = fresh.asks(b"anna\n")
    assert fresh.refused(command, Reason.NICK_IN_USE, "anna") == ["That name is already in use. What is your name?"]
    assert fresh.registers(b"anna2\n", "anna2")[0].startswith("Hi there, anna2!")


@pytest.mark.parametrize("name", ["9a", "a,b", "x" * 33, "a:b", "", "  "])
def test_a_bad_name_is_asked_again(fresh: Dialogue, name: str) -> None:
    (line,) = fresh.reads(f"{name}\n".encode())
    assert line.startswith("A name must not ")
    assert line.endswith(". What is your name?")


def test_lines_typed_ahead_follow_the_join(fresh: Dialogue) -> None:
    (command,) = fresh.asks(b"anna\nhello\n")
    fresh.answered(command, Registered(AT, "u1", "anna", COUNTS))
    assert fresh.steps() == [Ask(Join("#lobby")), Ask(Say("#lobby", "hello"))]


def test_lines_go_to_the_lobby(anna: Dialogue) -> None:
    assert anna.asks("hi there\r\n  \tf(x)  \nczęść\n".encode()) == [
        Say("#lobby", "hi there"),
        Say("#lobby", "   f(x)"),
        Say("#lobby", "część"),
    ]
    assert anna.answered(Say("#lobby", "x"), Answer(AT)) == []


def test_what_is_dropped(anna: Dialogue) -> None:
    assert anna.asks(b"\n  \r\n\x1b\n") == []
    assert anna.asks(b"a\x1b[Ab\x08\x00c\xff\xf9d caf\xe9\n") == [Say("#lobby", "a[Abcd caf\ufffd")]


def test_an_empty_line_is_a_step(anna: Dialogue) -> None:
    anna.conversation.feed(b"\n")
    assert anna.conversation.step() == Reply(b"")
    assert anna.conversation.step() is None


def test_a_long_line_is_split_at_words(anna: Dialogue) -> None:
    text = " ".join(["wörter"] * 300)
    commands = anna.asks(text.encode() + b"\n")
    texts = [command.text for command in commands if isinstance(command, Say)]
    assert len(texts) == len(commands) > 4
    assert " ".join(texts) == text
    assert all(len(f":anna!~plain@192.0.2.1 PRIVMSG #lobby :{text}".encode()) <= 510 for text in texts)


@pytest.mark.parametrize("raw", [b"QUIT\n", b"{quit}\r\n", b"  QUIT \n", b"QUIT\r\n"])
def test_quit_is_echoed_as_it_came(fresh: Dialogue, anna: Dialogue, raw: bytes) -> None:
    assert anna.hears(raw + b"more\n") == [Leave(raw, Disconnect.QUIT, "Quit")]
    asked_for_the_name = Dialogue(PlainConversation(SERVER, "h"))
    assert asked_for_the_name.hears(raw) == [Leave(raw, Disconnect.QUIT, "Quit")]


@pytest.mark.parametrize("text", ["quit", "QUIT now", "{QUIT}", "/QUIT"])
def test_what_only_looks_like_quit_is_said(anna: Dialogue, text: str) -> None:
    assert anna.asks(text.encode() + b"\n") == [Say("#lobby", text)]


def test_a_refused_line(anna: Dialogue) -> None:
    assert anna.refused(Say("#lobby", "x"), Reason.CANNOT_SPEAK, "#lobby") == [
        "That did not work: you cannot speak in that room."
    ]


class TestPassword:
    @pytest.fixture
    def guarded(self) -> Dialogue:
        return Dialogue(PlainConversation(Server("chorus.test", "", "1", 0, password="Größe"), "h"))

    def test_it_is_asked_first(self, guarded: Dialogue) -> None:
        assert lines(guarded.conversation.opened()) == [
            "Welcome to chorus.test!",
            "This chat has a password. What is it?",
        ]
        assert guarded.reads("Größe\n".encode()) == ["What is your name?"]
        assert guarded.asks(b"anna\n") == [Register("anna", "~plain", "anna", "h")]

    def test_a_wrong_one_ends_it(self, guarded: Dialogue) -> None:
        assert guarded.hears(b"anna\n") == [
            Leave(b"Password incorrect\r\n", Disconnect.BAD_PASSWORD, "Password incorrect")
        ]


def test_a_browser_cannot_post_into_the_chat(fresh: Dialogue) -> None:
    page = b"POST / HTTP/1.1\r\nHost: chat.example\r\n\r\nanna\nspam\n"
    step = fresh.hears(page)[0]
    assert isinstance(step, Leave) and step.why is Disconnect.PROTOCOL


def test_who_speaks_of_http_speaks(anna: Dialogue) -> None:
    assert anna.asks(b"GET / HTTP/1.1\n") == [Say("#lobby", "GET / HTTP/1.1")]


def test_a_new_name_is_counted_in(anna: Dialogue) -> None:
    longer = "x" * 32
    anna.conversation.noticed(Renamed(AT, MSGID, "u1", "anna!~a@h", "", longer, ("#lobby",)))
    (first, _) = anna.asks(b"y" * 500 + b"\n")
    assert isinstance(first, Say)
    assert len(f":{longer}!~plain@192.0.2.1 PRIVMSG #lobby :{first.text}") == 510


def test_there_is_no_ping_and_a_last_word(anna: Dialogue) -> None:
    assert anna.conversation.ping() == b""
    assert anna.conversation.farewell(Disconnect.SHUTDOWN, "") == (b"This gateway is restarting, please reconnect\r\n")
    assert anna.conversation.farewell(Disconnect.ERROR, "x") == b"Internal error, please reconnect (x)\r\n"


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_taken(data: bytes, registered: bool) -> None:
    dialogue = Dialogue(PlainConversation(SERVER, "::1"))
    if registered:
        dialogue.registers(b"anna\n", "anna")
    for step in dialogue.hears(data + b"\n"):
        if isinstance(step, Ask) and isinstance(step.command, Say):
            assert step.command.text
            assert step.command.text.isprintable() or not step.command.text.isascii()


def test_who_is_banned_is_told_why_and_goes() -> None:
    dialogue = Dialogue(PlainConversation(SERVER, "h"))
    (register,) = dialogue.asks(b"anna\n")
    assert dialogue.refused(register, Reason.SERVER_BANNED, "spam") == []
    (leave,) = dialogue.steps()
    assert leave == Leave(b"Banned (spam)\r\n", Disconnect.BANNED, "Banned")
