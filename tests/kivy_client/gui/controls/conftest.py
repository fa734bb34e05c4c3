"""A window that shows a column of controls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from kivy_client.core.model.servers import Preferences

if TYPE_CHECKING:
    from tests.kivy_client.gui.driver import Driver

Show = Callable[..., "Driver"]


@pytest.fixture
def show(window: Any) -> Iterator[Show]:
    """`show(widget, …, theme="light", size=(480, 800))`: the widgets one below the other."""
    from kivy.app import App
    from kivy.uix.boxlayout import BoxLayout

    from kivy_client.ui import controls
    from kivy_client.ui.text import fonts
    from kivy_client.ui.theme import theme
    from tests.kivy_client.gui.driver import Driver

    fonts.register()
    opened: list[Driver] = []

    def show(*widgets: Any, look: str = "light", size: tuple[int, int] = (480, 800)) -> Driver:
        theme.apply(Preferences(theme=look))  # type: ignore[arg-type]
        window.clearcolor = tuple(theme.panel)

        class Column(App):
            def build(self) -> Any:
                root = BoxLayout(orientation="vertical", padding=20, spacing=10)
                for widget in (*widgets, BoxLayout()):
                    root.add_widget(widget)
                return root

        driver = Driver(Column())
        opened.append(driver)
        driver.resize(*size)
        return driver

    yield show
    controls.Hint.hide()
    for driver in opened:
        driver.close()
    theme.apply(Preferences())
