"""Text: cutting it to a size, formatting codes, actions."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ircwire.text import action, action_of, cut, pack, split, strip_controls, strip_formatting, truncate

MIXED = st.text(st.sampled_from("ab é漢😀\u0301\u200d"))


@pytest.mark.parametrize(
    ("text", "size", "kept"),
    [
        ("abc", 3, "abc"),
        ("abc", 2, "ab"),
        ("aéb", 2, "a"),
        ("漢字", 5, "漢"),
        ("ae\u0301", 2, "a"),
        ("ae\u0301", 4, "ae\u0301"),
        ("x👩\u200d🚒", 10, "x"),
        ("abc", 0, ""),
    ],
)
def test_truncate(text: str, size: int, kept: str) -> None:
    assert truncate(text, size) == kept


@given(MIXED, st.integers(0, 40))
def test_truncated_text_fits_and_is_a_beginning(text: str, size: int) -> None:
    kept = truncate(text, size)
    assert text.startswith(kept)
    assert len(kept.encode()) <= size
    # At most one character with its marks is left out for want of room.
    if kept != text and size >= 4:
        assert kept


@given(st.binary(max_size=40), st.integers(0, 40))
def test_cut_takes_any_bytes(data: bytes, size: int) -> None:
    kept = cut(data, size)
    assert data.startswith(kept)
    assert min(len(data), size) - 3 <= len(kept) <= size


def test_split_at_words() -> None:
    assert split("one two three", 8) == ["one two", "three"]
    assert split("one two three", 7) == ["one two", "three"]
    assert split("a verylongwordthatnobodycanread", 10) == ["a verylong", "wordthatno", "bodycanrea", "d"]
    assert split("", 10) == []
    assert split("short", 10) == ["short"]
    assert [piece.strip() for piece in split("a" + " " * 1000 + "b", 400)] == ["a", "b"]
    assert split("   ", 10) == []


@given(MIXED, st.integers(4, 30))
def test_split_loses_nothing_but_the_spaces_it_cuts_at(text: str, size: int) -> None:
    pieces = split(text, size)
    assert all(len(piece.encode()) <= size and piece.strip() for piece in pieces)
    assert re.fullmatch(" *" + " *".join(re.escape(piece) for piece in pieces) + " *", text)


@given(st.lists(st.text("ab", min_size=1, max_size=9)), st.integers(4, 30))
def test_pack_keeps_order_and_fits(words: list[str], size: int) -> None:
    pieces = pack(words, size)
    assert " ".join(pieces).split() == words
    assert all(len(piece) <= size or piece in words for piece in pieces)
    for one, next_one in pairwise(pieces):
        assert len(one) + 1 + len(next_one.split()[0]) > size


def test_pack_of_nothing_and_of_what_does_not_fit() -> None:
    assert pack([], 10) == [""]
    assert pack(["a", "bbbb", "c"], 3) == ["a", "bbbb", "c"]


def test_codes_and_controls() -> None:
    assert strip_formatting("\x02bold\x0f \x0304,12red\x03 \x0399x \x04ff0000hex\x1d\x1f") == "bold red x hex"
    assert strip_formatting("\x031234") == "34"
    assert strip_controls("a\x1b[2Jb\tc\x00\x7f\x9b") == "a[2Jb c"


def test_actions() -> None:
    assert action("waves") == "\x01ACTION waves\x01"
    assert action_of(action("waves")) == " waves".strip()
    assert action_of("\x01ACTION waves") == "waves"
    assert action_of("\x01ACTION\x01") == ""
    assert action_of("waves") is None
    assert action_of("\x01ACTIONS x\x01") is None
    assert action_of("\x01VERSION\x01") is None
