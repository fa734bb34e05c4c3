"""JOIN, PART, TOPIC, NAMES, LIST: what they ask, and their answers as lines."""

from __future__ import annotations

import pytest

from gateway.dialects.base import Ask, Reply
from gateway.model.answers import Answer, Entered, Member, MemberList, RoomLine, RoomList, TopicIs
from gateway.model.commands import Join, ListRooms, Names, Part, Topic
from gateway.model.refusals import Reason
from gateway.model.rooms import PartAll
from tests.gateway.dialects.dialogue import AT, Dialogue

MEMBERS = MemberList(AT, "#Lobby", (Member("@+", "anna!~a@h"), Member("+", "bob!~b@h"), Member("", "eve!~e@h")))
NO_TOPIC = TopicIs(AT, "#Lobby", "", "", 0)
TOPIC = TopicIs(AT, "#Lobby", "be kind", "bob!~b@h", 1_700_000_000)


def test_join(anna: Dialogue) -> None:
    assert anna.asks(b"JOIN #a,#b,#A\r\n") == [Join("#a"), Join("#b")]
    assert anna.asks(b"JOIN #a,#b,#c k1,,k3\r\n") == [Join("#a", "k1"), Join("#b"), Join("#c", "k3")]
    assert anna.asks(b"JOIN 0\r\n") == [PartAll()]
    assert anna.asks("JOIN #Zoe\u0308\r\n".encode()) == [Join("#Zoë")]
    assert anna.reads(b"JOIN\r\n") == anna.reads(b"JOIN :\r\n") == [":chorus.test 461 anna JOIN :Not enough parameters"]
    assert anna.reads(b"JOIN 0x\r\n") == [":chorus.test 403 anna 0x :There is no such room"]
    assert anna.reads(b"JOIN #" + b"x" * 64 + b"\r\n")[0].startswith(":chorus.test 476 anna #xxx")
    assert anna.refused(Join("#c"), Reason.TOO_MANY_ROOMS, "#c") == [
        ":chorus.test 405 anna #c :You are in too many rooms"
    ]


@pytest.mark.parametrize(
    ("reason", "numeric"),
    [
        (Reason.BANNED, "474"),
        (Reason.NEEDS_INVITATION, "473"),
        (Reason.WRONG_KEY, "475"),
        (Reason.ROOM_FULL, "471"),
    ],
)
def test_a_closed_door(anna: Dialogue, reason: Reason, numeric: str) -> None:
    (line,) = anna.refused(Join("#c", "x"), reason, "#c")
    assert line.startswith(f":chorus.test {numeric} anna #c :")


def test_having_joined(anna: Dialogue) -> None:
    names = [":chorus.test 353 anna = #Lobby :@anna +bob eve", ":chorus.test 366 anna #Lobby :End of /NAMES list"]
    assert anna.answered(Join("#lobby"), Entered(AT, NO_TOPIC, MEMBERS, False)) == names
    assert anna.answered(Join("#lobby"), Entered(AT, TOPIC, MEMBERS, False)) == [
        ":chorus.test 332 anna #Lobby :be kind",
        ":chorus.test 333 anna #Lobby bob 1700000000",
        *names,
    ]
    assert anna.answered(Join("#lobby"), Entered(AT, TOPIC, MEMBERS, True)) == []


def test_part(anna: Dialogue) -> None:
    assert anna.asks(b"PART #a,#b :bye now\r\nPART #c\r\n") == [
        Part("#a", "bye now"),
        Part("#b", "bye now"),
        Part("#c"),
    ]
    assert anna.answered(Part("#a"), Answer(AT)) == []
    assert anna.refused(Part("#a"), Reason.NOT_IN_ROOM, "#a") == [":chorus.test 442 anna #a :You are not in that room"]


def test_topic(anna: Dialogue) -> None:
    assert anna.asks(b"TOPIC #a\r\nTOPIC #a :new one\r\nTOPIC #a :\r\n") == [
        Topic("#a"),
        Topic("#a", "new one"),
        Topic("#a", ""),
    ]
    (command,) = anna.asks("TOPIC #a :{}\r\n".format("é" * 220).encode())
    assert command == Topic("#a", "é" * 195)
    assert anna.answered(Topic("#lobby"), NO_TOPIC) == [":chorus.test 331 anna #Lobby :No topic is set"]
    assert len(anna.answered(Topic("#lobby"), TOPIC)) == 2
    assert anna.answered(Topic("#lobby", "new"), TOPIC) == []
    assert anna.answered(Topic("#lobby", "new"), Answer(AT)) == []


