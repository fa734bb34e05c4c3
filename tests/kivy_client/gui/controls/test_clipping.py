"""What scrolls is not painted past the edge of what it scrolls in, whatever state it is in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.kivy_client.gui.controls.conftest import Show

pytestmark = pytest.mark.gui


def _disabled() -> Any:
    from kivy_client.ui.controls import FlatButton

    return FlatButton(text="Set", kind="tonal", disabled=True, size_hint_x=1)


def _hovered() -> Any:
    from kivy_client.ui.controls import ListRow

    return ListRow(title="Members", hovered=True)


def _pressed() -> Any:
    from kivy_client.ui.controls import Toggle

    return Toggle(text="Secret", state="down")


@pytest.mark.parametrize("make", [_disabled, _hovered, _pressed])
@pytest.mark.parametrize("look", ["light", "dark"])
def test_nothing_is_painted_below_the_edge(show: Show, make: Callable[[], Any], look: str) -> None:
    from kivy.uix.boxlayout import BoxLayout
    from kivy.uix.scrollview import ScrollView
    from kivy.uix.widget import Widget

    root, view, body = BoxLayout(orientation="vertical"), ScrollView(bar_width=0), BoxLayout(orientation="vertical")
    body.size_hint_y = None
    body.add_widget(Widget(size_hint_y=None, height=380))
    body.add_widget(make())
    body.add_widget(make())
    body.height = 380 + 2 * 48
    view.add_widget(body)
    root.add_widget(view)
    root.add_widget(Widget())
    driver = show(root, look=look)
    picture = driver.picture()
    edge = int(view.y)
    below = {picture.at(x, y) for x in range(0, picture.width, 2) for y in range(edge)}
    assert len(below) == 1, f"{len(below)} colours below the edge"
