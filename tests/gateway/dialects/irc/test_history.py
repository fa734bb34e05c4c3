"""CHATHISTORY: what is asked, the pages, and the errors of the specification."""

from __future__ import annotations

import pytest

from gateway.model.answers import HistoryPage, TargetLine, TargetList
from gateway.model.commands import Command, History, ListTargets
from gateway.model.facts import Joined, Redacted, RoomRenamed, Said, Tagged
from gateway.model.refusals import Reason
from tests.gateway.dialects.dialogue import AT, MSGID, Dialogue

SECOND = 1_763_836_800_000_000
T0 = "timestamp=2025-11-22T18:40:00.000Z"
T1 = "timestamp=2025-11-22T18:40:01.000Z"
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
        (f"AROUND #a msgid={MSGID} 5", History("#a", "AROUND", AT, 5, MSGID[-4:])),
        (f"AROUND #a {T0} 5", History("#a", "AROUND", SECOND, 5)),
        (f"BETWEEN #a {T0} {T1} 5", History("#a", "BETWEEN", SECOND + 999, 5, end=SECOND + 1_000_000)),
        (f"BETWEEN #a {T1} {T0} 5", History("#a", "BETWEEN", SECOND + 1_000_000, 5, end=SECOND + 999)),
        (f"BETWEEN #a {T0} {T0} 5", History("#a", "BETWEEN", SECOND, 5, end=SECOND)),
        (
            f"BETWEEN #a msgid={MSGID} {T1} 5",
            History("#a", "BETWEEN", AT, 5, MSGID[-4:], end=SECOND + 1_000_000),
        ),
        (
            f"BETWEEN #a {T0} msgid={MSGID} 5",
            History("#a", "BETWEEN", SECOND + 999, 5, end=AT, end_epoch=MSGID[-4:]),
        ),
        (f"TARGETS {T0} {T1} 1000", ListTargets(SECOND + 999, SECOND + 1_000_000, 100)),
        (f"TARGETS {T1} {T0} 5", ListTargets(SECOND + 1_000_000, SECOND + 999, 5)),
    ],
)
def test_what_is_asked(able: Dialogue, line: str, command: Command) -> None:
    assert able.asks(f"CHATHISTORY {line}\r\n".encode()) == [command]


@pytest.mark.parametrize(
    ("line", "fail"),
    [
        ("NEAR #a * 5", "INVALID_PARAMS NEAR :Unknown command"),
        ("AROUND #a * 5", "INVALID_MSGREFTYPE AROUND #a :*-based history requests are not supported"),
        ("BETWEEN #a timestamp=2025-11-22T18:40:00.000Z 5", "INVALID_PARAMS BETWEEN :Insufficient parameters"),
        (f"BETWEEN #a msgid={MSGID} * 5", "INVALID_MSGREFTYPE BETWEEN #a :*-based history requests are not supported"),
        (f"BETWEEN #a msgid={MSGID} msgid=x 5", "INVALID_PARAMS BETWEEN msgid=x :Invalid msgid"),
        ("TARGETS * * 5", "INVALID_PARAMS TARGETS * :Invalid timestamp"),
        (f"TARGETS {T0} msgid={MSGID} 5", f"INVALID_PARAMS TARGETS msgid={MSGID} :Invalid timestamp"),
        (f"TARGETS {T0} timestamp=soon 5", "INVALID_PARAMS TARGETS timestamp=soon :Invalid timestamp"),
        (f"TARGETS {T0} {T0}", "INVALID_PARAMS TARGETS :Insufficient parameters"),
        (f"TARGETS {T0} {T0} 5 5", "INVALID_PARAMS TARGETS :Too many parameters"),
        (f"TARGETS {T0} {T0} 0", "INVALID_PARAMS TARGETS 0 :Invalid limit"),
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


def test_a_refused_list_of_targets(able: Dialogue) -> None:
    assert able.refused(ListTargets(0, 1, 5), Reason.FAILED, "*") == [
        ":chorus.test FAIL CHATHISTORY MESSAGE_ERROR TARGETS * :Messages could not be retrieved"
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


def test_events_are_asked_for_with_event_playback(able: Dialogue) -> None:
    able.reads(b"CAP REQ draft/event-playback\r\n")
    (asked,) = able.asks(b"CHATHISTORY LATEST #a * 5\r\n")
    assert isinstance(asked, History)
    assert Joined in asked.events and Tagged in asked.events
    assert Redacted not in asked.events and RoomRenamed not in asked.events
    able.reads(b"CAP REQ :draft/message-redaction draft/channel-rename -message-tags\r\n")
    (asked,) = able.asks(b"CHATHISTORY LATEST #a * 5\r\n")
    assert isinstance(asked, History)
    assert Redacted in asked.events and RoomRenamed in asked.events and Tagged not in asked.events


def test_events_in_a_page(able: Dialogue) -> None:
    able.reads(b"CAP REQ :draft/event-playback draft/message-redaction draft/channel-rename\r\n")
    who = (AT, MSGID, "u2", "bob!~b@h", "")
    page = (
        Joined(*who, "#a", "#a", "Bob"),
        Redacted(*who, "#a", "", "#a", "12ab", "spam"),
        RoomRenamed(*who, "#b", "#b", "#a", "#a", "typo", "", "", 0, False, (), {}),
    )
    tags = f"@batch=h1;time=2025-11-22T18:40:00.123Z;msgid={MSGID}"
    assert able.answered(History("#a", "LATEST", None, 5), HistoryPage(AT, "#a", page)) == [
        ":chorus.test BATCH +h1 chathistory #a",
        f"{tags} :bob!~b@h JOIN #a",
        f"{tags} :bob!~b@h REDACT #a 12ab :spam",
        f"{tags} :bob!~b@h RENAME #b #a :typo",
        ":chorus.test BATCH -h1",
    ]


def test_the_list_of_targets(able: Dialogue) -> None:
    targets = TargetList(AT, (TargetLine("#a", AT), TargetLine("bob", AT + 1_000_000)))
    assert able.answered(ListTargets(0, 1, 5), targets) == [
        ":chorus.test BATCH +h1 draft/chathistory-targets",
        "@batch=h1 :chorus.test CHATHISTORY TARGETS #a 2025-11-22T18:40:00.123Z",
        "@batch=h1 :chorus.test CHATHISTORY TARGETS bob 2025-11-22T18:40:01.123Z",
        ":chorus.test BATCH -h1",
    ]
    able.reads(b"CAP REQ -batch\r\n")
    assert able.answered(ListTargets(0, 1, 5), targets)[0] == (
        ":chorus.test CHATHISTORY TARGETS #a 2025-11-22T18:40:00.123Z"
    )
