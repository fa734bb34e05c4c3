"""One chat goes the course, in a window of its own process; its figures are printed as JSON.

Load 10,000 messages; scroll slowly, then fling; take in 100 messages a second for some seconds; be given 100 older,
some times, while scrolled up. A frame is the time from one flip of the window to the next; only what changes is drawn.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import median
from typing import Any, Protocol

from benchmarks.app.messages import Message, messages
from benchmarks.figures import percentile

COUNT, FRAMES, WARM_FRAMES = 10_000, 200, 3
SLOW_PIXELS, FLING_PIXELS = 25, 400
ARRIVALS_A_SECOND, ARRIVAL_SECONDS = 100, 4.0
OLDER, OLDER_TIMES = 100, 5
WINDOW = {"width": "900", "height": "900", "maxfps": "0", "resizable": "0", "multisamples": "0"}
"""Without multisampling, as the app's own; frames come as fast as they can be drawn."""


class Chat(Protocol):
    """What is compared. `widget` fills the window; `drawn` is the part of it that must not move."""

    widget: Any

    @property
    def drawn(self) -> Any: ...

    def load(self, messages: Sequence[Message]) -> None: ...

    def append(self, messages: Sequence[Message]) -> None:
        """New ones at the end, which is in sight and stays so."""

    def prepend(self, messages: Sequence[Message]) -> None: ...

    def scroll(self, pixels: float) -> None:
        """Up, towards older messages."""

    def to_end(self) -> None: ...


class Course:
    """Steps Kivy's loop itself, from the main thread. All times in milliseconds."""

    def __init__(self, chat: Chat, step: Callable[[], None], pixels: Callable[[], bytes]) -> None:
        self._chat, self._step, self._pixels = chat, step, pixels
        self._flips: list[float] = []

    def flipped(self, *_: object) -> None:
        self._flips.append(time.perf_counter())

    def run(self) -> dict[str, float]:
        chat, figures = self._chat, {}
        first = messages(0, COUNT)
        started = time.perf_counter()
        chat.load(first)
        figures["load"] = _since(started)
        self._frames(10)
        chat.to_end()
        self._frames(10)
        for name, pixels in (("scroll", SLOW_PIXELS), ("fling", FLING_PIXELS)):
            self._flips.clear()
            for _ in range(FRAMES):
                chat.scroll(pixels)
                self._step()
            figures |= self._figures(name)
        chat.to_end()
        self._frames(10)
        figures |= self._arrivals()
        figures |= self._older()
        figures["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return figures

    def _arrivals(self) -> dict[str, float]:
        self._flips.clear()
        came, started = 0, time.perf_counter()
        while (passed := time.perf_counter() - started) < ARRIVAL_SECONDS:
            due = int(passed * ARRIVALS_A_SECOND)
            if due > came:
                self._chat.append(messages(COUNT + came, due - came))
                came = due
            self._step()
        return self._figures("arrivals")

    def _older(self) -> dict[str, float]:
        """Several times, of which the median counts: one alone is at the mercy of whatever else the machine does."""
        self._chat.scroll(5000)
        self._frames(10)
        before = self._pixels()
        calls, shown, moved = [], [], False
        for number in range(1, OLDER_TIMES + 1):
            older = messages(-OLDER * number, OLDER)
            started = time.perf_counter()
            self._chat.prepend(older)
            calls.append(_since(started))
            self._frames(1)
            shown.append(_since(started))
            self._frames(5)
            moved = moved or self._pixels() != before
        return {"older": median(calls), "older_shown": median(shown), "moved": float(moved)}

    def _figures(self, name: str) -> dict[str, float]:
        flips = self._flips
        frames = [(after - before) * 1000 for before, after in pairwise(flips)]
        frames = sorted(frames[WARM_FRAMES:])
        return {f"{name}_p50": percentile(frames, 50), f"{name}_p95": percentile(frames, 95), f"{name}_n": len(frames)}

    def _frames(self, count: int) -> None:
        for _ in range(count):
            self._step()


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000


def main(name: str) -> None:
    """Open the window, go the course, print the figures. Kivy is imported only once it is told how."""
    from kivy.config import Config

    for option, value in WINDOW.items():
        Config.set("graphics", option, value)
    from kivy.app import App
    from kivy.base import EventLoop
    from kivy.core.window import Window
    from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels

    from kivy_client.ui.text import fonts

    fonts.register()
    chat: Chat
    if name == "stock":
        from benchmarks.app.stock import StockChat

        chat = StockChat()
    else:
        from benchmarks.app.chorus import ChorusChat

        chat = ChorusChat()

    class Bench(App):
        def build(self) -> Any:
            return chat.widget

    def pixels() -> bytes:
        chat.drawn.bar_width = 0
        for _ in range(3):
            EventLoop.idle()
        Window.canvas.ask_update()
        Window.dispatch("on_draw")
        return bytes(glReadPixels(0, 0, *map(int, Window.size), GL_RGB, GL_UNSIGNED_BYTE))

    Bench()._run_prepare()
    EventLoop.start()
    course = Course(chat, EventLoop.idle, pixels)
    Window.bind(on_flip=course.flipped)
    for _ in range(10):
        EventLoop.idle()
    print(json.dumps(course.run()))


if __name__ == "__main__":
    main(sys.argv[1])
