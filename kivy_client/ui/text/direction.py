"""Which way text runs: the levels of the bidirectional algorithm, and a line's runs from left to right. Pure.

Unicode's UAX #9, rules P2, P3, W1-W7, N0-N2, I1, I2, L1 and L2. Embeddings, overrides and isolates are not here,
because they are taken out of all text (`core.plaintext`). Letters are not turned around within a run: HarfBuzz draws a
run from right to left itself, joins Arabic letters and mirrors brackets.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")
_BRACKETS = {
    "(": ")",
    "[": "]",
    "{": "}",
    "⟨": "⟩",
    "「": "」",
    "『": "』",
    "【": "】",
    "（": "）",
    "［": "］",
    "｛": "｝",
}
_CLOSING = {close: opening for opening, close in _BRACKETS.items()}
MOST_OPEN = 63
"""Brackets open at once (BD16)."""


class Run(NamedTuple):
    """Characters `start` to `end` that are drawn one way."""

    start: int
    end: int
    rtl: bool


def has_rtl(text: str) -> bool:
    """Whether anything in it runs from right to left; if not, nothing needs to be reordered."""
    return not text.isascii() and _RTL.search(text) is not None


def is_rtl(text: str) -> bool:
    """Whether a paragraph begins at the right: its first strong letter says so (P2, P3)."""
    if not has_rtl(text):
        return False
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return False


def levels(text: str, rtl: bool) -> list[int]:
    """The embedding level of each character of a paragraph; odd ones run from right to left."""
    base = 1 if rtl else 0
    kinds = [_kind(character) for character in text]
    before = "R" if rtl else "L"
    _weak(kinds, before)
    _brackets(text, kinds, before)
    _neutral(kinds, before)
    return [_level(kind, base) for kind in kinds]


def runs(text: str, start: int, end: int, found: list[int], rtl: bool) -> list[Run]:
    """The runs of one line (characters `start` to `end`) of a paragraph with these levels, from left to right."""
    base = 1 if rtl else 0
    line = found[start:end]
    for at in range(len(line) - 1, -1, -1):  # L1: spaces at the line's end
        if text[start + at] not in " \t":
            break
        line[at] = base
    pieces: list[tuple[int, int, int]] = []
    for at, level in enumerate(line):
        if pieces and pieces[-1][2] == level:
            pieces[-1] = (pieces[-1][0], start + at + 1, level)
        else:
            pieces.append((start + at, start + at + 1, level))
    for level in range(max(line, default=0), 0, -1):  # L2
        _reverse(pieces, level)
    return [Run(first, last, level % 2 == 1) for first, last, level in pieces]


def _reverse(pieces: list[tuple[int, int, int]], level: int) -> None:
    at = 0
    while at < len(pieces):
        if pieces[at][2] < level:
            at += 1
            continue
        end = at
        while end < len(pieces) and pieces[end][2] >= level:
            end += 1
        pieces[at:end] = pieces[at:end][::-1]
        at = end


def _kind(character: str) -> str:
    """The bidirectional class; unassigned characters and what cannot be here count as neutral."""
    kind = unicodedata.bidirectional(character)
    return kind if kind in _KINDS else "ON"


_KINDS = frozenset({"L", "R", "AL", "EN", "ES", "ET", "AN", "CS", "NSM", "BN", "WS", "ON", "S", "B"})


def _weak(kinds: list[str], before: str) -> None:
    """W1 to W7, in place."""
    previous = strong = before
    for at, kind in enumerate(kinds):
        if kind in ("NSM", "BN"):  # W1; a joiner goes with what it joins
            kind = previous
        if kind == "EN" and strong == "AL":  # W2
            kind = "AN"
        if kind in ("L", "R", "AL"):
            strong = kind
        kinds[at] = previous = kind
    kinds[:] = ["R" if kind == "AL" else kind for kind in kinds]  # W3
    for at in range(1, len(kinds) - 1):  # W4
        around = kinds[at - 1]
        if around == kinds[at + 1] and (
            (kinds[at] == "ES" and around == "EN") or (kinds[at] == "CS" and around in ("EN", "AN"))
        ):
            kinds[at] = around
    _terminators(kinds)
    strong = before
    for at, kind in enumerate(kinds):  # W6, W7
        if kind in ("ES", "ET", "CS"):
            kinds[at] = "ON"
        elif kind == "EN" and strong == "L":
            kinds[at] = "L"
        elif kind in ("L", "R"):
            strong = kind


def _terminators(kinds: list[str]) -> None:
    """W5: signs like % and € beside a number go with it."""
    at = 0
    while at < len(kinds):
        if kinds[at] != "ET":
            at += 1
            continue
        end = at
        while end < len(kinds) and kinds[end] == "ET":
            end += 1
        if (at > 0 and kinds[at - 1] == "EN") or (end < len(kinds) and kinds[end] == "EN"):
            kinds[at:end] = ["EN"] * (end - at)
        at = end


def _strong(kind: str) -> str:
    """Numbers count as right to left for what is between them (N0, N1)."""
    return "R" if kind in ("EN", "AN", "R") else "L" if kind == "L" else ""


def _pairs(text: str, kinds: list[str]) -> list[tuple[int, int]]:
    """Brackets that belong together (BD16), in the order they open."""
    opened: list[tuple[str, int]] = []
    found = []
    for at, character in enumerate(text):
        if kinds[at] != "ON":
            continue
        if character in _BRACKETS:
            if len(opened) == MOST_OPEN:
                return []
            opened.append((character, at))
        elif character in _CLOSING:
            for depth in range(len(opened) - 1, -1, -1):
                if opened[depth][0] == _CLOSING[character]:
                    found.append((opened[depth][1], at))
                    del opened[depth:]
                    break
    return sorted(found)


def _brackets(text: str, kinds: list[str], before: str) -> None:
    """N0: brackets run as what is in them, so that both face the right way."""
    for first, last in _pairs(text, kinds):
        inside = {_strong(kind) for kind in kinds[first + 1 : last]} - {""}
        if before in inside:
            kinds[first] = kinds[last] = before
        elif inside:
            context = next((_strong(kinds[at]) for at in range(first - 1, -1, -1) if _strong(kinds[at])), before)
            kinds[first] = kinds[last] = context if context in inside else before


def _neutral(kinds: list[str], before: str) -> None:
    """N1, N2: what has no direction takes that of both its sides, or the paragraph's."""
    at = 0
    while at < len(kinds):
        if _strong(kinds[at]):
            at += 1
            continue
        end = at
        while end < len(kinds) and not _strong(kinds[end]):
            end += 1
        left = _strong(kinds[at - 1]) if at else before
        right = _strong(kinds[end]) if end < len(kinds) else before
        kinds[at:end] = [left if left == right else before] * (end - at)
        at = end


def _level(kind: str, base: int) -> int:
    """I1, I2."""
    if base == 0:
        return {"R": 1, "AN": 2, "EN": 2}.get(kind, 0)
    return 2 if kind in ("L", "AN", "EN") else 1
