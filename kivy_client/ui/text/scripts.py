"""Which script a character is written in, as far as drawing needs to know it. Pure.

HarfBuzz joins Arabic letters, stacks Devanagari and so on only when it is told the script (ISO 15924) of what it draws.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Container
from itertools import chain
from typing import NamedTuple

COMMON = ""
"""Of spaces, digits, signs and emoji: they go with their neighbours."""
LATIN = "Latn"

_BLOCKS: tuple[tuple[int, str], ...] = (
    (0x0000, COMMON),
    (0x0041, LATIN),
    (0x005B, COMMON),
    (0x0061, LATIN),
    (0x007B, COMMON),
    (0x00AA, LATIN),
    (0x0300, COMMON),
    (0x0370, "Grek"),
    (0x0400, "Cyrl"),
    (0x0530, "Armn"),
    (0x0590, "Hebr"),
    (0x0600, "Arab"),
    (0x0700, "Syrc"),
    (0x0750, "Arab"),
    (0x0780, "Thaa"),
    (0x07C0, "Nkoo"),
    (0x0800, LATIN),
    (0x0860, "Arab"),
    (0x0900, "Deva"),
    (0x0980, "Beng"),
    (0x0A00, "Guru"),
    (0x0A80, "Gujr"),
    (0x0B00, "Orya"),
    (0x0B80, "Taml"),
    (0x0C00, "Telu"),
    (0x0C80, "Knda"),
    (0x0D00, "Mlym"),
    (0x0D80, "Sinh"),
    (0x0E00, "Thai"),
    (0x0E80, "Laoo"),
    (0x0F00, "Tibt"),
    (0x1000, "Mymr"),
    (0x10A0, "Geor"),
    (0x1100, "Hang"),
    (0x1200, "Ethi"),
    (0x13A0, "Cher"),
    (0x1400, LATIN),
    (0x1780, "Khmr"),
    (0x1800, "Mong"),
    (0x18B0, LATIN),
    (0x1AB0, COMMON),
    (0x1B00, LATIN),
    (0x1C90, "Geor"),
    (0x1CC0, LATIN),
    (0x1DC0, COMMON),
    (0x1E00, LATIN),
    (0x1F00, "Grek"),
    (0x2000, COMMON),
    (0x2C60, LATIN),
    (0x2C80, "Copt"),
    (0x2D00, "Geor"),
    (0x2D30, "Tfng"),
    (0x2D80, "Ethi"),
    (0x2DE0, "Cyrl"),
    (0x2E00, COMMON),
    (0x2E80, "Hani"),
    (0x3000, COMMON),
    (0x3041, "Hira"),
    (0x30A0, "Kana"),
    (0x3105, "Bopo"),
    (0x3131, "Hang"),
    (0x3190, "Hani"),
    (0x31F0, "Kana"),
    (0x3200, COMMON),
    (0x3400, "Hani"),
    (0xA000, "Yiii"),
    (0xA4D0, LATIN),
    (0xA640, "Cyrl"),
    (0xA6A0, LATIN),
    (0xA8E0, "Deva"),
    (0xA900, LATIN),
    (0xA960, "Hang"),
    (0xA980, LATIN),
    (0xAC00, "Hang"),
    (0xD800, COMMON),
    (0xF900, "Hani"),
    (0xFB00, LATIN),
    (0xFB13, "Armn"),
    (0xFB1D, "Hebr"),
    (0xFB50, "Arab"),
    (0xFE00, COMMON),
    (0xFE70, "Arab"),
    (0xFEFF, COMMON),
    (0xFF21, LATIN),
    (0xFF3B, COMMON),
    (0xFF66, "Kana"),
    (0xFFA0, "Hang"),
    (0xFFE0, COMMON),
    (0x10000, LATIN),
    (0x1E900, "Adlm"),
    (0x1E960, LATIN),
    (0x1EE00, "Arab"),
    (0x1EF00, COMMON),
    (0x20000, "Hani"),
    (0x40000, COMMON),
)
_STARTS = tuple(start for start, _ in _BLOCKS)

_PLAIN = (range(0x0530), range(0x1E00, 0x2C00), range(0x1F000, 0x1FC00))
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
"""Categories of characters that need no glyph."""


class Piece(NamedTuple):
    """Characters `start` to `end` are in one script, what is common to all going with its neighbours."""

    start: int
    end: int
    script: str


def script(character: str) -> str:
    return _BLOCKS[bisect_right(_STARTS, ord(character)) - 1][1]


def plain(covered: Container[str]) -> re.Pattern[str]:
    """Matches all of a text that is drawn in one piece: of Latin, Greek, Cyrillic, signs and emoji what a font has, and
    nothing from right to left."""
    ranges: list[tuple[int, int]] = [(0xFE0E, 0xFE0F)]
    for code in chain.from_iterable(_PLAIN):
        character = chr(code)
        if character in covered or unicodedata.category(character) in _UNSEEN:
            follows = ranges[-1][1] == code - 1
            ranges[-1:] = [(ranges[-1][0], code)] if follows else [ranges[-1], (code, code)]
    within = "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)
    return re.compile(f"[{within}]*")


def _begins_picture(text: str, at: int, end: int) -> bool:
    """An emoji is a piece of its own: HarfBuzz takes Devanagari apart by syllables, and emoji with it."""
    return "\U0001f000" <= text[at] < "\U0001fc00" or (at + 1 < end and text[at + 1] in "\ufe0f\u20e3")


def pieces(text: str, start: int, end: int) -> list[Piece]:
    """A part of a text by script; European ones count as one."""
    found: list[Piece] = []
    current, since = COMMON, start
    for at in range(start, end):
        one = script(text[at])
        if one in ("Grek", "Cyrl") or _begins_picture(text, at, end):
            one = LATIN
        if one in (COMMON, current):
            continue
        if current != COMMON:
            found.append(Piece(since, at, current))
            since = at
        current = one
    if since < end:
        found.append(Piece(since, end, current or LATIN))
    return found
