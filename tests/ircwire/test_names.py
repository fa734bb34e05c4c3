"""Names: which nicks and rooms there may be, and when two are the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ircwire.casemapping import fold
from ircwire.names import nick_problem, normalise_nick, normalise_room, room_problem


@pytest.mark.parametrize(
    "nick", ["a", "Anna", "[x]\\`_^{|}-", "_1", "Zoë", "анна", "Ὀδυσσεύς", "漢字かな", "日本Taro", "مريم", "नमस्ते"]
)
def test_nicks(nick: str) -> None:
    assert nick_problem(normalise_nick(nick), 32) is None


@pytest.mark.parametrize(
    ("nick", "word"),
    [
        ("", "empty"),
        ("a" * 33, "32 characters"),
        ("1a", "begin with"),
        ("-a", "begin with"),
        ("٣a", "begin with"),
        ("a b", "spaces"),
        ("a\x07", "control"),
        ("a\x9b", "invisible"),
        ("ann\u200ba", "invisible"),
        ("a\u202eb", "invisible"),
        ("a\u3164", "invisible"),
        ("a\ufe0f", "invisible"),
        ("a\u00a0b", "invisible"),
        ("a😀", "may contain"),
        ("ａnna", "styled"),
        ("ﬁn", "styled"),
        ("\u0301a", "combining"),
        ("q" + "\u0323\u0331\u0324\u032d", "combining"),
        ("pаypal", "alphabets"),
        ("Zoe\u0308", "NFC"),
        *((f"a{sign}", sign) for sign in "*!@#&:,.$%~+?<>\"'()=;/"),
    ],
)
def test_nicks_that_nobody_can_have(nick: str, word: str) -> None:
    problem = nick_problem(nick, 32)
    assert problem is not None
    assert word in problem


def test_nicks_are_normalised() -> None:
    assert normalise_nick("Zoe\u0308") == "Zoë"


@given(st.text(max_size=12))
def test_a_nick_without_a_problem_is_a_plain_word(nick: str) -> None:
    nick = normalise_nick(nick)
    if nick_problem(nick, 32) is None:
        assert nick.isprintable()
        assert not set(nick) & set(" ,:!@#*?")
        assert normalise_nick(nick) == nick


@pytest.mark.parametrize("room", ["#a", "#lobby", "##", "#1:2!x", "#日本", "#" + "é" * 31])
def test_rooms(room: str) -> None:
    assert room_problem(normalise_room(room), 64) is None


@pytest.mark.parametrize("room", ["", "a", "&a", "#", "#a b", "#a,b", "#a\x07", "#a\u200b", "#a\u202e", "#" + "é" * 32])
def test_what_is_no_room(room: str) -> None:
    assert room_problem(room, 64)


def test_only_ascii_letters_are_folded() -> None:
    assert fold("ANNA[]") == "anna[]"
    assert fold("ÄNNA") == "Änna"
    assert fold("İK") == "İk"


@given(st.text())
def test_folding_keeps_the_length_and_is_done_once(name: str) -> None:
    assert len(fold(name)) == len(name)
    assert fold(fold(name)) == fold(name)
