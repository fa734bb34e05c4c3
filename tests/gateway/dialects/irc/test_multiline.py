"""Messages of several lines: what a client sends in a batch, and how each kind of reader gets it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.dialects.base import Ask, Labelled, Reply
from gateway.dialects.irc import IrcConversation
from gateway.dialects.irc.formats import format_for
from gateway.dialects.irc.open_batch import MAX_BYTES, MAX_LINES
from gateway.model.answers import Repeated
from gateway.model.commands import Command, Say
from gateway.model.facts import CONCAT, LINE_BREAK, Said
from gateway.model.server import Server
from tests.gateway.dialects.dialogue import AT, MSGID, Dialogue, lines

CAPABILITIES = "batch message-tags server-time labeled-response echo-message draft/multiline chorus.chat/send-once"
TIME = "time=2025-11-22T18:40:00.123Z"
SAID = Said(AT, MSGID, "u1", "anna!~a@h", "", "#a", "#a", "PRIVMSG", "one", "", "+x=1", ("|", "|two ", "+three"))
INVALID = ":chorus.test FAIL BATCH MULTILINE_INVALID :"


@pytest.fixture
def able(anna: Dialogue) -> Dialogue:
    anna.reads(f"CAP REQ :{CAPABILITIES}\r\n".encode())
    return anna


def batch(*inside: str, start: str = "BATCH +1 draft/multiline #a", end: str = "BATCH -1") -> bytes:
    return "".join(f"{line}\r\n" for line in (start, *(f"@batch=1{line}" for line in inside), end)).encode()


class TestComingIn:
    def test_it_is_said_once_it_is_whole(self, able: Dialogue) -> None:
        whole = batch(" PRIVMSG #A :one", " PRIVMSG #a :", " PRIVMSG #a :two ", ";draft/multiline-concat PRIVMSG #a 3")
        *begun, end = whole.splitlines(keepends=True)
        assert able.asks(b"".join(begun)) == []
        assert able.asks(end) == [Say("#a", "one", more=("|", "|two ", "+3"))]

    def test_to_a_person_as_a_notice_and_by_a_single_line(self, able: Dialogue) -> None:
        start = "BATCH +1 draft/multiline bob"
        assert able.asks(batch(" NOTICE bob :one", " NOTICE bob :two", start=start)) == [
            Say("bob", "one", "NOTICE", more=("|two",))
        ]
        assert able.asks(batch(" PRIVMSG bob :one", start=start)) == [Say("bob", "one")]
        assert able.asks(batch(" PRIVMSG bob :", " PRIVMSG bob :one", start=start)) == [Say("bob", "", more=("|one",))]

    def test_tags_and_label_and_send_id_are_those_of_its_first_line(self, able: Dialogue) -> None:
        start = "@label=7;+x=1;y=2;chorus.chat/send-id=s BATCH +1 draft/multiline #a"
        assert able.hears(batch(";+z=2;label=8 PRIVMSG #a :one", " PRIVMSG #a :two", start=start)) == [
            Labelled("8", ()),
            Labelled("7", (Ask(Say("#a", "one", "PRIVMSG", "s", "+x=1", ("|two",))),)),
        ]

    def test_a_line_too_long_with_our_mask_goes_on_in_another(self, able: Dialogue) -> None:
        (said,) = able.asks(batch(f" PRIVMSG #a :{'x' * 490}é", f";draft/multiline-concat PRIVMSG #a :{'y' * 490}"))
        assert isinstance(said, Say)
        pieces = [LINE_BREAK + said.text, *said.more]
        assert [piece[0] for piece in pieces] == [LINE_BREAK, CONCAT, CONCAT, CONCAT]
        assert "".join(piece[1:] for piece in pieces) == "x" * 490 + "é" + "y" * 490
        assert all(len(f":anna!~anna@192.0.2.1 PRIVMSG #a :{piece[1:]}".encode()) <= 510 for piece in pieces)

    def test_other_lines_pass_between(self, able: Dialogue) -> None:
        able.hears(b"BATCH +1 draft/multiline #a\r\n@batch=1 PRIVMSG #a :one\r\n")
        assert able.reads(b"PING x\r\n") == [":chorus.test PONG chorus.test :x"]
        assert able.asks(b"PRIVMSG #a :between\r\n") == [Say("#a", "between")]
        assert able.asks(b"BATCH -1\r\n") == [Say("#a", "one")]

    def test_a_name_that_nobody_can_have(self, able: Dialogue) -> None:
        start = "@label=7 BATCH +1 draft/multiline 9"
        error = Reply(b":chorus.test 401 anna 9 :There is nobody of that name\r\n")
        assert able.hears(batch(" PRIVMSG 9 :one", start=start)) == [Labelled("7", (error,))]
        assert able.hears(batch(" NOTICE 9 :one", start=start)) == [Labelled("7", ())]

    def test_a_repeat_is_echoed_whole(self, able: Dialogue) -> None:
        say = Say("#a", "one", "PRIVMSG", "s", "+x=1", ("|two",))
        echo = able.answered(say, Repeated(AT, MSGID, "anna!~a@h", "", "#a"))
        assert echo[0] == (
            f"@{TIME};msgid={MSGID};chorus.chat/send-id=s;+x=1 :anna!~a@h BATCH +m{AT} draft/multiline #a"
        )
        assert len(echo) == 4


class TestWhatMayNotBe:
    @pytest.mark.parametrize(
        "data",
        [
            batch(" PRIVMSG #a :one", ";draft/multiline-concat PRIVMSG #a :"),
            batch(" PRIVMSG #a :one", " NOTICE #a :two"),
            batch(" PRIVMSG #a :one", " JOIN #b"),
            batch(" PRIVMSG #a"),
            batch(" PRIVMSG #a :", " PRIVMSG #a :"),
            batch(),
            batch(" PRIVMSG #a :one", start="BATCH +1 draft/multiline"),
            batch(" PRIVMSG #a :one", start="BATCH +1 draft/multiline #a,#b"),
            batch(" PRIVMSG #a :one", start="BATCH +1 netsplit #a"),
            batch(" PRIVMSG #a :one").replace(b"@batch=1", b"@batch=2"),
            b"BATCH -1\r\n",
            b"BATCH +\r\n",
            b"BATCH 1\r\n",
            b"@batch=1 PRIVMSG #a :one\r\n",
        ],
    )
    def test_anything_else_is_said_once(self, able: Dialogue, data: bytes) -> None:
        (line,) = able.reads(data)
        assert line.startswith(INVALID)
        assert able.asks(batch(" PRIVMSG #a :next")) == [Say("#a", "next")]

    def test_a_ctcp_is_no_line_of_several(self, able: Dialogue) -> None:
        """To who knows no batches it would be a line of its own, which the room may not want (mode C)."""
        for tag in ("", ";draft/multiline-concat"):
            (line,) = able.reads(batch(" PRIVMSG #a :one", f"{tag} PRIVMSG #a :\x01VERSION\x01"))
            assert line.startswith(INVALID)
        (said,) = able.asks(batch(" PRIVMSG #a :\x01ACTION waves", " PRIVMSG #a :and goes\x01"))
        assert isinstance(said, Say) and said.more == ("|and goes\x01",)

    def test_another_target(self, able: Dialogue) -> None:
        (line,) = able.reads(batch(" PRIVMSG #b :one", " PRIVMSG #a :two"))
        assert line.startswith(":chorus.test FAIL BATCH MULTILINE_INVALID_TARGET #a #b :")

    def test_too_many_lines(self, able: Dialogue) -> None:
        assert len(able.asks(batch(*([" PRIVMSG #a :x"] * MAX_LINES)))) == 1
        (line,) = able.reads(batch(*([" PRIVMSG #a :x"] * (MAX_LINES + 9))))
        assert line.startswith(f":chorus.test FAIL BATCH MULTILINE_MAX_LINES {MAX_LINES} :")

    @pytest.mark.parametrize(("tag", "over"), [("", 8), (";draft/multiline-concat", 0)])
    def test_too_many_bytes(self, able: Dialogue, tag: str, over: int) -> None:
        """Each line end is one of them, too."""
        first, later = f" PRIVMSG #a :{'é' * 200}", f"{tag} PRIVMSG #a :{'é' * 200}"
        left = MAX_BYTES - 10 * 400 - (over and 10)
        assert len(able.asks(batch(first, *[later] * 9, f"{tag} PRIVMSG #a :{'x' * left}"))) == 1
        (line,) = able.reads(batch(first, *[later] * 9, f"{tag} PRIVMSG #a :{'x' * (left + 1)}"))
        assert line.startswith(f":chorus.test FAIL BATCH MULTILINE_MAX_BYTES {MAX_BYTES} :")

    def test_the_answer_bears_the_label_of_its_first_line(self, able: Dialogue) -> None:
        start = "@label=7;chorus.chat/send-id=s BATCH +1 draft/multiline #a"
        (step,) = able.hears(batch(" PRIVMSG #b :one", start=start))
        assert isinstance(step, Labelled) and step.label == "7"
        (reply,) = step.steps
        assert isinstance(reply, Reply) and reply.data.startswith(b"@chorus.chat/send-id=s :chorus.test FAIL BATCH ")

    def test_a_bad_send_id(self, able: Dialogue) -> None:
        (line,) = able.reads(batch(" PRIVMSG #a :x", start="@chorus.chat/send-id= BATCH +1 draft/multiline #a"))
        assert line.startswith(":chorus.test FAIL BATCH INVALID_SEND_ID :")

    @pytest.mark.parametrize("bad", [b"@batch=1 PRIVMSG #a :\xff\r\n", b"@batch=1 PRIVMSG #a :%b\r\n" % (b"x" * 600)])
    def test_a_line_that_cannot_be_read_spoils_it(self, able: Dialogue, bad: bytes) -> None:
        first, second = able.reads(b"BATCH +1 draft/multiline #a\r\n@batch=1 PRIVMSG #a :x\r\n" + bad + b"BATCH -1\r\n")
        assert "INVALID_UTF8" in first or " 417 " in first
        assert second.startswith(INVALID)

    def test_two_at_a_time(self, able: Dialogue) -> None:
        able.hears(b"BATCH +1 draft/multiline #a\r\n@batch=1 PRIVMSG #a :one\r\n")
        (line,) = able.reads(b"BATCH +2 draft/multiline #a\r\n")
        assert line.startswith(INVALID)
        assert able.asks(b"BATCH -1\r\n") == [Say("#a", "one")]

    @pytest.mark.parametrize("missing", ["batch", "draft/multiline"])
    def test_without_the_capability(self, able: Dialogue, missing: str) -> None:
        able.reads(f"BATCH +1 draft/multiline #a\r\nCAP REQ -{missing}\r\n".encode())
        (line,) = able.reads(b"BATCH +1 draft/multiline #a\r\n")
        assert line.startswith(":chorus.test 421 anna BATCH :")
        assert able.asks(b"@batch=1 PRIVMSG #a :one\r\n") == [Say("#a", "one")]


class TestGoingOut:
    def test_as_a_batch(self) -> None:
        form = format_for(frozenset({"draft/multiline", "batch", "message-tags", "server-time"}))
        assert lines(form.encode(SAID)) == [
            f"@{TIME};msgid={MSGID};+x=1 :anna!~a@h BATCH +m{AT} draft/multiline #a",
            f"@batch=m{AT} :anna!~a@h PRIVMSG #a :one",
            f"@batch=m{AT} :anna!~a@h PRIVMSG #a :",
            f"@batch=m{AT} :anna!~a@h PRIVMSG #a :two ",
            f"@batch=m{AT};draft/multiline-concat :anna!~a@h PRIVMSG #a :three",
            f":anna!~a@h BATCH -m{AT}",
        ]

    def test_as_lines(self) -> None:
        form = format_for(frozenset({"draft/multiline", "message-tags", "server-time"}))
        assert lines(form.encode(SAID)) == [
            f"@{TIME};msgid={MSGID};+x=1 :anna!~a@h PRIVMSG #a :one",
            f"@{TIME};+x=1 :anna!~a@h PRIVMSG #a :two ",
            f"@{TIME};+x=1 :anna!~a@h PRIVMSG #a :three",
        ]
        bare = format_for(frozenset()).encode(SAID._replace(text=""))
        assert lines(bare) == [":anna!~a@h PRIVMSG #a :two ", ":anna!~a@h PRIVMSG #a :three"]
        assert format_for(frozenset({"draft/multiline"})) is format_for(frozenset())

    def test_within_a_history(self) -> None:
        known = lines(format_for(frozenset({"draft/multiline", "batch", "message-tags"})).in_batch(SAID, "h1"))
        assert known[0] == f"@batch=h1;msgid={MSGID};+x=1 :anna!~a@h BATCH +m{AT} draft/multiline #a"
        assert known[1].startswith(f"@batch=m{AT} :") and known[-1] == f"@batch=h1 :anna!~a@h BATCH -m{AT}"
        others = lines(format_for(frozenset({"batch", "message-tags"})).in_batch(SAID, "h1"))
        assert [line.split(" ")[0] for line in others] == [f"@batch=h1;msgid={MSGID};+x=1", *["@batch=h1;+x=1"] * 2]

    def test_its_echo_bears_the_label_itself(self, able: Dialogue) -> None:
        echo = able.conversation.format.own(SAID)
        assert able.conversation.labelled("7", echo) == b"@label=7;" + echo[1:]


PIECES = st.tuples(st.booleans(), st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n\x01"), max_size=150))


@given(st.lists(PIECES, min_size=1, max_size=12), st.integers(1, 32))
def test_what_went_in_comes_out(pieces: list[tuple[bool, str]], nick_size: int) -> None:
    pieces = [(concat and bool(text) and number > 0, text) for number, (concat, text) in enumerate(pieces)]
    meant = "".join(text if concat else f"\n{text}" for concat, text in pieces)[1:]
    nick = "n" * nick_size
    dialogue = Dialogue(IrcConversation(Server("chorus.test", "Chorus", "chorus-1", 0), "0" + "f" * 45))
    dialogue.registers(f"NICK {nick}\r\nUSER {nick} 0 * :A\r\n".encode(), nick)
    dialogue.reads(b"CAP REQ :batch draft/multiline\r\n")
    inside = (f"{';draft/multiline-concat' * concat} PRIVMSG #a :{text}" for concat, text in pieces)
    steps = dialogue.hears(batch(*inside))
    if not meant.strip("\n") or len(meant.encode()) > MAX_BYTES:
        assert all(isinstance(step, Reply) and b" FAIL BATCH " in step.data for step in steps)
        return
    ((ask),) = steps
    assert isinstance(ask, Ask)
    command: Command = ask.command
    assert isinstance(command, Say)
    fact = SAID._replace(mask=f"{nick}!~{nick[:9]}@{'0' + 'f' * 45}", text=command.text, more=command.more)
    chunk = format_for(frozenset({"batch", "draft/multiline"})).encode(fact)
    got = lines(chunk)
    if len(got) > 1:
        assert got[0].split(" ")[1] == got[-1].split(" ")[1] == "BATCH"
        got = got[1:-1]
    assert all(len(line.removeprefix("@").partition(" :")[2].encode()) <= 509 for line in got if line[0] == "@")
    texts = ((f"\n{line.split(' :', 2)[-1]}", line) for line in got)
    whole = "".join(text[1:] if "draft/multiline-concat" in line.split(" ")[0] else text for text, line in texts)
    assert whole[1:] == meant
