"""RENAME: what is asked, the line of those who know it, what the others are told, and the errors."""

from __future__ import annotations

import pytest

from gateway.dialects.irc.formats import format_for
from gateway.model.commands import RenameRoom
from gateway.model.facts import HostChanged, RealnameSet, RoomRenamed
from gateway.model.refusals import Reason
from tests.gateway.dialects.dialogue import AT, MSGID, Dialogue, lines

MEMBERS = (("@", "bob!~b@h"), ("", "anna!~anna@192.0.2.1"))
FACT = RoomRenamed(
    AT, MSGID, "u2", "bob!~b@h", "", "#old", "#Old", "#new", "#New", "typo", "news", "bob!~b@h", 7, False, MEMBERS, {}
)


def test_what_is_asked(anna: Dialogue) -> None:
    assert anna.asks(b"RENAME #old #new\r\n") == [RenameRoom("#old", "#new")]
    assert anna.asks(b"RENAME #old #new :a typo\r\n") == [RenameRoom("#old", "#new", "a typo")]


def test_those_who_know_it() -> None:
    able = format_for(frozenset({"draft/channel-rename"}))
    assert able.encode(FACT) == able.own(FACT) == b":bob!~b@h RENAME #Old #New :typo\r\n"
    assert able.encode(FACT._replace(reason="")) == b":bob!~b@h RENAME #Old #New :\r\n"
    assert format_for(frozenset()).encode(FACT) == b""


def test_to_the_others_it_is_as_if_they_came_anew(anna: Dialogue) -> None:
    assert lines(anna.conversation.personal(FACT)) == [
        ":anna!~anna@192.0.2.1 PART #Old :typo",
        ":anna!~anna@192.0.2.1 JOIN #New",
        ":chorus.test 332 anna #New :news",
        ":chorus.test 333 anna #New bob 7",
        ":chorus.test 353 anna = #New :@bob anna",
        ":chorus.test 366 anna #New :End of /NAMES list",
    ]


def test_under_the_host_and_realname_that_they_have_by_then(anna: Dialogue) -> None:
    anna.reads(b"CAP REQ extended-join\r\n")
    mine = (AT, MSGID, "u1", "anna!~anna@192.0.2.1", "")
    for fact in (HostChanged(*mine, "~anna", "new.host", ()), RealnameSet(*mine, "Anna C", ())):
        anna.conversation.noticed(fact)
    told = lines(anna.conversation.personal(FACT))
    assert told[1] == ":anna!~anna@new.host JOIN #New * :Anna C"


def test_with_their_own_read_marker(anna: Dialogue) -> None:
    anna.reads(b"CAP REQ draft/read-marker\r\n")
    told = lines(anna.conversation.personal(FACT._replace(read={"u1": AT, "u2": 1})))
    assert ":chorus.test MARKREAD #New timestamp=2025-11-22T18:40:00.123Z" in told


@pytest.mark.parametrize(
    ("reason", "answer"),
    [
        (Reason.ROOM_NAME_IN_USE, "FAIL RENAME CHANNEL_NAME_IN_USE #old #new :There is a room of that name already"),
        (Reason.CANNOT_RENAME, "FAIL RENAME CANNOT_RENAME #old #new :That room cannot be renamed"),
        (Reason.RENAMED_RECENTLY, "FAIL RENAME CANNOT_RENAME #old #new :That room was renamed a moment ago"),
        (Reason.NOT_ROOM_OPERATOR, "482 anna #old :You are not an operator of that room"),
        (Reason.NOT_IN_ROOM, "442 anna #old :You are not in that room"),
        (Reason.NO_SUCH_ROOM, "403 anna #old :There is no such room"),
    ],
)
def test_refusals(anna: Dialogue, reason: Reason, answer: str) -> None:
    assert anna.refused(RenameRoom("#old", "#new"), reason, "#old") == [f":chorus.test {answer}"]


def test_names_that_no_room_can_have(anna: Dialogue) -> None:
    assert anna.reads(b"RENAME #old new\r\n") == [":chorus.test 403 anna new :There is no such room"]
    assert anna.reads(b"RENAME #old\r\n") == [":chorus.test 461 anna RENAME :Not enough parameters"]
    (line,) = anna.reads(b"RENAME #old #\r\n")
    assert line.startswith(":chorus.test 476 anna # :")
