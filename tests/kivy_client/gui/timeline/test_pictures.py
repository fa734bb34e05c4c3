"""How it looks: at the sizes of a telephone, a tablet and a wide window, light and dark, beside accepted pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kivy_client.core.model.conversations import Hit
from kivy_client.core.model.events import Found, Opened, TypingChanged
from tests.kivy_client.gui import golden
from tests.kivy_client.gui.timeline.conftest import ROOM, Stage
from tests.kivy_client.gui.timeline.conversation import ODDITIES, WORK, said

pytestmark = pytest.mark.gui


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(412, 915), (800, 1200), (1280, 800)])
def test_the_conversation_of_the_design(
    stage: Callable[..., Stage], tmp_path: Path, width: int, height: int, theme: str
) -> None:
    one = stage(width, height, theme=theme)
    one.apply(Opened(ROOM, WORK, unread_from="5", older=False), TypingChanged(ROOM, ("heidi", "ivan")))
    golden.check(one.driver.picture(), f"timeline-{width}x{height}-{theme}", tmp_path)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everything_else_there_can_be(stage: Callable[..., Stage], tmp_path: Path, theme: str) -> None:
    one = stage(412, 915, theme=theme)
    one.apply(Opened(ROOM, ODDITIES, older=False))
    one.view.toggle("h1")
    one.driver.frames(3)
    golden.check(one.driver.picture(), f"timeline-oddities-{theme}", tmp_path)


@pytest.fixture
def dense(window: Any) -> Iterator[None]:
    """Two pixels for a dp, as on a good screen."""
    from kivy.metrics import Metrics

    Metrics.density = 2
    yield
    Metrics.density = 1


def test_what_was_found_is_marked(stage: Callable[..., Stage], tmp_path: Path) -> None:
    one = stage(412, 500, theme="light")
    found = [(entry, entry.text.find("the")) for entry in WORK if "the" in entry.text]
    hits = [Hit(ROOM, ROOM, it.msgid, 0, it.nick, it.text, it.time, at, at + 3) for it, at in found]
    one.apply(Found("the", ROOM, tuple(hits)), Opened(ROOM, WORK, focus="3", older=False))
    one.driver.until(lambda: one.view._flash == 0, "the flash is over")
    golden.check(one.driver.picture(), "timeline-found", tmp_path)
    one.apply(Found("", "", ()))
    assert all(mark.kind != "found" for key in ("2", "3") for mark in one.view.place(key)[2].words.marks)


def test_a_very_long_text_is_there_to_its_end(window: Any, stage: Callable[..., Stage], tmp_path: Path) -> None:
    """Higher than any picture that a graphics chip has. The link is where it is seen."""
    from kivy.metrics import Metrics

    Metrics.density = 3
    try:
        text = "\n".join(f"line {number}" for number in range(150)) + "\nhttps://chat.example/the/last"
        one = stage(1236, 1000, theme="light")
        one.apply(Opened(ROOM, (said("long", "heidi", text, "09:31"),), older=False))
        one.view.toggle("long")
        one.driver.frames(3)
        assert one.view.place("long")[2].block.height > 2 * 4096
        golden.check(one.driver.picture(), "timeline-long", tmp_path)
        one.driver.frames()  # the clock stood still meanwhile
        one.tap_hit("long", "link")
        assert one.told == [("on_link", "https://chat.example/the/last")]
    finally:
        Metrics.density = 1


def test_on_a_dense_screen(dense: None, stage: Callable[..., Stage], tmp_path: Path) -> None:
    one = stage(824, 1000, theme="light")
    one.apply(Opened(ROOM, WORK, unread_from="5", older=False))
    one.pane.handling.ask_menu(one.view.entry("8"), 300, 700)
    one.driver.frames(3)
    golden.check(one.driver.picture(), "timeline-dense", tmp_path)
    one.pane.menu.close()
