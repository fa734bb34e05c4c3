"""labeled-response: what a labelled line came to bears its label, as one line, a batch, or an ACK."""

from __future__ import annotations

import pytest

from gateway.dialects.base import Ask, Labelled, Reply
from gateway.model.commands import Say
from tests.gateway.dialects.dialogue import Dialogue


@pytest.fixture
def able(anna: Dialogue) -> Dialogue:
    anna.reads(b"CAP REQ :labeled-response batch message-tags\r\n")
    return anna


def test_the_steps_of_a_labelled_line_are_one(able: Dialogue) -> None:
    assert able.hears(b"@label=a1 PRIVMSG #a,#b :hi\r\nPING x\r\n") == [
        Labelled("a1", (Ask(Say("#a", "hi")), Ask(Say("#b", "hi")))),
        Reply(b":chorus.test PONG chorus.test :x\r\n", settled=True),
    ]
    assert able.hears(b"@label=a2 NOTICE nobody\xc2\xad :x\r\n") == [Labelled("a2", ())]


@pytest.mark.parametrize("line", [b"@label= PING x\r\n", b"@label=%b PING x\r\n" % (b"x" * 65)])
def test_what_is_no_label_is_ignored(able: Dialogue, line: bytes) -> None:
    assert able.reads(line) == [":chorus.test PONG chorus.test :x"]


def test_without_the_capability_there_are_no_labels(anna: Dialogue) -> None:
    assert anna.reads(b"@label=1 PING x\r\n") == [":chorus.test PONG chorus.test :x"]


def test_nothing_is_acknowledged(able: Dialogue) -> None:
    assert able.conversation.labelled("a;1", b"") == b"@label=a\\:1 :chorus.test ACK\r\n"


def test_one_line_bears_it_beside_its_own_tags(able: Dialogue) -> None:
    assert able.conversation.labelled("1", b":s A\r\n") == b"@label=1 :s A\r\n"
    assert able.conversation.labelled("1", b"@msgid=7 :s A\r\n") == b"@label=1;msgid=7 :s A\r\n"


def test_several_lines_are_a_batch(able: Dialogue) -> None:
    assert able.conversation.labelled("1", b":s A\r\n@t :s B\r\n").split(b"\r\n") == [
        b"@label=1 :chorus.test BATCH +l1 labeled-response",
        b"@batch=l1 :s A",
        b"@batch=l1;t :s B",
        b":chorus.test BATCH -l1",
        b"",
    ]


def test_one_batch_bears_it_itself(able: Dialogue) -> None:
    batch = b":s BATCH +h1 chathistory #a\r\n@batch=h1 :s A\r\n:s BATCH -h1\r\n"
    assert able.conversation.labelled("1", batch) == b"@label=1 " + batch
    more = able.conversation.labelled("1", batch + b":s B\r\n").split(b"\r\n")
    assert more[1:4] == [b"@batch=l1 :s BATCH +h1 chathistory #a", b"@batch=h1 :s A", b"@batch=l1 :s BATCH -h1"]
