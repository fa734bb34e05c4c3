"""One row of the timeline, painted with raw instructions and no child widgets; rows are used again and again."""

from __future__ import annotations

from kivy.graphics import Color, PopMatrix, PushMatrix, Rectangle, SmoothEllipse, SmoothRoundedRectangle, Translate
from kivy.graphics.texture import Texture
from kivy.metrics import dp
from kivy.uix.widget import Widget

from kivy_client.core.timeline import Entry
from kivy_client.ui import theme
from kivy_client.ui.layout import Layout
from kivy_client.ui.textures import Textures

_STATE_COLOURS = {"failed": theme.ERROR, "unsure": theme.ERROR}
_SHAPE_ACCENTS = {"notice": theme.ACCENT, "private": theme.nick_colour("private")}


class _Text:
    """A piece of tinted text at a place."""

    def __init__(self) -> None:
        self.colour = Color(*theme.CLEAR)
        self.box = Rectangle(size=(0, 0))

    def show(self, texture: Texture, x: float, y: float, colour: theme.Colour) -> None:
        self.colour.rgba = colour
        self.box.texture = texture
        self.box.size = texture.size
        self.box.pos = (round(x), round(y))

    def hide(self) -> None:
        self.colour.rgba = theme.CLEAR
        self.box.size = (0, 0)


class Row(Widget):
    """Paints an entry by its layout, in coordinates of its own."""

    def __init__(self, textures: Textures) -> None:
        super().__init__(size_hint=(None, None))
        self.entry: Entry | None = None
        self.layout: Layout | None = None
        self._textures = textures
        with self.canvas:
            PushMatrix()
            self._origin = Translate(0, 0)
            self._bubble_colour = Color(*theme.CLEAR)
            self._bubble = SmoothRoundedRectangle(size=(0, 0), radius=[dp(14)])
            self._accent_colour = Color(*theme.CLEAR)
            self._accent = SmoothRoundedRectangle(size=(0, 0), radius=[dp(1.5)])
            self._avatar_colour = Color(*theme.CLEAR)
            self._avatar = SmoothEllipse(size=(0, 0))
            self._pill_colour = Color(*theme.CLEAR)
            self._pill = SmoothRoundedRectangle(size=(0, 0), radius=[dp(12)])
            self._initial, self._name, self._words = _Text(), _Text(), _Text()
            self._stamp, self._day = _Text(), _Text()
            PopMatrix()

    def show(self, entry: Entry, layout: Layout, y: float, width: float) -> None:
        """Show the entry with its lower edge at `y`. A row that shows it already is only moved."""
        self._origin.y = round(y)
        self.y = y
        if self.entry is entry and self.layout is layout and self.width == width:
            return
        self.entry, self.layout = entry, layout
        self.size = (width, layout.height)
        self._paint_bubble(entry, layout)
        self._paint_words(entry, layout)
        self._paint_avatar(entry, layout)
        self._paint_day(layout, width)

    def _paint_bubble(self, entry: Entry, layout: Layout) -> None:
        if not layout.bubble:
            self._bubble_colour.rgba = self._accent_colour.rgba = theme.CLEAR
            return
        self._bubble_colour.rgba = theme.OWN_BUBBLE if entry.own else theme.BUBBLE
        self._bubble.pos = (layout.x, 0)
        self._bubble.size = (layout.width, layout.body_height)
        corner, small = dp(14), dp(4)
        self._bubble.radius = [corner, corner, small, corner] if entry.own else [corner, corner, corner, small]
        self._accent_colour.rgba = _SHAPE_ACCENTS.get(entry.shape, theme.CLEAR)
        self._accent.pos = (layout.x, dp(8))
        self._accent.size = (dp(3), max(layout.body_height - dp(16), dp(3)))

    def _paint_words(self, entry: Entry, layout: Layout) -> None:
        if not layout.bubble:
            texture = self._textures.get(layout.text, theme.SMALL_SP, "center")
            self._words.show(texture, (self.width - texture.width) / 2, layout.text_y, theme.DIM)
            self._name.hide()
            self._stamp.hide()
            return
        x, pad = layout.x, dp(11)
        texture = self._textures.get(layout.text, theme.LARGE_SP if layout.large else theme.TEXT_SP)
        self._words.show(texture, x + pad, layout.text_y, theme.TEXT)
        texture = self._textures.get(layout.stamp, theme.STAMP_SP)
        dim = theme.OWN_DIM if entry.own else theme.DIM
        colour = _STATE_COLOURS.get(entry.state, dim)
        self._stamp.show(texture, x + layout.width - pad - texture.width, dp(5), colour)
        if layout.name:
            texture = self._textures.get(layout.name, theme.NAME_SP)
            top = layout.body_height - dp(5) - texture.height
            self._name.show(texture, x + pad, top, theme.nick_colour(entry.nick))
        else:
            self._name.hide()

    def _paint_avatar(self, entry: Entry, layout: Layout) -> None:
        if not layout.avatar:
            self._avatar_colour.rgba = theme.CLEAR
            self._initial.hide()
            return
        size = dp(34)
        self._avatar_colour.rgba = theme.nick_colour(entry.nick)
        self._avatar.pos = (dp(10), 0)
        self._avatar.size = (size, size)
        texture = self._textures.get((entry.nick or "#")[0].upper(), theme.TEXT_SP)
        self._initial.show(texture, dp(10) + (size - texture.width) / 2, (size - texture.height) / 2, theme.WHITE)

    def _paint_day(self, layout: Layout, width: float) -> None:
        if not layout.day:
            self._pill_colour.rgba = theme.CLEAR
            self._day.hide()
            return
        texture = self._textures.get(layout.day, theme.SMALL_SP)
        height = dp(24)
        top = layout.height - dp(6)
        self._pill_colour.rgba = theme.PILL
        self._pill.size = (texture.width + dp(24), height)
        self._pill.pos = ((width - texture.width) / 2 - dp(12), top - height)
        self._day.show(texture, (width - texture.width) / 2, top - (height + texture.height) / 2, theme.TEXT)
