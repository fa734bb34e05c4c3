"""A window for the tests: on the screen there is, or on an Xvfb started here. Kivy is imported only after that."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.kivy_client.gui.driver import Driver

_SIZE = {"width": "480", "height": "800", "maxfps": "0", "multisamples": "0", "resizable": "0"}
ENTER, ESCAPE = 13, 27
"""Codes of keys, for `Driver.key`."""
_xvfb: list[subprocess.Popen[bytes]] = []


def _start_xvfb() -> None:
    """An X server without a screen. It picks a free display number and writes it to the pipe."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-nolisten", "tcp", "-screen", "0", "1280x1024x24"]
    server = subprocess.Popen(command, pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        number = pipe.readline().strip()
    if not number:
        server.wait()
        pytest.skip("Xvfb is installed, but does not start")
    _xvfb.append(server)
    os.environ["DISPLAY"] = f":{number}"


def _end_xvfb() -> None:
    while _xvfb:
        server = _xvfb.pop()
        server.terminate()
        server.wait()
        del os.environ["DISPLAY"]


def _has_display() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


@pytest.fixture(scope="session")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Kivy's window, of which a process has one, to the end of all tests."""
    pytest.importorskip("kivy", reason="Kivy is not installed: pip install '.[app]' with Python 3.11 to 3.13")
    if "kivy.core.window" not in sys.modules:
        if not _has_display():
            if shutil.which("Xvfb") is None:
                pytest.skip("there is no display, and no Xvfb to make one (on Debian and Ubuntu: apt install xvfb)")
            _start_xvfb()
        os.environ |= {"KIVY_HOME": str(tmp_path_factory.mktemp("kivy")), "KIVY_NO_ARGS": "1"}
        os.environ |= {"KIVY_NO_CONFIG": "1", "KIVY_METRICS_DENSITY": "1", "KIVY_METRICS_FONTSCALE": "1"}
        from kivy.config import Config

        for option, value in _SIZE.items():
            Config.set("graphics", option, value)
        Config.set("input", "mouse", "mouse,disable_multitouch")
        Config.set("kivy", "exit_on_escape", "0")
    from kivy.core.window import Window

    if Window is None:
        pytest.skip("Kivy cannot open a window here (on Debian and Ubuntu: apt install libgl1-mesa-dri)")
    yield Window
    Window.close()
    _end_xvfb()


@pytest.fixture
def open_app(window: Any, tmp_path: Path) -> Iterator[Callable[..., Driver]]:
    """Open the app with these settings (as for `Settings`), by default with a store of its own, at `size`; `core` makes
    its core, `device` is its system. It is closed after the test."""
    from kivy_client.app import ChorusApp
    from kivy_client.core.settings import Settings
    from tests.kivy_client.gui.driver import Driver
    from tests.kivy_client.gui.fake_core import FakeDevice

    opened: list[Driver] = []

    def open_with(size: tuple[int, int] = (480, 800), core: Any = None, device: Any = None, **settings: Any) -> Driver:
        store = settings.pop("store", tmp_path / f"store-{len(opened)}.sqlite3")
        made = {"make_core": core} if core is not None else {}
        driver = Driver(ChorusApp(Settings(store=store, **settings), device=device or FakeDevice(), **made))
        opened.append(driver)
        driver.resize(*size)
        return driver

    yield open_with
    for driver in opened:
        driver.close()
