"""Both themes can be read: contrasts as WCAG 2.2 measures them."""

from __future__ import annotations

import pytest

from kivy_client.ui.palettes import DARK, LIGHT, Colour, Palette, colour

PLAIN = [
    ("text", "background"),
    ("text", "panel"),
    ("text", "field"),
    ("text", "selected"),
    ("bubble_text", "bubble"),
    ("own_bubble_text", "own_bubble"),
    ("link", "bubble"),
    ("own_link", "own_bubble"),
    ("pill_text", "pill"),
    ("warning_text", "warning"),
    ("accent_text", "accent"),
    ("accent_text", "error"),
    ("error", "panel"),
    ("dim", "panel"),
    ("badge_text", "badge"),
    ("selected_dim", "selected"),
]
QUIET = [
    ("dim", "background"),
    ("dim", "bubble"),
    ("dim", "field"),
    ("dim", "quote"),
    ("own_dim", "own_bubble"),
    ("own_dim", "own_quote"),
    ("accent", "panel"),
    ("accent", "background"),
    ("accent", "unread"),
    ("badge_text", "quiet_badge"),
    ("ok", "panel"),
    ("focus", "panel"),
    ("focus", "background"),
]


def brightness(one: Colour) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in one[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    low, high = sorted((brightness(one), brightness(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.fixture(params=[DARK, LIGHT], ids=["dark", "light"])
def palette(request: pytest.FixtureRequest) -> Palette:
    found: Palette = request.param
    return found


@pytest.mark.parametrize(("above", "below", "least"), [(*one, 4.5) for one in PLAIN] + [(*one, 3.0) for one in QUIET])
def test_words_can_be_read(palette: Palette, above: str, below: str, least: float) -> None:
    assert contrast(palette.colours[above], palette.colours[below]) >= least


def test_nicks_can_be_read_and_told_apart(palette: Palette) -> None:
    assert len(set(palette.nicks)) == len(palette.nicks) == len(palette.avatars)
    for one in palette.nicks:
        assert contrast(one, palette.colours["bubble"]) >= 4.5
    for one in palette.avatars:
        assert contrast(one, palette.colours["avatar_text"]) >= 3.0


def test_both_have_the_same_names() -> None:
    assert DARK.colours.keys() == LIGHT.colours.keys()


def test_a_nick_keeps_its_colour(palette: Palette) -> None:
    assert palette.nick_colour("Mira") == palette.nick_colour("mIRA")
    assert len({palette.nick_colour(f"nick{number}") for number in range(100)}) == len(palette.nicks)
    assert palette.nick_colour("\ud800")


def test_codes() -> None:
    assert colour("ff0080") == (1.0, 0.0, 128 / 255, 1.0)
    assert colour("00000080")[3] == 128 / 255
