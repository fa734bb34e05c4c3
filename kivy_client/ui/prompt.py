"""The first screen: who are you, and where is the server. Asks again with a sentence when it did not go well."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kivy.lang import Builder
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.screenmanager import Screen

from kivy_client.core.events import Refused
from kivy_client.core.settings import Settings, SettingsError, clean_host, clean_name, clean_port
from kivy_client.ui import controls  # noqa: F401  the classes named in the kv file

Builder.load_file(str(Path(__file__).with_name("controls.kv")))
Builder.load_file(str(Path(__file__).with_name("prompt.kv")))


class PromptScreen(Screen):
    """Dispatches `on_join(settings)` once what was typed makes sense."""

    joining = BooleanProperty(False)
    name_complaint = StringProperty("")
    server_complaint = StringProperty("")

    def __init__(self, settings: Settings, **options: Any) -> None:
        self.register_event_type("on_join")
        super().__init__(**options)
        self.ids.name_field.text = settings.name
        self.ids.host_field.text = settings.host
        self.ids.port_field.text = str(settings.port)

    def on_join(self, settings: Settings) -> None:
        """The default handler: whoever shows the prompt binds to the event."""

    def on_enter(self) -> None:
        self.ids.name_field.focus = True

    def join(self) -> None:
        """Enter, or the button."""
        if self.joining:
            return
        self.name_complaint = self.server_complaint = ""
        name = host = port = None
        try:
            name = clean_name(self.ids.name_field.text)
        except SettingsError as error:
            self.name_complaint = str(error)
        try:
            host = clean_host(self.ids.host_field.text)
            port = clean_port(self.ids.port_field.text)
        except SettingsError as error:
            self.server_complaint = str(error)
        if name is not None and host is not None and port is not None:
            self.joining = True
            self.dispatch("on_join", Settings(name, host, port))

    def ask_again(self, refused: Refused) -> None:
        """We did not get in."""
        self.joining = False
        if refused.about == "name":
            self.name_complaint = refused.sentence
            self.ids.name_field.focus = True
            self.ids.name_field.select_all()
        else:
            self.server_complaint = refused.sentence
            self.ids.host_field.focus = True
