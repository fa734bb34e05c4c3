"""MARKREAD: setting and asking, on JOIN, from other sessions, and the errors of the specification."""

from __future__ import annotations

import pytest

from gateway.model.answers import Answer, Entered, Member, MemberList, ReadMarkerIs, TopicIs
from gateway.model.commands import Join, MarkRead
from gateway.model.facts import ReadMarked
from gateway.model.refusals import Reason
from tests.gateway.dialects.dialogue import AT, MSGID, Dialogue, lines

SHOWN = "timestamp=2025-11-22T18:40:00.123Z"


@pytest.fixture
def marking(anna: Dialogue) -> Dialogue:
    anna.reads(b"CAP REQ draft/read-marker\r\n")
    return anna


def test_what_is_asked(marking: Dialogue) -> None:
    assert marking.asks(b"MARKREAD #a\r\n") == [MarkRead("#a")]
    assert marking.asks(f"MARKREAD bob {SHOWN}\r\n".encode()) == [MarkRead("bob", AT - AT % 1000)]


def test_answers(marking: Dialogue) -> None:
    assert marking.answered(MarkRead("#a"), ReadMarkerIs(AT, "#a", 0)) == [":chorus.test MARKREAD #a *"]
    assert marking.answered(MarkRead("#a", 1), ReadMarkerIs(AT, "#a", AT)) == [f":chorus.test MARKREAD #a {SHOWN}"]
    assert marking.answered(MarkRead("#a", 1), Answer(AT)) == []


def test_who_joins_is_told_before_the_end_of_names(marking: Dialogue) -> None:
    topic, members = TopicIs(AT, "#a", "", "", 0), MemberList(AT, "#a", (Member("", "anna!~a@h"),))
    told = marking.answered(Join("#a"), Entered(AT, topic, members, already=False, read=AT))
    assert told.index(f":chorus.test MARKREAD #a {SHOWN}") < [" 366 " in line for line in told].index(True)
    assert marking.answered(Join("#a"), Entered(AT, topic, members, already=True, read=AT)) == []


def test_from_another_session(marking: Dialogue, fresh: Dialogue) -> None:
    fact = ReadMarked(AT, MSGID, "u1", "anna!~a@h", "", "#a", AT)
    assert lines(marking.conversation.personal(fact)) == [f":chorus.test MARKREAD #a {SHOWN}"]
    marking.reads(b"CAP REQ -draft/read-marker\r\n")
    assert marking.conversation.personal(fact) == b""


@pytest.mark.parametrize(
    ("line", "fail"),
    [
        ("", "NEED_MORE_PARAMS :Missing parameters"),
        (" # x", "INVALID_PARAMS # :Invalid parameters"),
        (" #a *", "INVALID_PARAMS * :Invalid parameters"),
        (" #a 2025-11-22T18:40:00.123Z", "INVALID_PARAMS 2025-11-22T18:40:00.123Z :Invalid parameters"),
        (" #a timestamp=soon", "INVALID_PARAMS timestamp=soon :Invalid parameters"),
    ],
)
def test_errors(marking: Dialogue, line: str, fail: str) -> None:
    assert marking.reads(f"MARKREAD{line}\r\n".encode()) == [f":chorus.test FAIL MARKREAD {fail}"]


def test_refused(marking: Dialogue) -> None:
    assert marking.refused(MarkRead("#a", 1), Reason.FAILED, "#a") == [
        ":chorus.test FAIL MARKREAD INTERNAL_ERROR #a :The read timestamp could not be set"
    ]


def test_the_capability_is_needed(anna: Dialogue) -> None:
    assert anna.reads(b"MARKREAD #a\r\n") == [
        ":chorus.test 421 anna MARKREAD :Request the capability draft/read-marker first"
    ]
