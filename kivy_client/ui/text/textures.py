"""Drawn text: textures of lines and of paragraphs, the most recently used ones kept. Runs on Kivy's thread.

A text of one colour is drawn white and tinted when painted; one with emoji or marked parts is drawn in its colours.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from math import ceil
from typing import NamedTuple

from kivy.core.text import Label as CoreLabel
from kivy.graphics.texture import Texture
from kivy.metrics import sp

from kivy_client.ui.icons import icon
from kivy_client.ui.palettes import Colour
from kivy_client.ui.text import direction, fonts, type
from kivy_client.ui.text.ruler import Block, Bold, Line

MOST_TEXTURES = 1000
MOST_PIXELS = 12_000_000
"""In all textures kept: 48 MB."""
MOST_SIDE = 4096
"""Pixels; what is beyond is not drawn: graphics chips have no larger textures."""

WHITE: Colour = (1.0, 1.0, 1.0, 1.0)
_PICTURES = re.compile(
    "[\u203c\u2049\u20e3\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\ufe0f\U0001f000-\U0001fbff]"
)
_BOLD_KINDS = frozenset({"mention", "nick", "bold"})
_LINK_KINDS = frozenset({"link", "mention", "retry"})

Ink = Sequence[float]
"""A colour, as a tuple or as a property of Kivy gives it."""
Mark = tuple[int, int, str, str]
"""Characters `start` to `end` of a text, what kind of part they are, and what they lead to."""


class Box(NamedTuple):
    """Where a marked part is, or one line of it: pixels from the texture's lower left corner."""

    x: float
    y: float
    width: float
    height: float
    mark: Mark


class Drawn(NamedTuple):
    """Paint `texture` at `size` (pixels), tinted with `tint`."""

    texture: Texture
    size: tuple[float, float]
    tint: tuple[float, ...]
    boxes: tuple[Box, ...] = ()


class _Stroke(NamedTuple):
    """One part of a line, as it is drawn: `x` and `y` in pixels from the upper left corner. `over`: how far marks stand
    out above the line."""

    text: str
    x: float
    y: float
    style: type.Style
    colour: Ink
    underline: bool
    over: float = 0.0


class _Picture(type.Pen):
    """Draws strokes into one texture; again, if the system has thrown the texture away."""

    def __init__(self, size: float, width: float, height: float, strokes: Sequence[_Stroke]) -> None:
        super().__init__(size)
        self._strokes = strokes
        self._extent = (min(ceil(width), MOST_SIDE), min(ceil(height), MOST_SIDE))

    def render(self, real: bool = False) -> tuple[int, int]:
        """Kivy asks for the extent first, and then for the pixels."""
        if real:
            self._size = self._extent
            self._render_begin()
            self.take(type.plain(False))
            base = self.get_ascent()
            # What stands out comes first: a stroke replaces what was drawn below it, so lines stay whole.
            for stroke in sorted(self._strokes, key=lambda stroke: -stroke.over):
                self.take(stroke.style, stroke.underline)
                self.options["color"] = stroke.colour
                up = self.get_ascent() + stroke.over
                self._render_text(stroke.text, int(stroke.x), int(stroke.y + base - up))
            data = self._render_end()
            if data is not None and data.width > 1:
                self.texture.blit_data(data)
        return self._extent


def bold_of(marks: Sequence[Mark]) -> Bold:
    """What of a text with these marks is bold; for `Ruler.lay`."""
    return tuple((mark[0], mark[1]) for mark in marks if mark[2] in _BOLD_KINDS)


class Textures:
    """`most` textures at once."""

    def __init__(self, most: int = MOST_TEXTURES) -> None:
        self._most = most
        self._pixels = 0
        self._kept: OrderedDict[tuple[object, ...], Drawn] = OrderedDict()

    def line(self, text: str, size_sp: float, colour: Ink, bold: bool = False, *, baked: bool = False) -> Drawn:
        """A short text on one line. `baked`: drawn in its colour in any case."""
        tinted = not baked and _PICTURES.search(text) is None
        key = (text, size_sp, bold, None if tinted else tuple(colour))
        drawn = self._kept.get(key)
        if drawn is None:
            ruler = type.ruler(size_sp)
            width = ruler.width(text, bold)
            block = Block((Line(0, len(text), width),), width, ruler.line_height)
            inks = (WHITE if tinted else tuple(colour),) * 2
            drawn = self._keep(key, _draw(text, block, size_sp, inks, ((0, len(text), "bold", ""),) if bold else ()))
        else:
            self._kept.move_to_end(key)
        return drawn._replace(tint=tuple(colour)) if tinted else drawn

    def icon(self, name: str, size_sp: float, colour: Ink) -> Drawn:
        """An icon of the app by its name (`ui.icons`)."""
        key = ("icon", name, size_sp)
        drawn = self._kept.get(key)
        if drawn is None:
            label = CoreLabel(text=icon(name), font_name=fonts.ICONS, font_size=sp(size_sp))
            label.refresh()
            drawn = self._keep(key, Drawn(label.texture, tuple(map(float, label.texture.size)), WHITE))
        else:
            self._kept.move_to_end(key)
        return drawn._replace(tint=tuple(colour))

    def block(
        self,
        text: str,
        block: Block,
        size_sp: float,
        colour: Ink,
        marks: Sequence[Mark] = (),
        link: Ink | None = None,
    ) -> Drawn:
        """A text in the lines that the ruler of the same size has laid. `link`: the colour of links and mentions."""
        tinted = not any(mark[2] in _LINK_KINDS for mark in marks) and _PICTURES.search(text) is None
        inks = (WHITE, WHITE) if tinted else (tuple(colour), tuple(link or colour))
        key = (text, block.lines, size_sp, tuple(marks), None if tinted else inks)
        drawn = self._kept.get(key)
        if drawn is None:
            drawn = self._keep(key, _draw(text, block, size_sp, inks, marks))
        else:
            self._kept.move_to_end(key)
        return drawn._replace(tint=tuple(colour)) if tinted else drawn

    def _keep(self, key: tuple[object, ...], drawn: Drawn) -> Drawn:
        self._kept[key] = drawn
        self._pixels += drawn.texture.width * drawn.texture.height
        while len(self._kept) > 1 and (len(self._kept) > self._most or self._pixels > MOST_PIXELS):
            _, old = self._kept.popitem(last=False)
            self._pixels -= old.texture.width * old.texture.height
        return drawn

    def clear(self) -> None:
        self._kept.clear()
        self._pixels = 0


