"""Which script a part of a text is in."""

from __future__ import annotations

import pytest

from kivy_client.ui.text.scripts import is_plain, pieces, script


@pytest.mark.parametrize(
    ("character", "found"),
    [
        ("a", "Latn"),
        ("Z", "Latn"),
        ("5", ""),
        (" ", ""),
        ("é", "Latn"),
        ("я", "Cyrl"),
        ("λ", "Grek"),
        ("ש", "Hebr"),
        ("م", "Arab"),
        ("क", "Deva"),
        ("ท", "Thai"),
        ("中", "Hani"),
        ("あ", "Hira"),
        ("ア", "Kana"),
        ("한", "Hang"),
        ("👍", ""),
        ("\u0301", ""),
        ("。", ""),
        ("\ufeb3", "Arab"),
        ("\U0001f600", ""),
        ("\U00020000", "Hani"),
    ],
)
def test_scripts(character: str, found: str) -> None:
    assert script(character) == found


def test_what_is_common_goes_with_its_neighbours() -> None:
    text = "hi 你好, 12 שלום!"
    assert [(text[one.start : one.end], one.script) for one in pieces(text, 0, len(text))] == [
        ("hi ", "Latn"),
        ("你好, 12 ", "Hani"),
        ("שלום!", "Hebr"),
    ]
    assert [one.script for one in pieces("12 👍", 0, 4)] == ["Latn"]
    assert [one.script for one in pieces("Łuk Привет Ελλ", 0, 14)] == ["Latn"]


@pytest.mark.parametrize("text", ["", "plain", "Łukasz Привет ✓ → 👍🏽 1️⃣", "naïve — “quotes”"])
def test_plain(text: str) -> None:
    assert is_plain(text)


@pytest.mark.parametrize("text", ["שלום", "a中", "ท", "क", "م"])
def test_not_plain(text: str) -> None:
    assert not is_plain(text)
