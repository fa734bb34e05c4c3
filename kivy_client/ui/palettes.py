"""The colours of the light and of the dark theme, by what they are for. Values only; pure.

Text has a contrast of at least 4.5 to what it stands on, secondary text and signs 3 (WCAG 2.2, 1.4.3 and 1.4.11).
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from ircwire.value import value

Colour = tuple[float, float, float, float]
"""Red, green, blue, alpha, 0 to 1."""

CLEAR: Colour = (0.0, 0.0, 0.0, 0.0)


def colour(code: str) -> Colour:
    """From six hexadecimal digits, or eight with alpha."""
    red, green, blue, alpha = (int(f"{code}ff"[at : at + 2], 16) / 255 for at in (0, 2, 4, 6))
    return (red, green, blue, alpha)


def mixed(one: Sequence[float], other: Sequence[float]) -> Colour:
    """Halfway between two, and nothing shows through."""
    red, green, blue = ((a + b) / 2 for a, b in zip(one[:3], other[:3], strict=True))
    return (red, green, blue, 1.0)


@value
class Palette:
    """One theme. `colours` by name, as the properties of `theme.Theme`; `nicks` for names, `avatars` for discs under
    `avatar_text`: the two go together by index."""

    dark: bool
    colours: dict[str, Colour]
    nicks: tuple[Colour, ...]
    avatars: tuple[Colour, ...]

    def _index(self, name: str) -> int:
        return (zlib.crc32(name.casefold().encode(errors="replace")) >> 8) % len(self.nicks)

    def nick_colour(self, nick: str) -> Colour:
        """The same for a nick on every device and day, but for the theme."""
        return self.nicks[self._index(nick)]

    def avatar_colour(self, name: str) -> Colour:
        return self.avatars[self._index(name)]


def _codes(words: str) -> tuple[Colour, ...]:
    return tuple(map(colour, words.split()))


DARK = Palette(
    dark=True,
    colours={
        "background": colour("0e1621"),
        "panel": colour("17212b"),
        "panel_line": colour("0b1119"),
        "field": colour("242f3d"),
        "text": colour("f1f4f7"),
        "dim": colour("8597aa"),
        "accent": colour("5eb5f7"),
        "accent_text": colour("0b1119"),
        "bubble": colour("182533"),
        "own_bubble": colour("2b5278"),
        "bubble_text": colour("f1f4f7"),
        "own_bubble_text": colour("f1f4f7"),
        "own_dim": colour("a3c3e3"),
        "link": colour("5eb5f7"),
        "own_link": colour("8fd0ff"),
        "quote": colour("21303f"),
        "own_quote": colour("244769"),
        "unread": colour("1f2c39"),
        "pill": colour("182533"),
        "pill_text": colour("f1f4f7"),
        "badge": colour("3a78ae"),
        "badge_text": colour("ffffff"),
        "quiet_badge": colour("3e546a"),
        "selected": colour("2b5278"),
        "selected_dim": colour("b0cbe6"),
        "hover": colour("ffffff10"),
        "pressed": colour("ffffff24"),
        "warning": colour("8a5a1c"),
        "warning_text": colour("f1f4f7"),
        "error": colour("f0857d"),
        "ok": colour("7fd1a0"),
        "avatar_text": colour("ffffff"),
        "focus": colour("5eb5f7"),
        "scrim": colour("00000099"),
    },
    nicks=_codes("e17076 eda86c a695e7 7bc862 6ec9cb 65aadd ee7aae d4b85a c58af0"),
    avatars=_codes("e06a71 d9741f 9a86e4 55a63a 3ba2a5 4a9bd7 eb66a2 a98828 bb76ed"),
)

LIGHT = Palette(
    dark=False,
    colours={
        "background": colour("e6ebee"),
        "panel": colour("ffffff"),
        "panel_line": colour("dfe5e9"),
        "field": colour("eef2f5"),
        "text": colour("10181f"),
        "dim": colour("5f6e7a"),
        "accent": colour("1f72bb"),
        "accent_text": colour("ffffff"),
        "bubble": colour("ffffff"),
        "own_bubble": colour("d7f0c6"),
        "bubble_text": colour("10181f"),
        "own_bubble_text": colour("10181f"),
        "own_dim": colour("4a7338"),
        "link": colour("1f70b8"),
        "own_link": colour("1965a8"),
        "quote": colour("eef5fb"),
        "own_quote": colour("c8e6b4"),
        "unread": colour("d5dfe6"),
        "pill": colour("ffffff"),
        "pill_text": colour("5f6e7a"),
        "badge": colour("2878cc"),
        "badge_text": colour("ffffff"),
        "quiet_badge": colour("71808c"),
        "selected": colour("d8e9f9"),
        "selected_dim": colour("526270"),
        "hover": colour("0000000c"),
        "pressed": colour("0000001a"),
        "warning": colour("f6d9a4"),
        "warning_text": colour("10181f"),
        "error": colour("c9302c"),
        "ok": colour("2f8a49"),
        "avatar_text": colour("ffffff"),
        "focus": colour("1f72bb"),
        "scrim": colour("00000066"),
    },
    nicks=_codes("c03d33 b35a17 8544d6 3a7e21 237b8e 1472b0 c83c70 866a00 a0309f"),
    avatars=_codes("c03d33 ce671b 8544d6 43942a 2590a6 1684c4 cd4073 947500 a0309f"),
)
