"""What was found, as rows grouped by conversation: a heading, then its messages with the word marked. The order and
what is shown of a text are pure; the list runs on Kivy's thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from kivy_client.core.model.conversations import Hit
from kivy_client.ui.conversations.rows import disc
from kivy_client.ui.conversations.words import when
from kivy_client.ui.lists.rows import RowList
from kivy_client.ui.text.textures import bold_of
from kivy_client.ui.timeline.compose import Piece, Sheet
from kivy_client.ui.times import now

ROW_DP = 70
_BEFORE = 24
"""So many characters before the word are shown, if all of the text has no room."""
_MOST_CHARACTERS = 240
_DISC_DP, _X_DP = 38, 14


class Heading(NamedTuple):
    """A conversation in which something was found."""

    key: str
    name: str
    number: int


def grouped(hits: Sequence[Hit]) -> list[Heading | Hit]:
    """The conversation with the newest one first; within each, the newest first."""
    by_conversation: dict[str, list[Hit]] = {}
    for hit in hits:
        by_conversation.setdefault(hit.conversation, []).append(hit)
    rows: list[Heading | Hit] = []
    for key, found in by_conversation.items():
        rows += [Heading(key, found[0].name, len(found)), *found]
    return rows


def excerpt(hit: Hit) -> tuple[str, int, int]:
    """What of a text is shown, and where in that the word is."""
    first = max(hit.start - _BEFORE, 0)
    if first:
        space = hit.text.find(" ", first, hit.start)
        first = space + 1 if space >= 0 else first
    lead = "…" if first else ""
    text = lead + hit.text[first : first + _MOST_CHARACTERS].replace("\n", " ")
    start, end = (min(max(at - first + len(lead), 0), len(text)) for at in (hit.start, hit.end))
    return text, start, end


class HitList(RowList):
    """Chosen are hits, or headings."""

    def __init__(self, **options: Any) -> None:
        super().__init__(ROW_DP, **options)

    def key(self, item: Heading | Hit) -> str:
        return item.key if isinstance(item, Heading) else f"{item.conversation} {item.row} {item.msgid}"

    def compose(self, item: Heading | Hit, width: float, chosen: bool) -> Sheet:
        return self._heading(item) if isinstance(item, Heading) else self._hit(item, width)

    def _heading(self, item: Heading) -> Sheet:
        sheet, faces = Sheet(), self.ink.faces
        unit, size = faces.unit, _DISC_DP * faces.unit
        x, high = _X_DP * unit, faces.text.line_height + faces.small.line_height
        y = (self.row_height - high) / 2
        disc(sheet, item.name, x, (self.row_height - size) / 2, size, faces)
        x += size + 12 * unit
        name = faces.text.shorten(item.name, max(self.width - x - 14 * unit, unit), True)
        sheet.pieces.append(Piece(x, y + faces.small.line_height, name, "text", "text", True))
        words = "1 message" if item.number == 1 else f"{item.number} messages"
        sheet.pieces.append(Piece(x, y, words, "small", "dim"))
        return sheet

    def _hit(self, hit: Hit, width: float) -> Sheet:
        sheet, faces = Sheet(), self.ink.faces
        unit = faces.unit
        x, right = 16 * unit, width - 16 * unit
        text, start, end = excerpt(hit)
        marks = ((start, end, "mention", ""),) if end > start else ()
        block = faces.name.lay(text, max(right - x, unit), bold_of(marks), 2)
        high = faces.small.line_height + block.height + 2 * unit
        y = (self.row_height - high) / 2
        time = when(hit.time, now())
        sheet.pieces.append(Piece(x, y, text, "name", "text", False, block, marks, "accent"))
        y += block.height + 2 * unit
        wide = faces.small.width(time)
        sheet.pieces.append(Piece(right - wide, y, time, "small", "dim"))
        nick = faces.small.shorten(hit.nick, max(right - x - wide - 10 * unit, unit), True)
        sheet.pieces.append(Piece(x, y, nick, "small", f"nick:{hit.nick}", True))
        return sheet
