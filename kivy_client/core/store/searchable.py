"""Text as it is searched: without case, accents and the like, so that `strasse` finds `Straße`. Pure.

A text is folded character by character, so a place in the folded text is a place in the text as well.
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

_MOST_FOLDS = 20_000
_DROPPED_MARKS = ((0x0300, 0x036F), (0x0591, 0x05C7), (0x064B, 0x065F), (0x0670, 0x0670), (0xFE00, 0xFE0F))
"""Accents of Latin, Greek and Cyrillic, the points of Hebrew and Arabic, variation selectors. Elsewhere marks are
letters: a Devanagari vowel is a different word."""

_KEPT = "\t\n\r\u200d"
"""Control characters that stay: blanks, and what joins emoji to one."""


class Span(NamedTuple):
    """From `start` up to `end`, in characters."""

    start: int
    end: int


class _Folds(dict[int, str]):
    """What each character becomes, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        if len(self) >= _MOST_FOLDS:
            self.clear()
        self[code] = folded = _folded(chr(code))
        return folded


def _folded(character: str) -> str:
    if character in _KEPT:
        return character
    wide = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return "".join(one for one in wide if unicodedata.category(one) not in ("Cc", "Cs", "Cf") and not _is_dropped(one))


def _is_dropped(character: str) -> bool:
    code = ord(character)
    return any(first <= code <= last for first, last in _DROPPED_MARKS)


_FOLDS = _Folds()


def fold(text: str) -> str:
    """A text as it is searched."""
    return text.translate(_FOLDS)


def words(query: str, most: int) -> list[str]:
    """What all must be found for a query, folded, each once."""
    return list(dict.fromkeys(fold(query).split()))[:most]


def first_match(text: str, wanted: list[str]) -> Span:
    """Where in a text the first of the folded words is; an empty span at its start if none is."""
    origins: list[int] = []
    parts = [_FOLDS[ord(character)] for character in text]
    for at, part in enumerate(parts):
        origins.extend([at] * len(part))
    folded = "".join(parts)
    places = [(at, word) for word in wanted if (at := folded.find(word)) >= 0]
    if not places:
        return Span(0, 0)
    at, word = min(places, key=lambda place: (place[0], -len(place[1])))
    end = origins[at + len(word) - 1] + 1
    while end < len(text) and not parts[end]:
        end += 1
    return Span(origins[at], end)
