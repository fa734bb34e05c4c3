"""The keyboard's way through the window: Tab goes to the next thing that can be used, Enter or Space presses it.

A touch presses without taking the focus from what is being typed into, so a ring around a button always means that the
keyboard is there. On telephones buttons take no focus at all: the keyboard on the screen would open.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from typing import Any

from kivy.core.window import Window
from kivy.input import MotionEvent
from kivy.properties import BooleanProperty
from kivy.uix.behaviors import ButtonBehavior, FocusBehavior
from kivy.uix.widget import Widget
from kivy.utils import platform

_PRESSING = frozenset({"enter", "numpadenter", "spacebar"})
HAS_KEYS = platform not in ("android", "ios")
"""Whether one gets about by keys here."""


def keep_focus(touch: MotionEvent) -> None:
    """The field that has the focus does not lose it by this touch."""
    if touch not in FocusBehavior.ignored_touch:  # Kivy takes it out once only
        FocusBehavior.ignored_touch.append(touch)


def focused() -> Widget | None:
    """What has the keyboard now."""
    return next((widget for widget in FocusBehavior._keyboards.values() if widget is not None), None)


def is_shown(widget: Widget) -> bool:
    """Whether it can be seen: in the window, not of size 0, not transparent, and neither is what it is in."""
    while widget is not Window:
        if widget is None or widget.opacity <= 0 or widget.width <= 0 or widget.height <= 0:
            return False
        widget = widget.parent
    return True


def scope() -> Widget | None:
    """What the keyboard and the mouse stay within: the topmost dialog (`is_scope`), else the app's root."""
    if not Window.children:
        return None
    return next((child for child in Window.children if getattr(child, "is_scope", False)), Window.children[-1])


def stops(root: Widget) -> list[Widget]:
    """All that Tab stops at, in order."""
    return [
        widget
        for widget in root.walk(restrict=True)
        if isinstance(widget, FocusBehavior) and widget.is_focusable and not widget.disabled and is_shown(widget)
    ]


def focus_first(root: Widget, last: bool = False) -> bool:
    """Give the keyboard to the first stop, or to the `last`; whether there is any."""
    found = stops(root)
    if found:
        found[-1 if last else 0].focus = True
    return bool(found)


class Stop(FocusBehavior):
    """Something Tab stops at. Escape is the window's: nothing loses the keyboard by it."""

    def keyboard_on_key_up(self, window: Any, keycode: tuple[int, str]) -> bool:
        return keycode[1] != "escape" and bool(super().keyboard_on_key_up(window, keycode))

    def get_focus_next(self) -> Widget | None:
        return self._neighbour(1)

    def get_focus_previous(self) -> Widget | None:
        return self._neighbour(-1)

    def _neighbour(self, step: int) -> Widget | None:
        root = scope()
        found = stops(root) if root is not None else []
        if self not in found:
            return found[0] if found else None
        other = found[(found.index(self) + step) % len(found)]
        return None if other is self else other


class Pressable(Stop, ButtonBehavior):
    """Pressed by a touch or, when it has the focus, by Enter or Space; `on_press` and `on_release` tell.

    `keeps_focus`: the field that is being typed into stays so when this is touched.
    """

    keeps_focus = BooleanProperty(False)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.is_focusable = self.is_focusable and HAS_KEYS

    def on_touch_down(self, touch: MotionEvent) -> bool:
        if self.keeps_focus and not self.disabled and self.collide_point(*touch.pos):
            keep_focus(touch)
        # Past `FocusBehavior`, which would take the focus.
        return bool(super(FocusBehavior, self).on_touch_down(touch))

    def keyboard_on_key_down(self, window: Any, keycode: tuple[int, str], text: str, modifiers: list[str]) -> bool:
        if keycode[1] in _PRESSING and not {"ctrl", "alt", "meta"} & set(modifiers):
            self.dispatch("on_press")
            self.dispatch("on_release")
            return True
        return bool(super().keyboard_on_key_down(window, keycode, text, modifiers))


class Hovering(Widget):
    """Knows whether the mouse is over it."""

    hovered = BooleanProperty(False)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        if HAS_KEYS:
            _hovering.add(self)


_hovering: weakref.WeakSet[Hovering] = weakref.WeakSet()


def _on_mouse(_: Any, place: tuple[float, float]) -> None:
    for widget in list(_hovering):
        over = _is_over(widget, place)
        if widget.hovered != over:
            widget.hovered = over


def _is_over(widget: Hovering, place: tuple[float, float]) -> bool:
    if widget.parent is None or widget.disabled or not widget.collide_point(*widget.to_widget(*place)):
        return False
    return is_shown(widget) and scope() in above(widget)


def above(widget: Widget | None) -> Iterator[Widget]:
    """The widget and all it is in, up to the window."""
    while widget is not None and widget is not Window:
        yield widget
        widget = widget.parent


def _on_leave(_: Any) -> None:
    for widget in list(_hovering):
        widget.hovered = False


Window.bind(mouse_pos=_on_mouse, on_cursor_leave=_on_leave)
