"""What a client says of itself: AWAY, SETNAME, MODE of its own nick, and CHGHOST."""

from __future__ import annotations

import pytest

from gateway.dialects.irc import IrcConversation
from gateway.dialects.irc.formats import format_for
from gateway.model.answers import Answer
from gateway.model.commands import Register, Say, Tag
from gateway.model.facts import AwaySet, Fact, HostChanged, Joined, RealnameSet
from gateway.model.people import ReceiverAway, SetAway, SetHost, SetRealname, SetUserModes, UserModes
from gateway.model.refusals import Reason
from gateway.model.server import Server
from tests.gateway.dialects.dialogue import AT, MSGID, Dialogue

DONE = Answer(AT)
WHO = (AT, MSGID, "u1", "anna!~a@h", "")


def test_away(anna: Dialogue) -> None:
    long = "x" * 400
    assert anna.asks(f"AWAY :at lunch\r\nAWAY\r\nAWAY :\r\nAWAY {long}\r\n".encode()) == [
        SetAway("at lunch"),
        SetAway(""),
        SetAway(""),
        SetAway(long[:300]),
    ]
    assert anna.answered(SetAway("x"), DONE) == [":chorus.test 306 anna :You have been marked as being away"]
    assert anna.answered(SetAway(""), DONE) == [":chorus.test 305 anna :You are no longer marked as being away"]


def test_who_writes_to_somebody_away(anna: Dialogue) -> None:
    assert anna.answered(Say("BOB", "x"), ReceiverAway(AT, "Bob", "lunch")) == [":chorus.test 301 anna Bob :lunch"]


def test_setname(anna: Dialogue) -> None:
    assert anna.asks(b"SETNAME :Anna C\r\nSETNAME Anna\r\n") == [SetRealname("Anna C"), SetRealname("Anna")]
    for wrong in ("x" * 151, "\x02"):
        (line,) = anna.reads(f"SETNAME :{wrong}\r\n".encode())
        assert line == ":chorus.test FAIL SETNAME INVALID_REALNAME :A realname has 1 to 150 bytes"
    assert anna.reads(b"SETNAME\r\n") == [":chorus.test 461 anna SETNAME :Not enough parameters"]


class TestModes:
    @pytest.mark.parametrize(
        ("words", "asked"),
        [
            ("", ("", "")),
            ("+i", ("i", "")),
            ("i", ("i", "")),
            ("-i+B", ("B", "i")),
            ("+i-i", ("", "i")),
            ("-o", ("", "o")),
            ("+x-B", ("x", "B")),
        ],
    )
    def test_what_is_asked(self, anna: Dialogue, words: str, asked: tuple[str, str]) -> None:
        """Whose nick it is by then, the bus says: a NICK may be under way."""
        assert anna.asks(f"MODE Annie {words}\r\n".encode()) == [SetUserModes(*asked, nick="Annie")]

    def test_answers(self, anna: Dialogue) -> None:
        assert anna.answered(SetUserModes(), UserModes(AT, "Bi", "")) == [":chorus.test 221 anna +Bi"]
        assert anna.answered(SetUserModes("i"), UserModes(AT, "i", "+i")) == [":chorus.test MODE anna +i"]
        assert anna.answered(SetUserModes("i"), UserModes(AT, "i", "")) == []

    def test_what_is_unknown_is_said_once_and_the_rest_is_done(self, anna: Dialogue) -> None:
        unknown = ":chorus.test 501 anna :Unknown MODE flag"
        assert anna.answered(SetUserModes("xy", "z"), UserModes(AT, "", "")) == [unknown]
        changed = anna.answered(SetUserModes("xi"), UserModes(AT, "i", "+i"))
        assert changed == [":chorus.test MODE anna +i", unknown]

    def test_of_others_and_of_nobody(self, anna: Dialogue) -> None:
        asked = SetUserModes("i", nick="bob")
        assert anna.refused(asked, Reason.MODES_OF_OTHERS, "bob") == [
            ":chorus.test 502 anna :Modes are everybody's own affair"
        ]
        assert anna.refused(asked, Reason.NO_SUCH_NICK, "bob")[0].startswith(":chorus.test 401 anna bob :")
        assert anna.reads(b"MODE b@b +i\r\n")[0].startswith(":chorus.test 401 anna b@b :")

    def test_a_bot_marks_what_it_says(self, able: Dialogue) -> None:
        """From the answer on, also what would take the short way."""
        able.asks(b"PRIVMSG #a :x\r\n")
        able.answered(SetUserModes("B"), UserModes(AT, "B", "+B"))
        assert able.asks(b"PRIVMSG #a :x\r\n@+x=1 NOTICE bob :y\r\n@+x=1 TAGMSG bob\r\n") == [
            Say("#a", "x", tags="bot"),
            Say("bob", "y", "NOTICE", tags="bot;+x=1"),
            Tag("bob", "bot;+x=1", True),
        ]
        able.answered(SetUserModes(take="B"), UserModes(AT, "", "-B"))
        assert able.asks(b"PRIVMSG #a :x\r\n") == [Say("#a", "x")]


