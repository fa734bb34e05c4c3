"""Remote text is fit to be shown: nothing invisible, nothing that turns or covers its surroundings, bounded."""

from __future__ import annotations

import pytest

from kivy_client.core.plaintext import MOST_CHARACTERS, readable, readable_name


@pytest.mark.parametrize(
    ("remote", "shown"),
    [
        ("plain ☺ Привет Ελληνικά", "plain ☺ Привет Ελληνικά"),
        ("\x02bold\x02 \x0304,01red\x03 \x1ditalic\x0f", "bold red italic"),
        ("bell\x07 null\x00 escape\x1b[0m tab\there", "bell null escape[0m tab here"),
        ("\u202egnp.exe\u202c \u2066x\u2069 \u200bz\ufeff", "gnp.exe x z"),
        ("[b]markup[/b] &bl;", "[b]markup[/b] &bl;"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ("half \ud83d a pair", "half  a pair"),
        ("e" + "\u0301" * 50 + "x", "e" + "\u0301" * 4 + "x"),
        ("a" + "\u0489" * 1500, "a" + "\u0489" * 4),
        ("e" + ("\u0301" * 4 + "\u200d") * 3 + "x", "e" + "\u0301" * 4 + "\u200d" + "x"),
    ],
)
def test_what_is_shown(remote: str, shown: str) -> None:
    assert readable(remote) == shown


def test_a_long_text_is_cut() -> None:
    assert readable("x" * MOST_CHARACTERS) == "x" * MOST_CHARACTERS
    assert readable("x" * 100_000) == "x" * MOST_CHARACTERS + "…"


@pytest.mark.parametrize(
    "code", [0xAD, 0x34F, 0x115F, 0x180B, 0x200C, 0x200D, 0x3164, 0xFE0F, 0xFFA0, 0xE0041, 0xE0100]
)
def test_a_name_has_nothing_that_is_not_seen(code: int) -> None:
    assert readable_name(f"#lob{chr(code)}by") == "#lobby"


def test_a_name_keeps_its_letters_and_marks() -> None:
    assert readable_name("Zoë_e\u0301_🎉_한글") == "Zoë_e\u0301_🎉_한글"


def test_a_name_is_never_empty() -> None:
    assert readable_name("\x02\u200b ") == "?"
    assert len(readable_name("n" * 500)) == 65
