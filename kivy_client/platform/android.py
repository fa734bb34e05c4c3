"""Android, by way of pyjnius: files, dark colours, links, the keyboard on the screen, Back, and notifications.

Made on Kivy's thread, which alone finds the app's own Java classes; no thread of its own. `docs/android.md` says what
of this was seen on a device. The Java names are those of the Android API reference and of python-for-android's own
activity.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from android import activity as activities
from android.permissions import check_permission, request_permissions
from android.storage import app_storage_path
from jnius import JavaException, autoclass

from kivy_client.platform.android_notes import AndroidNotes, tag_of
from kivy_client.platform.device import FOLDER, STORE, Device, Note

ACTIVITY = "org.kivy.android.PythonActivity"
MAY_NOTIFY = "android.permission.POST_NOTIFICATIONS"
ASKS_SINCE = 33
"""The API level from which notifications need the person's permission."""
_NIGHT_MASK, _NIGHT_NO, _NIGHT_YES = 0x30, 0x10, 0x20
"""Configuration.UI_MODE_NIGHT_…"""


class Android(Device):
    always_full = True
    has_screen_keyboard = True

    def __init__(self) -> None:
        self._class = autoclass(ACTIVITY)
        self._activity: Any = self._class.mActivity
        self._rect = autoclass("android.graphics.Rect")
        self._intent = autoclass("android.content.Intent")
        self._uri = autoclass("android.net.Uri")
        self._level = int(autoclass("android.os.Build$VERSION").SDK_INT)
        self._asked = False
        self._notes = AndroidNotes(self._activity, self._level)

    def store_path(self) -> Path:
        """In the app's own part of the storage, which no other app reads and which goes with the app."""
        return Path(app_storage_path()) / FOLDER / STORE

    def is_dark(self) -> bool | None:
        night = self._activity.getResources().getConfiguration().uiMode & _NIGHT_MASK
        return {_NIGHT_YES: True, _NIGHT_NO: False}.get(night)

    def browse(self, address: str) -> bool:
        intent = self._intent()
        intent.setAction("android.intent.action.VIEW")
        intent.setData(self._uri.parse(address))
        try:
            self._activity.startActivity(intent)
        except JavaException:  # there is no browser, or none that the person lets us use
            return False
        return True

    def notify(self, note: Note) -> None:
        self._notes.show(note)

    def withdraw(self, tag: str) -> None:
        self._notes.withdraw(tag)

    def ask_to_notify(self) -> None:
        """Once: whoever says no twice is not asked again by Android either."""
        if self._level >= ASKS_SINCE and not self._asked and not check_permission(MAY_NOTIFY):
            request_permissions([MAY_NOTIFY])
        self._asked = True

    def follow_notes(self, tapped: Callable[[str], None]) -> None:
        def hear(intent: Any) -> None:
            tag = tag_of(intent)
            if tag:
                tapped(tag)

        activities.bind(on_new_intent=hear)
        hear(self._activity.getIntent())

    def keyboard_height(self) -> float:
        """From the lower edge of what is seen to the lower edge of what we draw on.

        Measured against our own surface: the display's height, which `android.get_keyboard_height` takes, has the bars
        of the system in it or not, as the version has it; and where Android makes the window smaller itself, this is 0.
        """
        surface = self._class.getSurface()
        if surface is None:
            return 0.0
        place, seen = [0, 0], self._rect()
        surface.getLocationOnScreen(place)
        self._activity.getWindow().getDecorView().getWindowVisibleDisplayFrame(seen)
        return float(min(max(place[1] + surface.getHeight() - seen.bottom, 0), surface.getHeight()))

    def to_background(self) -> bool:
        return bool(self._activity.moveTaskToBack(True))