def test_chghost(anna: Dialogue) -> None:
    assert anna.asks(b"CHGHOST bob new.host\r\n") == [SetHost("bob", "new.host")]
    assert anna.reads(b"CHGHOST bob :new host\r\n")[0].startswith(":chorus.test FAIL CHGHOST INVALID_HOST ")
    assert anna.reads(b"CHGHOST b.b host\r\n")[0].startswith(":chorus.test 401 anna b.b ")
    assert anna.refused(SetHost("bob", "x"), Reason.NO_PRIVILEGES, "*")[0].startswith(":chorus.test 481 anna ")


def test_who_comes_by_tls_says_so(server: Server) -> None:
    dialogue = Dialogue(IrcConversation(server, "h", secure=True))
    (command,) = dialogue.asks(b"NICK anna\r\nUSER anna 0 * :Anna\r\n")
    assert isinstance(command, Register) and command.secure


@pytest.mark.parametrize(
    ("capability", "fact", "line", "own"),
    [
        ("away-notify", AwaySet(*WHO, "at lunch", ()), "AWAY :at lunch", False),
        ("away-notify", AwaySet(*WHO, "", ()), "AWAY", False),
        ("setname", RealnameSet(*WHO, "Anna C", ()), "SETNAME :Anna C", True),
        ("chghost", HostChanged(*WHO, "~a", "new.host", ()), "CHGHOST ~a new.host", True),
    ],
)
def test_only_who_asked_for_it_is_told(capability: str, fact: Fact, line: str, own: bool) -> None:
    told = f":anna!~a@h {line}\r\n".encode()
    form, bare = format_for(frozenset({capability})), format_for(frozenset())
    assert (form.encode(fact), form.own(fact)) == (told, told if own else b"")
    assert (bare.encode(fact), bare.own(fact)) == (b"", b"")


def test_a_join_with_all_that_others_want_to_know() -> None:
    joined = Joined(*WHO, "#a", "#A", "Anna C", "lunch")
    plain, extended = ":anna!~a@h JOIN #A\r\n", ":anna!~a@h JOIN #A * :Anna C\r\n"
    away = ":anna!~a@h AWAY :lunch\r\n"
    both = format_for(frozenset({"extended-join", "away-notify"}))
    assert format_for(frozenset({"extended-join"})).encode(joined).decode() == extended
    assert format_for(frozenset({"away-notify"})).encode(joined).decode() == plain + away
    assert both.encode(joined).decode() == extended + away
    assert both.own(joined).decode() == extended
    assert both.encode(joined._replace(account="acc", away="")).decode() == ":anna!~a@h JOIN #A acc :Anna C\r\n"
    timed = format_for(frozenset({"away-notify", "server-time", "message-tags"})).encode(joined).decode()
    assert timed.count("msgid=") == 1 and timed.count("time=") == 2
