"""What is around the field: buttons that say one sign, what is replied to, and what is there instead of the field in a
room that one is not in. Runs on Kivy's thread."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout

from kivy_client.ui.controls import IconButton


class SignButton(IconButton):
    """Says one sign at once."""

    sign = StringProperty("")


class ReplyBar(BoxLayout):
    """What is replied to. `nick` "": nothing. Event: `on_close`."""

    nick = StringProperty("")
    words = StringProperty("")
    __events__ = ("on_close",)

    def on_close(self) -> None:
        """The composer binds to it."""


class AbsentBar(BoxLayout):
    """Instead of the field, in a room that one is not in. `words` "": one is. `label`: of the button.

    Event: `on_join`."""

    words = StringProperty("")
    label = StringProperty("")
    __events__ = ("on_join",)

    def on_join(self) -> None:
        """The composer binds to it."""


Builder.load_file(str(Path(__file__).with_name("bars.kv")))
