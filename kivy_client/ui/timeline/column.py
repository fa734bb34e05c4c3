"""The entries one above the other: how high each is, where it stands, what is in sight. Pure; pixels.

Places are told as distances from the bottom of all, because that is where people read: what comes or goes above
changes none of them. An anchor remembers an entry and how far it is from the edge of the view, so that it can be kept.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate, islice
from typing import NamedTuple

from kivy_client.core.model.entries import Entry, Splice

Measure = Callable[[Entry | None, Entry, Entry | None], float]
"""The height of an entry's row between its neighbours."""


class Anchor(NamedTuple):
    """The entry at `index` has its lower edge `offset` above the lower edge of the view; less than 0: below it."""

    index: int
    key: str
    offset: float


class Column:
    """`margin`: empty space below the last entry and above the first."""

    def __init__(self, measure: Measure, margin: float = 0.0) -> None:
        self.entries: list[Entry] = []
        self.margin = margin
        self._measure = measure
        self._heights: list[float] = []
        self._tops: list[float] = [0.0]
        """How far each row's upper edge is from the upper edge of all, and then the end."""

    @property
    def height(self) -> float:
        return self._tops[-1] + 2 * self.margin

    def row_height(self, index: int) -> float:
        return self._heights[index]

    def bottom(self, index: int) -> float:
        """How far the lower edge of a row is above the bottom of all."""
        return self._tops[-1] - self._tops[index + 1] + self.margin

    def index_at(self, above_bottom: float) -> int:
        """The entry whose row is there, or the nearest one; -1 if there is none at all."""
        down = self._tops[-1] + self.margin - above_bottom
        return min(max(bisect_right(self._tops, down) - 1, 0), len(self.entries) - 1)

    def in_sight(self, distance: float, height: float) -> range:
        """The entries whose rows show in a view of this height, `distance` above the bottom."""
        lower = self._tops[-1] + self.margin - distance
        first = max(0, bisect_right(self._tops, lower - height) - 1)
        return range(first, max(first, min(len(self.entries), bisect_left(self._tops, lower))))

    def find(self, key: str) -> int:
        """The index of the entry with this key; -1 if it is not here."""
        return next((index for index, entry in enumerate(self.entries) if entry.key == key), -1)

    def neighbours(self, index: int) -> tuple[Entry | None, Entry, Entry | None]:
        entries = self.entries
        after = entries[index + 1] if index + 1 < len(entries) else None
        return entries[index - 1] if index > 0 else None, entries[index], after

    def begin(self, entries: Sequence[Entry]) -> None:
        """Other entries, all of them."""
        self.entries = list(entries)
        self.measure_all()

    def measure_all(self) -> None:
        """Every height anew: the width, the text's size or the day has changed."""
        self._heights = [self._measure(*self.neighbours(index)) for index in range(len(self.entries))]
        self._tops = [0.0]
        self._stack(0)

    def measure_one(self, index: int) -> None:
        """One entry looks different now."""
        self._heights[index] = self._measure(*self.neighbours(index))
        self._stack(index)

    def splice(self, splice: Splice) -> None:
        """Follow a change. The neighbours are measured too: who begins or ends a group may be another now."""
        at, come = splice.at, len(splice.entries)
        self.entries[at : at + splice.removed] = splice.entries
        self._heights[at : at + splice.removed] = [0.0] * come
        for index in range(max(at - 1, 0), min(at + come + 1, len(self.entries))):
            self._heights[index] = self._measure(*self.neighbours(index))
        self._stack(max(at - 1, 0))

    def anchor(self, distance: float) -> Anchor | None:
        """The lowest entry in sight, where the view is `distance` above the bottom."""
        index = self.index_at(distance)
        if index < 0:
            return None
        return Anchor(index, self.entries[index].key, self.bottom(index) - distance)

    def distance(self, anchor: Anchor) -> float:
        """How far the view must be above the bottom, so that the anchor is where it was."""
        return self.bottom(min(anchor.index, len(self.entries) - 1)) - anchor.offset if self.entries else 0.0

    def _stack(self, start: int) -> None:
        """Bring `_tops` up to date from a row on; those above have not changed."""
        self._tops[start:] = accumulate(islice(self._heights, start, None), initial=self._tops[start])


def follow(anchor: Anchor, splice: Splice) -> Anchor:
    """Where the anchor's entry is after a splice. If it went, the one that took its place is the anchor."""
    index, key, offset = anchor
    grown = len(splice.entries) - splice.removed
    if index < splice.at:
        return anchor
    if index >= splice.at + splice.removed:
        return Anchor(index + grown, key, offset)
    for number, entry in enumerate(splice.entries):
        if entry.key == key:
            return Anchor(splice.at + number, key, offset)
    return Anchor(max(splice.at + len(splice.entries) - 1, 0), "", offset)
