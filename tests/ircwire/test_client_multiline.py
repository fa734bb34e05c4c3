"""Messages of several lines, heard and said; and what is said in single lines where the server takes no others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ircwire.client_events import Event, MessageReceived
from ircwire.client_multiline import Limits, fits, fragments, groups
from tests.ircwire.dialogue import OFFERS, hear, inside, said

PLAIN = "batch message-tags"
TIME = 1_769_853_600_000_000
AT = "time=2026-01-31T10:00:00.000Z"


def message(event: Event) -> MessageReceived:
    assert isinstance(event, MessageReceived)
    return event


def test_a_message_of_several_lines_is_one() -> None:
    session = inside()
    events = hear(
        session,
        f"@{AT};msgid=m1;+reply=m0;account=a :ann!a@h BATCH +1 draft/multiline #lobby",
        "@batch=1 :ann!a@h PRIVMSG #lobby hello",
        ":bob!b@h PRIVMSG #lobby :in between",
        "@batch=1 :ann!a@h PRIVMSG #lobby :",
        "@batch=1 :ann!a@h PRIVMSG #lobby :how is ",
        "@batch=1;draft/multiline-concat :ann!a@h PRIVMSG #lobby :everyone?",
        "@batch=1 :ann!a@h JOIN #lobby",
        ":s BATCH -1",
    )
    assert [message(event).text for event in events] == ["in between", "hello\n\nhow is everyone?"]
    whole = message(events[1])
    assert (whole.nick, whole.msgid, whole.time, whole.reply_to, whole.account) == ("ann", "m1", TIME, "m0", "a")


def test_a_message_of_no_lines_is_none() -> None:
    assert hear(inside(), "@msgid=m1 :ann!a@h BATCH +1 draft/multiline #lobby", ":s BATCH -1") == []


def test_an_endless_message_of_several_lines_ends() -> None:
    session = inside()
    hear(session, ":ann!a@h BATCH +1 draft/multiline #lobby")
    for _ in range(3):
        hear(session, *["@batch=1 :ann!a@h PRIVMSG #lobby x"] * 500)
    [event] = hear(session, ":s BATCH -1")
    assert message(event).text.count("x") == 1000


def test_several_lines_are_sent_as_one_message() -> None:
    session = inside()
    session.say("#lobby", "one\n\ntwo", "id-1", reply_to="m1")
    assert said(session) == [
        "@label=c1;chorus.chat/send-id=id-1;+reply=m1;+draft/reply=m1 BATCH +m1 draft/multiline #lobby",
        "@batch=m1 PRIVMSG #lobby one",
        "@batch=m1 PRIVMSG #lobby :",
        "@batch=m1 PRIVMSG #lobby two",
        "BATCH -m1",
    ]


def test_a_long_line_is_sent_in_fragments_that_fit() -> None:
    session = inside(OFFERS.replace("max-bytes=200", "max-bytes=4000"))
    size = session.text_bytes("#lobby")
    text = "word " * 200 + "end"
    assert session.pieces("#lobby", text) == [text]
    session.say("#lobby", text, kind="NOTICE")
    first, *lines, last = said(session)
    assert first == "@label=c1 BATCH +m1 draft/multiline #lobby"
    assert last == "BATCH -m1"
    assert [line.startswith("@batch=m1;draft/multiline-concat ") for line in lines] == [False, True, True]
    texts = [line.partition(" :")[2] for line in lines]
    assert "".join(texts) == text
    assert max(len(text.encode()) for text in texts) <= size
    assert texts[0].endswith("word ")


def test_lines_where_the_server_takes_single_ones_only() -> None:
    session = inside(PLAIN)
    assert session.limits is None
    assert session.pieces("#lobby", "one\r\n\n two \rthree\0") == ["one", " two", "three"]
    assert session.fits("#lobby", "one")
    assert not session.fits("#lobby", "one\ntwo")
    assert not session.fits("#lobby", "x" * 600)
    with pytest.raises(ValueError, match="NUL, CR or LF"):
        session.say("#lobby", "one\ntwo")


def test_actions_are_single_lines() -> None:
    session = inside()
    assert session.pieces("#lobby", "waves\nsmiles", "ACTION") == ["waves", "smiles"]
    pieces = session.pieces("#lobby", "x" * 600, "ACTION")
    assert [session.fits("#lobby", piece, "ACTION") for piece in pieces] == [True, True]
    assert not session.fits("#lobby", "waves\nsmiles", "ACTION")
    session.say("#lobby", pieces[0], kind="ACTION")
    [line] = said(session)
    assert line.endswith("x\x01")
    assert session.text_bytes("#lobby") == len(pieces[0]) + len("\x01ACTION \x01")


def test_too_much_for_one_message_becomes_several() -> None:
    session = inside()
    assert session.limits == Limits(200, 4)
    text = "\n".join(str(number) for number in range(6))
    assert session.pieces("#lobby", text) == ["0\n1\n2\n3", "4\n5"]
    assert session.fits("#lobby", "0\n1\n2\n3")
    assert not session.fits("#lobby", text)
    assert not session.fits("#lobby", "\n")
    assert session.pieces("#lobby", "\n \n") == []


@pytest.mark.parametrize(
    ("value", "limits"),
    [
        ("max-bytes=40000,max-lines=10", Limits(40_000, 10)),
        ("max-bytes=40000,other", Limits(40_000, 24)),
        ("max-bytes=0,max-lines=x", Limits(4096, 24)),
        ("", Limits(4096, 24)),
        ("max-bytes=999999999", Limits(1_000_000, 24)),
    ],
)
def test_limits(value: str, limits: Limits) -> None:
    assert Limits.of(value) == limits


@given(st.text(st.characters(codec="utf-8", exclude_characters="\n\r\0"), max_size=300), st.integers(8, 60))
def test_fragments_are_the_line_again(line: str, size: int) -> None:
    pieces = fragments(line, size)
    assert "".join(pieces) == line
    assert all(len(piece.encode()) <= size for piece in pieces)
    assert all(pieces) or pieces == [""]


@given(st.text("ab \né😀", max_size=300), st.integers(8, 60), st.integers(8, 120), st.integers(1, 5))
def test_groups_lose_nothing_but_blanks_and_fit(text: str, size: int, most: int, lines: int) -> None:
    limits = Limits(most, lines)
    whole = list(groups(text, size, limits))
    assert all(fits(group, size, limits) for group in whole)
    assert "".join("".join(whole).split()) == "".join(text.split())


@pytest.mark.parametrize("value", ["max-bytes=1,max-lines=1", "max-bytes=0", "max-bytes=3,max-lines=0", "max-lines=1"])
def test_limits_that_fit_no_character_do_not_hang(value: str) -> None:
    limits = Limits.of(value)
    assert "".join(groups("😀 wörd\n" * 20, 400, limits)).count("😀") == 20


def test_a_mask_that_leaves_no_room_for_text_does_not_hang() -> None:
    session = inside(PLAIN)
    session.receive(f":mira!{'m' * 480}@h JOIN #other\r\n".encode())
    for kind in ("PRIVMSG", "ACTION"):
        assert "".join(session.pieces("#lobby", "😀" * 100, kind)) == "😀" * 100


@pytest.mark.parametrize("limits", [PLAIN, OFFERS])
def test_blank_pieces_are_left_out(limits: str) -> None:
    session = inside(limits)
    text = "a" + " " * 5000 + "b"
    for kind in ("PRIVMSG", "ACTION"):
        pieces = session.pieces("#lobby", text, kind)
        assert "".join(pieces).split() == ["a", "b"] or "".join("".join(pieces).split()) == "ab"
        assert all(piece.strip() for piece in pieces)
