"""A window that shows nothing but a timeline, and a board that notes what is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from kivy_client.core.model.commands import Command
from kivy_client.core.model.conversations import Conversation, Kind
from kivy_client.core.model.events import FEATURES, ConversationChanged, Link, Linked, UiEvent
from kivy_client.core.model.servers import Preferences

if TYPE_CHECKING:
    from tests.kivy_client.gui.driver import Driver

ROOM = "#room"


class Stage:
    """`pane` in a window, driven by `driver`; `asked` and `told` are what it asked the core and told the window."""

    def __init__(self, pane: Any, driver: Driver, asked: list[Command]) -> None:
        self.pane, self.view, self.driver, self.asked = pane, pane.view, driver, asked
        self.told: list[tuple[Any, ...]] = []
        for name in ("on_reply", "on_profile", "on_link", "on_pick_sign", "on_copied"):
            pane.fbind(name, lambda _, *what, name=name: self.told.append((name, *what)))

    def apply(self, *events: UiEvent) -> None:
        for event in events:
            self.pane.board.apply(event)
        self.driver.frames(3)

    def asks(self, kind: type[Command]) -> list[Command]:
        return [command for command in self.asked if type(command) is kind]

    def press(self, x: float, y: float, button: str = "left") -> None:
        """Press and release at a place of the window."""
        self.driver.press(*self.view.parent.to_window(x, y), button)

    def tap_hit(self, key: str, kind: str) -> None:
        """Tap the middle of what an entry shows of this kind."""
        x, y, _ = self.view.place(key)
        hit = next(one for one in self.view.hits(key) if one.kind == kind)
        self.press(x + hit.x + hit.width / 2, y + hit.y + hit.height / 2)


@pytest.fixture
def stage(window: Any) -> Iterator[Callable[..., Stage]]:
    """Make a stage: `stage(width, height, theme="light")`; it is closed after the test."""
    from kivy.app import App

    from kivy_client.ui.board import Board
    from kivy_client.ui.text import fonts
    from kivy_client.ui.theme import theme
    from kivy_client.ui.timeline.pane import TimelinePane
    from tests.kivy_client.gui.driver import Driver

    opened: list[Driver] = []
    panes: list[Any] = []
    fonts.register()

    class PaneApp(App):
        def __init__(self, pane: Any) -> None:
            super().__init__()
            self._pane = pane

        def build(self) -> Any:
            return self._pane

    def make(width: int = 480, height: int = 800, **preferences: Any) -> Stage:
        theme.apply(Preferences(**{"theme": "dark", **preferences}))
        window.clearcolor = theme.background
        asked: list[Command] = []
        board = Board(asked.append)
        board.apply(Linked(Link.ONLINE, "mira", features=FEATURES))
        board.apply(ConversationChanged(Conversation(ROOM, ROOM, Kind.ROOM)))
        pane = TimelinePane(board)
        driver = Driver(PaneApp(pane))
        opened.append(driver)
        panes.append(pane)
        driver.resize(width, height)
        return Stage(pane, driver, asked)

    yield make
    for pane in panes:
        if pane.menu is not None:
            pane.menu.close()
        pane.view.focus = False
    for driver in opened:
        driver.close()
    theme.apply(Preferences())
