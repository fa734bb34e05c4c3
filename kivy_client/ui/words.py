"""Text in the window outside of the timeline: names, previews, sentences; drawn as it is, never as markup.

Unlike Kivy's labels it breaks lines and cuts by whole characters, runs right to left where it should, and finds fonts.
"""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, Rectangle
from kivy.metrics import sp
from kivy.properties import (
    BooleanProperty,
    ColorProperty,
    ListProperty,
    NumericProperty,
    OptionProperty,
    StringProperty,
)
from kivy.uix.widget import Widget

from kivy_client.ui.text import direction, type
from kivy_client.ui.text.textures import Textures, bold_of

_textures = Textures(600)


class Words(Widget):
    """`font_size` in pixels, as Kivy's. `shorten`: one line, cut with an ellipsis. `most_lines`: 0 for all.

    `texture_size`: what the text takes, in pixels. `halign` "auto": at the side where its language begins.
    """

    text = StringProperty("")
    font_size = NumericProperty("15sp")
    color = ColorProperty("white")
    bold = BooleanProperty(False)
    halign = OptionProperty("auto", options=["auto", "left", "center", "right"])
    valign = OptionProperty("middle", options=["top", "middle", "bottom"])
    shorten = BooleanProperty(False)
    most_lines = NumericProperty(0)
    padding_x = NumericProperty(0)
    texture_size = ListProperty([0, 0])

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        with self.canvas:
            self._tint = Color(1, 1, 1, 1)
            self._place = Rectangle(size=(0, 0))
        self._draw_soon = Clock.create_trigger(lambda _: self._draw(), -1)
        for name in ("text", "font_size", "color", "bold", "shorten", "most_lines", "padding_x", "width"):
            self.fbind(name, self._draw_soon)
        for name in ("pos", "height", "halign", "valign", "texture_size"):
            self.fbind(name, self._put)
        self._draw()

    def _draw(self) -> None:
        size = self.font_size / sp(1)
        ruler, room = type.ruler(size), max(self.width - 2 * self.padding_x, 1.0)
        if self.shorten:
            drawn = _textures.line(ruler.shorten(self.text, room, self.bold), size, self.color, self.bold)
        else:
            bold = ((0, len(self.text), "bold", ""),) if self.bold else ()
            block = ruler.lay(self.text, room, bold_of(bold), int(self.most_lines))
            drawn = _textures.block(self.text, block, size, self.color, bold)
        shown = bool(self.text)
        self._tint.rgba = drawn.tint
        self._place.texture, self._place.size = drawn.texture, drawn.size if shown else (0, 0)
        self.texture_size = drawn.size if shown else (0, 0)
        self._put()

    def _put(self, *_: object) -> None:
        """Where the texture goes in the widget: on whole pixels, or it would be blurred."""
        width, height = self._place.size
        align = self.halign if self.halign != "auto" else "right" if direction.is_rtl(self.text) else "left"
        # Not by `right`, `top` or `center_x`: where one is moved, Kivy may know the old ones still.
        x, y = self.pos
        across = {"left": x + self.padding_x, "right": x + self.width - self.padding_x - width}
        up = {"top": y + self.height - height, "bottom": y}
        left = across.get(align, x + (self.width - width) / 2)
        self._place.pos = (round(left), round(up.get(self.valign, y + (self.height - height) / 2)))
