"""A dialog: a card in the middle of a wide window, on a telephone a sheet that comes up from below.

Escape, Android's back and a touch outside close it; then the keyboard is where it was before. Runs on Kivy's thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kivy.animation import Animation
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.input import MotionEvent
from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from kivy_client.ui.controls import Words
from kivy_client.ui.focus import HAS_KEYS, Pressable, above, focus_first, focused, keep_focus
from kivy_client.ui.keycodes import DOWN, ESCAPE, PAGE_DOWN, PAGE_UP, TAB, UP

WIDE = 720
"""From so many dp on it is a card."""
SECONDS = 0.14
_PAGES = {UP: 0.15, DOWN: -0.15, PAGE_UP: 0.9, PAGE_DOWN: -0.9}
"""What keys scroll by, in heights of what is seen."""

__all__ = ["Sheet", "Words"]


class Sheet(FloatLayout):
    """What is added to it (`add_widget`, or in kv) goes into its body, one below the other, and scrolls if need be.

    `width_wide`: of the card. `padded`: leave room beside what is in it. `lift`: what the keyboard on the screen covers
    below, in pixels. Event: `on_dismiss`.
    """

    __events__ = ("on_dismiss",)
    is_scope = True
    """The keyboard stays within it (`focus.scope`)."""

    title = StringProperty("")
    width_wide = NumericProperty("440dp")
    padded = BooleanProperty(True)
    lift = NumericProperty(0)
    wide = BooleanProperty(True)
    shown = NumericProperty(0)
    """0 to 1, while it comes and goes."""
    body = ObjectProperty(None, allownone=True)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._before: Widget | None = None
        self._open = False

    @property
    def is_open(self) -> bool:
        return self._open

    @staticmethod
    def top() -> Sheet | None:
        """The one on top of all, if any is open."""
        return next((child for child in Window.children if isinstance(child, Sheet) and child.is_open), None)

    def add_widget(self, widget: Widget, *arguments: Any, **options: Any) -> None:
        if self.body is None:
            super().add_widget(widget, *arguments, **options)
        else:
            self.body.add_widget(widget, *arguments, **options)

    def open(self) -> None:
        """Show it on top of all, and give it the keyboard."""
        if self._open:
            return
        self._open = True
        self._before = focused()
        if self._before is not None:
            self._before.focus = False
        Window.add_widget(self)
        Window.bind(on_key_down=self._on_key_down, size=self._on_window)
        self._on_window()
        Animation.cancel_all(self, "shown")
        Animation(shown=1, duration=SECONDS, transition="out_quad").start(self)
        if HAS_KEYS:
            Clock.schedule_once(self._take_keyboard)

    def dismiss(self, *_: object) -> None:
        """Close it. It is out of the way at once, though it fades out."""
        if not self._open:
            return
        self._open = False
        self.is_scope = False
        Window.unbind(on_key_down=self._on_key_down, size=self._on_window)
        now = focused()
        if now is not None:
            now.focus = False
        if self._before is not None and self._before.get_parent_window() is not None:
            self._before.focus = True
        Animation.cancel_all(self, "shown")
        leaving = Animation(shown=0, duration=SECONDS / 2)
        leaving.bind(on_complete=lambda *_: self._remove())
        leaving.start(self)
        self.dispatch("on_dismiss")

    def _take_keyboard(self, _: float) -> None:
        """Once what is in it has found its place."""
        if self._open and focused() is None and not focus_first(self.body) and self.shown < 1:
            Clock.schedule_once(self._take_keyboard)

    def on_dismiss(self) -> None:
        """It goes."""

    def _remove(self) -> None:
        if not self._open:
            Window.remove_widget(self)
            self.is_scope = True

    def _on_window(self, *_: object) -> None:
        self.size = Window.size
        self.wide = Window.width >= dp(WIDE)

    def _on_key_down(
        self, _: Any, key: int, _scan: int = 0, _text: str | None = None, modifiers: Sequence[str] = ()
    ) -> bool:
        if Sheet.top() is not self:
            return False
        if key == ESCAPE:
            self.dismiss()
            return True
        if key == TAB:
            Clock.schedule_once(self._reveal)
            return focused() is None and focus_first(self, last="shift" in modifiers)
        return key in _PAGES and self._turn(_PAGES[key])

    def _turn(self, pages: float) -> bool:
        """Scroll by so many heights of what is seen, unless the keys are for a field or a list."""
        view, holder = self.body.parent, focused()
        hidden = self.body.height - view.height
        if hidden <= 0 or not (holder is None or isinstance(holder, Pressable)):
            return False
        view.scroll_y = min(max(view.scroll_y + pages * view.height / hidden, 0.0), 1.0)
        return True

    def _reveal(self, _: float) -> None:
        """Scroll to what has the keyboard now."""
        holder = focused()
        if self._open and holder is not None and self.body in above(holder):
            self.body.parent.scroll_to(holder, padding=16, animate=False)

    def on_touch_down(self, touch: MotionEvent) -> bool:
        if not self._open:
            return False
        if self.ids.card.collide_point(*touch.pos):
            super().on_touch_down(touch)
        elif not touch.is_mouse_scrolling:
            self.dismiss()
        if HAS_KEYS:
            keep_focus(touch)
        return True

    def on_touch_move(self, touch: MotionEvent) -> bool:
        super().on_touch_move(touch)
        return self._open

    def on_touch_up(self, touch: MotionEvent) -> bool:
        super().on_touch_up(touch)
        return self._open


Builder.load_file(str(Path(__file__).with_name("sheet.kv")))
