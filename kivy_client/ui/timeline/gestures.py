"""What a person does with the timeline by finger, mouse and keyboard, told as events. What it means, the pane says.

With the keyboard one entry is selected; it is shown only while the timeline has the focus.
"""

from __future__ import annotations

from typing import Any

from kivy.input import MotionEvent

from kivy_client.core.model.entries import Entry
from kivy_client.ui.focus import HAS_KEYS, Stop, keep_focus
from kivy_client.ui.taps import Taps
from kivy_client.ui.timeline.compose import Hit
from kivy_client.ui.timeline.view import TimelineView

_KEYS = {
    "enter": "menu",
    "numpadenter": "menu",
    "spacebar": "menu",
    "r": "reply",
    "c": "copy",
    "delete": "delete",
}


class Timeline(Stop, TimelineView):
    """Dispatches `on_tap(entry, hit)`, `on_menu(entry, x, y)` in the window's coordinates, and `on_command(name)`: what
    the keyboard asks for the selected entry ("menu", "reply", "copy", "delete"), or "latest"."""

    __events__ = ("on_tap", "on_menu", "on_command")

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.is_focusable = HAS_KEYS
        self.fbind("focus", self._on_focus_changed)

    def on_tap(self, entry: Entry, hit: Hit | None) -> None:
        """The default handlers: the pane binds to the events."""

    def on_menu(self, entry: Entry, x: float, y: float) -> None:
        """As `on_tap`."""

    def on_command(self, name: str) -> None:
        """As `on_tap`."""

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """A click does not take the keyboard's focus away from the field that is typed into."""
        if HAS_KEYS and self.collide_point(*touch.pos):
            keep_focus(touch)
        return bool(Taps.on_touch_down(self, touch))

    def on_scroll_start(self, touch: MotionEvent, check_children: bool = True) -> bool:
        self.untouched = False
        return bool(super().on_scroll_start(touch, check_children))

    def tapped(self, x: float, y: float) -> None:
        found = self.hit(x, y)
        if found is not None:
            self.dispatch("on_tap", *found)

    def held(self, x: float, y: float) -> None:
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

    def select(self, step: int) -> None:
        """Move the keyboard's selection by so many entries, upwards for a negative number; first it is the lowest one
        in sight."""
        entries = self.entries
        if not entries:
            return
        index = self._column.find(self.selected) if self.selected else -1
        if index < 0:
            self.selected = (self.visible or entries)[-1].key
        else:
            self.selected = entries[min(max(index + step, 0), len(entries) - 1)].key
        self.reveal(self.selected)

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
