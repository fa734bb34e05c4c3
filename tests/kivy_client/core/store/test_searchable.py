"""Text as it is searched, and where in it something was found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kivy_client.core.store.searchable import first_match, fold, words


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Straße", "STRASSE"),
        ("Привет", "ПРИВЕТ"),
        ("Ёлка", "елка"),
        ("Zoë", "zoe"),
        ("zoe\u0308", "ZOË"),
        ("ΟΔΟΣ", "οδός"),
        ("ﬁne", "FINE"),
        ("ＡＢＣ", "abc"),
        ("❤\ufe0f", "❤"),
        ("İstanbul", "istanbul"),
        ("co\u00adoperate\u200b", "cooperate"),
        ("שָׁלוֹם", "שלום"),
    ],
)
def test_these_are_the_same(text: str, same: str) -> None:
    assert fold(text) == fold(same)


@pytest.mark.parametrize(("text", "other"), [("कि", "का"), ("👍", "👎"), ("日", "曰"), ("a", "b")])
def test_these_are_not(text: str, other: str) -> None:
    assert fold(text) != fold(other)


def test_the_words_of_a_query() -> None:
    assert words('  Straße\tAND \u00a0 "x" straße', 8) == ["strasse", "and", '"x"']
    assert words("a b c d", 2) == ["a", "b"]
    assert words("\u0301 \u200b", 8) == []


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("Die Straße hier", "strasse", "Straße"),
        ("Die Straße hier", "asse", "aße"),
        ("so zoe\u0308 said", "zoe", "zoe\u0308"),
        ("I ❤\ufe0f it", "❤", "❤\ufe0f"),
        ("ﬁne", "i", "ﬁ"),
        ("one two", "two one", "one"),
        ("tofu tof", "tof tofu", "tofu"),
        ("nothing", "x", ""),
    ],
)
def test_where_it_was_found(text: str, wanted: str, found: str) -> None:
    span = first_match(text, wanted.split())
    assert text[span.start : span.end] == found


@given(st.text(), st.integers(0, 20), st.integers(1, 20))
def test_a_part_of_any_text_is_found_in_it(text: str, start: int, length: int) -> None:
    wanted = fold(text[start : start + length])
    if wanted:
        span = first_match(text, [wanted])
        assert wanted in fold(text[span.start : span.end])
        assert 0 <= span.start < span.end <= len(text)
