"""How it looks: at the sizes of a telephone, a tablet and a wide window, light and dark, beside accepted pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kivy_client.core.model.events import Opened, TypingChanged
from tests.kivy_client.gui import golden
from tests.kivy_client.gui.timeline.conftest import ROOM, Stage
from tests.kivy_client.gui.timeline.conversation import ODDITIES, WORK

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


def test_on_a_dense_screen(dense: None, stage: Callable[..., Stage], tmp_path: Path) -> None:
    one = stage(824, 1000, theme="light")
    one.apply(Opened(ROOM, WORK, unread_from="5", older=False))
    one.pane.ask_menu(one.view.entry("8"), 300, 700)
    one.driver.frames(3)
    golden.check(one.driver.picture(), "timeline-dense", tmp_path)
    one.pane.menu.close()
