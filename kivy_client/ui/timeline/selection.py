"""Selecting a part of a message's text: a field that cannot be written into lies over the text, line for line.

Its lines are broken where the painted ones are, and what is copied has the breaks of the text itself. It goes when it
loses the focus, as by Esc, or when its text is out of sight. Runs on Kivy's thread.
"""

from __future__ import annotations

from collections.abc import Callable

from kivy.core.clipboard import Clipboard
from kivy.lang import Builder
from kivy.metrics import dp, sp

from kivy_client.core.model.entries import Entry
from kivy_client.ui.field import Field
from kivy_client.ui.text import fonts
from kivy_client.ui.text.ruler import Block
from kivy_client.ui.theme import theme
from kivy_client.ui.timeline.layout import PAD_DP, Layout

# Of other fields it has neither the box nor the cursor.
Builder.load_string("""
<-Selection>:
    canvas.before:
        Color:
            rgba: self.fill
        Rectangle:
            pos: self.pos
            size: self.size
        Color:
            rgba: 1, 1, 1, 1
""")

_SPARE_DP = 4
"""It is a little higher than its lines, so that it never scrolls."""


def broken(text: str, block: Block) -> tuple[str, list[int]]:
    """The text with a break at the end of every line, and for each of its characters where it is in `text`."""
    shown: list[str] = []
    places: list[int] = []
    for number, line in enumerate(block.lines):
        if number:
            shown.append("\n")
            places.append(block.lines[number - 1].end)
        shown.append(text[line.start : line.end])
        places.extend(range(line.start, line.end))
    return "".join(shown), [*places, block.lines[-1].end]


class Selection(Field):
    """`done` is called once, when it goes."""

    def __init__(self, entry: Entry, layout: Layout, done: Callable[[], None]) -> None:
        self.entry, self.block = entry, layout.block
        self._source = layout.words.text
        shown, self._places = broken(self._source, layout.block)
        self._done: Callable[[], None] | None = done
        pad = dp(PAD_DP)
        super().__init__(
            text=shown,
            readonly=True,
            multiline=True,
            do_wrap=False,
            font_size=sp(theme.large_sp if layout.face == "large" else theme.text_sp),
            font_name=fonts.TEXT,
            size_hint=(None, None),
            padding=(0, 0, 0, 0),
            selection_color=(*theme.accent[:3], 0.4),
            fill=theme.own_bubble if entry.own else theme.bubble,
            ink=theme.own_bubble_text if entry.own else theme.bubble_text,
        )
        self.size = (layout.width - pad - dp(2), layout.block.height + dp(_SPARE_DP))
        self.fbind("focus", self._on_focus_changed)

    @property
    def chosen(self) -> str:
        """The selected part of the text, with the text's own breaks."""
        start, end = sorted((self.selection_from or 0, self.selection_to or 0))
        return self._source[self._places[start] : self._places[end]] if start < end else ""

    def stand(self, x: float, y: float, layout: Layout) -> None:
        """The entry's row has its lower left corner there in the parent."""
        self.pos = (x + layout.x + dp(PAD_DP), y + layout.text_y - dp(_SPARE_DP))

    def start(self) -> None:
        """All of it is selected first."""
        self.cursor = (0, 0)
        self.scroll_y = 0
        self.focus = True
        self.select_all()

    def copy(self, data: str = "") -> None:
        Clipboard.copy(data or self.chosen)

    def close(self) -> None:
        done, self._done = self._done, None
        if done is not None:
            self.focus = False
            done()

    def _on_focus_changed(self, _: object, focused: bool) -> None:
        if not focused:
            self.close()
