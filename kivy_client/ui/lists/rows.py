"""A list of rows of one height. Only the rows in sight are composed and painted; a row that did not change is kept.

It knows nothing of what it shows: a subclass says how a row looks (`compose`) and what marks an item (`key`). A tap or
Enter chooses; the right button, a long touch, the Menu key or Shift-F10 asks for a menu. Runs on Kivy's thread.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.input import MotionEvent
from kivy.metrics import dp, sp
from kivy.properties import NumericProperty, StringProperty
from kivy.uix.widget import Widget

from kivy_client.ui.focus import HAS_KEYS, Stop, above, is_shown, scope
from kivy_client.ui.keycodes import F10, MENU
from kivy_client.ui.palettes import CLEAR, Colour
from kivy_client.ui.taps import Taps
from kivy_client.ui.theme import theme
from kivy_client.ui.timeline.compose import Sheet
from kivy_client.ui.timeline.ink import Ink
from kivy_client.ui.timeline.rows import Row


class RowList(Stop, Taps):
    """`row_height`: pixels; it grows with the size of the text. `chosen`: the key of the row that is open.
    `cursor`: the row that the keyboard is on, -1 for none; it is seen while the list has the focus.

    Dispatches `on_choose(item)`, and `on_menu(item, x, y, by_keyboard)` in the window's coordinates.
    """

    row_height = NumericProperty(0.0)
    chosen = StringProperty("")
    cursor = NumericProperty(-1)
    hovered = NumericProperty(-1)

    __events__ = ("on_choose", "on_menu")

    def __init__(self, row_dp: float, **options: Any) -> None:
        super().__init__(**options)
        self.items: Sequence[Any] = ()
        self.ink = Ink()
        self._row_dp = row_dp
        self._rows: dict[int, tuple[tuple[object, ...], Row]] = {}
        self._spare: list[Row] = []
        self.touched_x = 0.0
        """Where across the row the touch was that chose it last, in the parent's coordinates."""
        self._content = Widget(size_hint=(None, None))
        self.add_widget(self._content)
        self.bar_width = dp(7)
        self._paint = Clock.create_trigger(lambda _: self._paint_now(), -1)
        for name in ("scroll_y", "chosen", "cursor", "hovered", "focus"):
            self.fbind(name, lambda *_: self._paint())
        self.fbind("size", self._on_resized)
        self.fbind("focus", self._on_list_focus)
        # Not by `fbind`, which would keep a list alive whose dialog is long gone.
        theme.bind(on_restyle=self._on_restyle)
        self.is_focusable = HAS_KEYS
        if HAS_KEYS:
            Window.bind(mouse_pos=self._on_mouse, on_cursor_leave=self._on_leave)
        self._on_restyle()

    # For the subclass

    @abstractmethod
    def compose(self, item: Any, width: float, chosen: bool) -> Sheet:
        """How a row looks."""

    @abstractmethod
    def key(self, item: Any) -> str:
        """What an item is known by."""

    def on_choose(self, item: Any) -> None:
        """The default handlers: whoever shows the list binds to the events."""

    def on_menu(self, item: Any, x: float, y: float, by_keyboard: bool) -> None:
        """As `on_choose`."""

    # What is shown

    def show(self, items: Sequence[Any]) -> None:
        """Other items, or the same ones changed or in another order; the list stays scrolled as far as it is."""
        at = self.items[int(self.cursor)] if 0 <= self.cursor < len(self.items) else None
        top = self._top
        self.items = items
        if at is not None:
            known = self.key(at)
            self.cursor = next((number for number, item in enumerate(items) if self.key(item) == known), -1)
        self._place(top)

    def repaint(self, *_: object) -> None:
        """Compose all rows anew: something that they show has changed, though no item has."""
        self._forget_rows()
        self._paint()

    def place(self, index: int) -> tuple[float, float]:
        """The middle of a row, in the window's coordinates."""
        y = self._content.height - (index + 0.5) * self.row_height
        return tuple(self._content.to_window(self._content.x + self.width / 2, self._content.y + y))

    def reveal(self, index: int) -> None:
        """Scroll just so far that a row is in sight."""
        top = self._top
        upper, lower = index * self.row_height, (index + 1) * self.row_height
        self._scroll_to(upper if upper < top else lower - self.height if lower > top + self.height else top)

    def move(self, step: int) -> None:
        """Put the cursor on another row."""
        if self.items:
            last = len(self.items) - 1
            start = self._chosen_index() if self.cursor < 0 else int(self.cursor) + step
            self.cursor = min(max(start, 0), last)
            self.reveal(int(self.cursor))

    @property
    def _top(self) -> float:
        """How far it is scrolled down, pixels."""
        return (1.0 - self.scroll_y) * max(self._content.height - self.height, 0.0)

    def _chosen_index(self) -> int:
        return next((number for number, item in enumerate(self.items) if self.key(item) == self.chosen), 0)

    def _place(self, top: float) -> None:
        self._content.size = (self.width, len(self.items) * self.row_height)
        self._scroll_to(top)
        self._paint()

    def _scroll_to(self, top: float) -> None:
        rest = self._content.height - self.height
        self.scroll_y = 1.0 - min(max(top / rest, 0.0), 1.0) if rest > 0 else 1.0

    def _on_resized(self, *_: object) -> None:
        self._forget_rows()
        self._place(self._top)

    def _on_restyle(self, *_: object) -> None:
        top = self._top / self.row_height if self.row_height else 0.0
        self.ink.restyle()
        self.row_height = max(dp(self._row_dp), round(dp(self._row_dp) * sp(theme.text_sp) / dp(15)))
        dim = theme.dim
        self.bar_color, self.bar_inactive_color = (*dim[:3], 0.7), (*dim[:3], 0.25)
        self._forget_rows()
        self._place(top * self.row_height)

    def _forget_rows(self) -> None:
        for _, row in self._rows.values():
            self._content.canvas.remove(row.canvas)
            row.sheet = None
            self._spare.append(row)
        self._rows.clear()

    def _paint_now(self) -> None:
        if not self.row_height:
            return
        first = max(int(self._top // self.row_height), 0)
        last = min(int((self._top + self.height) // self.row_height) + 1, len(self.items))
        for index in [index for index in self._rows if not first <= index < last]:
            _, row = self._rows.pop(index)
            self._content.canvas.remove(row.canvas)
            self._spare.append(row)
        for index in range(first, last):
            self._paint_row(index)

    def _paint_row(self, index: int) -> None:
        item = self.items[index]
        chosen = bool(self.chosen) and self.key(item) == self.chosen
        state = (item, self.width, chosen)
        known, row = self._rows.get(index, (None, None))
        if row is None:
            row = self._spare.pop() if self._spare else Row(self.ink)
            self._content.canvas.add(row.canvas)
        y = self._content.y + self._content.height - (index + 1) * self.row_height
        sheet = row.sheet if known == state and row.sheet is not None else self.compose(item, self.width, chosen)
        row.show(sheet, y)
        self._rows[index] = (state, row)
        row.lay_band(self._band(index, chosen), self.width, self.row_height)

    def _band(self, index: int, chosen: bool) -> Colour:
        if self.focus and index == self.cursor:
            return tuple(theme.selected if chosen else theme.pressed)
        if chosen:
            return tuple(theme.selected)
        return tuple(theme.hover) if index == self.hovered else CLEAR

    # By finger and mouse

    def index_at(self, x: float, y: float) -> int:
        """The row at a place in the parent's coordinates, -1 for none."""
        if not self.collide_point(x, y) or not self.row_height:
            return -1
        index = int((self.top - y + self._top) // self.row_height)
        return index if 0 <= index < len(self.items) else -1

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Past `FocusBehavior`, which would take the focus."""
        return bool(Taps.on_touch_down(self, touch))

    def tapped(self, x: float, y: float) -> None:
        index = self.index_at(x, y)
        if index >= 0:
            self.touched_x = x
            self.dispatch("on_choose", self.items[index])

    def held(self, x: float, y: float) -> None:
        index = self.index_at(x, y)
        if index >= 0:
            self.dispatch("on_menu", self.items[index], *self.to_window(x, y), False)

    def _on_mouse(self, _: Any, place: tuple[float, float]) -> None:
        over = is_shown(self) and self.get_root_window() is not None and scope() in above(self)
        self.hovered = self.index_at(*self.parent.to_widget(*place)) if over else -1

    def _on_leave(self, _: Any) -> None:
        self.hovered = -1

    # By keyboard

    def keyboard_on_key_down(self, window: Any, keycode: tuple[int, str], text: str, modifiers: list[str]) -> bool:
        """Up and down move the cursor, Enter chooses."""
        if set(modifiers) & {"alt", "ctrl", "meta"}:
            return False
        page = max(int(self.height // self.row_height) - 1, 1)
        steps = {
            "up": -1,
            "down": 1,
            "pageup": -page,
            "pagedown": page,
            "home": -len(self.items),
            "end": len(self.items),
        }
        if keycode[1] in steps:
            self.move(steps[keycode[1]])
        elif keycode[1] in ("enter", "numpadenter", "spacebar") and self.cursor >= 0:
            self.dispatch("on_choose", self.items[int(self.cursor)])
        elif keycode[0] in MENU or (keycode[0] == F10 and "shift" in modifiers):
            if self.cursor >= 0:
                self.dispatch("on_menu", self.items[int(self.cursor)], *self.place(int(self.cursor)), True)
        else:
            return bool(super().keyboard_on_key_down(window, keycode, text, modifiers))
        return True

    def _on_list_focus(self, _: object, focused: bool) -> None:
        if focused and not 0 <= self.cursor < len(self.items):
            self.cursor = -1
            self.move(0)
