"""OPER, DEOPER, KILL, WALLOPS and bans: what is asked of the bus, what the audit log is told, and the answers."""

from __future__ import annotations

import pytest

from gateway.dialects.base import Audit, Leave, Reply
from gateway.dialects.irc import IrcConversation
from gateway.model.answers import Answer
from gateway.model.commands import BecomeOperator, Register
from gateway.model.disconnects import Disconnect
from gateway.model.facts import WallopsTold
from gateway.model.operators import (
    Ban,
    BanKind,
    Bans,
    BanSet,
    Kill,
    LiftBan,
    ListBans,
    ListOperators,
    Operators,
    SetBan,
    Wallops,
)
from gateway.model.people import SetUserModes, UserModes
from gateway.model.refusals import Reason
from gateway.model.server import Server
from tests.gateway.dialects.dialogue import AT, MSGID, Dialogue, lines

DENIED = [":chorus.test 481 anna :Permission denied: only server operators may do that"]


@pytest.fixture
def oper(anna: Dialogue) -> Dialogue:
    """anna, as a server operator."""
    (command,) = anna.asks(b"OPER root secret\r\n")
    anna.answered(command, Answer(AT))
    return anna


def test_oper(anna: Dialogue) -> None:
    assert anna.reads(b"OPER root\r\n") == [":chorus.test 461 anna OPER :Not enough parameters"]
    assert anna.asks(b"OPER root secret\r\n") == [BecomeOperator("root")]
    assert anna.answered(BecomeOperator("root"), Answer(AT)) == [
        ":chorus.test 381 anna :You are a server operator now",
        ":chorus.test MODE anna +o",
    ]


@pytest.mark.parametrize(("name", "password"), [("root", "wrong"), ("nobody", "secret")])
def test_a_failed_oper_is_noted_without_its_password(anna: Dialogue, name: str, password: str) -> None:
    noted, reply = anna.hears(f"OPER {name} {password}\r\n".encode())
    assert noted == Audit(f"OPER as '{name}': wrong name or password")
    assert reply == Reply(b":chorus.test 464 anna :Name or password incorrect\r\n")


@pytest.mark.parametrize("line", ["KLINE *", "KLINE 5m spam!*@* out", "DLINE x", "UNKLINE x", "UNDLINE x"])
def test_who_is_no_operator_hears_nothing_about_masks_and_is_noted(anna: Dialogue, line: str) -> None:
    noted, reply = anna.hears(f"{line}\r\n".encode())
    verb, _, words = line.partition(" ")
    assert noted == Audit(f"{verb} {words!r}: refused, only server operators may do that")
    assert isinstance(reply, Reply) and lines(reply.data) == DENIED


def test_oper_where_there_are_none() -> None:
    dialogue = Dialogue(IrcConversation(Server("chorus.test", "", "1", 0), "h"))
    dialogue.registers(b"NICK a\r\nUSER a 0 * :A\r\n", "a")
    noted, reply = dialogue.hears(b"OPER root x\r\n")
    assert isinstance(noted, Audit)
    assert reply == Reply(b":chorus.test 491 a :This server has no operators\r\n")


def test_deoper(oper: Dialogue) -> None:
    assert oper.asks(b"DEOPER\r\n") == [SetUserModes(take="o")]
    assert oper.answered(SetUserModes(take="o"), UserModes(AT, "", "-o")) == [":chorus.test MODE anna -o"]
    assert oper.reads(b"DEOPER\r\n") == DENIED


def test_kill(anna: Dialogue) -> None:
    assert anna.asks(b"KILL bob :too much spam\r\n") == [Kill("bob", "too much spam")]
    assert anna.asks(b"KILL bob too much\r\n") == [Kill("bob", "too much")]
    assert anna.asks(b"KILL bob\r\n") == anna.asks(b"KILL bob :  \r\n") == [Kill("bob", "No reason given")]
    assert anna.reads(b"KILL\r\n") == [":chorus.test 461 anna KILL :Not enough parameters"]
    assert anna.reads(b"KILL #room :x\r\n") == [":chorus.test 401 anna #room :There is nobody of that name"]
    assert anna.refused(Kill("bob", "x"), Reason.NO_PRIVILEGES, "*") == DENIED
    assert anna.refused(Kill("bob", "x"), Reason.NO_SUCH_NICK, "bob") == [
        ":chorus.test 401 anna bob :There is nobody of that name"
    ]
    assert anna.answered(Kill("bob", "x"), Answer(AT)) == []


