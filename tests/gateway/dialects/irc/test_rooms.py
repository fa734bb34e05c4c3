"""JOIN, PART, TOPIC, NAMES, LIST, MODE: what they ask, and their answers as lines."""

from __future__ import annotations

from gateway.model.answers import Answer, Entered, Member, MemberList, RoomLine, RoomList, RoomModes, TopicIs
from gateway.model.commands import Join, ListRooms, Modes, Names, Part, Topic
from gateway.model.refusals import Reason
from tests.gateway.dialects.dialogue import AT, Dialogue

MEMBERS = MemberList(AT, "#Lobby", (Member("@+", "anna!~a@h"), Member("+", "bob!~b@h"), Member("", "eve!~e@h")))
NO_TOPIC = TopicIs(AT, "#Lobby", "", "", 0)
TOPIC = TopicIs(AT, "#Lobby", "be kind", "bob!~b@h", 1_700_000_000)


def test_join(anna: Dialogue) -> None:
    assert anna.asks(b"JOIN #a,#b,#A key\r\n") == [Join("#a"), Join("#b")]
    assert anna.asks("JOIN #Zoe\u0308\r\n".encode()) == [Join("#Zoë")]
    assert anna.reads(b"JOIN\r\n") == anna.reads(b"JOIN :\r\n") == [":chorus.test 461 anna JOIN :Not enough parameters"]
    assert anna.reads(b"JOIN 0\r\n") == [":chorus.test 403 anna 0 :There is no such room"]
    assert anna.reads(b"JOIN #" + b"x" * 64 + b"\r\n")[0].startswith(":chorus.test 476 anna #xxx")
    assert anna.refused(Join("#c"), Reason.TOO_MANY_ROOMS, "#c") == [
        ":chorus.test 405 anna #c :You are in too many rooms"
    ]


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
    assert anna.asks(b"NAMES #a,#b\r\n") == [Names("#a"), Names("#b")]
    assert anna.reads(b"NAMES\r\n") == [":chorus.test 366 anna * :End of /NAMES list"]
    assert able.answered(Names("#lobby"), MEMBERS)[0] == ":chorus.test 353 anna = #Lobby :@+anna +bob eve"
    assert anna.answered(Names("#x"), MemberList(AT, "#x", ())) == [":chorus.test 366 anna #x :End of /NAMES list"]


def test_the_names_of_a_large_room_take_several_lines(anna: Dialogue) -> None:
    members = tuple(Member("", f"ünick{number}!~u@h") for number in range(1000))
    lines = anna.answered(Names("#lobby"), MemberList(AT, "#lobby", members))
    assert all(len(line.encode()) <= 510 for line in lines)
    nicks = [nick for line in lines[:-1] for nick in line.split(" :")[1].split()]
    assert nicks == [f"ünick{number}" for number in range(1000)]


def test_list(anna: Dialogue) -> None:
    assert anna.asks(b"LIST\r\nLIST #a,x,#b\r\n") == [ListRooms(), ListRooms(("#a", "#b"))]
    assert len(anna.reads(b"LIST >3\r\n")) == 2
    assert anna.answered(ListRooms(), RoomList(AT, (RoomLine("#a", 3, "be kind"), RoomLine("#b", 1, "")))) == [
        ":chorus.test 321 anna Channel :Users  Name",
        ":chorus.test 322 anna #a 3 :be kind",
        ":chorus.test 322 anna #b 1 :",
        ":chorus.test 323 anna :End of /LIST",
    ]


def test_modes_are_told_and_never_changed(anna: Dialogue) -> None:
    assert anna.asks(b"MODE #a\r\n") == [Modes("#a")]
    assert anna.answered(Modes("#a"), RoomModes(AT, "#A", "n")) == [":chorus.test 324 anna #A +n"]
    assert anna.refused(Modes("#a"), Reason.NO_SUCH_ROOM, "#a") == [":chorus.test 403 anna #a :There is no such room"]
    assert anna.reads(b"MODE #a b\r\n") == [":chorus.test 368 anna #a :End of channel ban list"]
    assert anna.reads(b"MODE #a +b x!*@*\r\n") == [":chorus.test 472 anna b :is unknown mode char to me"]
    assert anna.reads(b"MODE #a +o bob\r\n") == [":chorus.test 472 anna o :is unknown mode char to me"]
    assert anna.reads(b"MODE ANNA\r\n") == [":chorus.test 221 anna +"]
    assert anna.reads(b"MODE anna +i\r\n") == [":chorus.test 501 anna :Unknown MODE flag"]
    assert anna.reads(b"MODE bob\r\n") == [":chorus.test 502 anna :Modes are everybody's own affair"]
    assert anna.reads(b"MODE # +o\r\n")[0].startswith(":chorus.test 476 anna # :")
