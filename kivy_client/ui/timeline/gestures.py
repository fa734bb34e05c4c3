"""What a person does with the timeline by finger, mouse and keyboard, told as events. What it means, the pane says.

A tap is a touch that neither moves nor lasts; one that lasts, or the right button, asks for the menu. A tap that ends a
fling is none. With the keyboard one entry is selected; it is shown only while the timeline has the focus.
"""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.input import MotionEvent
from kivy.metrics import dp
from kivy.uix.scrollview import ScrollView

from kivy_client.core.model.entries import Entry
from kivy_client.ui.focus import HAS_KEYS, Stop, keep_focus
from kivy_client.ui.timeline.compose import Hit
from kivy_client.ui.timeline.view import TimelineView

_LONG_SECONDS = 0.5
_MOVED_DP = 10
_FLINGING = 60
"""Pixels a second above which a touch is meant to stop the list."""
_KEYS = {
    "enter": "menu",
    "numpadenter": "menu",
    "spacebar": "menu",
    "escape": "leave",
    "r": "reply",
    "c": "copy",
    "delete": "delete",
}


class Timeline(Stop, TimelineView):
    """Dispatches `on_tap(entry, hit)`, `on_menu(entry, x, y)` in the window's coordinates, and `on_command(name)`: what
    the keyboard asks for the selected entry ("menu", "reply", "copy", "delete"), or "latest", or "leave"."""

    __events__ = ("on_tap", "on_menu", "on_command")

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._down: tuple[MotionEvent, float, float] | None = None
        self._long = Clock.create_trigger(lambda _: self._on_long(), _LONG_SECONDS)
        self.is_focusable = HAS_KEYS
        self.fbind("focus", self._on_focus_changed)

    def on_tap(self, entry: Entry, hit: Hit | None) -> None:
        """The default handlers: the pane binds to the events."""

    def on_menu(self, entry: Entry, x: float, y: float) -> None:
        """As `on_tap`."""

    def on_command(self, name: str) -> None:
        """As `on_tap`."""

    # By finger and mouse. A click does not take the keyboard's focus away from the field that is typed into.

    def on_touch_down(self, touch: MotionEvent) -> bool:
        button = touch.button if "button" in touch.profile else "left"  # a finger is as good as the left one
        if self.collide_point(*touch.pos) and not self.disabled:
            if HAS_KEYS:
                keep_focus(touch)
            if button == "right":
                self._ask_menu(*touch.pos)
                return True
            flinging = abs(self.effect_y.velocity) > _FLINGING
            if button == "left" and touch.x < self.right - self.bar_width - dp(2) and not flinging:
                self._down = (touch, *touch.pos)
                self._long()
        return bool(ScrollView.on_touch_down(self, touch))

    def on_touch_move(self, touch: MotionEvent) -> bool:
        if self._down is not None and touch is self._down[0]:
            _, x, y = self._down
            if max(abs(touch.x - x), abs(touch.y - y)) > dp(_MOVED_DP):
                self._forget_touch()
        return bool(ScrollView.on_touch_move(self, touch))

    def on_touch_up(self, touch: MotionEvent) -> bool:
        if self._down is not None and touch is self._down[0]:
            self._forget_touch()
            found = self.hit(*touch.pos)
            if found is not None:
                self.dispatch("on_tap", *found)
        return bool(ScrollView.on_touch_up(self, touch))

    def _forget_touch(self) -> None:
        self._down = None
        self._long.cancel()

    def _on_long(self) -> None:
        if self._down is not None:
            _, x, y = self._down
            self._down = None
            self._ask_menu(x, y)

    def _ask_menu(self, x: float, y: float) -> None:
        found = self.hit(x, y)
        if found is not None:
            self.dispatch("on_menu", found[0], *self.to_window(x, y))

    # By keyboard

    def keyboard_on_key_down(self, window: Any, keycode: tuple[int, str], text: str, modifiers: list[str]) -> bool:
        """Up and down select, the rest is done with what is selected."""
        key = keycode[1]
        if set(modifiers) & {"alt", "meta"} or ("ctrl" in modifiers and key != "c"):
            return False
        match key:
            case "up" | "down":
                self.select(-1 if key == "up" else 1)
            case "pageup" | "pagedown":
                self.turn_page(1 if key == "pageup" else -1)
            case "home":
                self.select_end(0)
            case "end":
                self.select_end(-1)
                self.dispatch("on_command", "latest")
            case _ if key in _KEYS:
                self.dispatch("on_command", _KEYS[key])
            case _:
                return bool(super().keyboard_on_key_down(window, keycode, text, modifiers))
        return True

    def turn_page(self, pages: int) -> None:
        """Scroll by nearly the height of the view, and select what is in sight then."""
        self.scroll_by(pages * 0.9 * self.height)
        self.selected = ""
        self.select(0)

    def select_end(self, index: int) -> None:
        """Select the first entry there is (0) or the last (-1)."""
        if self.entries:
            self.selected = self.entries[index].key
            self.reveal(self.selected)

    def _on_focus_changed(self, _: object, focused: bool) -> None:
        self.show_selected = focused
        if focused and self.entry(self.selected) is None:
            self.selected = ""
            self.select(0)