def test_names(anna: Dialogue, able: Dialogue) -> None:
    end = Reply(b":chorus.test 366 anna #a,x,#B :End of /NAMES list\r\n")
    assert anna.hears(b"NAMES #a,x,#B\r\n") == [Ask(Names("#a")), Ask(Names("#B")), end]
    assert anna.reads(b"NAMES\r\n") == [":chorus.test 366 anna * :End of /NAMES list"]
    assert anna.reads(b"NAMES x\r\n") == [":chorus.test 366 anna x :End of /NAMES list"]
    assert able.answered(Names("#lobby"), MEMBERS) == [":chorus.test 353 anna = #Lobby :@+anna +bob eve"]
    assert anna.answered(Names("#x"), MemberList(AT, "#x", ())) == []


def test_the_names_of_a_secret_room(anna: Dialogue) -> None:
    members = MemberList(AT, "#s", (Member("@", "anna!~a@h"),), secret=True)
    assert anna.answered(Names("#s"), members) == [":chorus.test 353 anna @ #s :@anna"]


def test_whole_masks_for_those_who_want_them(anna: Dialogue) -> None:
    anna.reads(b"CAP REQ :userhost-in-names multi-prefix\r\n")
    assert anna.answered(Names("#lobby"), MEMBERS) == [":chorus.test 353 anna = #Lobby :@+anna!~a@h +bob!~b@h eve!~e@h"]


@pytest.mark.parametrize("capability", ["no-implicit-names", "draft/no-implicit-names"])
def test_no_names_on_joining_for_those_who_ask_themselves(anna: Dialogue, capability: str) -> None:
    anna.reads(f"CAP REQ :{capability}\r\n".encode())
    assert anna.asks(b"JOIN #lobby\r\n") == [Join("#lobby", names=False)]
    entered = Entered(AT, TOPIC, MemberList(AT, "#Lobby", ()), False)
    assert [line.split()[1] for line in anna.answered(Join("#lobby", names=False), entered)] == ["332", "333"]


def test_the_names_of_a_large_room_take_several_lines(anna: Dialogue) -> None:
    members = tuple(Member("", f"ünick{number}!~u@h") for number in range(1000))
    lines = anna.answered(Names("#lobby"), MemberList(AT, "#lobby", members))
    assert all(len(line.encode()) <= 510 for line in lines)
    nicks = [nick for line in lines for nick in line.split(" :")[1].split()]
    assert nicks == [f"ünick{number}" for number in range(1000)]


def test_list(anna: Dialogue) -> None:
    assert anna.asks(b"LIST\r\nLIST #a,x,#b\r\n") == [ListRooms(), ListRooms(("#a", "#b"))]
    assert len(anna.reads(b"LIST x\r\n")) == 2
    assert anna.asks(b"LIST >3,<9 C>60,t<5\r\n") == [ListRooms((), ("U>3", "U<9", "C>60", "T<5"))]
    assert anna.asks(b"LIST *a?,!#x*,#b\r\n") == [ListRooms(("#b",), ("M*a?", "N#x*"))]
    assert anna.asks(b"LIST *????????\r\n") == [ListRooms((), ("M*????????",))]
    assert len(anna.reads(b"LIST *?????????\r\n")) == 2, "too dear to match"
    assert anna.answered(ListRooms(), RoomList(AT, (RoomLine("#a", 3, "be kind"), RoomLine("#b", 1, "")))) == [
        ":chorus.test 321 anna Channel :Users  Name",
        ":chorus.test 322 anna #a 3 :be kind",
        ":chorus.test 322 anna #b 1 :",
        ":chorus.test 323 anna :End of /LIST",
    ]


def test_list_in_parts(anna: Dialogue) -> None:
    line = RoomLine("#a", 3, "")
    first = anna.answered(ListRooms(), RoomList(AT, (line,), cursor="7"))
    assert [line.split(" ")[1] for line in first] == ["321", "322"]
    assert anna.answered(ListRooms(cursor="7"), RoomList(AT, (line,), cursor="9")) == [":chorus.test 322 anna #a 3 :"]
    assert anna.answered(ListRooms(cursor="9"), RoomList(AT, (), more=True)) == [
        ":chorus.test 416 anna LIST :There may be more: narrow it down",
        ":chorus.test 323 anna :End of /LIST",
    ]
