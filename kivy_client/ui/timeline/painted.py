"""Small parts around the list, painted as its rows are: who is typing, the button to the newest, an empty one's note.

Each gives a sheet when asked, and paints it anew when it changes, moves, or the theme does. Runs on Kivy's thread.
"""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.graphics import PopMatrix, PushMatrix, Translate
from kivy.input import MotionEvent
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.widget import Widget

from kivy_client.ui.focus import keep_focus
from kivy_client.ui.theme import theme
from kivy_client.ui.timeline.actions import typing_words
from kivy_client.ui.timeline.compose import Box, Piece, Sheet
from kivy_client.ui.timeline.ink import Ink
from kivy_client.ui.timeline.rows import Row

MOST_COUNT = 99
BUTTON_DP = 42


class Painted(Widget):
    """Shows the sheet that `sheet` gives, with its origin at the widget's lower left corner."""

    def __init__(self, ink: Ink, **options: Any) -> None:
        self.ink = ink
        self._row = Row(ink)
        self._paint = Clock.create_trigger(lambda _: self._paint_now(), -1)
        super().__init__(**options)
        with self.canvas:
            PushMatrix()
            self._place = Translate(0, 0)
        self.canvas.add(self._row.canvas)
        with self.canvas:
            PopMatrix()
        self.fbind("pos", lambda *_: self._paint())
        self.fbind("size", lambda *_: self._paint())
        theme.bind(on_restyle=self.repaint)
        self._paint()

    def sheet(self) -> Sheet:
        """What is to be seen now."""
        return Sheet()

    def repaint(self, *_: object) -> None:
        self._paint()

    def _paint_now(self) -> None:
        self._place.xy = (round(self.x), round(self.y))
        self._row.show(self.sheet(), 0)


class TypingLine(Painted):
    """As "heidi and ivan are typing …"; empty while nobody is."""

    nicks = ObjectProperty(())

    def __init__(self, ink: Ink, **options: Any) -> None:
        super().__init__(ink=ink, **options)
        self.fbind("nicks", self.repaint)

    def sheet(self) -> Sheet:
        sheet, ruler, unit = Sheet(), self.ink.faces.small, self.ink.faces.unit
        x, y = 18 * unit, (self.height - ruler.line_height) / 2
        most = self.width - 36 * unit
        for words, bold in typing_words(tuple(self.nicks)):
            shown = ruler.shorten(words, max(most, unit), bold)
            sheet.pieces.append(Piece(x, y, shown, "small", "accent", bold))
            wide = ruler.width(shown, bold)
            x, most = x + wide, most - wide
        return sheet


class LatestButton(ButtonBehavior, Painted):
    """Back to the newest messages. `count` of those that came meanwhile. It never takes the focus from a field."""

    count = NumericProperty(0)
    shown = BooleanProperty(False)

    def __init__(self, ink: Ink, **options: Any) -> None:
        super().__init__(ink=ink, **options)
        for name in ("count", "shown", "state"):
            self.fbind(name, self.repaint)

    def on_touch_down(self, touch: MotionEvent) -> bool:
        if not self.shown or not self.collide_point(*touch.pos):
            return False
        keep_focus(touch)
        return bool(super().on_touch_down(touch))

    def sheet(self) -> Sheet:
        sheet, faces = Sheet(), self.ink.faces
        if not self.shown:
            return sheet
        unit, size = faces.unit, self.width
        round_corner = (size / 2,) * 4
        sheet.boxes.append(Box(0, -2 * unit, size, size, "shadow", round_corner))
        sheet.boxes.append(Box(0, 0, size, size, "panel", round_corner))
        if self.state == "down":
            sheet.boxes.append(Box(0, 0, size, size, "pressed", round_corner))
        icon = self.ink.faces.button
        sheet.pieces.append(Piece((size - icon) / 2, (size - icon) / 2, "chevron-down", "button", "dim"))
        if self.count:
            words = str(int(self.count)) if self.count <= MOST_COUNT else f"{MOST_COUNT}+"
            wide = faces.stamp.width(words, True)
            high = max(20 * unit, faces.stamp.line_height + 4 * unit)
            badge = max(high, wide + 10 * unit)
            x, y = (size - badge) / 2, size - high / 2
            sheet.boxes.append(Box(x, y, badge, high, "badge", (high / 2,) * 4))
            text_y = y + (high - faces.stamp.line_height) / 2
            sheet.pieces.append(Piece((size - wide) / 2, text_y, words, "stamp", "badge_text", True))
        return sheet


class EmptyNote(Painted):
    """A sentence in the middle, in a pill; nothing while it is empty."""

    words = StringProperty("")

    def __init__(self, ink: Ink, **options: Any) -> None:
        super().__init__(ink=ink, **options)
        self.fbind("words", self.repaint)

    def sheet(self) -> Sheet:
        sheet, ruler, unit = Sheet(), self.ink.faces.small, self.ink.faces.unit
        if not self.words:
            return sheet
        block = ruler.lay(self.words, max(self.width - 72 * unit, 40 * unit), ((0, len(self.words)),))
        high, wide = block.height + 16 * unit, block.width + 28 * unit
        x, y = (self.width - wide) / 2, (self.height - high) / 2
        sheet.boxes.append(Box(x, y, wide, high, "pill", (14 * unit,) * 4))
        for number, line in enumerate(block.lines):
            top = y + 8 * unit + block.height - (number + 1) * ruler.line_height
            words = self.words[line.start : line.end]
            sheet.pieces.append(Piece((self.width - line.width) / 2, top, words, "small", "pill_text", True))
        return sheet
