"""What an entry says, as text with marked places: links, the own nick, the speaker of an action. Pure.

Texts are shown as they are, never as markup. Only http and https are links.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from kivy_client.core.model.entries import Entry
from kivy_client.ui.text.clusters import emoji_alone

REMOVED = "message removed"
MOST_LARGE = 3
"""So many emoji alone are shown large."""

_LINK = re.compile(r"\bhttps?://[^\s<>\"“”«»]+", re.IGNORECASE)
_AFTER_LINK = ".,;:!?'’…*_~|"
_BRACKETS = {")": "(", "]": "[", "}": "{"}


class Mark(NamedTuple):
    """Characters `start` to `end` of a text are more than text. `target`: an address, or a nick. "found": they were
    looked for."""

    start: int
    end: int
    kind: Literal["link", "mention", "nick", "found"]
    target: str = ""


Place = tuple[int, int]
"""From one character of a text up to another."""


class Words(NamedTuple):
    """A text, and what in it is more than text. `large`: it is nothing but a few emoji."""

    text: str
    marks: tuple[Mark, ...] = ()
    large: bool = False

    @property
    def bold(self) -> list[tuple[int, int]]:
        """The parts that are shown in bold: names."""
        return [(mark.start, mark.end) for mark in self.marks if mark.kind in ("mention", "nick")]


def words(entry: Entry, own_nick: str = "", found: Place | None = None) -> Words:
    """What is shown of a message, an action or a notice. The marks are in order and do not overlap. `found`: the place
    in the entry's text of what was looked for."""
    said = _said(entry, own_nick)
    if found is None or said.large or entry.removed:
        return said
    before = len(said.text) - len(entry.text)
    mark = Mark(found[0] + before, found[1] + before, "found")
    apart = all(mark.end <= other.start or mark.start >= other.end for other in said.marks)
    return said._replace(marks=tuple(sorted((*said.marks, mark)))) if apart and mark.start < mark.end else said


def _said(entry: Entry, own_nick: str) -> Words:
    if entry.removed:
        return Words(REMOVED)
    if entry.shape == "action":
        text = f"* {entry.nick} {entry.text}"
        start = 3 + len(entry.nick)
        found = (Mark(2, start - 1, "nick", entry.nick), *_marks(text, start, own_nick if entry.mention else ""))
        return Words(text, found)
    if entry.shape == "message" and emoji_alone(entry.text, MOST_LARGE):
        return Words(entry.text.strip(), large=True)
    if entry.mention or ":" in entry.text:
        return Words(entry.text, tuple(_marks(entry.text, 0, own_nick if entry.mention else "")))
    return Words(entry.text)


def links(text: str) -> list[Mark]:
    """The addresses in a text that may be opened."""
    if "://" not in text:
        return []
    found = []
    for match in _LINK.finditer(text):
        end = _end_of_link(text, match.start(), match.end())
        if end - match.start() > len("https://"):
            found.append(Mark(match.start(), end, "link", text[match.start() : end]))
    return found


def title(entry: Entry) -> str:
    """Who says it, as the bubble's head."""
    if entry.shape == "notice":
        return f"{entry.nick} (notice)" if entry.nick else "Server"
    return entry.nick or "Server"


def _end_of_link(text: str, start: int, end: int) -> int:
    """What ends a sentence does not belong to the address; a bracket does if the address opens it."""
    while end > start:
        last = text[end - 1]
        opening = _BRACKETS.get(last, "")
        closes_nothing = bool(opening) and text.count(last, start, end) > text.count(opening, start, end)
        if last not in _AFTER_LINK and not closes_nothing:
            break
        end -= 1
    return end


@lru_cache(maxsize=8)
def _naming(nick: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w@])@?{re.escape(nick)}(?!\w)", re.IGNORECASE)


def _marks(text: str, start: int, nick: str) -> list[Mark]:
    found = [mark for mark in links(text) if mark.start >= start]
    if nick:
        for match in _naming(nick).finditer(text, start):
            if all(match.end() <= mark.start or match.start() >= mark.end for mark in found if mark.kind == "link"):
                found.append(Mark(match.start(), match.end(), "mention", nick))
        found.sort()
    return found
