"""Making remote text fit to be shown: no control or formatting codes, nothing that turns its surroundings, bounded."""

from __future__ import annotations

import unicodedata

from ircwire.text import strip_controls, strip_formatting

MOST_CHARACTERS = 2000
MOST_TEXT_CHARACTERS = 8000
MOST_LINES = 200
MOST_NAME_CHARACTERS = 64
MOST_MARKS = 4
"""Combining marks kept on one character, so that a pile of them cannot be drawn over the lines above."""

_MARKS = frozenset({"Mn", "Me"})
_RANGES = ((0x202A, 0x202E), (0x2060, 0x206F), (0xFFF9, 0xFFFB))
_VARIATIONS = (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0").union(map(chr, _VARIATIONS))
"""Letters and marks that are drawn as nothing."""
_INVISIBLE = frozenset("\u061c\u200b\u200e\u200f\u2028\u2029\ufeff").union(
    chr(code) for first, last in _RANGES for code in range(first, last + 1)
)


def readable(text: str, most: int = MOST_CHARACTERS) -> str:
    """What may be drawn of a remote text: at most `most` characters, then an ellipsis."""
    if len(text) <= most and text.isascii() and text.isprintable():
        return text
    kept: list[str] = []
    marks = 0
    for character in strip_controls(strip_formatting(text[: 4 * most])):
        if character in _INVISIBLE:
            continue
        category = "" if character.isascii() else unicodedata.category(character)
        if category != "Cf":  # a joiner between marks does not part them
            marks = marks + 1 if category in _MARKS else 0
        if marks > MOST_MARKS or category == "Cs":  # half a surrogate pair cannot be drawn
            continue
        if len(kept) == most:
            return "".join(kept) + "…"
        kept.append(character)
    return "".join(kept)


def readable_name(name: str) -> str:
    """What may be drawn of a nick or a room's name: nothing that cannot be seen, or two names would look the same."""
    if not name.isascii():
        name = "".join(character for character in name if not _is_unseen(character))
    return readable(name, MOST_NAME_CHARACTERS).strip() or "?"


def _is_unseen(character: str) -> bool:
    return character in _FILLERS or unicodedata.category(character) == "Cf"


def readable_text(text: str) -> str:
    """What may be drawn of a message of several lines, without blank lines at its ends; what is too much is cut."""
    lines = [readable(line).rstrip() for line in text[: 4 * MOST_TEXT_CHARACTERS].split("\n")[: MOST_LINES + 1]]
    whole = "\n".join(lines[:MOST_LINES]).strip("\n")
    cut = len(lines) > MOST_LINES or len(whole) > MOST_TEXT_CHARACTERS
    return f"{whole[:MOST_TEXT_CHARACTERS].rstrip()}…" if cut else whole


def one_line(text: str, most: int = 200) -> str:
    """The beginning of a text, on one line."""
    words = " ".join(text[: 2 * most].split())
    return f"{words[:most].rstrip()}…" if len(words) > most else words