def test_the_reason_of_a_kill_fits_a_line(anna: Dialogue) -> None:
    (kill,) = anna.asks(b"KILL bob :" + "é".encode() * 240 + b"\r\n")
    assert isinstance(kill, Kill) and len(kill.reason.encode()) == 200


def test_wallops(anna: Dialogue) -> None:
    assert anna.asks(b"WALLOPS :the sky falls\r\n") == [Wallops("the sky falls")]
    assert anna.refused(Wallops("x"), Reason.NO_PRIVILEGES, "*") == DENIED
    assert anna.answered(Wallops("x"), Answer(AT)) == []
    fact = WallopsTold(AT, MSGID, "u2", "bob!b@h", "", "the sky falls", ("u1",))
    assert lines(anna.conversation.format.encode(fact)) == [":bob!b@h WALLOPS :the sky falls"]


@pytest.mark.parametrize(
    ("line", "mask", "seconds", "reason"),
    [
        ("KLINE bob", "bob!*@*", 0, "No reason given"),
        ("KLINE bob :two words", "bob!*@*", 0, "two words"),
        ("KLINE 90 bob spam", "bob!*@*", 5400, "spam"),
        ("KLINE 1d12h30m ~u@192.0.2.* :spam", "*!~u@192.0.2.*", 131_400, "spam"),
        ("KLINE 0 a*!b?@c :for good", "a*!b?@c", 0, "for good"),
        ("KLINE *!***@evil.example x", "*!*@evil.example", 0, "x"),
        ("KLINE @2001:db8::* x", "*!*@2001:db8::*", 0, "x"),
        ("KLINE 2001:db8::1 x", "*!*@2001:db8::1", 0, "x"),
        ("DLINE 192.0.2.7", "192.0.2.7", 0, "No reason given"),
        ("DLINE 2h 198.51.100.77/24 :a farm", "198.51.100.0/24", 7200, "a farm"),
        ("DLINE 1w 2001:DB8::1/32 x", "2001:db8::/32", 604_800, "x"),
        ("DLINE 0::ffff:203.0.113.9 x", "203.0.113.9", 0, "x"),
        ("DLINE 0::1 x", "0::1", 0, "x"),
    ],
)
def test_bans(oper: Dialogue, line: str, mask: str, seconds: int, reason: str) -> None:
    kind: BanKind = "KLINE" if line.startswith("KLINE") else "DLINE"
    assert oper.asks(f"{line}\r\n".encode()) == [SetBan(kind, mask, seconds, reason)]


@pytest.mark.parametrize(
    ("line", "code", "sentence"),
    [
        ("KLINE *", "INVALID_MASK *", "That fits too many: at least 3 characters must be no wildcards"),
        ("KLINE *!*@*.x", "INVALID_MASK *!*@*.x", "That fits too many: at least 3 characters must be no wildcards"),
        ("KLINE abc?????????", "INVALID_MASK abc?????????", "That is no mask"),
        ("DLINE here", "INVALID_MASK here", "Expected an address, or a network like 192.0.2.0/24"),
        ("DLINE 0.0.0.0/0", "INVALID_MASK 0.0.0.0/0", "That fits too many: the prefix must have at least 8 bits"),
        ("DLINE 2000::/3", "INVALID_MASK 2000::/3", "That fits too many: the prefix must have at least 16 bits"),
        ("DLINE 192.0.2.0/24", "INVALID_MASK 192.0.2.0/24", "You come from there yourself"),
        ("DLINE 101y 10.0.0.1", "INVALID_DURATION 101y", "A duration is at most 100 years"),
    ],
)
def test_bans_that_cannot_be(server: Server, line: str, code: str, sentence: str) -> None:
    dialogue = Dialogue(IrcConversation(server, "192.0.2.1"))
    dialogue.registers(b"NICK anna\r\nUSER anna 0 * :Anna\r\n", "anna")
    dialogue.asks(b"OPER root secret\r\n")
    dialogue.answered(BecomeOperator("root"), Answer(AT))
    kind = line.split()[0]
    assert dialogue.reads(f"{line} :x\r\n".encode()) == [f":chorus.test FAIL {kind} {code} :{sentence}"]


