"""How long a start takes: of an empty Kivy app until its first frame, and of the app, with a store of 100,000 messages,
until the frame with its conversations.

`measure` starts each in turn, in a process of its own, and takes the time from before the process began. The processes
run `main`, which prints when what was waited for was shown, as milliseconds since the time that it is given.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.app.processes import run
from benchmarks.app.report import Figures

STARTS = ("empty", "chorus")


def measure(name: str, store: Path, environment: Mapping[str, str]) -> Figures:
    """One start of one of `STARTS`. `first`: until the first frame, `listed`: until that with the conversations, ms."""
    began = time.monotonic()  # the same clock in all processes
    return run("benchmarks.app.start", [name, str(store), str(began)], environment)


class Watch:
    """Looks at each frame. `listed` tells whether what is waited for is in it: then the figures are printed, and
    `ended` is called."""

    def __init__(self, began: float, listed: Callable[[], bool], ended: Callable[[], None]) -> None:
        self._began, self._listed, self._ended = began, listed, ended
        self._figures: Figures = {}

    def flipped(self, *_: object) -> None:
        passed = (time.monotonic() - self._began) * 1000
        self._figures.setdefault("first", passed)
        if "listed" not in self._figures and self._listed():
            self._figures["listed"] = passed
            print(json.dumps(self._figures), flush=True)
            self._ended()


def start_empty(began: float) -> None:
    """A window as large as the app's, with nothing in it."""
    from kivy.config import Config

    for option, value in {"width": "1180", "height": "760", "multisamples": "0"}.items():
        Config.set("graphics", option, value)
    from kivy.app import App
    from kivy.core.window import Window
    from kivy.uix.widget import Widget

    class Empty(App):
        def build(self) -> Any:
            return Widget()

    app = Empty()
    Window.fbind("on_flip", Watch(began, lambda: True, app.stop).flipped)
    app.run()


def start_chorus(began: float, store: Path) -> None:
    """As `python -m kivy_client --store STORE` does."""
    from kivy_client.__main__ import prepare_kivy
    from kivy_client.core.settings import Settings

    prepare_kivy()
    from kivy.core.window import Window

    from kivy_client.app import ChorusApp

    app = ChorusApp(Settings(store=store))

    def listed() -> bool:
        """Every conversation is a row, and those in sight are painted: Kivy does that before it draws."""
        rows = app.shell.list.list
        return bool(app.board.conversations) and len(rows.items) == len(app.board.conversations)

    Window.fbind("on_flip", Watch(began, listed, app.leave).flipped)
    app.run()


def main(name: str, store: str, began: str) -> None:
    if name == "empty":
        start_empty(float(began))
    else:
        start_chorus(float(began), Path(store))


if __name__ == "__main__":
    main(*sys.argv[1:])
