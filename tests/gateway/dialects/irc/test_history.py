"""CHATHISTORY: what is asked, the pages, and the errors of the specification."""

from __future__ import annotations

import pytest

from gateway.model.answers import HistoryPage
from gateway.model.commands import History
from gateway.model.facts import Said
from gateway.model.refusals import Reason
from tests.gateway.dialects.dialogue import AT, MSGID, Dialogue

SECOND = 1_763_836_800_000_000
FACTS = (
    Said(AT, MSGID, "u1", "anna!~a@h", "", "#a", "#a", "PRIVMSG", "one", "secret"),
    Said(AT + 1000, f"{AT + 1000}a1b2", "u2", "bob!~b@h", "", "#a", "#a", "NOTICE", "two", ""),
)


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("latest #a * 50", History("#a", "LATEST", None, 50)),
        (f"LATEST #a msgid={MSGID} 1", History("#a", "LATEST", AT, 1, MSGID[-4:])),
        (f"BEFORE bob msgid={MSGID} 1000", History("bob", "BEFORE", AT, 100, MSGID[-4:])),
        ("BEFORE #a timestamp=2025-11-22T18:40:00.000Z 5", History("#a", "BEFORE", SECOND, 5)),
        ("AFTER #a timestamp=2025-11-22T18:40:00.123Z 5", History("#a", "AFTER", SECOND + 123_999, 5)),
        ("AFTER #a timestamp=2025-11-22T18:40:00.123456Z 5", History("#a", "AFTER", SECOND + 123_456, 5)),
    ],
)
def test_what_is_asked(able: Dialogue, line: str, command: History) -> None:
    assert able.asks(f"CHATHISTORY {line}\r\n".encode()) == [command]


@pytest.mark.parametrize(
    ("line", "fail"),
    [
        ("AROUND #a * 5", "INVALID_PARAMS AROUND :Unknown command"),
        ("LATEST", "INVALID_PARAMS LATEST :Insufficient parameters"),
        ("LATEST #a *", "INVALID_PARAMS LATEST :Insufficient parameters"),
        ("LATEST #a * 5 5", "INVALID_PARAMS LATEST :Too many parameters"),
        ("LATEST #a * 0", "INVALID_PARAMS LATEST 0 :Invalid limit"),
        ("LATEST #a * -5", "INVALID_PARAMS LATEST -5 :Invalid limit"),
        ("LATEST #a * five", "INVALID_PARAMS LATEST five :Invalid limit"),
        ("AFTER #a timestamp=now 5", "INVALID_PARAMS AFTER timestamp=now :Invalid timestamp"),
        ("AFTER #a msgid=now 5", "INVALID_PARAMS AFTER msgid=now :Invalid msgid"),
        ("AFTER #a * 5", "INVALID_MSGREFTYPE AFTER #a :*-based history requests are not supported"),
        ("AFTER #a id=7 5", "INVALID_MSGREFTYPE AFTER #a :id-based history requests are not supported"),
        ("LATEST 9 * 5", "INVALID_TARGET LATEST 9 :Messages could not be retrieved"),
        ("LATEST # * 5", "INVALID_TARGET LATEST # :Messages could not be retrieved"),
    ],
)
def test_errors(able: Dialogue, line: str, fail: str) -> None:
    assert able.reads(f"CHATHISTORY {line}\r\n".encode()) == [f":chorus.test FAIL CHATHISTORY {fail}"]


def test_refusals(able: Dialogue) -> None:
    for reason, code in (
        (Reason.NO_HISTORY, "INVALID_TARGET"),
        (Reason.FAILED, "MESSAGE_ERROR"),
        (Reason.UNKNOWN_MESSAGE, "MESSAGE_ERROR"),
    ):
        assert able.refused(History("#a", "LATEST", None, 5), reason, "#a") == [
            f":chorus.test FAIL CHATHISTORY {code} LATEST #a :Messages could not be retrieved"
        ]


def test_the_capability_is_needed(anna: Dialogue) -> None:
    assert anna.reads(b"CHATHISTORY LATEST #a * 5\r\n") == [
        ":chorus.test 421 anna CHATHISTORY :Request the capability draft/chathistory first"
    ]


def test_a_page_is_a_batch(able: Dialogue) -> None:
    command = History("#A", "LATEST", None, 5)
    assert able.answered(command, HistoryPage(AT, "#a", FACTS)) == [
        ":chorus.test BATCH +h1 chathistory #a",
        f"@batch=h1;time=2025-11-22T18:40:00.123Z;msgid={MSGID} :anna!~a@h PRIVMSG #a :one",
        f"@batch=h1;time=2025-11-22T18:40:00.124Z;msgid={AT + 1000}a1b2 :bob!~b@h NOTICE #a :two",
        ":chorus.test BATCH -h1",
    ]
    assert able.answered(command, HistoryPage(AT, "#a", ())) == [
        ":chorus.test BATCH +h2 chathistory #a",
        ":chorus.test BATCH -h2",
    ]


def test_a_page_without_batches(anna: Dialogue) -> None:
    anna.reads(b"CAP REQ draft/chathistory\r\n")
    assert anna.answered(History("#a", "LATEST", None, 5), HistoryPage(AT, "#a", FACTS)) == [
        ":anna!~a@h PRIVMSG #a :one",
        ":bob!~b@h NOTICE #a :two",
    ]
