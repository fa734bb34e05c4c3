"""`python -m kivy_client`, or `chorus`: read the options, prepare Kivy, run the app. Main thread."""

from __future__ import annotations

import importlib.util
import logging
import os
import signal
import sys
from collections.abc import Mapping

from kivy_client.core.settings import from_command_line

NO_DISPLAY = "The app needs a display: neither DISPLAY nor WAYLAND_DISPLAY is set."
NO_KIVY = "The app needs Kivy, and this Python has none: with Python 3.11 to 3.13, run `pip install '.[app]'`."
_WINDOW = {"width": "1180", "height": "760", "minimum_width": "340", "minimum_height": "420", "multisamples": "0"}


def main() -> int:
    """Run the app until it is left. 1: it cannot run here."""
    settings = from_command_line(sys.argv[1:], os.environ)
    if not has_display(sys.platform, os.environ):
        print(f"chorus: {NO_DISPLAY}", file=sys.stderr)
        return 1
    if importlib.util.find_spec("kivy") is None:
        print(f"chorus: {NO_KIVY}", file=sys.stderr)
        return 1
    prepare_kivy()
    from kivy.clock import Clock

    from kivy_client.app import ChorusApp

    app = ChorusApp(settings)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: Clock.schedule_once(lambda _: app.leave()))
    app.run()
    return 0


def has_display(platform: str, environment: Mapping[str, str]) -> bool:
    """Whether somebody may see the window. Without a display SDL draws into memory, and nobody sees who is in the chat.

    Only X and Wayland name their display. SDL_VIDEODRIVER is somebody's own choice (for instance kmsdrm, on a console);
    Android calls itself Linux, and ANDROID_ARGUMENT tells it apart.
    """
    named = ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER", "ANDROID_ARGUMENT")
    return platform != "linux" or any(environment.get(name) for name in named)


def prepare_kivy() -> None:
    """Settings that Kivy reads only once, when it is imported: our own options, a quiet log, a window for a chat."""
    os.environ.setdefault("KIVY_NO_ARGS", "1")
    os.environ.setdefault("KIVY_LOG_MODE", "PYTHON")
    log = logging.getLogger("kivy")
    log.setLevel(logging.ERROR)  # until it has read its settings: it warns of a fresh home
    # Without xclip there is no pasting by the middle button, which is no reason for a page of complaints.
    log.addFilter(lambda record: not record.getMessage().startswith("Cutbuffer:"))
    from kivy.config import Config

    for option, value in _WINDOW.items():
        Config.set("graphics", option, value)
    Config.set("input", "mouse", "mouse,disable_multitouch")
    # Escape, on Android the Back key, must not end the chat: the shell says what it closes.
    Config.set("kivy", "exit_on_escape", "0")


if __name__ == "__main__":
    sys.exit(main())
