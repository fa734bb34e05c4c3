"""The emoji above the composer: made when they are asked for first. Runs on Kivy's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kivy.core.window import Window
from kivy.input import MotionEvent
from kivy.metrics import dp

from kivy_client.ui.board import Board
from kivy_client.ui.compose.choices import Card
from kivy_client.ui.focus import HAS_KEYS

if TYPE_CHECKING:
    from kivy_client.ui.compose.picker import EmojiPicker

_WIDTH_DP, _HEIGHT_DP, _EDGE_DP, _HEAD_DP = 400, 360, 8, 64


class PickerPopover:
    """Of one `Composer`. `picker`: None until it is opened."""

    def __init__(self, board: Board, composer: Any) -> None:
        self._board, self._composer = board, composer
        self.picker: EmojiPicker | None = None
        for name in ("pos", "size", "top"):
            composer.fbind(name, lambda *_: self._place())
        board.fbind("current", lambda *_: self.close())

    @property
    def is_open(self) -> bool:
        return self.picker is not None and self.picker.parent is not None

    def toggle(self) -> None:
        if self.is_open:
            self.back()
        else:
            self.open()

    def open(self) -> None:
        from kivy_client.ui.compose.picker import EmojiPicker

        if self.picker is None:
            self.picker = EmojiPicker(self._board, size_hint=(None, None))
            Card(self.picker)
            self.picker.fbind("on_pick", self._picked)
        self.picker.begin()
        self._composer.add_widget(self.picker)
        self._composer.ids.emoji_button.on = True
        self._place()
        if HAS_KEYS:
            self.picker.focus_search()

    def close(self) -> None:
        if self.picker is not None and self.picker.parent is not None:
            self._composer.remove_widget(self.picker)
            self._composer.ids.emoji_button.on = False

    def back(self) -> bool:
        """Close it, and give the keyboard back to the field; False: it was not open."""
        was = self.is_open
        if was:
            self.close()
            if HAS_KEYS:
                self._composer.focus_field()
        return was

    def touched(self, touch: MotionEvent) -> bool:
        """A touch begins. On the picker it stays there (True); one beside picker and composer closes it,
        a turn of the wheel does not."""
        picker = self.picker
        if picker is None or picker.parent is None:
            return False
        if picker.collide_point(*touch.pos):
            picker.on_touch_down(touch)
            return True
        if not self._composer.collide_point(*touch.pos) and not touch.is_mouse_scrolling:
            self.back()
        return False

    def _picked(self, _: Any, sign: str, by_keyboard: bool) -> None:
        """A touch can pick several; Enter picks one."""
        self._composer.insert(sign)
        if by_keyboard:
            self.back()

    def _place(self) -> None:
        picker, composer = self.picker, self._composer
        if picker is None or picker.parent is None:
            return
        edge = dp(_EDGE_DP)
        above = Window.height - composer.to_window(0, composer.top)[1] - dp(_HEAD_DP)
        picker.size = (min(composer.width - 2 * edge, dp(_WIDTH_DP)), max(min(dp(_HEIGHT_DP), above), dp(160)))
        picker.pos = (composer.right - edge - picker.width, composer.top + edge)
