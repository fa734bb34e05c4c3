"""The menu of an entry: signs to react with at once, and below them what else can be done. Over the whole window.

Opened at a place, kept within the window: if it is too high for it, its rows scroll. By keyboard up, down, left, right,
Enter and Esc. What removes something is pressed twice. Runs on Kivy's thread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kivy.core.window import Window
from kivy.input import MotionEvent

from kivy_client.ui.focus import keep_focus
from kivy_client.ui.keycodes import DOWN, ENTER, ESCAPE, LEFT, NUMPAD_ENTER, RIGHT, TAB, UP
from kivy_client.ui.timeline.actions import QUICK_SIGNS, Action
from kivy_client.ui.timeline.compose import Box, Hit, Piece, Sheet
from kivy_client.ui.timeline.ink import Ink
from kivy_client.ui.timeline.painted import Painted

MORE_SIGNS = "more"
_ROW_DP, _LEAST_ROW_DP, _SIGN_DP, _WIDTH_DP, _PAD_DP = 44, 36, 42, 250, 8
_ICON_X_DP, _LABEL_X_DP, _MOVED_DP = 14, 52, 10
_UPWARDS = {"scrolldown": -1, "scrollup": 1}
"""What Kivy calls the directions of the wheel, as rows."""


class EntryMenu(Painted):
    """`choose(action)` is called with an `Action`, `react(sign)` with a sign or `MORE_SIGNS`; either closes it."""

    is_scope = True
    """For `ui.focus`: while it is there, the keyboard and the mouse stay within."""

    def __init__(
        self,
        ink: Ink,
        actions: Sequence[Action],
        choose: Callable[[Action], None],
        react: Callable[[str], None] | None,
        at: tuple[float, float],
    ) -> None:
        self._actions = list(actions)
        self._signs = [*QUICK_SIGNS, MORE_SIGNS] if react else []
        self._choose, self._react = choose, react
        self._at = at
        self._current = -1
        self._asked_again = -1
        self._shown = Sheet()
        self._touches: dict[int, float] = {}
        """Those that began on the menu, and how high they are now."""
        self._top = 0
        """The first row that is shown."""
        self._rows = len(self._actions)
        """How many are."""
        self._row_height = 1.0
        super().__init__(ink=ink, size_hint=(None, None), pos=(0, 0), size=Window.size)

    @property
    def labels(self) -> list[str]:
        """What can be chosen, from above, signs first."""
        return [*self._signs, *(self._label(number) for number in range(len(self._actions)))]

    def open(self, by_keyboard: bool = False, first: int = 0) -> None:
        """`by_keyboard`: with the action of this number chosen."""
        self.sheet()
        if by_keyboard:
            self._choose_at(len(self._signs) + first if self._actions else 0)
        Window.add_widget(self)
        Window.fbind("on_key_down", self._on_key)
        Window.fbind("on_textinput", self._on_text)
        Window.fbind("size", self._on_window_size)

    def close(self) -> None:
        Window.funbind("on_key_down", self._on_key)
        Window.funbind("on_textinput", self._on_text)
        Window.funbind("size", self._on_window_size)
        Window.remove_widget(self)

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Nothing below gets it, and a field keeps the focus."""
        keep_focus(touch)
        if touch.is_mouse_scrolling:
            self._scroll(self._top + _UPWARDS.get(touch.button, 0))
        else:
            self._touches[touch.uid] = touch.y
        return True

    def on_touch_move(self, touch: MotionEvent) -> bool:
        """The rows follow the finger, one by one."""
        start = self._touches.get(touch.uid)
        rows = 0 if start is None else int((touch.y - start) / self._row_height)
        if rows and self._rows < len(self._actions):
            self._touches[touch.uid] = touch.y
            self._scroll(self._top + rows)
        return True

    def on_touch_up(self, touch: MotionEvent) -> bool:
        """The touch that opened the menu ends above it, which means nothing; nor does one that scrolled."""
        if self._touches.pop(touch.uid, None) is not None:
            hit = self._shown.hit(*touch.pos)
            if self._rows < len(self._actions) and abs(touch.y - touch.oy) > _MOVED_DP * self.ink.faces.unit:
                return True
            if hit is not None:
                self._take(int(hit.target))
            else:
                self.close()
        return True

    def sheet(self) -> Sheet:
        sheet, unit = Sheet(), self.ink.faces.unit
        sign, pad = _SIGN_DP * unit, _PAD_DP * unit
        signs = sign + pad if self._signs else 0.0
        row = self._fit_rows(self.height - 4 * pad - signs)
        widest = max([self.ink.faces.text.width(action.label) for action in self._actions], default=0.0)
        wide = max(_WIDTH_DP * unit, sign * len(self._signs) + 2 * pad, widest + (_LABEL_X_DP + 18) * unit)
        wide = min(wide, self.width - 2 * pad)
        high = self._rows * row + signs + 2 * pad
        x = min(max(self._at[0], pad), self.width - wide - pad)
        y = min(max(self._at[1] - high, pad), max(self.height - high - pad, pad))
        corner = (12 * unit,) * 4
        sheet.boxes.append(Box(x - unit, y - 3 * unit, wide + 2 * unit, high + 4 * unit, "shadow", corner))
        sheet.boxes.append(Box(x - unit, y - unit, wide + 2 * unit, high + 2 * unit, "quiet_badge", corner))
        sheet.boxes.append(Box(x, y, wide, high, "panel", corner))
        top = y + high - pad
        if self._signs:
            each = (wide - 2 * pad) / len(self._signs)
            for number in range(len(self._signs)):
                self._sign(sheet, number, x + pad + number * each, top - sign, each, sign)
        top -= signs
        for place in range(self._rows):
            self._row_of(sheet, self._top + place, x, top - (place + 1) * row, wide, row)
        self._more_rows(sheet, x + wide, top, y + pad)
        self._shown = sheet
        return sheet

    def _fit_rows(self, room: float) -> float:
        """How high a row is, once as many are shown as there is room for."""
        unit, count = self.ink.faces.unit, max(len(self._actions), 1)
        text = self.ink.faces.text.line_height
        high, least = max(_ROW_DP * unit, text + 14 * unit), max(_LEAST_ROW_DP * unit, text + 6 * unit)
        self._row_height = min(max(room / count, least), high)
        self._rows = min(len(self._actions), max(int(room / self._row_height + 0.01), 1))
        self._top = min(max(self._top, 0), len(self._actions) - self._rows)
        return self._row_height

    def _more_rows(self, sheet: Sheet, right: float, top: float, bottom: float) -> None:
        """A small arrow where rows are left out."""
        icon, unit = self.ink.faces.icon, self.ink.faces.unit
        if self._top > 0:
            sheet.pieces.append(Piece(right - icon - 4 * unit, top - icon, "chevron-up", "icon", "dim"))
        if self._top + self._rows < len(self._actions):
            sheet.pieces.append(Piece(right - icon - 4 * unit, bottom, "chevron-down", "icon", "dim"))

    def _scroll(self, top: int) -> None:
        self._top = min(max(top, 0), len(self._actions) - self._rows)
        self.repaint()

    def _sign(self, sheet: Sheet, number: int, x: float, y: float, wide: float, high: float) -> None:
        if number == self._current:
            sheet.boxes.append(Box(x, y, wide, high, "selected", (high / 2,) * 4))
        ink, sign = self.ink, self._signs[number]
        if sign == MORE_SIGNS:
            icon = ink.faces.button
            place = x + (wide - icon) / 2, y + (high - icon) / 2
            sheet.pieces.append(Piece(*place, "plus", "button", "dim"))
        else:
            ruler = ink.faces.large
            shown = Piece(x + (wide - ruler.width(sign)) / 2, y + (high - ruler.line_height) / 2, sign, "large", "text")
            sheet.pieces.append(shown)
        sheet.hits.append(Hit("menu", str(number), x, y, wide, high))

    def _row_of(self, sheet: Sheet, number: int, x: float, y: float, wide: float, high: float) -> None:
        unit, ruler, action = self.ink.faces.unit, self.ink.faces.text, self._actions[number]
        if number + len(self._signs) == self._current:
            sheet.boxes.append(Box(x, y, wide, high, "selected", (unit,) * 4))
        colour = "error" if action.harmful else "text"
        icon = self.ink.faces.button
        left = (_LABEL_X_DP if action.icon else _ICON_X_DP) * unit
        if action.icon:
            sheet.pieces.append(Piece(x + _ICON_X_DP * unit, y + (high - icon) / 2, action.icon, "button", colour))
        label = ruler.shorten(self._label(number), wide - left - 14 * unit)
        sheet.pieces.append(Piece(x + left, y + (high - ruler.line_height) / 2, label, "text", colour))
        sheet.hits.append(Hit("menu", str(number + len(self._signs)), x, y, wide, high))

    def _label(self, number: int) -> str:
        label = self._actions[number].label
        return f"Really {label[0].lower()}{label[1:]}?" if number == self._asked_again else label

    def _take(self, number: int) -> None:
        """Do what is at this place of the menu."""
        if number < len(self._signs):
            self.close()
            if self._react is not None:
                self._react(self._signs[number])
            return
        number -= len(self._signs)
        if self._actions[number].harmful and number != self._asked_again:
            self._asked_again = number
            self.repaint()
            return
        self.close()
        self._choose(self._actions[number])

    def _on_key(self, _window: Any, key: int, _code: int, _text: str | None, modifiers: list[str]) -> bool:
        """While it is open, every key is for the menu."""
        signs, everything = len(self._signs), len(self._signs) + len(self._actions)
        at = self._current
        if key == ESCAPE:
            self.close()
        elif key in (ENTER, NUMPAD_ENTER) and at >= 0:
            self._take(at)
        elif everything:
            back = key in (UP, LEFT) or (key == TAB and "shift" in modifiers)
            if key in (UP, DOWN) and 0 <= at < signs:
                at = everything - 1 if key == UP else signs % everything
            elif key == UP and at == signs and signs:
                at = 0
            elif key in (UP, DOWN, LEFT, RIGHT, TAB):
                at = (at - 1 if back else at + 1) % everything
            self._choose_at(at)
        return True

    def _choose_at(self, number: int) -> None:
        """The keyboard is there now, and it is in sight."""
        self._current, row = number, number - len(self._signs)
        if row >= 0:
            self._scroll(min(max(self._top, row - self._rows + 1), row))
        self.repaint()

    def _on_text(self, *_: object) -> bool:
        """What is typed does not reach the field below."""
        return True

    def _on_window_size(self, _window: Any, size: tuple[float, float]) -> None:
        self.size = size
