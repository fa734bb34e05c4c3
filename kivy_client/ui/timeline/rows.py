"""Paints rows of the timeline with raw instructions and no widgets; rows and their instructions are used again.

Texts are textures that `Ink` keeps. A row that shows a sheet already is only moved. Runs on Kivy's thread.
"""

from __future__ import annotations

from kivy.graphics import Color, InstructionGroup, PopMatrix, PushMatrix, Rectangle, SmoothRoundedRectangle, Translate

from kivy_client.ui.palettes import CLEAR, Colour
from kivy_client.ui.text.textures import Drawn
from kivy_client.ui.timeline.compose import SHARP, Box, Hit, Piece, Sheet
from kivy_client.ui.timeline.ink import Ink


class _Round:
    """A box with round corners."""

    def __init__(self, group: InstructionGroup) -> None:
        self._colour, self._shape = Color(), SmoothRoundedRectangle(size=(0, 0))
        self._radii: tuple[float, ...] = ()
        group.add(self._colour)
        group.add(self._shape)

    def show(self, box: Box, colour: Colour) -> None:
        self._colour.rgba = colour
        self._shape.pos = (box.x, box.y)
        self._shape.size = (box.width, box.height)
        if box.radii != self._radii:
            self._radii = box.radii
            self._shape.radius = list(box.radii)

    def hide(self) -> None:
        self._colour.rgba = CLEAR
        self._shape.size = (0, 0)


class _Flat:
    """A box with sharp corners, or a text."""

    def __init__(self, group: InstructionGroup) -> None:
        self._colour, self._shape = Color(), Rectangle(size=(0, 0))
        group.add(self._colour)
        group.add(self._shape)

    def show(self, box: Box, colour: Colour) -> None:
        self._colour.rgba = colour
        self._shape.pos = (round(box.x), round(box.y))
        self._shape.size = (box.width, box.height)

    def write(self, piece: Piece, drawn: Drawn) -> None:
        self._colour.rgba = drawn.tint
        self._shape.texture = drawn.texture
        self._shape.pos = (round(piece.x), round(piece.y))
        self._shape.size = drawn.size

    def hide(self) -> None:
        self._colour.rgba = CLEAR
        self._shape.size = (0, 0)


class Row:
    """One row. `canvas` is to be put into another one. Its origin is the row's lower left corner."""

    def __init__(self, ink: Ink) -> None:
        self.canvas = InstructionGroup()
        self.sheet: Sheet | None = None
        self._ink = ink
        self._origin = Translate(0, 0)
        self._band_colour, self._band = Color(*CLEAR), Rectangle(size=(0, 0))
        self._round_group, self._flat_group, self._text_group = (InstructionGroup() for _ in range(3))
        self._rounds: list[_Round] = []
        self._flats: list[_Flat] = []
        self._texts: list[_Flat] = []
        self.hits: list[Hit] = []
        """What can be hit, the first of several at a place."""
        for instruction in (
            PushMatrix(),
            self._origin,
            self._band_colour,
            self._band,
            self._round_group,
            self._flat_group,
            self._text_group,
            PopMatrix(),
        ):
            self.canvas.add(instruction)

    def show(self, sheet: Sheet, y: float) -> None:
        """Show a sheet with its lower edge at `y`."""
        if self._origin.y != y:
            self._origin.y = y
        if sheet is self.sheet:
            return
        self.sheet = sheet
        written = [(piece, self._ink.draw(piece)) for piece in sheet.pieces]
        found = [box for piece, drawn in written for box in _found(piece, drawn)]
        coloured = [(box, self._ink.colour(box.colour)) for box in (*sheet.boxes, *found)]
        rounds = [(box, colour) for box, colour in coloured if box.radii != SHARP and colour[3]]
        flats = [(box, colour) for box, colour in coloured if box.radii == SHARP and colour[3]]
        while len(self._rounds) < len(rounds):
            self._rounds.append(_Round(self._round_group))
        while len(self._flats) < len(flats):
            self._flats.append(_Flat(self._flat_group))
        while len(self._texts) < len(sheet.pieces):
            self._texts.append(_Flat(self._text_group))
        for round_box, shown in zip(self._rounds, rounds, strict=False):
            round_box.show(*shown)
        for flat, shown in zip(self._flats, flats, strict=False):
            flat.show(*shown)
        self.hits = []
        for text, (piece, drawn) in zip(self._texts, written, strict=False):
            text.write(piece, drawn)
            self.hits += _marked(piece, drawn)
        self.hits += sheet.hits
        for unused in (*self._rounds[len(rounds) :], *self._flats[len(flats) :], *self._texts[len(sheet.pieces) :]):
            unused.hide()

    def lay_band(self, colour: Colour, width: float, height: float) -> None:
        """A band over the whole width behind the row: it is selected, or was jumped to."""
        self._band_colour.rgba = colour
        self._band.size = (width, height) if colour[3] else (0, 0)

    def hit(self, x: float, y: float) -> Hit | None:
        """What is at a place of the row."""
        return next((hit for hit in self.hits if hit.holds(x, y)), None)

    @property
    def y(self) -> float:
        """Where its lower edge is."""
        y: float = self._origin.y
        return y


def _found(piece: Piece, drawn: Drawn) -> list[Box]:
    """What is behind the words that were looked for."""
    x, y = round(piece.x), round(piece.y)
    return [Box(x + box.x, y + box.y, box.width, box.height, "found") for box in drawn.boxes if box.mark[2] == "found"]


def _marked(piece: Piece, drawn: Drawn) -> list[Hit]:
    """The links and names in a text: their places are known once it is drawn."""
    x, y = round(piece.x), round(piece.y)
    return [
        Hit("link" if box.mark[2] == "link" else "nick", box.mark[3], x + box.x, y + box.y, box.width, box.height)
        for box in drawn.boxes
        if box.mark[2] in ("link", "nick")
    ]
