"""The app: it joins the screens to the engine. Runs on Kivy's thread; the engine has its own.

Kivy reads its settings when it is first imported, so `kivy_client.__main__` prepares them before it imports this.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from kivy.app import App
from kivy.core.window import Window
from kivy.uix.screenmanager import NoTransition, ScreenManager

from kivy_client.core.engine import Engine
from kivy_client.core.events import Entered, Left, Refused, Spliced, Status, UiEvent
from kivy_client.core.settings import Settings
from kivy_client.ui import fonts, theme
from kivy_client.ui.bridge import Bridge
from kivy_client.ui.lobby import LobbyScreen
from kivy_client.ui.prompt import PromptScreen

CLOSE_SECONDS = 3.0
"""How long closing the app waits for the network thread."""


class Talker(Protocol):
    """What the app needs of an engine."""

    def start(self) -> None: ...

    def say(self, text: str) -> None: ...

    def retry_now(self) -> None: ...

    def leave(self) -> None: ...

    def join(self, seconds: float) -> bool: ...


MakeTalker = Callable[[Settings, Callable[[UiEvent], None]], Talker]


class ChorusApp(App):
    """With a name in its settings it joins at once, else it asks for one."""

    title = "Chorus"

    def __init__(self, settings: Settings, make_talker: MakeTalker = Engine, **options: Any) -> None:
        super().__init__(**options)
        self._settings = settings
        self._make_talker = make_talker
        self._talker: Talker | None = None
        self._bridge = Bridge(self._apply)

    def build(self) -> ScreenManager:
        fonts.register()
        Window.clearcolor = theme.BACKGROUND
        Window.softinput_mode = "below_target"
        self.prompt = PromptScreen(self._settings)
        self.prompt.bind(on_join=lambda _, settings: self._join(settings))
        self.lobby = LobbyScreen()
        self.lobby.bind(
            on_say=lambda _, text: self._with_talker(lambda talker: talker.say(text)),
            on_retry=lambda _: self._with_talker(lambda talker: talker.retry_now()),
            on_leave=lambda _: self.leave(),
        )
        screens = ScreenManager(transition=NoTransition())
        screens.add_widget(self.prompt)
        screens.add_widget(self.lobby)
        return screens

    def on_start(self) -> None:
        Window.bind(on_request_close=self._on_request_close)
        if self._settings.name:
            self.prompt.join()

    def on_stop(self) -> None:
        """However the app ends, we say QUIT and leave nothing running."""
        Window.unbind(on_request_close=self._on_request_close)
        if self._talker is not None:
            self._talker.leave()
            self._talker.join(CLOSE_SECONDS)
            self._talker = None

    def on_pause(self) -> bool:
        """Android: stay alive in the background as long as the system allows."""
        return True

    def leave(self) -> None:
        """Say QUIT, then close the app."""
        if self._talker is None:
            self.stop()
        else:
            self._talker.leave()

    def _join(self, settings: Settings) -> None:
        self._bridge.clear()
        self.lobby.ids.timeline.clear()
        self._talker = self._make_talker(settings, self._bridge.push)
        self._talker.start()

    def _with_talker(self, call: Callable[[Talker], None]) -> None:
        if self._talker is not None:
            call(self._talker)

    def _apply(self, event: UiEvent) -> None:
        match event:
            case Spliced(splice):
                self.lobby.ids.timeline.apply(splice)
            case Status():
                self.lobby.show_status(event)
            case Entered():
                self.prompt.joining = False
                self.root.current = "lobby"
            case Refused():
                self._talker = None
                self.root.current = "prompt"
                self.prompt.ask_again(event)
            case Left():
                self._talker = None
                self.stop()

    def _on_request_close(self, *_: object, **__: object) -> bool:
        """The window's close button. True: not yet, QUIT is said first; `Left` stops the app then."""
        if self._talker is None:
            return False
        self._talker.leave()
        return True