def test_bans_are_lifted_as_they_were_set(oper: Dialogue) -> None:
    assert oper.asks(b"UNKLINE bob\r\n") == [LiftBan("KLINE", "bob!*@*")]
    assert oper.asks(b"UNDLINE 198.51.100.7/24\r\n") == [LiftBan("DLINE", "198.51.100.0/24")]
    assert oper.asks(b"UNDLINE nonsense\r\n") == [LiftBan("DLINE", "nonsense")]
    assert oper.refused(LiftBan("DLINE", "nonsense"), Reason.NO_SUCH_BAN, "nonsense") == [
        ":chorus.test 400 anna nonsense :There is no such ban"
    ]
    assert oper.answered(LiftBan("KLINE", "bob!*@*"), Answer(AT)) == [
        ":chorus.test NOTICE anna :KLINE bob!*@* is lifted"
    ]


def test_what_a_ban_came_to(oper: Dialogue) -> None:
    said = oper.answered(SetBan("KLINE", "bob!*@*", 60, "spam"), BanSet(AT, 2, False))
    assert said == [":chorus.test NOTICE anna :KLINE bob!*@* is set, for 60 s: spam; it fits 2 who are here"]
    said = oper.answered(SetBan("DLINE", "10.0.0.1", 0, "spam"), BanSet(AT, 0, False))
    assert said == [":chorus.test NOTICE anna :DLINE 10.0.0.1 is set, for good: spam"]


def test_stats_list_bans_and_operators_for_operators(anna: Dialogue) -> None:
    end = ":chorus.test 219 anna {} :End of /STATS report"
    for letter, command in (("k", ListBans("KLINE")), ("D", ListBans("DLINE")), ("o", ListOperators())):
        ask, reply = anna.hears(f"STATS {letter}\r\n".encode())
        assert getattr(ask, "command", None) == command
        assert reply == Reply((end.format(letter) + "\r\n").encode())
        assert anna.refused(command, Reason.NO_PRIVILEGES, "*") == DENIED
    ban = Ban("bob!~u@192.0.2.*", "root", 1_763_836_800, 1_763_840_400, "spam")
    assert anna.answered(ListBans("KLINE"), Bans(AT, (ban,))) == [
        ":chorus.test 216 anna K 192.0.2.* bob ~u :spam (root, 2025-11-22 18:40:00 UTC, until 2025-11-22 19:40:00 UTC)"
    ]
    ban = Ban("192.0.2.0/24", "root", 1_763_836_800, 0, "spam")
    assert anna.answered(ListBans("DLINE"), Bans(AT, (ban,))) == [
        ":chorus.test 225 anna D 192.0.2.0/24 :spam (root, 2025-11-22 18:40:00 UTC, for good)"
    ]
    assert anna.answered(ListOperators(), Operators(AT, ("bob!b@h",))) == [
        ":chorus.test 243 anna O b@h * bob :is a server operator"
    ]


def test_who_is_banned_is_told_why_and_goes(fresh: Dialogue) -> None:
    (register,) = fresh.asks(b"NICK anna\r\nUSER anna 0 * :Anna\r\n")
    assert isinstance(register, Register)
    assert fresh.refused(register, Reason.SERVER_BANNED, "spam") == [
        ":chorus.test 465 * :You are banned from this server: spam"
    ]
    (leave,) = fresh.hears(b"NICK other\r\n")
    assert leave == Leave(b"ERROR :Closing link: Banned (spam)\r\n", Disconnect.BANNED, "Banned")
