"""Emoji in rows of as many as fit, under headings; only the rows in sight are painted. Runs on Kivy's thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from kivy.properties import NumericProperty, StringProperty

from kivy_client.core.emoji import Emoji
from kivy_client.ui.lists.rows import RowList
from kivy_client.ui.palettes import CLEAR, Colour
from kivy_client.ui.timeline.compose import Box, Piece, Sheet

CELL_DP = 42


class Section(NamedTuple):
    """Some emoji under a heading; "" for none."""

    title: str
    emoji: Sequence[Emoji]


class _Line(NamedTuple):
    """One row: a heading, or emoji."""

    number: int
    title: str
    emoji: tuple[Emoji, ...]


class EmojiGrid(RowList):
    """`tone`: the skin tone in which they are shown. `section`: which one is in sight at the top. `named`: the name of
    the one under the mouse or the cursor.

    Dispatches `on_pick(sign, by_keyboard)`, and `on_leave()` when the cursor goes up from the first row.
    """

    tone = NumericProperty(0)
    section = NumericProperty(0)
    named = StringProperty("")
    __events__ = ("on_pick", "on_leave")

    def __init__(self, **options: Any) -> None:
        self._sections: Sequence[Section] = ()
        self._starts: list[int] = []
        """The first row of each section."""
        self._column = 0
        self._hover: tuple[int, int] | None = None
        self._columns = 0
        super().__init__(CELL_DP, **options)
        self.fbind("scroll_y", lambda *_: self._find_section())
        self.fbind("tone", self.repaint)
        self.fbind("focus", self.repaint)
        self.fbind("on_choose", lambda _, line: self._choose(line))
        for name in ("width", "row_height"):
            self.fbind(name, lambda *_: self._rebuild())

    def on_pick(self, sign: str, by_keyboard: bool) -> None:
        """Whoever shows the grid binds to it."""

    def on_leave(self) -> None:
        """As `on_pick`."""

    def show_sections(self, sections: Sequence[Section]) -> None:
        """Show these, from the top."""
        self._sections, self._columns = sections, 0
        self._rebuild()
        self.scroll_y, self.cursor, self._column = 1.0, -1, 0
        self._find_section()

    def go_to(self, section: int) -> None:
        """Scroll to where a section begins."""
        if section < len(self._starts):
            self._scroll_to(self._starts[section] * self.row_height)

    def pick_first(self) -> None:
        line = next((line for line in self.items if line.emoji), None)
        if line is not None:
            self.dispatch("on_pick", line.emoji[0].toned(int(self.tone)), True)

    def key(self, item: _Line) -> str:
        return str(item.number)

    def _rebuild(self) -> None:
        columns = max(int((self.width - self.bar_width) // max(self.row_height, 1)), 1)
        if columns == self._columns:
            return
        self._columns = columns
        lines: list[_Line] = []
        self._starts = []
        for title, emoji in self._sections:
            self._starts.append(len(lines))
            if title:
                lines.append(_Line(len(lines), title, ()))
            for at in range(0, len(emoji), columns):
                lines.append(_Line(len(lines), "", tuple(emoji[at : at + columns])))
        self._forget_rows()
        self.show(lines)

    def _find_section(self) -> None:
        top = (self._top + 1) / max(self.row_height, 1)
        self.section = max((number for number, start in enumerate(self._starts) if start <= top), default=0)

    # How it looks

    @property
    def _cell(self) -> float:
        return (self.width - self.bar_width) / max(self._columns, 1)

    def compose(self, item: _Line, width: float, chosen: bool) -> Sheet:
        sheet, faces = Sheet(), self.ink.faces
        unit, cell, high = faces.unit, self._cell, self.row_height
        if item.title:
            y = (high - faces.small.line_height) / 2 - 4 * unit
            sheet.pieces.append(Piece(8 * unit, y, item.title, "small", "dim", True))
        for column, one in enumerate(item.emoji):
            if (item.number, column) in (self._hover, self._at if self.focus else None):
                x, size = column * cell + (cell - high) / 2, high
                colour = "selected" if self.focus and (item.number, column) == self._at else "field"
                sheet.boxes.append(Box(x, 0, size, size, colour, (8 * unit,) * 4))
            sign = one.toned(int(self.tone))
            x = column * cell + (cell - faces.large.width(sign)) / 2
            sheet.pieces.append(Piece(x, (high - faces.large.line_height) / 2, sign, "large", "text"))
        return sheet

    def _band(self, index: int, chosen: bool) -> Colour:
        return CLEAR

    # By finger and mouse

    def _choose(self, line: _Line) -> None:
        column = int((self.touched_x - self.x) // self._cell)
        if 0 <= column < len(line.emoji):
            self.dispatch("on_pick", line.emoji[column].toned(int(self.tone)), False)

    def _on_mouse(self, window: Any, place: tuple[float, float]) -> None:
        super()._on_mouse(window, place)
        row = int(self.hovered)
        column = int((self.parent.to_widget(*place)[0] - self.x) // self._cell) if row >= 0 and self._columns else 0
        self._point(row, column)

    def _on_leave(self, window: Any) -> None:
        super()._on_leave(window)
        self._point(-1, 0)

    def _point(self, row: int, column: int) -> None:
        """The mouse is there."""
        over = (row, column) if 0 <= row < len(self.items) and column < len(self.items[row].emoji) else None
        if over != self._hover:
            self._hover = over
            self._name()
            self.repaint()

    def _name(self) -> None:
        at = self._hover or (self._at if self.focus else None)
        if at is None or at[0] >= len(self.items) or at[1] >= len(self.items[at[0]].emoji):
            self.named = ""
            return
        one = self.items[at[0]].emoji[at[1]]
        self.named = f":{one.codes[0]}:  {one.name}" if one.codes else one.name

    # By keyboard

    @property
    def _at(self) -> tuple[int, int]:
        """Row and column of the cursor."""
        line = self.items[int(self.cursor)] if 0 <= self.cursor < len(self.items) else None
        return (
            (int(self.cursor), min(self._column, len(line.emoji) - 1)) if line is not None and line.emoji else (-1, 0)
        )

    def move(self, step: int) -> None:
        """Up or down by so many rows, headings not counted; up from the first row leaves the grid."""
        if not self.items:
            return
        rows = [number for number, line in enumerate(self.items) if line.emoji]
        at = rows.index(int(self.cursor)) if int(self.cursor) in rows else -1
        if at == 0 and step == -1:
            self.dispatch("on_leave")
            return
        self.cursor = rows[min(max(at + step, 0), len(rows) - 1)] if at >= 0 else rows[0]
        self.reveal(int(self.cursor))
        self._name()
        self.repaint()

    def _move_aside(self, step: int) -> None:
        row, column = self._at
        if row < 0:
            self.move(0)
            return
        last = len(self.items[row].emoji) - 1
        if 0 <= column + step <= last:
            self._column = column + step
        else:
            self._column = self._columns if step < 0 else 0
            self.move(step)
        self._name()
        self.repaint()

    def keyboard_on_key_down(self, window: Any, keycode: tuple[int, str], text: str, modifiers: list[str]) -> bool:
        if not set(modifiers) & {"alt", "ctrl", "meta"}:
            if keycode[1] in ("left", "right"):
                self._move_aside(-1 if keycode[1] == "left" else 1)
                return True
            row, column = self._at
            if keycode[1] in ("enter", "numpadenter", "spacebar"):
                if row >= 0:
                    self.dispatch("on_pick", self.items[row].emoji[column].toned(int(self.tone)), True)
                return True
        return bool(super().keyboard_on_key_down(window, keycode, text, modifiers))
