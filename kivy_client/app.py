"""The app: it joins the engine, the board and the window. Runs on Kivy's thread; the engine has its own.

Kivy reads its settings when it is first imported, so `kivy_client.__main__` prepares them before it imports this.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from kivy.app import App
from kivy.clock import Clock
from kivy.core.window import Window

from kivy_client.core.model.commands import Background, Command
from kivy_client.core.model.events import Alerted, Link, UiEvent
from kivy_client.core.model.servers import Server
from kivy_client.core.settings import Settings
from kivy_client.platform import here
from kivy_client.platform.device import Device, Note
from kivy_client.platform.keyboard import keyboard
from kivy_client.ui.board import Board
from kivy_client.ui.bridge import Bridge
from kivy_client.ui.conversations.order import unread
from kivy_client.ui.faults import Faults
from kivy_client.ui.text import fonts
from kivy_client.ui.theme import theme

CLOSE_SECONDS = 3.0
"""How long closing the app waits for the network thread."""
TITLE = "Chorus"
_HIDES = {"on_minimize": True, "on_hide": True, "on_restore": False, "on_show": False}
"""Events of the window: whether it is out of sight from then on."""


class Core(Protocol):
    """What the app needs of an engine."""

    def start(self) -> None: ...

    def do(self, command: Command) -> None: ...

    def join(self, seconds: float) -> bool: ...


MakeCore = Callable[[Path, Callable[[UiEvent], None], Server | None], Core]


def _engine(store: Path, show: Callable[[UiEvent], None], server: Server | None) -> Core:
    """The real one. It is a good part of the program, and the first frame needs nothing of it."""
    from kivy_client.core.engine import Engine

    return Engine(store, show, server)


class ChorusApp(App):
    """`shell` is the window's content. The engine begins once the window has shown its first frame."""

    title = TITLE

    def __init__(
        self, settings: Settings, make_core: MakeCore | None = None, device: Device | None = None, **options: Any
    ) -> None:
        super().__init__(**options)
        self._settings = settings
        self._make_core = make_core or _engine
        self._device = device or here()
        self._store = settings.store or self._device.store_path()
        self._bridge = Bridge(self._apply)
        self._core: Core | None = None
        self._hidden = self._asked_to_notify = False
        self._begin_soon = Clock.create_trigger(lambda _: self._begin())
        self.board = Board(self._ask)

    def run(self) -> None:
        """To the end. An error in the window does not end the app; if many do, we still say QUIT."""
        try:
            with Faults(lambda sentence: self.shell.toast(sentence)).handled():
                super().run()
        finally:
            if self._core is not None:
                self.on_stop()

    def build(self) -> Any:
        fonts.register()
        keyboard.use(self._device)
        theme.follow(self._device.is_dark)
        theme.apply(self.board.preferences)
        from kivy_client.ui.shell.shell import Shell

        settings = self._settings
        suggested = Server(host=settings.host, port=settings.port, tls=settings.tls)
        self.shell = Shell(self.board, self._device, suggested, fresh=not self._store.exists())
        theme.fbind("on_restyle", self._on_restyle)
        self._on_restyle()
        self.board.fbind("preferences", lambda _, preferences: theme.apply(preferences))
        self.board.fbind("conversations", self._tell_unread)
        self.board.fbind("current", self._withdraw)
        self.board.fbind("link", self._on_link)
        self.board.fbind("on_left", lambda *_: self._on_left())
        Window.fbind("on_flip", self._on_first_frame)
        return self.shell

    def _on_first_frame(self, *_: object) -> None:
        """It is being shown."""
        Window.funbind("on_flip", self._on_first_frame)
        self._begin_soon()

    def _begin(self) -> None:
        self._core = self._make_core(self._store, self._hear, self._settings.server)
        self._core.start()
        self._ask_dark()
        self._device.follow_notes(lambda key: self._bridge.call(lambda: self._show_note(key)))

    def on_start(self) -> None:
        Window.bind(on_request_close=self._on_request_close, focus=self._on_focus)
        for event, hidden in _HIDES.items():
            Window.fbind(event, self._on_hidden, hidden)
        self.shell.bind_window()

    def on_stop(self) -> None:
        """However the app ends, we say QUIT and leave nothing running."""
        Window.unbind(on_request_close=self._on_request_close, focus=self._on_focus)
        Window.funbind("on_flip", self._on_first_frame)
        self._begin_soon.cancel()
        for event, hidden in _HIDES.items():  # Kivy looks for what was bound together with its arguments
            Window.funbind(event, self._on_hidden, hidden)
        self.shell.unbind_window()
        theme.funbind("on_restyle", self._on_restyle)
        if self._core is not None:
            core = self._core
            self.leave()
            self._core = None
            core.join(CLOSE_SECONDS)

    def on_pause(self) -> bool:
        """Android: stay alive in the background as long as the system allows."""
        self._set_hidden(True)
        return True

    def on_resume(self) -> None:
        self._set_hidden(False)
        theme.restyle()
        Window.canvas.ask_update()

    def leave(self) -> None:
        """Say QUIT, then close the app."""
        if self._core is None:
            self.stop()
        else:
            self.shell.leave()

    def _ask(self, command: Command) -> None:
        if self._core is not None:
            self._core.do(command)

    def _apply(self, event: UiEvent) -> None:
        self.board.apply(event)

    def _on_left(self) -> None:
        if self._core is not None:
            self._core.join(CLOSE_SECONDS)
            self._core = None
        self.stop()

    def _on_request_close(self, *_: object, **__: object) -> bool:
        """The window's close button. True: not yet, QUIT is said first; `Left` stops the app then."""
        if self._core is None:
            return False
        self.leave()
        return True

    def _on_focus(self, _: Any, focused: bool) -> None:
        self._set_hidden(not focused)

    def _on_hidden(self, hidden: bool, *_: object) -> None:
        self._set_hidden(hidden)

    def _set_hidden(self, hidden: bool) -> None:
        self._hidden, self.shell.foreground = hidden, not hidden
        self._ask(Background(hidden))
        if hidden:
            self.shell.keep()
        else:
            theme.restyle()
            self._withdraw()
            self._ask_dark()

    def _ask_dark(self) -> None:
        """The system may have been set to other colours."""
        self._device.ask_dark(lambda: self._bridge.call(theme.restyle))

    def _hear(self, event: UiEvent) -> None:
        """The core tells something, on its thread. Kivy's stands still in the background, so this one notifies."""
        if isinstance(event, Alerted):
            self._device.notify(Note(event.conversation, event.title, event.text))
        self._bridge.push(event)

    def _show_note(self, key: str) -> None:
        """The person touched a notification."""
        if key in self.board.conversations:
            Window.raise_window()
            self.shell.open_conversation(key)

    def _withdraw(self, *_: object) -> None:
        if self.board.current and not self._hidden:
            self._device.withdraw(self.board.current)

    def _on_link(self, *_: object) -> None:
        if self.board.link.link is Link.ONLINE and not self._asked_to_notify:
            self._asked_to_notify = True
            self._device.ask_to_notify()

    def _tell_unread(self, *_: object) -> None:
        """As "(3) Chorus" in the window's title."""
        number = unread(self.board.conversations.values())
        title = f"({number}) {TITLE}" if number else TITLE
        if title != self.title:
            self.title = title

    def _on_restyle(self, *_: object) -> None:
        Window.clearcolor = theme.background
