"""Puts the panes side by side, as many as there is room for. A pane out of sight keeps all it has: it is only taken out
of the window. Runs on Kivy's thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.metrics import dp
from kivy.properties import NumericProperty, ObjectProperty
from kivy.uix.widget import Widget

from kivy_client.ui.focus import focused
from kivy_client.ui.shell.places import Place, columns, spans


class Panes(Widget):
    """`makers`: what makes each pane, when it is seen first. `count`: for how many there is room. `shown`: which are
    seen, from left to right; whoever decides it binds to `count`. `late`: those whose place is left empty until `fill`.
    `wide_side`: what is at the side needs some room."""

    count = NumericProperty(1)
    shown = ObjectProperty(())

    def __init__(self, makers: dict[Place, Callable[[], Widget]], **options: Any) -> None:
        super().__init__(**options)
        self._makers = makers
        self.made: dict[Place, Widget] = {}
        self.late: frozenset[Place] = frozenset()
        self.wide_side = False
        self.fbind("size", self._on_size)
        self.fbind("pos", self.arrange)
        self.fbind("shown", lambda *_: self.fill())

    def pane(self, place: Place) -> Widget:
        """A pane, whether it is seen or not."""
        if place not in self.made:
            self.made[place] = self._makers[place]()
        return self.made[place]

    def _on_size(self, *_: object) -> None:
        self.count = columns(self.width / dp(1))
        self.arrange()

    def fill(self) -> None:
        """Put what is to be seen into the window. What is there already is left alone: it would lose the keyboard."""
        for place, pane in self.made.items():
            if place not in self.shown and pane.parent is not None:
                _take_keyboard(pane)
                self.remove_widget(pane)
        # In the order of Tab: Kivy's newest child is its first.
        for place in self.shown:
            if place not in self.late and self.pane(place).parent is None:
                self.add_widget(self.pane(place), index=self._below(place))
        self.arrange()

    def _below(self, place: Place) -> int:
        """Where among the children a pane belongs: those at its right come before it."""
        at_right = self.shown[self.shown.index(place) + 1 :]
        return sum(other in self.made and self.made[other].parent is not None for other in at_right)

    def arrange(self, *_: object) -> None:
        if not self.shown:
            return
        for place, x, width in spans(tuple(self.shown), self.width / dp(1), self.wide_side):
            left, right = round(dp(x)), round(dp(x + width))
            pane = self.made.get(place)
            if pane is not None:
                pane.pos, pane.size = (self.x + left, self.y), (right - left, self.height)


def _take_keyboard(pane: Widget) -> None:
    holder = focused()
    if holder is not None and any(widget is holder for widget in pane.walk(restrict=True)):
        holder.focus = False
