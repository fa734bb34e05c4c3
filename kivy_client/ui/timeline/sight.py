"""The rows in sight: which entry has which layout, sheet and row now; those that went out of sight serve others.

Only these are set in full. Runs on Kivy's thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kivy.graphics import Canvas

from kivy_client.ui.palettes import Colour
from kivy_client.ui.timeline.column import Column
from kivy_client.ui.timeline.compose import Hit, compose
from kivy_client.ui.timeline.ink import Ink
from kivy_client.ui.timeline.layout import Layout
from kivy_client.ui.timeline.rows import Row

SetEntry = Callable[[int], Layout]
"""Lays out the entry at an index of the column."""


class Sight:
    """Paints on `canvas`, whose origin is the lower left corner of the column."""

    def __init__(self, column: Column, canvas: Canvas, ink: Ink, set_entry: SetEntry) -> None:
        self._column = column
        self._canvas = canvas
        self._ink = ink
        self._set_entry = set_entry
        self._rows: dict[str, Row] = {}
        self._layouts: dict[str, Layout] = {}
        self._spare: list[Row] = []

    @property
    def rows(self) -> int:
        """How many rows there are, in use or not."""
        return len(self._rows) + len(self._spare)

    def hit(self, key: str, x: float, y: float) -> Hit | None:
        """What is at a place of an entry's row; None if it is nothing, or out of sight."""
        row = self._rows.get(key)
        return row.hit(x, y) if row is not None else None

    def hits(self, key: str) -> list[Hit]:
        row = self._rows.get(key)
        return row.hits if row is not None else []

    def layout(self, index: int) -> Layout:
        key = self._column.entries[index].key
        layout = self._layouts.get(key)
        if layout is None:
            layout = self._layouts[key] = self._set_entry(index)
        return layout

    def changed(self, keys: Iterable[str]) -> None:
        """These look different now: they are set anew when they are painted next."""
        for key in keys:
            self._layouts.pop(key, None)

    def forget(self, keys: Iterable[str]) -> None:
        """These are gone, or out of sight."""
        for key in keys:
            self._layouts.pop(key, None)
            row = self._rows.pop(key, None)
            if row is not None:
                self._canvas.remove(row.canvas)
                self._spare.append(row)

    def forget_all(self) -> None:
        self._layouts.clear()
        self.forget(list(self._rows))

    def paint(self, sight: range, width: float, band: Callable[[str], Colour]) -> None:
        """Give rows to these entries of the column, and take them from all others. `band`: what is behind a row."""
        column, layouts = self._column, self._layouts
        wanted = {column.entries[index].key: index for index in sight}
        self.forget([key for key in self._rows if key not in wanted])
        for key, index in wanted.items():
            row = self._rows.get(key)
            if row is None:
                row = self._rows[key] = self._spare.pop() if self._spare else Row(self._ink)
                row.sheet = None
                self._canvas.add(row.canvas)
            sheet = row.sheet if key in layouts else None
            if sheet is None:
                sheet = compose(column.entries[index], self.layout(index), self._ink.faces, width)
            row.show(sheet, column.bottom(index))
            row.lay_band(band(key), width, column.row_height(index))
