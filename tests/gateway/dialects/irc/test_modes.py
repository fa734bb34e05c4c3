"""MODE of rooms: what its letters ask, and the answers as lines."""

from __future__ import annotations

import pytest

from gateway.dialects.base import Ask, Reply
from gateway.model.answers import Answer
from gateway.model.refusals import Reason, Refusal
from gateway.model.rooms import (
    ChangeModes,
    ListLetter,
    MaskLine,
    MaskList,
    Masks,
    ModeChange,
    Modes,
    ModesChanged,
    RoomModes,
)
from tests.gateway.dialects.dialogue import AT, Dialogue

CHANGE = ChangeModes("#a", (ModeChange(True, "m"),))


def test_modes_as_they_are(anna: Dialogue) -> None:
    assert anna.asks(b"MODE #a\r\nMODE #a +\r\n") == [Modes("#a"), Modes("#a")]
    assert anna.answered(Modes("#a"), RoomModes(AT, "#A", "nt", "", "", 1_700_000_000)) == [
        ":chorus.test 324 anna #A +nt",
        ":chorus.test 329 anna #A 1700000000",
    ]
    assert anna.answered(Modes("#a"), RoomModes(AT, "#A", "", "key", "5", 0))[0] == ":chorus.test 324 anna #A +kl key 5"
    assert anna.refused(Modes("#a"), Reason.NO_SUCH_ROOM, "#a") == [":chorus.test 403 anna #a :There is no such room"]
    assert anna.reads(b"MODE # +o\r\n")[0].startswith(":chorus.test 476 anna # :")


def test_all_changes_of_a_line_are_one_command(anna: Dialogue) -> None:
    assert anna.asks(b"MODE #a +ov-bk+l-i Bob eve X!*@* key 007\r\n") == [
        ChangeModes(
            "#a",
            (
                ModeChange(True, "o", "Bob"),
                ModeChange(True, "v", "eve"),
                ModeChange(False, "b", "x!*@*"),
                ModeChange(False, "k"),
                ModeChange(True, "l", "7"),
                ModeChange(False, "i"),
            ),
        )
    ]
    assert anna.asks(b"MODE #a s-lk\r\n") == [
        ChangeModes("#a", (ModeChange(True, "s"), ModeChange(False, "l"), ModeChange(False, "k")))
    ]
    assert anna.asks(b"MODE #a +b m:Bob\r\n") == [ChangeModes("#a", (ModeChange(True, "b", "m:bob!*@*"),))]
    assert anna.answered(CHANGE, ModesChanged(AT, ())) == []
    assert anna.answered(CHANGE, Answer(AT)) == []


def test_a_line_has_so_many_changes_at_most(anna: Dialogue) -> None:
    (command,) = anna.asks(b"MODE #a +im" + b"v" * 13 + b" n" * 13 + b"\r\n")
    assert isinstance(command, ChangeModes)
    assert "".join(change.letter for change in command.changes) == "im" + "v" * 12
    (command,) = anna.asks(b"MODE #a " + b"+m-m" * 15 + b"\r\n")
    assert isinstance(command, ChangeModes) and len(command.changes) == 12


def test_lists_are_asked_for_by_their_letter_alone(anna: Dialogue) -> None:
    assert anna.asks(b"MODE #a b\r\nMODE #a +eI\r\n") == [
        MaskList("#a", "b"),
        MaskList("#a", "e"),
        MaskList("#a", "I"),
    ]


@pytest.mark.parametrize(("letter", "each", "end"), [("b", "367", "368"), ("e", "348", "349"), ("I", "346", "347")])
def test_lists(anna: Dialogue, letter: ListLetter, each: str, end: str) -> None:
    masks = Masks(AT, "#A", (MaskLine("bob!*@*", "eve!~e@h", 1_700_000_000),))
    first, last = anna.answered(MaskList("#a", letter), masks)
    assert first == f":chorus.test {each} anna #A bob!*@* eve!~e@h 1700000000"
    assert last.startswith(f":chorus.test {end} anna #A :End of channel ")
    (line,) = anna.refused(MaskList("#a", letter), Reason.NOT_IN_ROOM, "#a")
    assert line == ":chorus.test 442 anna #a :You are not in that room"


@pytest.mark.parametrize(
    "asked",
    [
        b"+k :",
        b"+k :two words",
        b"+k a,b",
        b"+k ::a",
        b"+k " + b"x" * 33,
        b"+l 0",
        b"+l -1",
        b"+l many",
        b"+l :",
        b"+b :two words",
        b"+I m:",
        b"+I m:bob",
        b"+k",
        b"+l",
        b"+o",
    ],
)
def test_what_a_mode_cannot_be_given(anna: Dialogue, asked: bytes) -> None:
    (line,) = anna.reads(b"MODE #a " + asked + b"\r\n")
    assert line.startswith(f":chorus.test 696 anna #a {chr(asked[1])} * :")


def test_an_error_keeps_no_other_change_from_being_asked(anna: Dialogue) -> None:
    unknown, change = anna.hears(b"MODE #a +xmxx\r\n")
    assert unknown == Reply(b":chorus.test 472 anna x :is unknown mode char to me\r\n")
    assert change == Ask(CHANGE)


def test_what_could_not_be_changed(anna: Dialogue) -> None:
    refusals = (
        Refusal(Reason.THEY_ARE_NOT_IN_ROOM, "bob"),
        Refusal(Reason.NO_SUCH_NICK, "eve"),
        Refusal(Reason.KEY_IS_SET, "#a"),
        Refusal(Reason.LIST_FULL, "b"),
    )
    assert anna.answered(CHANGE, ModesChanged(AT, refusals)) == [
        ":chorus.test 441 anna bob #a :They are not in that room",
        ":chorus.test 401 anna eve :There is nobody of that name",
        ":chorus.test 467 anna #a :That room has a key already",
        ":chorus.test 478 anna #a b :That list is full",
    ]
    assert anna.refused(CHANGE, Reason.NOT_ROOM_OPERATOR, "#a") == [
        ":chorus.test 482 anna #a :You are not an operator of that room"
    ]


def test_the_server_says_which_modes_there_are(anna: Dialogue) -> None:
    tokens = {word for line in anna.reads(b"ISUPPORT\r\n") for word in line.split(" ")}
    assert {
        "CHANMODES=beI,k,l,Cimnst",
        "PREFIX=(ov)@+",
        "STATUSMSG=@+",
        "EXCEPTS=e",
        "INVEX=I",
        "EXTBAN=,m",
        "MAXLIST=beI:100",
        "MODES=12",
        "KEYLEN=32",
        "KICKLEN=300",
        "ELIST=CMNTU",
        "SAFELIST",
    } <= tokens
