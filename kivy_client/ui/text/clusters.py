"""What people take for one character: a letter with its marks, an emoji of several code points, a flag. Pure.

Close to the extended grapheme clusters of UAX #29, from what `unicodedata` knows: nothing is cut within a cluster.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

MOST_CODES = 64
"""A cluster of more code points is cut: nobody's language or picture has such."""

_JOINER = "\u200d"
_EXTENDING = frozenset("\u200c\u200d\ufe0e\ufe0f\u20e3\u3099\u309a")
_TAGS = range(0xE0020, 0xE0080)
_TONES = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_KEYCAPS = frozenset("0123456789#*")
_PICTURES = ("\U0001f000", "\U0001fbff")


def extends(character: str) -> bool:
    """Whether it belongs to the character before it."""
    if character < "\u0300":
        return False
    code = ord(character)
    return (
        character in _EXTENDING
        or code in _TAGS
        or code in _TONES
        or unicodedata.category(character) in ("Mn", "Me", "Mc")
    )


def clusters(text: str) -> Iterator[str]:
    """The characters of a text as people count them."""
    if text.isascii():
        yield from text
        return
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or not _goes_on(text, start, end):
            yield text[start:end]
            start = end


def _goes_on(text: str, start: int, at: int) -> bool:
    """Whether the character at `at` belongs to the cluster that begins at `start`."""
    if at - start >= MOST_CODES:
        return False
    character, before = text[at], text[at - 1]
    if extends(character):
        return True
    if before == _JOINER:
        return is_picture(character)
    if ord(character) in _FLAG_LETTERS:
        return at - start == 1 and ord(before) in _FLAG_LETTERS
    return False


def is_picture(character: str) -> bool:
    """Whether this code point alone is an emoji or a symbol that may be one."""
    return character >= "\u2190" and (
        _PICTURES[0] <= character <= _PICTURES[1] or unicodedata.category(character) == "So" or character in "〰〽‼⁉↔↕"
    )


def is_emoji(cluster: str) -> bool:
    """Whether a cluster is a picture: an emoji, a flag, a keycap, or a symbol like ☺."""
    return is_picture(cluster[0]) or (cluster[0] in _KEYCAPS and "\u20e3" in cluster)


def emoji_alone(text: str, most: int = 3) -> bool:
    """Whether a text is one to `most` emoji and nothing else but spaces."""
    if text.isascii() or len(text) > most * (MOST_CODES // 4):
        return False
    found = 0
    for cluster in clusters(text):
        if cluster == " ":
            continue
        if not is_emoji(cluster) or found == most:
            return False
        found += 1
    return found > 0
