"""Which script a part of a text is in."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from kivy_client.ui.text import coverage
from kivy_client.ui.text.coverage import Coverage
from kivy_client.ui.text.scripts import pieces, plain, script

FONTS = Path(__file__).parents[4] / "kivy_client" / "assets" / "fonts"


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


@pytest.fixture(scope="module")
def own_font() -> Coverage:
    return coverage.read(FONTS / "ChorusSans-Regular.ttf")


@pytest.mark.parametrize("text", ["", "plain", "Łukasz Привет ✓ → 👍🏽 1️⃣", "naïve — “quotes”", "├─│ █░", "a\u200db"])
def test_plain(own_font: Coverage, text: str) -> None:
    assert plain(own_font).fullmatch(text)


@pytest.mark.parametrize("text", ["שלום", "a中", "ท", "क", "م", "price: 5 \u20c0", "\u03e2"])
def test_not_plain(own_font: Coverage, text: str) -> None:
    assert not plain(own_font).fullmatch(text)


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_our_font_has_every_sign_that_is_called_plain(own_font: Coverage, weight: str) -> None:
    """The others are looked for in fonts of the system."""
    pattern, has = plain(own_font), coverage.read(FONTS / f"ChorusSans-{weight}.ttf")
    seen = [chr(code) for code in range(0x20000) if unicodedata.category(chr(code))[0] in "LNPS"]
    called = [character for character in seen if pattern.fullmatch(character)]
    assert [character for character in called if character not in has] == []
    signs = [*range(0x2190, 0x2400), *range(0x2500, 0x27C0), *range(0x2800, 0x2B00)]
    assert {chr(code) for code in signs} & set(seen) <= set(called)
