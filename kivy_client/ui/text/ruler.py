"""How wide text is and where its lines end, without drawing it: a cache of word widths and greedy wrapping. Pure.

Some µs a message instead of the 250 µs of a label's layout, so that thousands can be laid out at once. Lines are
broken between words, on both sides of an ideograph, and within a word that is wider than the line, but never within a
cluster.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from kivy_client.ui.text.clusters import clusters

MOST_WORDS = 50_000
"""Widths remembered; then it begins anew."""
MOST_REMEMBERED = 64
"""Characters of a word worth remembering: longer ones hardly come twice."""

_IDEOGRAPHS = re.compile(
    "[\u2e80-\u303f\u3040-\u30ff\u3105-\u312f\u31a0-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
)
_NOT_FIRST = frozenset("、。，．・：；？！）」』】〕〉》”’ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々〜…,.!?:;)]}%")
_NOT_LAST = frozenset("（「『【〔〈《“‘([{")

Bold = Sequence[tuple[int, int]]
"""Parts of a text (start, end) that are bold, in order and apart from each other."""


class Line(NamedTuple):
    """Characters `start` to `end` of a text, `width` pixels wide. The space or break after them is left out."""

    start: int
    end: int
    width: float


class Block(NamedTuple):
    """A text in lines. `width` of the widest and `height` of all, in pixels. `cut`: there was more."""

    lines: tuple[Line, ...]
    width: float
    height: float
    cut: bool = False

    def parts(self, most: float) -> Iterator[tuple[Block, float]]:
        """The block in parts of at most `most` pixels' height (but for a line higher than that), and how far above the
        block's lower edge each one's is; the upper one first."""
        if self.height <= most or len(self.lines) < 2:
            yield self, 0.0
            return
        line = self.height / len(self.lines)
        some = max(int(most // line), 1)
        for at in range(0, len(self.lines), some):
            lines = self.lines[at : at + some]
            yield Block(lines, self.width, len(lines) * line), (len(self.lines) - at - len(lines)) * line


class Ruler:
    """For one font and size. `measure` gives a text's width in pixels, `bold` the same for bold; `line_height` is in
    pixels too."""

    def __init__(
        self, measure: Callable[[str], float], line_height: float, bold: Callable[[str], float] | None = None
    ) -> None:
        self.line_height = line_height
        self._measure = measure
        self._measure_bold = bold or measure
        self._widths: dict[str, float] = {}
        self._bold_widths: dict[str, float] = {}

    def width(self, text: str, bold: bool = False) -> float:
        """Of a text on one line."""
        widths = self._bold_widths if bold else self._widths
        known = widths.get(text)
        if known is None:
            known = (self._measure_bold if bold else self._measure)(text)
            if len(text) <= MOST_REMEMBERED:
                if len(widths) >= MOST_WORDS:
                    widths.clear()
                widths[text] = known
        return known

    def lay(self, text: str, width: float, bold: Bold = (), most_lines: int = 0) -> Block:
        """A text in lines of at most `width` (but for a character wider than that), at most so many of them (0: any
        number). "\\n" ends a line."""
        lines: list[Line] = []
        if "\n" in text:
            start = 0
            for part in text.split("\n"):
                self._fill(lines, text, start, start + len(part), width, bold)
                start += len(part) + 1
                if most_lines and len(lines) > most_lines:
                    break
        else:
            self._fill(lines, text, 0, len(text), width, bold)
        cut = bool(most_lines) and len(lines) > most_lines
        if cut:
            del lines[most_lines:]
        return Block(tuple(lines), max([line[2] for line in lines]), len(lines) * self.line_height, cut)

    def wrap(self, text: str, width: float) -> tuple[list[str], float]:
        """The lines of a text and the widest one's width."""
        block = self.lay(text, width)
        return [text[start:end] for start, end, _ in block.lines], block.width

    def shorten(self, text: str, width: float, bold: bool = False) -> str:
        """As much of it as fits on one line, with an ellipsis where something is left out."""
        text = text.replace("\n", " ")
        if len(text) <= 2 * MOST_REMEMBERED and self.width(text, bold) <= width:
            return text
        rest = width - self.width("…", bold)
        line = self._first_line(text, 0, len(text), rest, ((0, len(text)),) if bold else ())
        return text if line == len(text) else text[:line].rstrip() + "…"

    def part_width(self, text: str, start: int, end: int, bold: Bold = ()) -> float:
        """Of a part of a line, some of which may be bold."""
        total = 0.0
        for first, last in bold:
            if last <= start or first >= end:
                continue
            if first > start:
                total += self.width(text[start:first])
            total += self.width(text[max(first, start) : min(last, end)], True)
            start = min(last, end)
        return total + self.width(text[start:end]) if start < end else total

    def _fill(self, lines: list[Line], text: str, start: int, end: int, width: float, bold: Bold) -> None:
        """Append the lines of one paragraph."""
        space, known, place = self.width(" "), self._widths.get, Line
        used, at, first = 0.0, start, True
        for word in text[start:end].split(" "):
            after = at + len(word)
            taken = None if bold else known(word)
            if taken is None:
                taken = self.part_width(text, at, after, bold)
            if first:
                used, first = taken, False
            elif used + space + taken <= width:
                used += space + taken
                at = after + 1
                continue
            else:
                lines.append(place(start, at - 1, used))
                start, used = at, taken
            if used > width:
                start = self._break(lines, text, start, after, width, bold)
                used = self.part_width(text, start, after, bold)
            at = after + 1
        lines.append(place(start, end, used))

    def _break(self, lines: list[Line], text: str, start: int, end: int, width: float, bold: Bold) -> int:
        """Append full lines of what does not fit on one; where the rest begins."""
        while True:
            cut = self._first_line(text, start, end, width, bold)
            if cut >= end:
                return start
            lines.append(Line(start, cut, self.part_width(text, start, cut, bold)))
            start = cut

    def _first_line(self, text: str, start: int, end: int, width: float, bold: Bold) -> int:
        """Where the first line of a long word ends: after one cluster at least."""
        # A line holds no more than a few hundred characters, so a word of thousands is looked at piece by piece.
        reach = min(end, start + 512)
        edges = list(accumulate(map(len, clusters(text[start:reach])), initial=start))
        low, high = 1, len(edges) - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self.part_width(text, start, edges[middle], bold) <= width:
                low = middle
            else:
                high = middle - 1
        if edges[low] >= end:
            return end
        return self._good_break(text, edges, low)

    @staticmethod
    def _good_break(text: str, edges: list[int], at: int) -> int:
        """A break at or shortly before edge `at`: beside an ideograph, not before its punctuation; else `at`."""
        for index in range(at, max(at - 40, 0), -1):
            before, after = text[edges[index] - 1], text[edges[index]] if edges[index] < len(text) else " "
            if (
                (_IDEOGRAPHS.match(before) or _IDEOGRAPHS.match(after))
                and after not in _NOT_FIRST
                and before not in _NOT_LAST
            ):
                return edges[index]
        return edges[at]
