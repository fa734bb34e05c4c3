"""The settings, as a dialog: each is done at once, and kept by the core. Runs on Kivy's thread."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import ListProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kivy_client.core.model.commands import Prefer
from kivy_client.core.model.servers import Preferences
from kivy_client.ui.board import Board
from kivy_client.ui.controls import FlatButton
from kivy_client.ui.sheet import Sheet
from kivy_client.ui.theme import LEAST_SP, MOST_SP

if TYPE_CHECKING:
    from kivy_client.ui.base import Shell

Builder.load_file(str(Path(__file__).with_name("sheet.kv")))


class Choosing(BoxLayout):
    """One of a few: `options` are values and their words. Dispatches `on_choose(value)`."""

    text = StringProperty("")
    options = ListProperty([])
    value = StringProperty("")

    __events__ = ("on_choose",)

    def on_kv_post(self, _: object) -> None:
        for name in ("options", "value"):
            self.fbind(name, self._show)
        self.ids.buttons.fbind("width", self._arrange)
        self._show()

    def on_choose(self, value: str) -> None:
        """A button was pressed."""

    def _show(self, *_: object) -> None:
        box = self.ids.buttons
        if len(box.children) != len(self.options):
            box.clear_widgets()
            for value, words in self.options:
                button = FlatButton(text=words, height=dp(40))
                button.share = max(len(words), 5)
                button.value = value
                button.fbind("on_release", lambda one: self.dispatch("on_choose", one.value))
                button.fbind("texture_size", self._arrange)
                box.add_widget(button)
        for button in box.children:
            button.kind = "filled" if button.value == self.value else "tonal"

    def _arrange(self, *_: object) -> None:
        """Side by side, or one below the other where the words have no room."""
        box = self.ids.buttons
        shares = sum(button.share for button in box.children)
        room = box.width - box.spacing * (len(box.children) - 1)
        tight = any(button.texture_size[0] + dp(8) > room * button.share / shares for button in box.children)
        box.orientation = "vertical" if tight else "horizontal"
        for button in box.children:
            button.size_hint_x = 1 if tight else button.share


class SettingsSheet(Sheet):
    """`preferences`: as they are. `account`: who we are on this server, "" without one."""

    preferences = ObjectProperty(Preferences(), rebind=True)
    account = StringProperty("")
    least_size, most_size = LEAST_SP, MOST_SP

    def __init__(self, shell: Shell, **options: Any) -> None:
        self._shell, self._board = shell, shell.board
        super().__init__(title="Settings", **options)
        self.preferences = shell.board.preferences
        self._bound = self._board.fbind("preferences", self._on_preferences)
        server = self._board.server
        if server is not None:
            self.account = server.nick + (f", account {server.account}" if server.account else "")

    def prefer(self, **changes: Any) -> None:
        """Do it and keep it."""
        changed = replace(self.preferences, **changes)
        if changed != self.preferences:
            self._board.preferences = changed
            self._board.ask(Prefer(changed))

    def resize(self, step: int) -> None:
        size = min(max(self.preferences.text_size + step, LEAST_SP), MOST_SP)
        self.prefer(text_size=size)

    def go(self, name: str) -> None:
        """To another dialog, in place of this one."""
        self.dismiss()
        self._shell.open(name)

    def edit_account(self) -> None:
        self.dismiss()
        self._shell.open("server", server=self._board.server)

    def on_dismiss(self) -> None:
        self._board.unbind_uid("preferences", self._bound)

    def _on_preferences(self, _: Board, preferences: Preferences) -> None:
        self.preferences = preferences
