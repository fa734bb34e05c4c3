"""The app's own buttons, fields, rows and switches: flat, rounded, in the colours of the theme, usable by keys alone.

Their look is in controls.kv, which is loaded when this is imported. `Words`, `Field` and `Sheet` are here too, by name.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import BooleanProperty, ColorProperty, NumericProperty, OptionProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.label import Label

from kivy_client.ui.field import Field
from kivy_client.ui.focus import Hovering, Pressable, keep_focus
from kivy_client.ui.icons import icon
from kivy_client.ui.palettes import CLEAR, mixed
from kivy_client.ui.theme import theme
from kivy_client.ui.words import Words

HINT_SECONDS = 0.6

__all__ = ["Field", "FlatButton", "Hint", "IconButton", "ListRow", "Toggle", "Words", "keep_focus"]


class FlatButton(Pressable, Hovering, Label):
    """`kind`: "filled" for what one is here to do, "tonal" for the rest, "text" with no box, "danger" for what cannot
    be undone. `icon`: a name, left of the text. `colour` and `down_colour` replace what the kind gives."""

    kind = OptionProperty("filled", options=["filled", "tonal", "text", "danger"])
    icon = StringProperty("")
    colour = ColorProperty(None, allownone=True)
    down_colour = ColorProperty(None, allownone=True)

    def box(self, *_: object) -> tuple[float, ...]:
        """The colour of the box; what it depends on is handed in by the kv file."""
        kinds = {"filled": theme.badge, "tonal": theme.field, "danger": theme.error}
        colour = kinds.get(self.kind, CLEAR) if self.colour is None else self.colour
        if self.state == "down" and self.down_colour is not None:
            colour = self.down_colour
        return mixed(colour, theme.panel) if self.disabled and colour[3] else tuple(colour)

    def words_colour(self, *_: object) -> tuple[float, ...]:
        kinds = {"filled": theme.badge_text, "tonal": theme.text, "danger": theme.accent_text}
        return tuple(kinds.get(self.kind, theme.accent))

    def glyph(self, name: str) -> str:
        return icon(name)


class IconButton(Pressable, Hovering, Label):
    """A round button with an icon. `hint` says in words what it does, when the mouse rests on it or Tab comes to it.

    `on`: it is switched on, and shows so.
    """

    icon = StringProperty("")
    hint = StringProperty("")
    on = BooleanProperty(False)
    colour = ColorProperty(None, allownone=True)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._hint_soon = Clock.create_trigger(lambda _: Hint.show(self), HINT_SECONDS)
        self.bind(hovered=self._on_near, focus=self._on_near)

    def glyph(self, name: str) -> str:
        return icon(name)

    def _on_near(self, *_: object) -> None:
        if (self.hovered or self.focus) and self.hint:
            self._hint_soon()
        else:
            self._hint_soon.cancel()
            Hint.hide()

    def on_press(self) -> None:
        self._hint_soon.cancel()
        Hint.hide()


class Hint(Label):
    """The words beside a button, one at a time, over everything and touched by nothing."""

    _shown: Hint | None = None

    @classmethod
    def show(cls, button: IconButton) -> None:
        cls.hide()
        if button.get_parent_window() is None:
            return
        hint = cls._shown = cls(text=button.hint)
        hint.texture_update()
        hint.size = (hint.texture_size[0] + dp(20), hint.texture_size[1] + dp(12))
        x, y = button.to_window(button.center_x, button.y)
        left = min(max(x - hint.width / 2, dp(4)), Window.width - hint.width - dp(4))
        below = y - hint.height - dp(4)
        hint.pos = (left, below if below > 0 else button.to_window(0, button.top)[1] + dp(4))
        # After everything else, and not as a child on top: that would be where the keyboard stays within.
        Window.canvas.after.add(hint.canvas)

    @classmethod
    def hide(cls) -> None:
        if cls._shown is not None:
            Window.canvas.after.remove(cls._shown.canvas)
            cls._shown = None


class Toggle(Pressable, Hovering, BoxLayout):
    """A switch with words beside it: what it does, and a sentence more."""

    active = BooleanProperty(False)
    text = StringProperty("")
    detail = StringProperty("")

    def on_release(self) -> None:
        self.active = not self.active


class ListRow(Pressable, Hovering, BoxLayout):
    """A row of a list, to be pressed: an icon, a title, a line below it, and a few words at the right.

    `danger`: it does something that cannot be undone. `selected`: it is the one that is open.
    """

    icon = StringProperty("")
    title = StringProperty("")
    detail = StringProperty("")
    trailing = StringProperty("")
    danger = BooleanProperty(False)
    selected = BooleanProperty(False)
    icon_width = NumericProperty("40dp")

    def glyph(self, name: str) -> str:
        return icon(name)


Builder.load_file(str(Path(__file__).with_name("controls.kv")))
