"""KICK, INVITE and KNOCK, and lines for those of a room who have a prefix."""

from __future__ import annotations

import pytest

from gateway.dialects.base import Ask, Reply
from gateway.dialects.irc.formats import format_for
from gateway.model.commands import Say
from gateway.model.refusals import Reason
from gateway.model.room_facts import Invited, Kicked, Knocked, ModeSet
from gateway.model.rooms import HasInvited, HasKnocked, Invitations, Invite, Kick, Knock, ListInvitations
from tests.gateway.dialects.dialogue import AT, MSGID, Dialogue

WHO = (AT, MSGID, "u2", "bob!~b@h", "")


def test_kick(anna: Dialogue) -> None:
    assert anna.asks(b"KICK #a bob :go now\r\n") == [Kick("#a", "bob", "go now")]
    assert anna.asks(b"KICK #a bob,eve\r\n") == [Kick("#a", "bob", "anna"), Kick("#a", "eve", "anna")]
    assert anna.asks(b"KICK #a,#b bob,eve x\r\n") == [Kick("#a", "bob", "x"), Kick("#b", "eve", "x")]
    *kicks, last = anna.hears(b"KICK #a a,b,c,d,e,f\r\n")
    assert kicks == [Ask(Kick("#a", nick, "anna")) for nick in "abcd"]
    assert isinstance(last, Reply) and last.data.startswith(b":chorus.test 407 anna e :")
    (kick,) = anna.asks(b"KICK #a bob :" + b"x" * 400 + b"\r\n")
    assert isinstance(kick, Kick) and len(kick.reason) == 300
    assert anna.reads(b"KICK #a\r\n") == anna.reads(b"KICK , ,\r\n")
    assert anna.refused(Kick("#a", "bob", ""), Reason.THEY_ARE_NOT_IN_ROOM, "bob") == [
        ":chorus.test 441 anna bob #a :They are not in that room"
    ]
    assert anna.refused(Kick("#a", "bob", ""), Reason.NOT_ROOM_OPERATOR, "#a")[0].startswith(":chorus.test 482 anna #a")


def test_invite(anna: Dialogue) -> None:
    assert anna.asks(b"INVITE bob #a\r\nINVITE\r\n") == [Invite("#a", "bob"), ListInvitations()]
    assert anna.reads(b"INVITE bob\r\n") == [":chorus.test 461 anna INVITE :Not enough parameters"]
    assert anna.reads(b"INVITE bob a\r\n") == [":chorus.test 403 anna a :There is no such room"]
    assert anna.answered(Invite("#a", "bob"), HasInvited(AT, "#A", "Bob")) == [":chorus.test 341 anna Bob #A"]
    assert anna.refused(Invite("#a", "bob"), Reason.THEY_ARE_IN_ROOM, "bob") == [
        ":chorus.test 443 anna bob #a :They are in that room already"
    ]
    assert anna.answered(ListInvitations(), Invitations(AT, ("#a", "#B"))) == [
        ":chorus.test 336 anna #a",
        ":chorus.test 336 anna #B",
        ":chorus.test 337 anna :End of /INVITE list",
    ]


@pytest.mark.parametrize(
    ("reason", "numeric"),
    [(Reason.DOOR_IS_OPEN, "713"), (Reason.KNOCK_FROM_WITHIN, "714"), (Reason.KNOCKED_ALREADY, "712")],
)
def test_knock(anna: Dialogue, reason: Reason, numeric: str) -> None:
    assert anna.asks(b"KNOCK #a\r\nKNOCK #a :\x02please\r\n") == [Knock("#a"), Knock("#a", "please")]
    assert anna.answered(Knock("#a"), HasKnocked(AT, "#A")) == [
        ":chorus.test 711 anna #A :Your knock has been delivered"
    ]
    assert anna.refused(Knock("#a"), reason, "#a")[0].startswith(f":chorus.test {numeric} anna #a :")


def test_who_is_at_the_door_is_told_in_person(anna: Dialogue) -> None:
    knocked = anna.conversation.personal(Knocked(*WHO, ("u1",), "#A"))
    assert knocked == b":chorus.test 710 anna #A bob!~b@h :has asked for an invite\r\n"
    knocked = anna.conversation.personal(Knocked(*WHO, ("u1",), "#A", "it is me"))
    assert knocked == b":chorus.test 710 anna #A bob!~b@h :has asked for an invite: it is me\r\n"
    invited = Invited(*WHO, "#a", "#A", "u1", "anna")
    assert anna.conversation.personal(invited) == b":bob!~b@h INVITE anna #A\r\n"
    anna.reads(b"CAP REQ :message-tags\r\n")
    assert anna.conversation.personal(invited) == f"@msgid={MSGID} :bob!~b@h INVITE anna #A\r\n".encode()


def test_facts_as_the_room_sees_them() -> None:
    bare = format_for(frozenset())
    assert bare.encode(ModeSet(*WHO, "#a", "#A", "+o anna")) == b":bob!~b@h MODE #A +o anna\r\n"
    assert bare.own(Kicked(*WHO, "#a", "#A", "u1", "anna", "x y")) == b":bob!~b@h KICK #A anna :x y\r\n"
    invited = Invited(*WHO, "#a", "#A", "u3", "eve")
    assert bare.encode(invited) == b""
    assert format_for(frozenset({"invite-notify"})).encode(invited) == b":bob!~b@h INVITE eve #A\r\n"


def test_a_line_for_those_with_a_prefix(anna: Dialogue) -> None:
    assert anna.asks(b"PRIVMSG @#a,+#b,@+#c :x\r\n") == [Say("@#a", "x"), Say("+#b", "x"), Say("+#c", "x")]
    assert anna.asks(b"NOTICE @#A :x\r\n") == [Say("@#A", "x", "NOTICE")]
    assert anna.reads(b"PRIVMSG @bob :x\r\n")[0].startswith(":chorus.test 401 anna @bob :")
    assert anna.reads(b"PRIVMSG @# :x\r\n")[0].startswith(":chorus.test 476 anna # :")
    assert anna.reads(b"JOIN @#a\r\n")[0].startswith(":chorus.test 403 anna @#a :")
    assert anna.refused(Say("@#a", "x"), Reason.CANNOT_SPEAK, "#a")[0].startswith(":chorus.test 404 anna #a :")
