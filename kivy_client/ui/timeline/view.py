"""The list of messages: virtual and anchored at the bottom. Only what is in sight is set in full and painted.

Its state of scrolling is the distance from the bottom: at 0 it sticks there as entries come; scrolled up, what is in
sight stays where it is, whatever comes or goes above or below. It knows neither the board nor what a tap means.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from kivy.animation import Animation
from kivy.clock import Clock
from kivy.metrics import dp
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.widget import Widget

from kivy_client.core.model.entries import Entry, Splice
from kivy_client.ui.palettes import CLEAR, Colour
from kivy_client.ui.taps import Taps
from kivy_client.ui.theme import theme
from kivy_client.ui.timeline.actions import Folding
from kivy_client.ui.timeline.column import Column, follow
from kivy_client.ui.timeline.compose import Hit
from kivy_client.ui.timeline.ink import Ink
from kivy_client.ui.timeline.layout import Layout
from kivy_client.ui.timeline.setting import NOTHING_FOUND, FoundPlaces, Setting
from kivy_client.ui.timeline.sight import Sight

_NEAR_BOTTOM_DP = 24
_MARGIN_DP = 8
_FLASH_SECONDS = 1.6
_JUST_SAID = ("waiting", "sent")
_SCREENS_AHEAD = 1.5
"""So many heights of the view before the first entry (or after the last), the next ones are asked for."""


class TimelineView(Taps):
    """`at_bottom`: the last entry is in sight. `unseen`: messages that came below since it was left. `selected`: the
    key of the entry that the keyboard is on. `past`: there is more after the last entry, so nothing sticks to it.

    Dispatches `on_near_start` and `on_near_end` whenever the ends of what it has are near, and `on_moved` before
    anything is painted: only then all of the above is true of what is in sight.
    """

    at_bottom = BooleanProperty(True)
    unseen = NumericProperty(0)
    selected = StringProperty("")
    show_selected = BooleanProperty(False)
    own_nick = StringProperty("")
    past = BooleanProperty(False)
    _flash = NumericProperty(0.0)

    __events__ = ("on_near_start", "on_near_end", "on_moved")

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.bar_width = dp(5)
        self.ink = Ink()
        self._setting = Setting(self.ink.faces)
        self._column = Column(self._setting.height, dp(_MARGIN_DP))
        self._flashing = ""
        self._today = date.today()
        self._distance = 0.0
        self._placing, self.untouched, self._focus = False, False, ""
        self._paint = Clock.create_trigger(lambda _: self._paint_visible(), -1)
        self._content = Widget(size_hint=(None, None))
        self.add_widget(self._content)
        self._sight = Sight(self._column, self._content.canvas, self.ink, self._set_entry)
        self.fbind("size", self._on_resized)
        self.fbind("scroll_y", self._on_scrolled)
        self.fbind("own_nick", self._on_own_nick)
        for name in ("selected", "show_selected", "_flash"):
            self.fbind(name, lambda *_: self._paint())
        theme.bind(on_restyle=self._on_restyle)
        self._colour_bar()

    def on_near_start(self) -> None:
        """The default handlers: whoever has more entries binds to the events."""

    def on_near_end(self) -> None:
        """As `on_near_start`."""

    def on_moved(self) -> None:
        """As `on_near_start`."""

    # What is shown

    @property
    def unread_from(self) -> str:
        """The key of the entry with the unread line above it, "" for none."""
        return self._setting.unread_from

    @property
    def entries(self) -> Sequence[Entry]:
        return self._column.entries

    @property
    def visible(self) -> list[Entry]:
        """The entries in sight, from the top down."""
        return [self._column.entries[index] for index in self._in_sight()]

    def begin(
        self,
        entries: Sequence[Entry],
        unread_from: str = "",
        focus: str = "",
        past: bool = False,
        found: FoundPlaces = NOTHING_FOUND,
    ) -> None:
        """Other entries, all of them: at `focus`, or at the first unread one, or at the end."""
        self._stop()
        self._sight.forget_all()
        self._setting.begin(unread_from, found)
        self.past, self.unseen, self.selected = past, 0, ""
        self._column.begin(entries)
        self._focus = focus
        self._to_start(flash=True)

    def apply(self, splices: Iterable[Splice], past: bool = False) -> None:
        """Follow changes of the timeline; what is in sight stays in its place, unless we say something ourselves."""
        column = self._column
        sticks, said = self.at_bottom, False
        anchor = column.anchor(self._distance)
        for splice in splices:
            self._sight.forget([entry.key for entry in column.entries[splice.at : splice.at + splice.removed]])
            came_below = anchor is not None and splice.at > anchor.index and not splice.removed and not self.past
            column.splice(splice)
            neighbours = (splice.at - 1, splice.at + len(splice.entries))
            self._sight.changed(column.entries[at].key for at in neighbours if 0 <= at < len(column.entries))
            anchor = follow(anchor, splice) if anchor else None
            if came_below and not sticks:
                self.unseen += sum(entry.shape != "happening" and not entry.own for entry in splice.entries)
                said = said or any(entry.own and entry.state in _JUST_SAID for entry in splice.entries)
        self.past = past
        if date.today() != self._today:
            self._today = date.today()
            self._measure_all()
        if said:
            self._stop()
        self._set_distance(0.0 if sticks or said or anchor is None else column.distance(anchor))

    def mark_unread(self, key: str) -> None:
        """The line "New messages" is above this entry; "": nowhere."""
        before, self._setting.unread_from = self._setting.unread_from, key
        for changed in {before, key} - {""}:
            self._remeasure(changed)

    def forget_found(self) -> None:
        """What was looked for is not marked any more."""
        if self._setting.found:
            self._setting.found = NOTHING_FOUND
            self._measure_all()
            self._place()

    def toggle(self, key: str) -> None:
        """Open a folded happening or a long text, or close it."""
        self._setting.opened ^= {key}
        self._remeasure(key)

    # Scrolling

    def scroll_to_end(self) -> None:
        self._stop()
        self._set_distance(0.0)

    def scroll_by(self, pixels: float) -> None:
        """Towards older entries for a positive number."""
        self._stop()
        self._set_distance(self._distance + pixels)

    def show(self, key: str, flash: bool = False) -> bool:
        """Bring an entry to the middle of the view; False if it is not here."""
        index = self._column.find(key)
        if index < 0:
            return False
        self._stop()
        spare = (self.height - self._column.row_height(index)) / 2
        self._set_distance(self._column.bottom(index) - max(spare, dp(_MARGIN_DP)))
        if flash:
            Animation.cancel_all(self, "_flash")
            self._flashing, self._flash = key, 1.0
            Animation(_flash=0.0, duration=_FLASH_SECONDS, transition="in_quad").start(self)
        return True

    def reveal(self, key: str) -> None:
        """Scroll no further than needed to have all of an entry in sight."""
        index = self._column.find(key)
        if index < 0:
            return
        lower, margin = self._column.bottom(index), dp(_MARGIN_DP)
        upper = lower + self._column.row_height(index)
        if lower - margin < self._distance:
            self.scroll_by(lower - margin - self._distance)
        elif upper + margin > self._distance + self.height:
            self.scroll_by(min(upper + margin - self.height, lower - margin) - self._distance)

    # Places

    def entry(self, key: str) -> Entry | None:
        index = self._column.find(key)
        return self._column.entries[index] if index >= 0 else None

    def hit(self, x: float, y: float) -> tuple[Entry, Hit | None] | None:
        """What is at a place of the window's coordinates (as a touch of this view's parent has them)."""
        if not self.collide_point(x, y) or not self._column.entries:
            return None
        above_bottom = y - self.y + self._distance
        index = self._column.index_at(above_bottom)
        entry = self._column.entries[index]
        return entry, self._sight.hit(entry.key, x - self.x, above_bottom - self._column.bottom(index))

    def folding(self, key: str) -> Folding:
        """Whether a text was cut because it is long, or is opened to its end."""
        index = self._column.find(key)
        if index < 0 or self._column.entries[index].shape == "happening":
            return ""
        return "opened" if key in self._setting.opened else "cut" if self._set_entry(index).block.cut else ""

    def hits(self, key: str) -> list[Hit]:
        """All that can be hit of an entry in sight; their places are relative to `place`."""
        return self._sight.hits(key)

    def place(self, key: str) -> tuple[float, float, Layout] | None:
        """Where the row of an entry in sight has its lower left corner, in the parent's coordinates, and its layout."""
        index = self._column.find(key)
        if index not in self._in_sight():
            return None
        return self.x, self.y + self._column.bottom(index) - self._distance, self._sight.layout(index)

    def _set_entry(self, index: int) -> Layout:
        return self._setting.layout(*self._column.neighbours(index))

    def _remeasure(self, key: str) -> None:
        index = self._column.find(key)
        if index < 0:
            return
        anchor = self._column.anchor(self._distance)
        self._sight.changed([key])
        self._column.measure_one(index)
        if anchor is not None and not self.at_bottom:
            self._distance = self._column.distance(anchor)
        self._place()

    def _measure_all(self) -> None:
        """The same entries, set anew; the anchor stays where it is."""
        self._sight.forget_all()
        anchor = self._column.anchor(self._distance)
        self._column.measure_all()
        if anchor is not None and not self.at_bottom:
            self._distance = self._column.distance(anchor)

    def _unread_distance(self) -> float:
        """With the first unread entry at the top, if not all that is unread fits; else at the end."""
        index = self._column.find(self.unread_from) if self.unread_from else -1
        return self._column.bottom(index) + self._column.row_height(index) - self.height if index >= 0 else 0.0

    def _set_distance(self, distance: float) -> None:
        self._distance = max(distance, 0.0)
        self._place()
        self._look_where()

    def _to_start(self, flash: bool = False) -> None:
        """Where it began. It keeps to that while it is not scrolled (`untouched`): it may get its size only later."""
        if not (self._focus and self.show(self._focus, flash)):
            self._set_distance(self._unread_distance())
        self.untouched = not self.at_bottom

    def _stop(self) -> None:
        """End a fling."""
        self.effect_y.velocity, self.untouched = 0, False

    def _place(self) -> None:
        """Give the content its height, and the scroll position that keeps the distance.

        The position is told to the effect, which would otherwise set it back; its value is minus the distance.
        """
        self._placing = True
        self._content.size = (self.width, max(self._column.height, self.height))
        rest = max(self._content.height - self.height, 0.0)
        self._distance = min(max(round(self._distance), 0.0), rest)
        self._update_effect_y_bounds()
        self.effect_y.value = -self._distance
        self.scroll_y = self._distance / rest if rest else 0.0
        self._placing = False
        self._paint()

    def _look_where(self) -> None:
        self.at_bottom = not self.past and self._distance < dp(_NEAR_BOTTOM_DP)
        if self.at_bottom:
            self.unseen = 0

    def _on_scrolled(self, *_: object) -> None:
        if not self._placing:
            self._distance = max(0.0, self.scroll_y * (self._content.height - self.height))
            self._look_where()
        self._paint()

    def _on_resized(self, *_: object) -> None:
        if self.width != self._setting.width:
            self._setting.use(self.ink.faces, self.width, self.own_nick)
            self._measure_all()
        if self.untouched:
            self._to_start()
            return
        if self.at_bottom:
            self._distance = 0.0
        self._place()

    def _on_own_nick(self, *_: object) -> None:
        self._setting.use(self.ink.faces, self.width, self.own_nick)
        self._measure_all()
        self._place()

    def _on_restyle(self, *_: object) -> None:
        """Other colours or sizes."""
        self.ink.restyle()
        self._colour_bar()
        self._on_own_nick()

    def _colour_bar(self) -> None:
        self.bar_color = (*theme.dim[:3], 0.6)
        self.bar_inactive_color = (*theme.dim[:3], 0.25)

    # Painting

    def _in_sight(self) -> range:
        return self._column.in_sight(self._distance, self.height)

    def _paint_visible(self) -> None:
        self.dispatch("on_moved")
        self._sight.paint(self._in_sight(), self.width, self._band)
        self.look_at_ends()

    def _band(self, key: str) -> Colour:
        if self.show_selected and key == self.selected:
            return (*theme.accent[:3], 0.22)
        if key == self._flashing and self._flash > 0:
            return (*theme.accent[:3], 0.35 * self._flash)
        return CLEAR

    def look_at_ends(self) -> None:
        """Tell if the ends of what is here are near."""
        ahead = _SCREENS_AHEAD * self.height
        if self._column.height - self.height - self._distance < ahead:
            self.dispatch("on_near_start")
        if self.past and self._distance < ahead:
            self.dispatch("on_near_end")
