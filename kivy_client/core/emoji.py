"""The emoji one can choose from: read when they are first asked for, found by short code, name and other words.

Used on the window's thread. The list is `assets/emoji.tsv`, which `tools.build_fonts` makes of emojibase-data (MIT).
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

GROUPS = (
    "Smileys",
    "People",
    "Nature",
    "Food",
    "Travel",
    "Activities",
    "Objects",
    "Symbols",
    "Flags",
)
"""Names of the groups, by number."""
TONES = ("", "\U0001f3fb", "\U0001f3fc", "\U0001f3fd", "\U0001f3fe", "\U0001f3ff")
"""Skin tones, none first."""
MOST_FOUND = 60

_FILE = Path(__file__).parent.parent / "assets" / "emoji.tsv"
_PEOPLE = ("\U0001f468", "\U0001f469", "\U0001f9d1")
_VS16, _JOINER = "\ufe0f", "\u200d"
_CODE = re.compile(r":([+\w-]{2,40}):")


class Emoji(NamedTuple):
    """`codes`: short codes, the best known first. `tones`: skin tones can be chosen. `words`: what else it is found
    by."""

    sign: str
    group: int
    tones: bool
    codes: tuple[str, ...]
    name: str
    words: str

    def toned(self, tone: int) -> str:
        """The sign in a skin tone, 1 to 5; 0 for none."""
        if not tone or not self.tones:
            return self.sign
        first, *others = self.sign.split(_JOINER)
        toned = [other + TONES[tone] if other in _PEOPLE else other for other in others]
        return _JOINER.join([first.removesuffix(_VS16) + TONES[tone], *toned])


@lru_cache(maxsize=1)
def everything() -> tuple[Emoji, ...]:
    """All of them, in the order they are shown."""
    found = []
    for line in _FILE.read_text("utf-8").splitlines():
        sign, group, tones, codes, name, words = line.split("\t")
        found.append(Emoji(sign, int(group), tones == "1", tuple(codes.split()), name, words))
    return tuple(found)


@lru_cache(maxsize=1)
def _by_code() -> dict[str, Emoji]:
    known: dict[str, Emoji] = {}
    for one in reversed(everything()):
        known |= dict.fromkeys(one.codes, one)
    for one in reversed(everything()):
        known |= dict.fromkeys(one.codes[:1], one)
    return known


def group(number: int) -> list[Emoji]:
    return [one for one in everything() if one.group == number]


def by_code(code: str) -> Emoji | None:
    """The one with a short code, without its colons."""
    return _by_code().get(code.lower())


def search(text: str, most: int = MOST_FOUND) -> list[Emoji]:
    """The emoji in which all these words are found, the best first: short codes, then names, then other words."""
    wanted = text.lower().replace("_", " ").split()
    if not wanted:
        return []
    ranked = [(rank, at) for at, entry in enumerate(_texts()) if (rank := _rank(entry, wanted)) is not None]
    return [everything()[at] for _, at in sorted(ranked)[:most]]


@lru_cache(maxsize=1)
def _texts() -> tuple[tuple[str, str, str], ...]:
    """Of each emoji its short codes, its name and its other words, each word after a space."""
    return tuple(
        ("|" + "|".join(one.codes).replace("_", " "), f" {one.name.lower()}", f" {one.words}") for one in everything()
    )


def _rank(texts: tuple[str, str, str], wanted: list[str]) -> int | None:
    """Smaller is better; None: not meant."""
    codes, name, words = texts
    whole = " ".join(wanted)
    if f"|{whole}|" in f"{codes}|":
        return 0
    if f"|{whole}" in codes:
        return 1
    if all(f" {word}" in name or f"|{word}" in codes for word in wanted):
        return 2
    if all(f" {word}" in words or f" {word}" in name or f" {word}" in codes or f"|{word}" in codes for word in wanted):
        return 3
    return None


def expand(text: str) -> str:
    """A text with its `:short_codes:` replaced by their emoji; what is no short code stays."""
    return _CODE.sub(lambda match: one.sign if (one := by_code(match[1])) else match[0], text) if ":" in text else text
