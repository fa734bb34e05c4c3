"""REDACT: what is asked, who is told, and the errors of the specification."""

from __future__ import annotations

import pytest

from gateway.dialects.irc.formats import format_for
from gateway.model.answers import Answer
from gateway.model.commands import Redact
from gateway.model.facts import Redacted
from gateway.model.refusals import Reason
from tests.gateway.dialects.dialogue import AT, MSGID, Dialogue

FACT = Redacted(AT, MSGID, "u1", "anna!~a@h", "", "#a", "", "#a", "12ab", "wrong room")


@pytest.fixture
def redacting(anna: Dialogue) -> Dialogue:
    anna.reads(b"CAP REQ :draft/message-redaction message-tags\r\n")
    return anna


def test_what_is_asked(redacting: Dialogue) -> None:
    assert redacting.asks(b"REDACT #a 12ab\r\n") == [Redact("#a", "12ab")]
    assert redacting.asks(b"REDACT bob 12ab :wrong person\r\n") == [Redact("bob", "12ab", "wrong person")]
    (long,) = redacting.asks(b"REDACT #a 12ab :" + b"x" * 400 + b"\r\n")
    assert isinstance(long, Redact) and len(long.reason) == 200


def test_a_done_one_is_told_by_its_fact(redacting: Dialogue) -> None:
    assert redacting.answered(Redact("#a", "12ab"), Answer(AT)) == []


def test_only_those_with_the_capability_are_told() -> None:
    able = format_for(frozenset({"draft/message-redaction"}))
    assert able.encode(FACT) == able.own(FACT) == b":anna!~a@h REDACT #a 12ab :wrong room\r\n"
    assert able.encode(FACT._replace(reason="")) == b":anna!~a@h REDACT #a 12ab\r\n"
    unable = format_for(frozenset({"message-tags"}))
    assert unable.encode(FACT) == unable.own(FACT) == b""


@pytest.mark.parametrize(
    ("reason", "fail"),
    [
        (Reason.NO_HISTORY, "INVALID_TARGET #a :You cannot delete messages from #a"),
        (Reason.NOT_YOURS, "REDACT_FORBIDDEN #a 12ab :You are not authorised to delete this message"),
        (Reason.TOO_LATE, "REDACT_WINDOW_EXPIRED #a 12ab 86400 :You can no longer delete this message"),
        (Reason.UNKNOWN_MESSAGE, "UNKNOWN_MSGID #a 12ab :This message does not exist or is too old"),
    ],
)
def test_refusals(redacting: Dialogue, reason: Reason, fail: str) -> None:
    assert redacting.refused(Redact("#a", "12ab"), reason, "#a") == [f":chorus.test FAIL REDACT {fail}"]


def test_other_errors(redacting: Dialogue) -> None:
    assert redacting.reads(b"REDACT # 12ab\r\n") == [
        ":chorus.test FAIL REDACT INVALID_TARGET # :You cannot delete messages from #"
    ]
    assert redacting.reads(b"REDACT #a\r\n") == [":chorus.test 461 anna REDACT :Not enough parameters"]
    assert redacting.refused(Redact("#a", "12ab"), Reason.GONE, "*")[0].startswith(":chorus.test 400 ")


def test_the_capability_is_needed(anna: Dialogue) -> None:
    assert anna.reads(b"REDACT #a 12ab\r\n") == [
        ":chorus.test 421 anna REDACT :Request the capability draft/message-redaction first"
    ]
