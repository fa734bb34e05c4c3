"""The room: messages, the field to write into, the four buttons, and the banner when the connection is lost."""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import Any

from kivy.clock import Clock
from kivy.input import MotionEvent
from kivy.lang import Builder
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.screenmanager import Screen
from kivy.utils import platform

from kivy_client.core.events import Link, Status
from kivy_client.ui import timeline_view  # noqa: F401  a class named in the kv file
from kivy_client.ui.controls import keep_focus

Builder.load_file(str(Path(__file__).with_name("lobby.kv")))

_COUNTDOWN_SECONDS = 0.25


class LobbyScreen(Screen):
    """Dispatches `on_say(text)`, `on_leave()` and `on_retry()`."""

    title = StringProperty("")
    subtitle = StringProperty("")
    banner = StringProperty("")
    can_retry = BooleanProperty(False)

    def __init__(self, **options: Any) -> None:
        for event in ("on_say", "on_leave", "on_retry"):
            self.register_event_type(event)
        super().__init__(**options)
        self._status: Status | None = None
        self._countdown = Clock.create_trigger(lambda _: self._show_banner(), _COUNTDOWN_SECONDS, interval=True)

    def on_say(self, text: str) -> None:
        """The default handlers: whoever shows the room binds to the events."""

    def on_leave(self) -> None:
        """As `on_say`."""

    def on_retry(self) -> None:
        """As `on_say`."""

    def on_enter(self) -> None:
        self.ids.entry_field.focus = True

    def on_pre_leave(self) -> None:
        self._countdown.cancel()

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """With a real keyboard the field keeps the focus wherever one clicks; on a phone a tap hides the keyboard."""
        if platform not in ("android", "ios") and not self.ids.entry_field.collide_point(*touch.pos):
            keep_focus(touch)
        return bool(super().on_touch_down(touch))

    def say(self, text: str) -> None:
        """Send a text, and show the newest messages again."""
        self.ids.timeline.scroll_to_bottom()
        self.dispatch("on_say", text)

    def send(self) -> None:
        """Send what is in the field."""
        field = self.ids.entry_field
        text, field.text = field.text, ""
        if text.strip():
            self.say(text)

    def show_status(self, status: Status) -> None:
        """Everything around the messages."""
        self._status = status
        self.title = status.room
        people = f"{status.people} here" if status.people else ""
        self.subtitle = " · ".join(filter(None, [f"You are {status.nick}", people, status.topic]))
        self._show_banner()
        if status.link is Link.OFFLINE:
            self._countdown()
        else:
            self._countdown.cancel()

    def _show_banner(self) -> None:
        status = self._status
        if status is None or status.link is Link.ONLINE:
            self.banner = ""
        else:
            self.banner = banner_words(status, time.monotonic())
        self.can_retry = status is not None and status.link is Link.OFFLINE


def banner_words(status: Status, now: float) -> str:
    """What the banner says at `now` (monotonic seconds) while there is no connection."""
    if status.link is Link.CONNECTING:
        words = "Connecting …"
    else:
        words = f"No connection, next try in {max(math.ceil(status.retry_at - now), 0)} s"
    if status.waiting:
        words += " · 1 line waits" if status.waiting == 1 else f" · {status.waiting} lines wait"
    return f"{words} · {status.reason}" if status.reason and status.link is Link.OFFLINE else words
