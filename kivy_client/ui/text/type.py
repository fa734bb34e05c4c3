"""The faces text is set in: a font at a size, told the script and direction of what it draws. Runs on Kivy's thread.

Kivy keeps opened fonts by file and size, and tells a font its script and direction only when it draws; so each script
and direction has an opened font of its own, and draws a space before it measures.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any, NamedTuple

from kivy.core.text import Label as CoreLabel
from kivy.metrics import sp

from kivy_client.ui.text import direction, fonts, scripts
from kivy_client.ui.text.ruler import Ruler

_SURROGATES = re.compile("[\ud800-\udfff]")


class Style(NamedTuple):
    """How a part of a text is set: the name of its font, its script (ISO 15924) and direction."""

    font: str
    bold: bool
    script: str
    rtl: bool


def drawable(text: str) -> str:
    """Half a surrogate pair, which no file and no wire can hold, has no glyph either."""
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)


class Pen(CoreLabel):
    """One of Kivy's labels, which draws parts in different styles. `size`: pixels."""

    def __init__(self, size: float, **options: Any) -> None:
        super().__init__(font_name=fonts.TEXT, font_size=size, font_script_name=scripts.LATIN, **options)
        self.resolve_font_name()

    def _get_font_id(self) -> str:
        return f"{super()._get_font_id()}|{self.options['font_script_name']}|{self.options['font_direction']}"

    def take(self, style: Style, underline: bool = False) -> None:
        """Draw and measure in this style from now on."""
        self.options.update(
            font_name=style.font,
            bold=style.bold,
            underline=underline,
            font_script_name=style.script,
            font_direction="rtl" if style.rtl else "ltr",
        )
        self.resolve_font_name()

    def width_of(self, text: str) -> float:
        """In pixels, in the style that was taken last."""
        if not text:
            return 0.0
        self._size = (1, 1)
        self._render_begin()
        self._render_text(" ", 0, 0)
        width: float = self.get_extents(drawable(text))[0]
        return width


def styles(text: str, start: int, end: int, rtl: bool, bold: bool) -> list[tuple[int, int, Style]]:
    """Characters `start` to `end`, all in one direction, by style, from left to right."""
    found = []
    for piece in scripts.pieces(text, start, end):
        font = fonts.font_for(text[piece.start : piece.end], piece.script)
        found.append((piece.start, piece.end, Style(font, bold, piece.script, rtl)))
    return found[::-1] if rtl else found


def plain(bold: bool) -> Style:
    """For what is drawn in one piece."""
    return Style(fonts.TEXT, bold, scripts.LATIN, False)


@lru_cache(maxsize=64)
def ruler_of(size: float) -> Ruler:
    """For the app's font at `size` pixels."""
    pen = Pen(size)
    pen.take(plain(False))
    pen.width_of("x")
    height = pen.get_extents("Xy")[1]
    return Ruler(_measure(size, False), height, _measure(size, True))


def ruler(size_sp: float) -> Ruler:
    """For the app's font at a size in sp, on the present screen."""
    return ruler_of(float(sp(size_sp)))


def _measure(size: float, bold: bool) -> Any:
    pen, own = Pen(size), Pen(size)
    own.take(plain(bold))

    def measure(text: str) -> float:
        if fonts.is_plain(text):
            return own.width_of(text)
        total = 0.0
        levels = direction.levels(text, direction.is_rtl(text))
        for run in direction.runs(text, 0, len(text), levels, False):
            for start, end, style in styles(text, run.start, run.end, run.rtl, bold):
                pen.take(style)
                total += pen.width_of(text[start:end])
        return total

    return measure


@lru_cache(maxsize=32)
def _pen(size: float) -> Pen:
    return Pen(size)


def width(text: str, size: float, style: Style) -> float:
    """Of a part in one style, at `size` pixels."""
    pen = _pen(size)
    pen.take(style)
    return pen.width_of(text)


_MARKS = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{2}")
_ABOVE = frozenset({214, 216, 230, 232, 234})
"""Combining classes of marks that stand above."""


def overhang(text: str, size: float, style: Style) -> float:
    """How far its piled up marks reach above the line, in pixels: by so much SDL moves all of the text down."""
    if text.isascii() or _MARKS.search(text) is None:
        return 0.0
    pen = _pen(size)
    pen.take(style)
    text = drawable(text)
    below = "".join(character for character in text if unicodedata.combining(character) not in _ABOVE)
    return max(float(pen.get_extents(text)[1] - pen.get_extents(below)[1]), 0.0)
