"""The list of messages: virtual and anchored at the bottom. Only the rows in sight exist as widgets.

Its state of scrolling is the distance from the bottom: at 0 it sticks there as entries come; scrolled up, what is in
sight stays where it is, whether entries come above or below.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date
from itertools import accumulate, islice
from typing import Any

from kivy.clock import Clock
from kivy.effects.scroll import ScrollEffect
from kivy.metrics import dp
from kivy.properties import BooleanProperty, NumericProperty
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget

from kivy_client.core.timeline import Entry, Splice
from kivy_client.ui import theme
from kivy_client.ui.layout import Layout, Typesetter
from kivy_client.ui.row import Row
from kivy_client.ui.textures import Textures, sizes

_NEAR_BOTTOM_DP = 24
_MARGIN_DP = 8


class TimelineView(ScrollView):
    """`at_bottom`: the newest entry is in sight. `unseen`: messages that came below since it was left."""

    at_bottom = BooleanProperty(True)
    unseen = NumericProperty(0)

    def __init__(self, **options: Any) -> None:
        options.setdefault("scroll_type", ["bars", "content"])
        super().__init__(do_scroll_x=False, effect_cls=ScrollEffect, **options)
        self.bar_width = dp(7)
        self.bar_color = (*theme.ACCENT[:3], 0.55)
        self.bar_inactive_color = (*theme.DIM[:3], 0.35)
        self.scroll_wheel_distance = dp(60)
        self.entries: list[Entry] = []
        self._layouts: list[Layout] = []
        self._tops: list[float] = [0.0]
        """The distance of each row's upper edge from the top of all, and then of the end."""
        self._rows: dict[int, Row] = {}
        self._spare: list[Row] = []
        self._textures = Textures()
        self._sizes = sizes()
        self._typesetter = Typesetter(self._sizes, 1)
        self._today = date.today()
        self._distance = 0.0
        self._placing = False
        self._paint = Clock.create_trigger(lambda _: self._paint_visible(), -1)
        self._content = Widget(size_hint=(None, None))
        self.add_widget(self._content)
        self.fbind("size", self._on_resized)
        self.fbind("scroll_y", self._on_scrolled)

    def apply(self, splice: Splice) -> None:
        """Follow a change of the timeline."""
        at, end = splice.at, splice.at + splice.removed
        below = at > self._lowest_visible()
        height = self._tops[-1]
        self.entries[at:end] = splice.entries
        self._layouts[at:end] = map(self._layout, range(at, at + len(splice.entries)))
        for neighbour in (at - 1, at + len(splice.entries)):
            if 0 <= neighbour < len(self.entries):
                self._layouts[neighbour] = self._layout(neighbour)
        if date.today() != self._today:
            self._lay_all_out()
        self._measure(max(at - 1, 0))
        if self.at_bottom:
            self._distance = 0.0
        elif below:
            self._distance = max(0.0, self._distance + self._tops[-1] - height)
            self.unseen += sum(entry.shape != "happening" for entry in splice.entries) if not splice.removed else 0
        self._place()

    def clear(self) -> None:
        """Show nothing."""
        self.scroll_to_bottom()
        self.apply(Splice(0, len(self.entries), ()))

    def scroll_to_bottom(self) -> None:
        self._distance = 0.0
        self.at_bottom = True
        self.unseen = 0
        self._place()

    @property
    def visible(self) -> list[Entry]:
        """The entries that have a row now, from the top down."""
        return [self.entries[index] for index in sorted(self._rows)]

    def _layout(self, index: int) -> Layout:
        before = self.entries[index - 1] if index > 0 else None
        after = self.entries[index + 1] if index + 1 < len(self.entries) else None
        return self._typesetter.layout(before, self.entries[index], after)

    def _lay_all_out(self) -> None:
        self._today = date.today()
        self._layouts = [self._layout(index) for index in range(len(self.entries))]
        self._measure(0)

    def _measure(self, start: int) -> None:
        """Bring `_tops` up to date from the row `start` on; those above have not changed."""
        heights = (layout.height for layout in islice(self._layouts, start, None))
        self._tops[start:] = accumulate(heights, initial=self._tops[start])

    def _lowest_visible(self) -> int:
        """The index of the entry at the lower edge of the view."""
        return bisect_left(self._tops, self._tops[-1] + dp(_MARGIN_DP) - self._distance) - 1

    def _place(self) -> None:
        """Give the content its height, and the scroll position that keeps the distance.

        The position is told to the effect, which would otherwise set it back; its value is minus the distance.
        """
        self._placing = True
        self._content.size = (self.width, max(self._tops[-1] + 2 * dp(_MARGIN_DP), self.height))
        rest = max(self._content.height - self.height, 0.0)
        self._distance = min(round(self._distance), rest)
        self._update_effect_y_bounds()
        self.effect_y.value = -self._distance
        self.scroll_y = self._distance / rest if rest else 0.0
        self._placing = False
        self._paint()

    def _on_scrolled(self, *_: object) -> None:
        if not self._placing:
            self._distance = max(0.0, self.scroll_y * (self._content.height - self.height))
            self.at_bottom = self._distance < dp(_NEAR_BOTTOM_DP)
            if self.at_bottom:
                self.unseen = 0
        self._paint()

    def _on_resized(self, *_: object) -> None:
        if self.width != self._content.width:
            self._typesetter = Typesetter(self._sizes, self.width)
            self._lay_all_out()
        if self.at_bottom:
            self._distance = 0.0
        self._place()

    def _paint_visible(self) -> None:
        """Give rows to the entries in sight, and take them from the others."""
        total, margin = self._tops[-1], dp(_MARGIN_DP)
        lower = total + margin - self._distance
        first = max(0, bisect_right(self._tops, lower - self.height) - 1)
        last = min(len(self.entries), bisect_left(self._tops, lower) + 1)
        for index in [index for index in self._rows if not first <= index < last]:
            unseen = self._rows.pop(index)
            self._content.remove_widget(unseen)
            self._spare.append(unseen)
        for index in range(first, last):
            row = self._rows.get(index)
            if row is None:
                row = self._rows[index] = self._spare.pop() if self._spare else Row(self._textures)
                self._content.add_widget(row)
            row.show(self.entries[index], self._layouts[index], total + margin - self._tops[index + 1], self.width)
