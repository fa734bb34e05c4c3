"""The list above the field while something can be completed. The keyboard stays in the field. Runs on Kivy's thread."""

from __future__ import annotations

from typing import Any

from kivy.graphics import Color, SmoothLine, SmoothRoundedRectangle
from kivy.metrics import dp
from kivy.properties import BooleanProperty

from kivy_client.ui.compose.completion import Choice
from kivy_client.ui.lists.rows import RowList
from kivy_client.ui.theme import theme
from kivy_client.ui.timeline.compose import Piece, Sheet

ROW_DP = 40
MOST_ROWS = 6
WIDTH_DP = 420
_RADIUS_DP = 8


class Card:
    """The box behind something that lies over the timeline: give it the place whenever that changes."""

    def __init__(self, widget: Any) -> None:
        with widget.canvas.before:
            self._fill = Color()
            self._box = SmoothRoundedRectangle(radius=[dp(_RADIUS_DP)])
            self._ink = Color()
            self._line = SmoothLine(width=1)
        for name in ("pos", "size"):
            widget.fbind(name, self._place)
        theme.bind(on_restyle=self._dress)
        self._dress()

    def _dress(self, *_: object) -> None:
        self._fill.rgba, self._ink.rgba = theme.panel, (*theme.dim[:3], 0.3)

    def _place(self, widget: Any, _: object) -> None:
        self._box.pos, self._box.size = widget.pos, widget.size
        self._line.rounded_rectangle = (*widget.pos, *widget.size, dp(_RADIUS_DP))


class ChoiceList(RowList):
    """`chosen` is the label of the one that Tab and Enter take."""

    shown = BooleanProperty(False)

    def __init__(self, **options: Any) -> None:
        super().__init__(ROW_DP, size_hint=(None, None), opacity=0, **options)
        self._card = Card(self)
        self.is_focusable = False

    def key(self, item: Choice) -> str:
        return item.label

    def begin(self, choices: tuple[Choice, ...]) -> None:
        """Offer these, the first one chosen."""
        self.show(choices)
        self.height = min(len(choices), MOST_ROWS) * self.row_height
        self.scroll_y, self.opacity, self.shown = 1.0, 1, True
        self.chosen = choices[0].label

    def end(self) -> None:
        self.opacity, self.shown = 0, False
        self.show(())

    @property
    def at(self) -> int:
        return self._chosen_index()

    def step(self, by: int) -> None:
        """Choose the next one, or the one before, round about."""
        at = (self.at + by) % len(self.items)
        self.chosen = self.items[at].label
        self.reveal(at)

    def compose(self, item: Choice, width: float, chosen: bool) -> Sheet:
        sheet, faces = Sheet(), self.ink.faces
        unit = faces.unit
        x, right = 14 * unit, width - 14 * unit
        y = (self.row_height - faces.text.line_height) / 2
        if item.sign:
            sheet.pieces.append(Piece(x, y, item.sign, "text", "text"))
            x += faces.text.width(item.sign) + 10 * unit
        label = faces.text.shorten(item.label, max(right - x, unit))
        sheet.pieces.append(Piece(x, y, label, "text", "text"))
        x += faces.text.width(label) + 12 * unit
        if item.detail and right - x > 40 * unit:
            detail = faces.small.shorten(" ".join(item.detail.split()), right - x)
            y = (self.row_height - faces.small.line_height) / 2
            sheet.pieces.append(Piece(x, y, detail, "small", "selected_dim" if chosen else "dim"))
        return sheet
