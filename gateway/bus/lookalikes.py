"""The look of a nick: two nicks that a person could take for one another have the same look.

After Unicode Technical Standard 39 ("skeleton"), with the confusables of the package `confusable-homoglyphs`. One
deviation: ASCII characters stand for themselves, so that plain nicks (`modern` and `modem`, `user1` and `userl`) never
refuse each other; only letters from elsewhere are drawn to the ASCII letter, or to each other, that they look like.
Pure; the table is read on first use.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from confusable_homoglyphs import confusables


@cache
def _prototype(character: str) -> str:
    """What stands for everything that looks like this one character: ASCII letters first, then the lowest code."""
    alike: list[dict[str, str]] = confusables.confusables_data.get(character, [])
    candidates = [character, *(entry["c"] for entry in alike)]
    return min(
        candidates, key=lambda c: (not (c.isascii() and c.isalpha() and c.islower()), not c.isascii(), len(c), c)
    )


def look(nick: str) -> str:
    """The look of a nick, as a string to compare; marks on letters count, upper and lower case do not."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", nick).casefold())
    return "".join(c if c.isascii() else _prototype(c) for c in decomposed).casefold()
