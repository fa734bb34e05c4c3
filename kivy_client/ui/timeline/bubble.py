"""The inside of a bubble: from above its speaker, what it replies to, its text, why it failed, reactions, the time.

Pure; pixels. `Inside` says how wide each part is, `set_bubble` piles them up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kivy_client.core.model.entries import Entry
from kivy_client.ui.text.ruler import Block
from kivy_client.ui.timeline.faces import Faces
from kivy_client.ui.timeline.grouping import clock
from kivy_client.ui.timeline.layout import PAD_DP, Chip, Layout, QuoteBlock
from kivy_client.ui.timeline.words import Words, title

BOT = "bot"
RETRY = {"failed": "Try again", "unsure": "Send again"}
_UNSURE = "It is not known whether this arrived."
SHOW_ALL = "Show all of it"
_MOST_LINES = 60
_MOST_CHIPS = 20


@dataclass(slots=True)
class Inside:
    """What is to be piled up. `block`: the text in lines; `stamp_wide`: with the state and the gap before it; `notes`:
    lines below the text, of which the last one asks for something."""

    said: Words
    block: Block
    stamp: str
    stamp_wide: float
    name: str
    quote: QuoteBlock | None
    chips: tuple[Chip, ...]
    notes: list[str]
    asks: Literal["", "retry", "fold"]

    @property
    def beside(self) -> bool:
        """The time may stand beside the text."""
        return len(self.block.lines) == 1 and not self.chips and not self.notes


def inside(entry: Entry, said: Words, faces: Faces, most: float, first: bool, opened: bool) -> Inside:
    """The parts of a message with the words `said`, none wider than `most`. Only the `first` of a group names its
    speaker; only if it is `opened`, a very long text is there to its end."""
    face = faces.large if said.large else faces.text
    block = face.lay(said.text, most, said.bold if said.marks else (), 0 if opened else _MOST_LINES)
    stamp = clock(entry.time)
    notes = _failure(entry, faces, most) if entry.own else []
    named = first and not entry.own and entry.shape != "action"
    return Inside(
        said=said,
        block=block,
        stamp=stamp,
        stamp_wide=faces.stamp.width(stamp) + (13 * faces.unit + faces.icon if entry.own else 10 * faces.unit),
        name=faces.name.shorten(title(entry), most - bot_mark(entry, faces), True) if named else "",
        quote=_quote(entry, faces, most) if entry.quote else None,
        chips=_chips(entry, faces, most) if entry.reactions and not entry.removed else (),
        notes=notes or ([SHOW_ALL] if block.cut else []),
        asks="retry" if notes else "fold" if block.cut else "",
    )


def set_bubble(entry: Entry, said: Words, faces: Faces, most: float, first: bool, last: bool, opened: bool) -> Layout:
    """The bubble alone, at x = 0 and without a gap above. `most`: how wide its text may be."""
    parts, unit = inside(entry, said, faces, most, first, opened), faces.unit
    chips, stamp_wide = parts.chips, parts.stamp_wide
    chips_end = chips[-1].x + chips[-1].width if chips else 0.0
    beside_text = parts.beside and parts.block.width + stamp_wide <= most
    beside_chips = bool(chips) and chips_end + stamp_wide <= most

    y = (6 if beside_text or beside_chips else 21) * unit
    chips_y = y
    y += (chips[-1].row + 1) * (faces.chip_height + 6 * unit) if chips else 0.0
    notes_y = y
    y += len(parts.notes) * faces.small.line_height + (3 * unit if parts.notes else 0.0)
    text_y = y
    y += parts.block.height
    quote_y = y + 3 * unit
    y += faces.quote_height + 5 * unit if parts.quote else 0.0
    name_y = y
    y += faces.name.line_height + unit if parts.name else 0.0
    body = round(y + 5 * unit)
    return Layout(
        height=body,
        x=0.0,
        width=round(min(_widest(entry, parts, faces, beside_text, beside_chips), most) + 2 * PAD_DP * unit),
        body=body,
        bubble=True,
        words=parts.said,
        block=parts.block,
        text_y=text_y,
        face="large" if parts.said.large else "text",
        first=first,
        last=last,
        name=parts.name,
        name_y=name_y,
        stamp=parts.stamp,
        quote=parts.quote,
        quote_y=quote_y,
        chips=chips,
        chips_y=chips_y,
        notes=tuple(parts.notes),
        notes_y=notes_y,
        asks=parts.asks,
    )


def bot_mark(entry: Entry, faces: Faces) -> float:
    """How wide the mark of a bot after its name is, gap included; 0 for people."""
    return faces.stamp.width(BOT) + 14 * faces.unit if entry.bot else 0.0


def _widest(entry: Entry, parts: Inside, faces: Faces, beside_text: bool, beside_chips: bool) -> float:
    widest = max(parts.block.width + (parts.stamp_wide if beside_text else 0.0), parts.stamp_wide - 10 * faces.unit)
    if parts.name:
        widest = max(widest, faces.name.width(parts.name, True) + bot_mark(entry, faces))
    if parts.quote:
        nick, text = faces.small.width(parts.quote.nick, True), faces.small.width(parts.quote.text)
        widest = max(widest, 20 * faces.unit + nick, 20 * faces.unit + text)
    for chip in parts.chips:
        widest = max(widest, chip.x + chip.width)
    if beside_chips:
        widest = max(widest, parts.chips[-1].x + parts.chips[-1].width + parts.stamp_wide)
    for line in parts.notes:
        widest = max(widest, faces.small.width(line))
    return widest


def _quote(entry: Entry, faces: Faces, most: float) -> QuoteBlock | None:
    quote = entry.quote
    if quote is None or entry.removed:
        return None
    room = most - 20 * faces.unit
    nick = faces.small.shorten(quote.nick, room, True) if quote.nick else "Reply"
    text = " ".join(quote.text.split()) or "to a message that is not here"
    return QuoteBlock(quote.msgid, nick, faces.small.shorten(text, room))


def _chips(entry: Entry, faces: Faces, most: float) -> tuple[Chip, ...]:
    unit = faces.unit
    chips: list[Chip] = []
    x, row = 0.0, 0
    for reaction in entry.reactions[:_MOST_CHIPS]:
        sign = faces.sign.shorten(reaction.sign, 90 * unit)
        count = str(len(reaction.nicks))
        width = round(faces.sign.width(sign) + faces.small.width(count, True) + 22 * unit)
        if chips and x + width > most:
            x, row = 0.0, row + 1
        chips.append(Chip(reaction.sign, sign, count, reaction.own, x, width, row))
        x += width + 6 * unit
    return tuple(chips)


def _failure(entry: Entry, faces: Faces, most: float) -> list[str]:
    """Why a message did not arrive, and as the last line what can be done."""
    if not entry.own or entry.state not in RETRY:
        return []
    sentence = entry.failure or (_UNSURE if entry.state == "unsure" else "This was not sent.")
    lines, _ = faces.small.wrap(sentence, most)
    return [*lines[:4], RETRY[entry.state]]
