"""How much of the window the keyboard on the screen hides: `keyboard.height`, in pixels. One object; Kivy's thread.

Neither SDL nor Kivy 2.3 tells it on Android (`Window.keyboard_height` is always 0 there), so the device is asked ten
times a second, but only while a field has the focus, and until the keyboard has gone after that.
"""

from __future__ import annotations

from kivy.clock import Clock
from kivy.event import EventDispatcher
from kivy.properties import NumericProperty

from kivy_client.platform.device import Device

EVERY_SECONDS = 0.1
MOST_LOOKS_AFTER = 10
"""How often it is looked at once no field has the focus: the keyboard slides away."""


class Keyboard(EventDispatcher):
    """What must not be hidden keeps `height` free below it."""

    height = NumericProperty(0)

    def __init__(self) -> None:
        super().__init__()
        self._device = Device()
        self._looking = Clock.create_trigger(self._look, EVERY_SECONDS, interval=True)
        self._in_field = False
        self._looks_left = 0

    def use(self, device: Device) -> None:
        """Ask this device from now on."""
        self._device = device
        self._looking.cancel()
        self.height = 0

    def on_field(self, _field: object, has_focus: bool) -> None:
        """A field got the focus or lost it: `field.fbind("focus", keyboard.on_field)`."""
        self._in_field = has_focus
        self._looks_left = MOST_LOOKS_AFTER
        if self._device.has_screen_keyboard:
            self._looking()

    def _look(self, _seconds: float) -> bool:
        """False: not again."""
        self.height = self._device.keyboard_height()
        if self._in_field:
            return True
        self._looks_left -= 1
        if self.height and self._looks_left > 0:
            return True
        self.height = 0
        return False


keyboard = Keyboard()
