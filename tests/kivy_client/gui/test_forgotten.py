"""What the window does not show any more is forgotten: the theme and the window outlive every widget."""

from __future__ import annotations

import gc
import time
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.gui
SECONDS = 10.0


def _pane() -> Any:
    from kivy_client.ui.board import Board
    from kivy_client.ui.timeline.pane import TimelinePane

    return TimelinePane(Board(lambda command: None))


def _disc() -> Any:
    from kivy_client.ui.shell.header import Disc

    return Disc(name="ann")


def _field() -> Any:
    from kivy_client.ui.compose.entry import EntryField

    return EntryField()


@pytest.mark.parametrize("make", [_pane, _disc, _field])
def test_a_part_of_the_window_that_is_gone_is_forgotten(open_app: Any, make: Callable[[], Any]) -> None:
    driver = open_app()
    part = make()
    driver.frames(3)
    gone = weakref.ref(part)
    del part
    another = make()  # Kivy holds the text field that was drawn last
    driver.frames(3)
    gc.collect()
    assert gone() is None and another is not None


def test_the_first_screen_is_forgotten_when_the_conversations_are_shown(open_app: Any) -> None:
    from tests.kivy_client.gui.fake_core import FakeCore

    shell = open_app(core=FakeCore).app.shell
    gone = weakref.ref(shell.show_start())
    shell.show_chats()
    another = shell.show_start()  # as above
    gc.collect()
    assert gone() is None and another is not None


def test_an_app_that_was_closed_is_forgotten(window: Any, tmp_path: Path) -> None:
    from kivy.base import EventLoop

    gone = _open_and_close(tmp_path / "one.sqlite3")
    _open_and_close(tmp_path / "another.sqlite3")
    end = time.monotonic() + SECONDS
    while gone() is not None:  # Kivy holds a list whose bar fades
        assert time.monotonic() < end, "the app is not forgotten"
        EventLoop.idle()
        gc.collect()


def _open_and_close(store: Path) -> weakref.ref[Any]:
    from kivy_client.app import ChorusApp
    from kivy_client.core.settings import Settings
    from tests.kivy_client.gui.driver import Driver
    from tests.kivy_client.gui.fake_core import FakeDevice

    driver = Driver(ChorusApp(Settings(store=store), device=FakeDevice()))
    driver.frames(3)
    shell: weakref.ref[Any] = weakref.ref(driver.app.shell)
    driver.close()
    return shell
