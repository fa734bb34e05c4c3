"""Makes of a layout the sheet that is painted: boxes, pieces of text, and what each place means when it is hit. Pure.

Only the few rows in sight have a sheet. Colours are told by the theme's names, or as "nick:" and "avatar:" with a name;
"": none. Places are pixels from the row's lower left corner.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from kivy_client.core.model.entries import Entry
from kivy_client.ui.text.ruler import Block
from kivy_client.ui.timeline.bubble import BOT, bot_mark
from kivy_client.ui.timeline.faces import FaceName, Faces
from kivy_client.ui.timeline.layout import AVATAR_DP, AVATAR_X_DP, HEAD_DP, PAD_DP, Chip, Layout
from kivy_client.ui.timeline.words import Mark

UNREAD = "New messages"
STATE_ICONS = {"waiting": "clock", "sent": "check", "kept": "check-all", "unsure": "info", "failed": "alert"}
_ROUND, _CORNER, _TIP = 14, 5, 3
"""The radii of a bubble's corners, dp: free, within a group, and where it points at its speaker."""


MOST_HIGH = 2048
"""Pixels: a text higher than that is painted in parts, for graphics chips have no pictures of any size."""
SHARP = (0.0, 0.0, 0.0, 0.0)


class Box(NamedTuple):
    """A filled rectangle. `radii` as Kivy takes them: upper left, upper right, lower right, lower left."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    radii: tuple[float, float, float, float] = SHARP


class Piece(NamedTuple):
    """Text on one line, or in the lines of `block`. With face "icon" or "button" it is the name of an icon.

    `marks` are parts of the text, and lead to what `Hit` says; `link` is the colour of those that do.
    """

    x: float
    y: float
    text: str
    face: FaceName
    colour: str
    bold: bool = False
    block: Block | None = None
    marks: tuple[Mark, ...] = ()
    link: str = "link"


HitKind = Literal["link", "quote", "reaction", "nick", "retry", "fold", "bubble", "menu"]


class Hit(NamedTuple):
    """What is at a place. `target`: an address, a message id, a sign, a nick."""

    kind: HitKind
    target: str
    x: float
    y: float
    width: float
    height: float

    def holds(self, x: float, y: float) -> bool:
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height


@dataclass(slots=True)
class Sheet:
    """One row, to be painted in this order, texts over boxes. Of several hits at a place the first counts."""

    boxes: list[Box] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)

    def hit(self, x: float, y: float) -> Hit | None:
        return next((hit for hit in self.hits if hit.holds(x, y)), None)


def compose(entry: Entry, layout: Layout, faces: Faces, width: float) -> Sheet:
    """The sheet of an entry in a view of this width."""
    sheet = Sheet()
    composer = _Composer(entry, layout, faces, sheet)
    if layout.bubble:
        composer.bubble()
        composer.name()
        composer.quote()
        composer.text()
        composer.notes()
        composer.chips()
        composer.stamp()
        composer.avatar()
        sheet.hits.append(Hit("bubble", "", layout.x, 0, layout.width, layout.body))
    else:
        composer.happening(width)
    composer.head(width)
    return sheet


def _all_round(radius: float) -> tuple[float, float, float, float]:
    return (radius, radius, radius, radius)


class _Composer:
    """Fills a sheet, part by part."""

    def __init__(self, entry: Entry, layout: Layout, faces: Faces, sheet: Sheet) -> None:
        self.entry, self.at, self.faces, self.sheet = entry, layout, faces, sheet
        self.unit = faces.unit
        self.left = layout.x + PAD_DP * faces.unit
        self.right = layout.x + layout.width - PAD_DP * faces.unit
        self.dim = "own_dim" if entry.own else "dim"

    def bubble(self) -> None:
        at, unit, own = self.at, self.unit, self.entry.own
        free, inner, tip = _ROUND * unit, _CORNER * unit, _TIP * unit
        above, below = (free if at.first else inner), (tip if at.last else inner)
        radii = (free, above, below, free) if own else (above, free, free, below)
        # The shadow shows only at the lower edge: all of the bubble would be painted twice for it.
        self.sheet.boxes.append(Box(at.x, -unit, at.width, min(at.body, 2 * free), "shadow", radii))
        self.sheet.boxes.append(Box(at.x, 0, at.width, at.body, "own_bubble" if own else "bubble", radii))
        accent = "accent" if self.entry.mention else f"nick:{self.entry.nick}" if self.entry.shape == "notice" else ""
        if accent:
            bar = Box(at.x, 6 * unit, 3 * unit, max(at.body - 12 * unit, unit), accent, _all_round(1.5 * unit))
            self.sheet.boxes.append(bar)

    def name(self) -> None:
        at, faces, unit = self.at, self.faces, self.unit
        if not at.name:
            return
        wide = faces.name.width(at.name, True)
        self.sheet.pieces.append(Piece(self.left, at.name_y, at.name, "name", f"nick:{self.entry.nick}", True))
        if self.entry.bot:
            pill, height = bot_mark(self.entry, faces) - 6 * unit, faces.stamp.line_height
            x, y = self.left + wide + 6 * unit, at.name_y + (faces.name.line_height - height) / 2
            self.sheet.boxes.append(Box(x, y, pill, height, "quote", _all_round(4 * unit)))
            self.sheet.pieces.append(Piece(x + 4 * unit, y, BOT, "stamp", "dim"))
        if self.entry.nick:
            self._hit("nick", self.entry.nick, self.left, at.name_y, wide, faces.name.line_height)

    def quote(self) -> None:
        at, faces, unit, quote = self.at, self.faces, self.unit, self.at.quote
        if quote is None:
            return
        wide, high = self.right - self.left, faces.quote_height
        corner = _all_round(6 * unit)
        self.sheet.boxes.append(
            Box(self.left, at.quote_y, wide, high, "own_quote" if self.entry.own else "quote", corner)
        )
        colour = f"nick:{quote.nick}" if quote.nick else self.dim
        self.sheet.boxes.append(Box(self.left, at.quote_y, 3 * unit, high, colour, _all_round(1.5 * unit)))
        x, y = self.left + 10 * unit, at.quote_y + 2 * unit
        self.sheet.pieces.append(Piece(x, y, quote.text, "small", self.dim))
        self.sheet.pieces.append(Piece(x, y + faces.small.line_height, quote.nick or "Reply", "small", colour, True))
        self._hit("quote", quote.msgid, self.left, at.quote_y, wide, high)

    def text(self) -> None:
        at, own = self.at, self.entry.own
        colour = self.dim if self.entry.removed else "own_bubble_text" if own else "bubble_text"
        words, link = at.words, "own_link" if own else "link"
        for block, above in at.block.parts(MOST_HIGH):
            y = at.text_y + above
            self.sheet.pieces.append(Piece(self.left, y, words.text, at.face, colour, False, block, words.marks, link))

    def notes(self) -> None:
        at, ruler = self.at, self.faces.small
        if not at.notes:
            return
        *sentence, asked = at.notes
        y = at.notes_y + ruler.line_height * len(sentence)
        for line in sentence:
            self.sheet.pieces.append(Piece(self.left, y, line, "small", "error"))
            y -= ruler.line_height
        link = "own_link" if self.entry.own else "link"
        self.sheet.pieces.append(Piece(self.left, at.notes_y, asked, "small", link, True))
        if at.asks:
            self._hit(at.asks, self.entry.key, self.left, at.notes_y, ruler.width(asked, True), ruler.line_height)

    def chips(self) -> None:
        if self.at.chips:
            for chip in self.at.chips:
                self._chip(chip, self.at.chips[-1].row - chip.row)

    def _chip(self, chip: Chip, row: int) -> None:
        faces, unit, high = self.faces, self.unit, self.faces.chip_height
        x, y = self.left + chip.x, self.at.chips_y + row * (high + 6 * unit)
        ground = "badge" if chip.own else "own_quote" if self.entry.own else "quote"
        ink = "badge_text" if chip.own else "own_bubble_text" if self.entry.own else "bubble_text"
        self.sheet.boxes.append(Box(x, y, chip.width, high, ground, _all_round(high / 2)))
        middle = y + high / 2
        sign = Piece(x + 9 * unit, middle - faces.sign.line_height / 2, chip.words, "sign", ink)
        right = x + chip.width - 9 * unit - faces.small.width(chip.count, True)
        self.sheet.pieces += [
            sign,
            Piece(right, middle - faces.small.line_height / 2, chip.count, "small", ink, True),
        ]
        self._hit("reaction", chip.sign, x, y, chip.width, high)

    def stamp(self) -> None:
        """The time, and on our own messages how they fared."""
        entry, unit, y, right = self.entry, self.unit, 5 * self.unit, self.right
        if entry.own:
            right -= self.faces.icon
            wrong = entry.state in ("failed", "unsure")
            colour = "error" if wrong else "own_link" if entry.state == "kept" else self.dim
            icon_y = y + (self.faces.stamp.line_height - self.faces.icon) / 2
            self.sheet.pieces.append(Piece(right, icon_y, STATE_ICONS[entry.state], "icon", colour))
            right -= 3 * unit
        x = right - self.faces.stamp.width(self.at.stamp)
        self.sheet.pieces.append(Piece(x, y, self.at.stamp, "stamp", self.dim))

    def avatar(self) -> None:
        entry, unit = self.entry, self.unit
        if entry.own or not self.at.last:
            return
        size, x = AVATAR_DP * unit, AVATAR_X_DP * unit
        self.sheet.boxes.append(Box(x, 0, size, size, f"avatar:{entry.nick}", _all_round(size / 2)))
        letter = (entry.nick or "#")[0].upper()[:1]
        ruler = self.faces.text
        left = x + (size - ruler.width(letter, True)) / 2
        self.sheet.pieces.append(Piece(left, (size - ruler.line_height) / 2, letter, "text", "avatar_text", True))
        if entry.nick:
            self._hit("nick", entry.nick, x, 0, size, size)

    def happening(self, width: float) -> None:
        at, ruler, unit = self.at, self.faces.small, self.unit
        lines = at.block.lines
        y = at.text_y + ruler.line_height * len(lines)
        for line in lines:
            y -= ruler.line_height
            text = at.words.text[line.start : line.end]
            self.sheet.pieces.append(Piece((width - line.width) / 2, y, text, "small", "dim"))
        if at.asks:
            icon = "chevron-up" if at.opened else "chevron-down"
            end = (width + lines[0].width) / 2 + 4 * unit
            top = at.text_y + ruler.line_height * (len(lines) - 1)
            self.sheet.pieces.append(Piece(end, top + (ruler.line_height - self.faces.icon) / 2, icon, "icon", "dim"))
            self._hit("fold", self.entry.key, at.x, 0, at.width, at.body)
        else:
            self._hit("bubble", "", at.x, 0, at.width, at.body)

    def head(self, width: float) -> None:
        """What is above the entry: the day's pill, and below it the line that parts read from unread."""
        at, unit, ruler = self.at, self.unit, self.faces.small
        top = at.height
        if at.day:
            wide, high = ruler.width(at.day, True), 25 * unit
            x, y = (width - wide) / 2, top - 4 * unit - high
            self.sheet.boxes.append(Box(x - 12 * unit, y, wide + 24 * unit, high, "pill", _all_round(high / 2)))
            text_y = y + (high - ruler.line_height) / 2
            self.sheet.pieces.append(Piece(x, text_y, at.day, "small", "pill_text", True))
            top -= HEAD_DP * unit
        if at.unread:
            wide, high = ruler.width(UNREAD, True), 26 * unit
            y = top - 4 * unit - high
            self.sheet.boxes.append(Box(0, y, width, high, "unread"))
            text_y = y + (high - ruler.line_height) / 2
            self.sheet.pieces.append(Piece((width - wide) / 2, text_y, UNREAD, "small", "accent", True))

    def _hit(self, kind: HitKind, target: str, x: float, y: float, width: float, height: float) -> None:
        self.sheet.hits.append(Hit(kind, target, x, y, width, height))
