"""What is told beside the conversation, or instead of it where there is no room: a title, a way back, and a panel.

Runs on Kivy's thread.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kivy_client.ui import controls  # noqa: F401  the classes named in the kv file
from kivy_client.ui.focus import focus_first

if TYPE_CHECKING:
    from kivy_client.ui.base import Shell

Builder.load_file(str(Path(__file__).with_name("side.kv")))


class Panel(BoxLayout):
    """Base of what can be at the side. `title`: the words above it. `wide`: it needs some room (300 dp).

    `alone`: it means something without an open conversation, and stays when another one is opened.
    """

    title = StringProperty("")
    shell = ObjectProperty()
    wide = False
    alone = False

    def __init__(self, shell: Shell, **options: Any) -> None:
        super().__init__(shell=shell, orientation="vertical", **options)
        self.board = shell.board

    def begin(self) -> None:
        """It was opened by the person: the keyboard belongs here."""
        focus_first(self)

    def end(self) -> None:
        """It is closed, and does not come again: let go of the board."""

    def back(self) -> bool:
        """Back was pressed; True: something within was closed instead of the panel."""
        return False


class SideFrame(BoxLayout):
    """`panel`: what is shown, None for nothing. `as_back`: it takes the place of what was there before, so an arrow
    leads back; else a cross closes it."""

    panel = ObjectProperty(None, allownone=True, rebind=True)
    shell = ObjectProperty()
    as_back = BooleanProperty(False)
    name = ""
    """By which name the panel was opened."""

    def show(self, panel: Panel | None, name: str = "") -> None:
        """Another panel, or none."""
        if self.panel is not None:
            self.ids.place.remove_widget(self.panel)
            self.panel.end()
        self.panel, self.name = panel, name
        if panel is not None:
            self.ids.place.add_widget(panel)
