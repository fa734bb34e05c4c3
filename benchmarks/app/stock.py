"""A chat as one would make it of Kivy's own parts: a RecycleView, a box layout and two labels for each message.

Its rows' heights are told beforehand (`key_size`), which is the quickest that a RecycleView knows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from kivy.core.window import Window
from kivy.lang import Builder
from kivy.metrics import dp, sp
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.recycleview import RecycleView
from kivy.utils import escape_markup

from benchmarks.app.messages import Message
from kivy_client.ui.text import type

TEXT_SP, NAME_SP = 15, 12
_LINK = re.compile(r"https?://\S+")

Builder.load_string("""
#:import TEXT kivy_client.ui.text.fonts.TEXT

<StockRow>:
    size_hint: 1, None
    padding: dp(10), dp(4)
    BoxLayout:
        orientation: 'vertical'
        padding: dp(8), dp(4)
        canvas.before:
            Color:
                rgba: (.17, .32, .47, 1) if root.own else (.13, .16, .2, 1)
            RoundedRectangle:
                pos: self.pos
                size: self.size
                radius: [dp(12)]
        Label:
            text: root.nick + '  ' + root.stamp
            font_name: TEXT
            font_size: sp(12)
            size_hint_y: None
            height: sp(17)
            text_size: self.width, None
        Label:
            text: root.text
            markup: True
            font_name: TEXT
            font_size: sp(15)
            text_size: self.width, None

<StockList>:
    viewclass: 'StockRow'
    bar_width: dp(6)
    RecycleBoxLayout:
        key_size: 'row_size'
        default_size: None, None
        default_size_hint: 1, None
        size_hint_y: None
        height: self.minimum_height
        orientation: 'vertical'
""")


class StockList(RecycleView):
    """The messages."""


class StockRow(BoxLayout):
    """One message."""

    from kivy.properties import BooleanProperty, StringProperty

    nick, text, stamp = StringProperty(""), StringProperty(""), StringProperty("")
    own = BooleanProperty(False)


class StockChat:
    """See `course.Chat`."""

    def __init__(self) -> None:
        self.widget = StockList()
        self._ruler = type.ruler(TEXT_SP)

    @property
    def drawn(self) -> Any:
        return self.widget

    def load(self, messages: Sequence[Message]) -> None:
        self.widget.data = [self._row(message) for message in messages]

    def append(self, messages: Sequence[Message]) -> None:
        self.widget.data.extend([self._row(message) for message in messages])
        self.widget.scroll_y = 0

    def prepend(self, messages: Sequence[Message]) -> None:
        """All data anew: to insert at the front of `data` raises (Kivy 2.3.1)."""
        self.widget.data = [*(self._row(message) for message in messages), *self.widget.data]

    def scroll(self, pixels: float) -> None:
        rest = self.widget.layout_manager.height - self.widget.height
        self.widget.scroll_y = min(1.0, self.widget.scroll_y + pixels / rest)

    def to_end(self) -> None:
        self.widget.scroll_y = 0

    def _row(self, message: Message) -> dict[str, object]:
        height = self._ruler.lay(message.text, Window.width - dp(36)).height
        return {
            "nick": message.nick,
            "text": _markup(message.text),
            "stamp": "12:00",
            "own": message.own,
            "row_size": (None, height + sp(17) + dp(18)),
        }


def _markup(text: str) -> str:
    """With links as references."""
    parts, at = [], 0
    for match in _LINK.finditer(text):
        parts.append(escape_markup(text[at : match.start()]))
        parts.append(f"[ref={match[0]}][color=6ab3f3][u]{escape_markup(match[0])}[/u][/color][/ref]")
        at = match.end()
    return "".join([*parts, escape_markup(text[at:])])
