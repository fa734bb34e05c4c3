"""Colours and sizes of the dark theme. Colours are (red, green, blue, alpha), 0 to 1; sizes are in dp and sp."""

from __future__ import annotations

import zlib

Colour = tuple[float, float, float, float]


def _colour(code: str) -> Colour:
    red, green, blue = (int(code[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return (red, green, blue, 1.0)


BACKGROUND = _colour("0e1621")
PANEL = _colour("17212b")
LINE = _colour("0b1119")
FIELD = _colour("242f3d")
FIELD_LINE = _colour("33445a")
TEXT = _colour("f1f4f7")
DIM = _colour("8597aa")
ACCENT = _colour("5eb5f7")
BUTTON = _colour("3a7ab5")
BUTTON_DOWN = _colour("2b5f91")
QUIET_BUTTON = _colour("242f3d")
QUIET_BUTTON_DOWN = _colour("33445a")
BUBBLE = _colour("182533")
OWN_BUBBLE = _colour("2b5278")
PILL = _colour("182533")
OWN_DIM = _colour("8fb4d8")
WARNING = _colour("8a5a1c")
ERROR = _colour("f0857d")
WHITE: Colour = (1.0, 1.0, 1.0, 1.0)
CLEAR: Colour = (0.0, 0.0, 0.0, 0.0)

_NICK_CODES = ("e17076", "eda86c", "a695e7", "7bc862", "6ec9cb", "65aadd", "ee7aae", "d4b85a", "c58af0")
_NICKS = tuple(map(_colour, _NICK_CODES))

TEXT_SP = 15
LARGE_SP = 28
NAME_SP = 13.5
SMALL_SP = 12
STAMP_SP = 11


def nick_colour(nick: str) -> Colour:
    """The same colour for a nick on every device and day."""
    return _NICKS[(zlib.crc32(nick.casefold().encode(errors="replace")) >> 8) % len(_NICKS)]
