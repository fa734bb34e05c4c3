"""The app's own buttons and fields: flat, rounded, in the colours of the theme."""

from __future__ import annotations

from typing import Any

from kivy.input import MotionEvent
from kivy.properties import BooleanProperty, ColorProperty
from kivy.uix.behaviors import ButtonBehavior, FocusBehavior
from kivy.uix.label import Label
from kivy.uix.textinput import TextInput

from kivy_client.ui import theme


def keep_focus(touch: MotionEvent) -> None:
    """The field that has the focus does not lose it by this touch."""
    if touch not in FocusBehavior.ignored_touch:  # Kivy takes it out once only
        FocusBehavior.ignored_touch.append(touch)


class FlatButton(ButtonBehavior, Label):
    """`keeps_focus`: the field that is being typed into stays so when this is pressed."""

    colour = ColorProperty(theme.BUTTON)
    down_colour = ColorProperty(theme.BUTTON_DOWN)
    keeps_focus = BooleanProperty(False)

    def on_touch_down(self, touch: MotionEvent) -> bool:
        if self.keeps_focus and self.collide_point(*touch.pos):
            keep_focus(touch)
        return bool(super().on_touch_down(touch))


class Field(TextInput):
    """A line to type into, in a rounded box. `most` characters."""

    def __init__(self, **options: Any) -> None:
        super().__init__(multiline=False, write_tab=False, text_validate_unfocus=False, **options)
        self.most = 20_000

    def insert_text(self, substring: str, from_undo: bool = False) -> None:
        """What is pasted becomes one line."""
        room = max(self.most - len(self.text), 0)
        super().insert_text(" ".join(substring.splitlines())[:room], from_undo)
