"""An entry, set: where its lines end, how high each part is and where it stands. Values only; pixels.

Places are relative to the row's lower left corner. `typesetter` and `bubble` make layouts, `compose` makes of one what
is painted and what can be hit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from kivy_client.ui.text.ruler import Block
from kivy_client.ui.timeline.faces import FaceName
from kivy_client.ui.timeline.words import Words

AVATAR_DP = 36
AVATAR_X_DP = 10
BUBBLE_X_DP = 54
OWN_MARGIN_DP = 12
PAD_DP = 11
"""Between a bubble's edge and its text."""
HEAD_DP = 34
"""The day's pill, or the unread line, with the space around it."""


class Chip(NamedTuple):
    """A reaction. `x` from the bubble's left edge, `row` counted from above."""

    sign: str
    words: str
    count: str
    own: bool
    x: float
    width: float
    row: int


class QuoteBlock(NamedTuple):
    msgid: str
    nick: str
    text: str


@dataclass(slots=True)
class Layout:
    """One row. Nobody changes it once the typesetter has given it.

    `height` includes the gap above, and then the day's pill and the line above the first unread entry. The bubble is
    `width` wide from `x` and `body` high from 0; of a happening, that is where its lines are. `*_y` are lower edges.
    `first`, `last`: of a group.
    """

    height: float
    x: float
    width: float
    body: float
    bubble: bool
    words: Words
    block: Block
    text_y: float
    day: str = ""
    unread: bool = False
    head: float = 0.0
    """The height of the day's pill and the unread line together."""
    face: FaceName = "text"
    first: bool = True
    last: bool = True
    name: str = ""
    name_y: float = 0.0
    stamp: str = ""
    quote: QuoteBlock | None = None
    quote_y: float = 0.0
    chips: tuple[Chip, ...] = ()
    chips_y: float = 0.0
    """The lower edge of the lowest row of them."""
    notes: tuple[str, ...] = ()
    notes_y: float = 0.0
    """Lines below the text: why it failed. The last one can be pressed, and does what `asks` says."""
    asks: Literal["", "retry", "fold"] = ""
    opened: bool = False
