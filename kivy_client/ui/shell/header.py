"""The strip above the open conversation: who or what it is, and the buttons for it. Runs on Kivy's thread."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kivy_client.core.model.conversations import Kind
from kivy_client.ui import controls  # noqa: F401  the classes named in the kv file
from kivy_client.ui.conversations.rows import disc
from kivy_client.ui.conversations.words import about
from kivy_client.ui.focus import Hovering, Pressable
from kivy_client.ui.theme import theme
from kivy_client.ui.timeline.compose import Sheet
from kivy_client.ui.timeline.ink import Ink
from kivy_client.ui.timeline.painted import Painted

if TYPE_CHECKING:
    from kivy_client.ui.base import Shell


class Disc(Painted):
    """The round picture of a room or a person."""

    name = StringProperty("")

    def __init__(self, **options: Any) -> None:
        super().__init__(ink=Ink(), **options)
        self.fbind("name", self.repaint)
        theme.bind(on_restyle=self._restyle)

    def _restyle(self, *_: object) -> None:
        self.ink.restyle()

    def sheet(self) -> Sheet:
        sheet = Sheet()
        disc(sheet, self.name, 0, 0, self.height, self.ink.faces)
        return sheet


class NameButton(Pressable, Hovering, BoxLayout):
    """The name and the line below it; pressed, more is told."""

    header = ObjectProperty(None, allownone=True, rebind=True)
    least_height = NumericProperty(0)


class Header(BoxLayout):
    """`has_back`: an arrow leads back to the list."""

    shell = ObjectProperty()
    title = StringProperty("")
    about = StringProperty("")
    has_back = BooleanProperty(False)
    is_room = BooleanProperty(False)
    side_open = BooleanProperty(False)

    def __init__(self, shell: Shell, **options: Any) -> None:
        super().__init__(shell=shell, **options)
        self.board = shell.board
        for name in ("conversations", "current"):
            self.board.fbind(name, lambda *_: self._show())
        self._show()

    def ask_menu(self) -> None:
        button = self.ids.more_button
        self.shell.menus.open_one(*button.to_window(button.right, button.y), by_keyboard=button.focus)

    def _show(self) -> None:
        one = self.board.conversation
        if one is not None:
            self.title, self.about, self.is_room = one.name, about(one), one.kind is Kind.ROOM


Builder.load_file(str(Path(__file__).with_name("header.kv")))
