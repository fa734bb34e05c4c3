"""PRIVMSG and NOTICE, and send-once."""

from __future__ import annotations

import pytest

from gateway.dialects.base import Ask
from gateway.dialects.irc import IrcConversation
from gateway.dialects.irc.client import Client
from gateway.dialects.irc.verbs_messages import SURELY_FITS
from gateway.model.answers import Answer, Repeated
from gateway.model.commands import Register, Say
from gateway.model.refusals import Reason
from gateway.model.server import Server
from tests.gateway.dialects.dialogue import AT, MSGID, Dialogue


def test_to_a_room_and_to_a_person(anna: Dialogue) -> None:
    assert anna.asks(b"PRIVMSG #lobby :hi there\r\nNOTICE bob psst\r\n") == [
        Say("#lobby", "hi there"),
        Say("bob", "psst", "NOTICE"),
    ]


def test_several_targets_each_once(anna: Dialogue) -> None:
    assert anna.asks(b"PRIVMSG #a,bob,#A,,#b :hi\r\n") == [Say("#a", "hi"), Say("bob", "hi"), Say("#b", "hi")]
    steps = anna.hears(b"PRIVMSG a,b,c,d,e :hi\r\n")
    assert [step for step in steps if isinstance(step, Ask)] == [Ask(Say(nick, "hi")) for nick in "abcd"]
    assert anna.reads(b"PRIVMSG , :hi\r\n") == [":chorus.test 411 anna :No recipient given"]


def test_what_is_missing(anna: Dialogue) -> None:
    assert anna.reads(b"PRIVMSG\r\n") == [":chorus.test 411 anna :No recipient given"]
    assert anna.reads(b"PRIVMSG #lobby\r\n") == [":chorus.test 412 anna :No text to send"]
    assert anna.reads(b"PRIVMSG #lobby :\r\n") == [":chorus.test 412 anna :No text to send"]
    assert anna.reads(b"PRIVMSG 9 :x\r\n") == [":chorus.test 401 anna 9 :There is nobody of that name"]
    assert anna.reads(b"PRIVMSG # :x\r\n")[0].startswith(":chorus.test 476 anna # :")


@pytest.mark.parametrize("data", [b"NOTICE\r\n", b"NOTICE #lobby\r\n", b"NOTICE 9 :x\r\n", b"NOTICE #lobby :\xff\r\n"])
def test_errors_of_a_notice_are_not_answered(anna: Dialogue, data: bytes) -> None:
    assert anna.reads(data) == []


def test_a_long_line_is_cut_to_what_the_others_can_get(anna: Dialogue) -> None:
    (say,) = anna.asks("PRIVMSG #lobby :{}\r\n".format("é" * 240).encode())
    assert isinstance(say, Say)
    assert 509 <= len(f":anna!~anna@192.0.2.1 PRIVMSG #lobby :{say.text}".encode()) <= 510


def test_what_surely_fits_does() -> None:
    limits = Server("", "", "", 0).limits
    longest = Client(
        Server("chat.example", "", "", 0), host="0" + "f" * 45, nick="漢" * limits.nick, username="x" * limits.username
    )
    for target in ("#" + "x" * (limits.room - 1), "漢" * limits.nick):
        assert longest.room_for_text("PRIVMSG", target) >= SURELY_FITS


def test_a_long_action_keeps_its_end(anna: Dialogue) -> None:
    (say,) = anna.asks(b"PRIVMSG #lobby :\x01ACTION " + b"x" * 480 + b"\x01\r\n")
    assert isinstance(say, Say)
    assert say.text.startswith("\x01ACTION x")
    assert say.text.endswith("x\x01")
    assert len(f":anna!~anna@192.0.2.1 PRIVMSG #lobby :{say.text}") == 510


@pytest.mark.parametrize(
    ("reason", "subject", "line"),
    [
        (Reason.NOT_IN_ROOM, "#lobby", "404 anna #lobby :You are not in that room"),
        (Reason.CANNOT_SPEAK, "#lobby", "404 anna #lobby :You cannot speak in that room"),
        (Reason.NO_SUCH_ROOM, "#x", "403 anna #x :There is no such room"),
        (Reason.NO_SUCH_NICK, "bob", "401 anna bob :There is nobody of that name"),
        (Reason.FAILED, "say: a b", "400 anna * :Something went wrong here, it was not done"),
    ],
)
def test_refusals(anna: Dialogue, reason: Reason, subject: str, line: str) -> None:
    assert anna.refused(Say(subject, "hi"), reason, subject) == [f":chorus.test {line}"]
    assert anna.refused(Say(subject, "hi", "NOTICE"), reason, subject) == []


