"""A list that scrolls, and tells a tap from all else that is done by finger and mouse: the timeline and other lists.

A tap is a touch that neither moves nor lasts; one that lasts, or the right button, asks for a menu. A tap that stops a
fling is none. What is at the place, and what it means, the subclass says. Runs on Kivy's thread.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from kivy.clock import Clock
from kivy.effects.scroll import ScrollEffect
from kivy.input import MotionEvent
from kivy.metrics import dp
from kivy.uix.scrollview import ScrollView

from kivy_client.ui.abstract import Abstract

_LONG_SECONDS = 0.5
_MOVED_DP = 10
_FLINGING = 60
"""Pixels a second above which a touch is meant to stop the list."""


class Taps(ScrollView, metaclass=Abstract):
    """It scrolls up and down. Places are in the parent's coordinates."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("scroll_type", ["bars", "content"])
        super().__init__(do_scroll_x=False, effect_cls=ScrollEffect, **options)
        self.scroll_wheel_distance = dp(60)
        self._down: tuple[MotionEvent, float, float] | None = None
        self._long = Clock.create_trigger(lambda _: self._on_long(), _LONG_SECONDS)

    @abstractmethod
    def tapped(self, x: float, y: float) -> None:
        """The person tapped there."""

    @abstractmethod
    def held(self, x: float, y: float) -> None:
        """The person asks for the menu of what is there."""

    # Within something else that scrolls, as a dialog, only these are called.
    def on_scroll_start(self, touch: MotionEvent, check_children: bool = True) -> bool:
        button = touch.button if "button" in touch.profile else "left"  # a finger is as good as the left one
        if self.collide_point(*touch.pos) and not self.disabled:
            if button == "right":
                self.held(*touch.pos)
                return True
            flinging = abs(self.effect_y.velocity) > _FLINGING
            if button == "left" and touch.x < self.right - self.bar_width - dp(2) and not flinging:
                self._down = (touch, *touch.pos)
                self._long()
        return bool(super().on_scroll_start(touch, check_children))

    def on_scroll_move(self, touch: MotionEvent) -> bool:
        if self._down is not None and touch is self._down[0]:
            _, x, y = self._down
            if max(abs(touch.x - x), abs(touch.y - y)) > dp(_MOVED_DP):
                self._forget_touch()
        return bool(super().on_scroll_move(touch))

    def on_scroll_stop(self, touch: MotionEvent, check_children: bool = True) -> bool:
        if self._down is not None and touch is self._down[0]:
            self._forget_touch()
            self.tapped(*touch.pos)
        return bool(super().on_scroll_stop(touch, check_children))

    def _forget_touch(self) -> None:
        self._down = None
        self._long.cancel()

    def _on_long(self) -> None:
        if self._down is not None:
            _, x, y = self._down
            self._down = None
            self.held(x, y)
