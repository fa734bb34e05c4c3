"""What counts as one character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kivy_client.ui.text.clusters import MOST_CODES, clusters, emoji_alone

TECHNOLOGIST, FAMILY, WALES = "🧑🏾‍💻", "👨‍👩‍👧‍👦", "🏴󠁧󠁢󠁷󠁬󠁳󠁿"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("ab", ["a", "b"]),
        ("", []),
        ("e\u0301a", ["e\u0301", "a"]),
        ("👍🏽!", ["👍🏽", "!"]),
        (f"{TECHNOLOGIST}{FAMILY}", [TECHNOLOGIST, FAMILY]),
        ("🇩🇪🇫🇷🇯", ["🇩🇪", "🇫🇷", "🇯"]),
        ("1️⃣2", ["1️⃣", "2"]),
        (f"{WALES}.", [WALES, "."]),
        ("❤️‍🔥", ["❤️‍🔥"]),
        ("a\u200db", ["a\u200d", "b"]),
        ("שָׁ", ["שָׁ"]),
    ],
)
def test_characters_as_people_count_them(text: str, parts: list[str]) -> None:
    assert list(clusters(text)) == parts


def test_a_pile_of_marks_is_cut() -> None:
    parts = list(clusters("a" + "\u0301" * 1000))
    assert max(map(len, parts)) == MOST_CODES
    assert "".join(parts) == "a" + "\u0301" * 1000


@given(st.text(alphabet="ae\u0301\u200d\ufe0f\u20e31🇩🇪👍🏽👩🔥שa \n", max_size=60))
def test_nothing_is_lost(text: str) -> None:
    assert "".join(clusters(text)) == text


@pytest.mark.parametrize("text", ["☺", "😀", "😀😀😀", "👍🏽", FAMILY, "🇩🇪", "1️⃣", "❤️ 🔥", WALES * 3])
def test_emoji_alone(text: str) -> None:
    assert emoji_alone(text)


@pytest.mark.parametrize("text", ["", " ", "a", "1", "😀😀😀😀", "😀 ok", "12", "😀" * 1000, "#"])
def test_not_emoji_alone(text: str) -> None:
    assert not emoji_alone(text)