class TestSendOnce:
    def test_the_id_is_passed_on_for_each_target(self, able: Dialogue) -> None:
        assert able.asks(b"@chorus.chat/send-id=a\\:1 PRIVMSG #lobby,bob :hi\r\n") == [
            Say("#lobby", "hi", "PRIVMSG", "a;1"),
            Say("bob", "hi", "PRIVMSG", "a;1"),
        ]
        assert able.asks(b"@chorus.chat/send-id=n NOTICE bob :hi\r\n") == [Say("bob", "hi", "NOTICE", "n")]

    def test_it_means_nothing_without_the_capability(self, anna: Dialogue) -> None:
        assert anna.asks(b"@chorus.chat/send-id=a PRIVMSG #lobby :hi\r\n") == [Say("#lobby", "hi")]
        assert anna.asks(b"@chorus.chat/send-id= PRIVMSG #lobby :hi\r\n") == [Say("#lobby", "hi")]

    @pytest.mark.parametrize("send_id", ["", "x" * 65, "a\\sb", "a\\n", "a\x01", "a\u2028", "a\u202e"])
    def test_a_bad_one_sends_nothing(self, able: Dialogue, send_id: str) -> None:
        (line,) = able.reads(f"@chorus.chat/send-id={send_id} PRIVMSG #lobby :hi\r\n".encode())
        assert line.startswith(":chorus.test FAIL PRIVMSG INVALID_SEND_ID :")
        assert able.reads(f"@chorus.chat/send-id={send_id} NOTICE #lobby :hi\r\n".encode()) == []

    def test_64_characters_are_not_too_many(self, able: Dialogue) -> None:
        assert able.asks("@chorus.chat/send-id={} PRIVMSG bob :hi\r\n".format("é" * 64).encode())

    def test_a_repeat_is_answered_by_the_echo_of_the_first(self, able: Dialogue) -> None:
        say = Say("#LOBBY", "hi", "PRIVMSG", "a;1")
        assert able.answered(say, Answer(AT + 5)) == []
        repeat = Repeated(AT + 5, MSGID, "anna!~anna@h", "", "#lobby")
        assert able.answered(say, repeat) == [
            f"@time=2025-11-22T18:40:00.123Z;msgid={MSGID};chorus.chat/send-id=a\\:1 :anna!~anna@h PRIVMSG #lobby :hi"
        ]
        told = Repeated(AT + 5, MSGID, "anna!~anna@h", "", "Bob")
        assert able.answered(Say("bob", "hi", "NOTICE", "b"), told)[0].endswith(":anna!~anna@h NOTICE Bob :hi")

    def test_an_error_names_the_line_it_is_about(self, able: Dialogue) -> None:
        assert able.refused(Say("#x", "hi", "PRIVMSG", "a b"), Reason.NO_SUCH_ROOM, "#x") == [
            "@chorus.chat/send-id=a\\sb :chorus.test 403 anna #x :There is no such room"
        ]
        assert able.reads(b"@chorus.chat/send-id=a PRIVMSG 9 :hi\r\n") == [
            "@chorus.chat/send-id=a :chorus.test 401 anna 9 :There is nobody of that name"
        ]
        assert able.reads(b"@chorus.chat/send-id=a PRIVMSG bob\r\n") == [
            "@chorus.chat/send-id=a :chorus.test 412 anna :No text to send"
        ]

    def test_the_sender_key(self, server: Server) -> None:
        dialogue = Dialogue(IrcConversation(server, "h"))
        dialogue.reads(b"CAP REQ chorus.chat/send-once\r\nNICK anna\r\n")
        for bad in ("short", "x" * 65, "0123456789abcde\\s", "é" * 20):
            (line,) = dialogue.reads(f"@chorus.chat/sender={bad} USER a 0 * :A\r\n".encode())
            assert line.startswith(":chorus.test FAIL USER INVALID_SENDER :")
        dialogue.reads(b"@chorus.chat/sender=0123456789abcdef USER a 0 * :A\r\n")
        assert dialogue.asks(b"CAP END\r\n") == [Register("anna", "~a", "A", "h", "0123456789abcdef")]

    def test_a_sender_key_without_the_capability_is_not_looked_at(self, fresh: Dialogue) -> None:
        (command,) = fresh.asks(b"NICK anna\r\n@chorus.chat/sender=short USER a 0 * :A\r\n")
        assert command == Register("anna", "~a", "A", "192.0.2.1")
