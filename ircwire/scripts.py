"""Alphabets whose letters look alike, and names that mix them to pose as somebody. Pure tables, no state."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_ALIKE = frozenset({"LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "COPTIC", "CHEROKEE", "LISU", "GEORGIAN"})


@lru_cache(maxsize=1024)
def _script(character: str) -> str:
    """The alphabet of a letter, by the first word of its Unicode name; "" if it shares no shapes with another."""
    if not character.isalpha():
        return ""
    script = unicodedata.name(character, "").partition(" ")[0]
    return script if script in _ALIKE else ""


def mixes_scripts(name: str) -> bool:
    """Whether letters of two alphabets that share shapes stand in one name, which no language writes."""
    return len({_script(character) for character in name} - {""}) > 1
