"""The look of the moment: colours and text sizes that widgets bind to. One object, `theme`; it lives on Kivy's thread.

In kv files: `#:import theme kivy_client.ui.theme.theme`, then `theme.panel` and so on; they follow by themselves. What
is drawn by hand binds to `on_restyle`, which comes once after any change: by `bind` and a method, which it holds
weakly, never by `fbind`, for it outlives all widgets, as the window does. A colour for words on another colour is
called `accent_text`, never `on_accent`: that is the name of a property's handler in Kivy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.event import EventDispatcher
from kivy.properties import BooleanProperty, ColorProperty, NumericProperty

from kivy_client.core.model.servers import Preferences
from kivy_client.ui.palettes import DARK, LIGHT, Colour, Palette

LEAST_SP, MOST_SP = 10, 32
"""Text sizes a person can have."""


def _unknown() -> bool | None:
    return None


class Theme(EventDispatcher):
    """Colours by what they are for, and sizes in sp, which derive from the size of the text."""

    dark = BooleanProperty(True)
    background = ColorProperty()
    panel = ColorProperty()
    panel_line = ColorProperty()
    field = ColorProperty()
    text = ColorProperty()
    dim = ColorProperty()
    accent = ColorProperty()
    accent_text = ColorProperty()
    bubble = ColorProperty()
    own_bubble = ColorProperty()
    bubble_text = ColorProperty()
    own_bubble_text = ColorProperty()
    own_dim = ColorProperty()
    link = ColorProperty()
    own_link = ColorProperty()
    quote = ColorProperty()
    own_quote = ColorProperty()
    unread = ColorProperty()
    """The band behind "New messages"."""
    pill = ColorProperty()
    pill_text = ColorProperty()
    badge = ColorProperty()
    badge_text = ColorProperty()
    quiet_badge = ColorProperty()
    selected = ColorProperty()
    selected_dim = ColorProperty()
    hover = ColorProperty()
    """Laid over what the pointer is on; `pressed` over what is held down. Both let through what is below."""
    pressed = ColorProperty()
    warning = ColorProperty()
    warning_text = ColorProperty()
    error = ColorProperty()
    ok = ColorProperty()
    avatar_text = ColorProperty()
    focus = ColorProperty()
    scrim = ColorProperty()
    """Over all that a dialog keeps from being used."""

    text_sp = NumericProperty(15)
    large_sp = NumericProperty(28)
    """A message that is nothing but a few emoji."""
    title_sp = NumericProperty(16)
    name_sp = NumericProperty(13.5)
    small_sp = NumericProperty(12.5)
    stamp_sp = NumericProperty(11)

    __events__ = ("on_restyle",)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._system_dark: Callable[[], bool | None] = _unknown
        self._preferences = Preferences()
        self._palette: Palette | None = None
        self.restyle()

    def follow(self, system_dark: Callable[[], bool | None]) -> None:
        """From now on ask this for the system's setting: True for dark, None where it cannot be known."""
        self._system_dark = system_dark
        self.restyle()

    def apply(self, preferences: Preferences) -> None:
        """Look as the person prefers."""
        self._preferences = preferences
        self.restyle()

    def restyle(self) -> None:
        """Look at the system's setting anew: it has changed, or may have (the app comes back to the front)."""
        wish = self._preferences.theme
        dark = self._system_dark() is not False if wish == "system" else wish == "dark"
        palette, size = DARK if dark else LIGHT, float(min(max(self._preferences.text_size, LEAST_SP), MOST_SP))
        if palette is self._palette and size == self.text_sp:
            return
        self._palette = palette
        self.dark = palette.dark
        for name, value in palette.colours.items():
            setattr(self, name, value)
        self.text_sp, self.large_sp, self.title_sp = size, round(size * 1.9, 1), size + 1
        self.name_sp, self.small_sp, self.stamp_sp = size - 1.5, size - 2.5, max(size - 4, 9)
        self.dispatch("on_restyle")

    def on_restyle(self) -> None:
        """Colours or sizes have changed."""

    def nick_colour(self, nick: str) -> Colour:
        """For a name; it stays the same for a nick on every device and day, but for the theme."""
        return (self._palette or DARK).nick_colour(nick)

    def avatar_colour(self, name: str) -> Colour:
        """For a disc with `avatar_text` on it."""
        return (self._palette or DARK).avatar_colour(name)


theme = Theme()
