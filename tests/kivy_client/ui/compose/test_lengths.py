"""How many messages a text becomes; it must agree with what the client's session cuts."""

from __future__ import annotations

import pytest

from kivy_client.ui.compose.lengths import messages, room_bytes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 1),
        ("hello", 1),
        ("one\ntwo\n\nthree\n", 3),
        ("/me " + "long " * 200, 1),
        ("//slashes\nand more", 2),
        ("é" * 300, 2),
        ("\ud800", 1),
    ],
)
def test_lines_and_long_texts_become_several(text: str, expected: int) -> None:
    assert messages(text, "mira", "#room") == expected


def test_the_longest_that_fits_is_one() -> None:
    size = room_bytes("mira", "#room")
    assert 380 < size < 430
    assert messages("x" * size, "mira", "#room") == 1
    assert messages("x" * (size + 1), "mira", "#room") == 2