def _draw(text: str, block: Block, size_sp: float, inks: tuple[Ink, Ink], marks: Sequence[Mark]) -> Drawn:
    size = float(sp(size_sp))
    strokes: list[_Stroke] = []
    places: list[tuple[float, float, float, Mark]] = []
    height = type.ruler(size_sp).line_height
    widest = block.width
    for number, (rtl, parts) in enumerate(_lines(text, block, marks)):
        widths = [type.width(text[start:end], size, style) for start, end, style, _ in parts]
        x = max(block.width - sum(widths), 0.0) if rtl else 0.0
        for (start, end, style, mark), width in zip(parts, widths, strict=True):
            kind = mark[2] if mark else ""
            part = type.drawable(text[start:end])
            over = type.overhang(part, size, style)
            strokes.append(_Stroke(part, x, number * height, style, inks[kind in _LINK_KINDS], kind == "link", over))
            if mark:
                places.append((x, (number + 1) * height, width, mark))
            x += width
        widest = max(widest, x)
    full = len(block.lines) * height
    picture = _Picture(size, max(widest, 2), max(full, 2), strokes)
    picture.refresh()
    boxes = tuple(Box(x, full - below, width, height, mark) for x, below, width, mark in places)
    return Drawn(picture.texture, (float(picture.texture.width), float(picture.texture.height)), WHITE, boxes)


Part = tuple[int, int, type.Style, Mark | None]


def _lines(text: str, block: Block, marks: Sequence[Mark]) -> Iterator[tuple[bool, list[Part]]]:
    """Each line: whether it begins at the right, and its parts from left to right."""
    turned = direction.has_rtl(text)
    begin, stop, rtl = 0, -1, False
    levels: list[int] = []
    for line in block.lines:
        if turned and line.end > stop:
            # The direction is the whole paragraph's, of which the block may have the last lines only.
            begin, stop = text.rfind("\n", 0, line.start) + 1, text.find("\n", line.end)
            stop = len(text) if stop < 0 else stop
            rtl = direction.is_rtl(text[begin:stop])
            levels = direction.levels(text[begin:stop], rtl)
        if turned:
            runs = direction.runs(text[begin:stop], line.start - begin, line.end - begin, levels, rtl)
            found = [direction.Run(run.start + begin, run.end + begin, run.rtl) for run in runs]
        else:
            found = [direction.Run(line.start, line.end, False)]
        yield rtl, [part for run in found for part in _parts(text, run, marks)]


def _parts(text: str, run: direction.Run, marks: Sequence[Mark]) -> list[Part]:
    """A run by marks and styles, from left to right."""
    found: list[Part] = []
    for start, end, mark in _marked(run, marks):
        bold = mark is not None and mark[2] in _BOLD_KINDS
        if fonts.is_plain(text[start:end]) and not run.rtl:
            pieces = [(start, end, type.plain(bold))]
        else:
            pieces = type.styles(text, start, end, run.rtl, bold)
        parts: list[Part] = [(first, last, style, mark) for first, last, style in pieces]
        found = parts + found if run.rtl else found + parts
    return found


def _marked(run: direction.Run, marks: Sequence[Mark]) -> Iterator[tuple[int, int, Mark | None]]:
    """A run cut at the edges of marks, in the order of the text."""
    at = run.start
    for mark in marks:
        start, end = max(mark[0], at), min(mark[1], run.end)
        if start >= end:
            continue
        if at < start:
            yield at, start, None
        yield start, end, mark
        at = end
    if at < run.end:
        yield at, run.end, None
