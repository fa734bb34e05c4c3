"""A sentence at the lower edge (above the keyboard on the screen) for a few seconds, one after the other. It is over
everything, and touched by nothing.

Runs on Kivy's thread.
"""

from __future__ import annotations

from collections import deque
from pathlib import Path

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.graphics import Color, SmoothRoundedRectangle
from kivy.lang import Builder
from kivy.metrics import dp
from kivy.uix.widget import Widget

from kivy_client.platform.keyboard import keyboard
from kivy_client.ui import controls  # noqa: F401  whose look the words have but for what is said in the kv file
from kivy_client.ui.theme import theme
from kivy_client.ui.words import Words

Builder.load_file(str(Path(__file__).with_name("toasts.kv")))

SECONDS, MORE_SECONDS = 2.5, 0.05
"""How long a sentence is there: at least, and so much longer for each of its characters."""
MOST_WAITING = 5
_WIDTH_DP, _EDGE_DP, _ABOVE_DP = 420, 16, 76


class Sentence(Words):
    """The words of one."""


class Toasts:
    """`say` a sentence; what is said again while it is there, or waits, is not repeated."""

    def __init__(self) -> None:
        self.shown = ""
        self._waiting: deque[str] = deque(maxlen=MOST_WAITING)
        self._box: Widget | None = None
        self._next = Clock.create_trigger(lambda _: self._take())

    def say(self, sentence: str) -> None:
        if sentence and sentence != self.shown and sentence not in self._waiting:
            self._waiting.append(sentence)
            if not self.shown:
                self._take()

    @property
    def bottom(self) -> float:
        """Where in the window the sentence that is shown begins, pixels from below."""
        return float(self._round.pos[1])

    def clear(self) -> None:
        """Forget all of them."""
        self._waiting.clear()
        self._take()

    def _take(self) -> None:
        if self._box is not None:
            Window.canvas.after.remove(self._box.canvas)
            Window.funbind("size", self._place)
            keyboard.funbind("height", self._place)
            self._box = None
        self.shown = self._waiting.popleft() if self._waiting else ""
        if self.shown:
            self._show(self.shown)
            Clock.schedule_once(self._next, SECONDS + MORE_SECONDS * len(self.shown))

    def _show(self, sentence: str) -> None:
        box = self._box = Widget()
        with box.canvas.before:
            Color(*theme.text)
            self._round = SmoothRoundedRectangle(radius=[dp(10)])
        self._words = Sentence(text=sentence)
        box.add_widget(self._words)
        self._words.fbind("texture_size", self._place)
        Window.fbind("size", self._place)
        keyboard.fbind("height", self._place)
        self._place()
        # Not as a child of the window: that would be where the keyboard stays within.
        Window.canvas.after.add(box.canvas)

    def _place(self, *_: object) -> None:
        words, pad = self._words, dp(12)
        words.width = min(Window.width - 2 * dp(_EDGE_DP), dp(_WIDTH_DP)) - 2 * pad
        words.height = words.texture_size[1]
        words.pos = ((Window.width - words.width) / 2, keyboard.height + dp(_ABOVE_DP) + pad)
        self._round.pos = (words.x - pad, words.y - pad)
        self._round.size = (words.width + 2 * pad, words.height + 2 * pad)
