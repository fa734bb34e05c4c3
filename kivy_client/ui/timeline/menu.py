"""The menu of an entry: signs to react with at once, and below them what else can be done. Over the whole window.

Opened at a place, kept within the window; by keyboard up, down, left, right, Enter and Esc. What removes something is
pressed twice. Runs on Kivy's thread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kivy.core.window import Window
from kivy.input import MotionEvent

from kivy_client.ui.focus import keep_focus
from kivy_client.ui.timeline.actions import QUICK_SIGNS, Action
from kivy_client.ui.timeline.compose import Box, Hit, Piece, Sheet
from kivy_client.ui.timeline.ink import Ink
from kivy_client.ui.timeline.painted import Painted

MORE_SIGNS = "more"
_ROW_DP, _SIGN_DP, _WIDTH_DP, _PAD_DP = 44, 42, 250, 8
_ESCAPE, _ENTER, _NUMPAD_ENTER, _TAB, _UP, _DOWN, _RIGHT, _LEFT = 27, 13, 271, 9, 273, 274, 275, 276


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
        self._touches: set[int] = set()
        super().__init__(ink=ink, size_hint=(None, None), pos=(0, 0), size=Window.size)

    @property
    def labels(self) -> list[str]:
        """What can be chosen, from above, signs first."""
        return [*self._signs, *(self._label(number) for number in range(len(self._actions)))]

    def open(self, by_keyboard: bool = False) -> None:
        self._current = len(self._signs) if by_keyboard and self._actions else 0 if by_keyboard else -1
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
        self._touches.add(touch.uid)
        keep_focus(touch)
        return True

    def on_touch_move(self, touch: MotionEvent) -> bool:
        return True

    def on_touch_up(self, touch: MotionEvent) -> bool:
        """The touch that opened the menu ends above it, which means nothing."""
        if touch.uid in self._touches and not touch.is_mouse_scrolling:
            hit = self._shown.hit(*touch.pos)
            if hit is not None:
                self._take(int(hit.target))
            else:
                self.close()
        self._touches.discard(touch.uid)
        return True

    def sheet(self) -> Sheet:
        sheet, unit = Sheet(), self.ink.faces.unit
        row, sign, pad = _ROW_DP * unit, _SIGN_DP * unit, _PAD_DP * unit
        widest = max([self.ink.faces.text.width(action.label) for action in self._actions], default=0.0)
        wide = max(_WIDTH_DP * unit, sign * len(self._signs) + 2 * pad, widest + 70 * unit)
        wide = min(wide, self.width - 2 * pad)
        high = len(self._actions) * row + (sign + pad if self._signs else 0.0) + 2 * pad
        x = min(max(self._at[0], pad), self.width - wide - pad)
        y = min(max(self._at[1] - high, pad), max(self.height - high - pad, pad))
        corner = (12 * unit,) * 4
        sheet.boxes.append(Box(x - unit, y - 3 * unit, wide + 2 * unit, high + 4 * unit, "shadow", corner))
        sheet.boxes.append(Box(x - unit, y - unit, wide + 2 * unit, high + 2 * unit, "quiet_badge", corner))
        sheet.boxes.append(Box(x, y, wide, high, "panel", corner))
        top = y + high - pad
        if self._signs:
            top -= sign
            each = (wide - 2 * pad) / len(self._signs)
            for number in range(len(self._signs)):
                self._sign(sheet, number, x + pad + number * each, top, each, sign)
            top -= pad
        for number in range(len(self._actions)):
            top -= row
            self._row_of(sheet, number, x, top, wide, row)
        self._shown = sheet
        return sheet

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
        sheet.pieces.append(Piece(x + 14 * unit, y + (high - icon) / 2, action.icon, "button", colour))
        label = ruler.shorten(self._label(number), wide - 66 * unit)
        sheet.pieces.append(Piece(x + 52 * unit, y + (high - ruler.line_height) / 2, label, "text", colour))
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
        if key == _ESCAPE:
            self.close()
        elif key in (_ENTER, _NUMPAD_ENTER) and at >= 0:
            self._take(at)
        elif everything:
            back = key in (_UP, _LEFT) or (key == _TAB and "shift" in modifiers)
            if key in (_UP, _DOWN) and 0 <= at < signs:
                at = everything - 1 if key == _UP else signs % everything
            elif key == _UP and at == signs and signs:
                at = 0
            elif key in (_UP, _DOWN, _LEFT, _RIGHT, _TAB):
                at = (at - 1 if back else at + 1) % everything
            self._current = at
            self.repaint()
        return True

    def _on_text(self, *_: object) -> bool:
        """What is typed does not reach the field below."""
        return True

    def _on_window_size(self, _window: Any, size: tuple[float, float]) -> None:
        self.size = size
