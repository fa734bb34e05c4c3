"""Drives the app in a real window, frame by frame, from the test's own thread: no sleeps, no event loop of its own.

What a person does (tap, type, press a key) goes in as Kivy's input; `until` steps frames until something is so.
Importing this opens the window, so it is imported only by fixtures that come after `window`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kivy.app import App
from kivy.base import EventLoop
from kivy.core.window import Window
from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels
from kivy.graphics.texture import Texture
from kivy.input.motionevent import MotionEvent
from kivy.uix.behaviors import FocusBehavior
from kivy.uix.widget import Widget

SECONDS = 20.0


class _Touch(MotionEvent):
    """A finger or a mouse button at a place in the window."""

    def __init__(self, x: float, y: float, button: str = "") -> None:
        place = {"x": x / (Window.width - 1), "y": y / (Window.height - 1)}
        super().__init__("driver", 1, place, is_touch=True, type_id="touch")
        self.profile = ["pos"]
        if button:
            self.profile.append("button")
            self.button = button

    def depack(self, args: dict[str, Any]) -> None:
        self.sx, self.sy = args["x"], args["y"]
        super().depack(args)


@dataclass(frozen=True)
class Picture:
    """Pixels of the window, three bytes each, the lowest row first."""

    width: int
    height: int
    data: bytes

    def at(self, x: float, y: float) -> tuple[int, ...]:
        """Red, green and blue, 0 to 255; y is counted from below, as Kivy does."""
        start = 3 * (int(y) * self.width + int(x))
        return tuple(self.data[start : start + 3])

    def save(self, path: str) -> None:
        """Write a PNG file, for people to look at."""
        texture = Texture.create(size=(self.width, self.height), colorfmt="rgb")
        texture.blit_buffer(self.data, colorfmt="rgb")
        texture.save(path, flipped=True)


class Driver:
    """Starts the app on making; `close` ends it as closing the window would have."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.stopped = False
        app.bind(on_stop=self._on_stop)
        app._run_prepare()
        EventLoop.start()
        self.frames(3)

    def frames(self, count: int = 1) -> None:
        for _ in range(count):
            EventLoop.idle()

    def until(self, condition: Callable[[], object], what: str = "", seconds: float = SECONDS) -> None:
        """Step until it is so, and until widgets have found their places; fail after so many seconds."""
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, f"still not so after {seconds:g} s: {what or condition}"
            self.frames()
        self.frames(2)

    def tap(self, widget: Widget) -> None:
        """Press and release in the middle of a widget."""
        self.press(*widget.to_window(*widget.center))

    def press(self, x: float, y: float, button: str = "", hold: Callable[[], object] | None = None) -> None:
        """Press and release at a place of the window; with `hold`, release only when that is so."""
        touch = _Touch(x, y, button)
        EventLoop.post_dispatch_input("begin", touch)
        self.frames()
        if hold is not None:
            self.until(hold)
        EventLoop.post_dispatch_input("end", touch)
        self.frames()

    def type(self, text: str) -> None:
        """Type characters into whatever has the focus."""
        for character in text:
            Window.dispatch("on_textinput", character)
        self.frames()

    def key(self, code: int, *modifiers: str) -> None:
        """Press and release a key."""
        Window.dispatch("on_key_down", code, 0, "", list(modifiers))
        Window.dispatch("on_key_up", code, 0)
        self.frames()

    def wheel(self, widget: Widget, notches: int) -> None:
        """Turn the mouse wheel over a widget: up for positive notches."""
        for _ in range(abs(notches)):
            touch = _Touch(*widget.to_window(*widget.center), button="scrolldown" if notches > 0 else "scrollup")
            EventLoop.post_dispatch_input("begin", touch)
            EventLoop.post_dispatch_input("end", touch)
            self.frames()

    def resize(self, width: int, height: int) -> None:
        Window.size = (width, height)
        self.until(lambda: tuple(Window.size) == (width, height), "the window has its new size")
        self.frames(3)

    def close_window(self) -> bool:
        """Press the window's close button; True: the app keeps the window open for now."""
        kept = bool(Window.dispatch("on_request_close", source="driver"))
        self.frames()
        return kept

    def picture(self) -> Picture:
        """What the window shows."""
        self.frames(2)
        Window.canvas.ask_update()
        Window.dispatch("on_draw")
        width, height = map(int, Window.size)
        return Picture(width, height, bytes(glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE)))

    def close(self) -> None:
        """End the app, and make the window ready for the next one."""
        if not self.stopped:
            self.app.dispatch("on_stop")
        for holder in [widget for widget in FocusBehavior._keyboards.values() if widget is not None]:
            holder.focus = False
        for widget in list(Window.children):
            Window.remove_widget(widget)
        App._running_app = None
        self.frames()

    def _on_stop(self, _: App) -> None:
        self.stopped = True
