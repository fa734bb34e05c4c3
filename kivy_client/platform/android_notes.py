"""Notifications on Android: one for each conversation, with its last lines, all in one group; touching one opens it.

Any thread: all Java classes are looked up when this is made. A notification carries its conversation in the action of
its intent, because intents that differ in nothing else but what they carry are one to Android.
"""

from __future__ import annotations

import threading
from typing import Any

from jnius import autoclass, cast

from kivy_client.platform.device import Note

CHANNEL, CHANNEL_NAME = "messages", "Mentions and private messages"
GROUP = "chat.chorus.MESSAGES"
OPEN = "chat.chorus.OPEN "
ICON = "note"
"""A drawable of deploy/android/res: white on transparent, as Android wants it."""
MOST_LINES = 6
MOST_TITLE, MOST_TEXT = 100, 300
CHANNELS_SINCE = 26
_NUMBER = 1
_SUMMARY = ""
"""The tag of the group's own notification; no conversation has it."""
_IMPORTANCE_HIGH, _GROUP_ALERT_CHILDREN, _VISIBILITY_PRIVATE = 4, 2, 0
_SINGLE_TOP, _CLEAR_TOP = 0x20000000, 0x04000000


class AndroidNotes:
    """`activity`: the app's; `level`: the API level of the device."""

    def __init__(self, activity: Any, level: int) -> None:
        self._activity, self._level = activity, level
        self._builder = autoclass("android.app.Notification$Builder")
        self._inbox = autoclass("android.app.Notification$InboxStyle")
        self._intent = autoclass("android.content.Intent")
        self._pending = autoclass("android.app.PendingIntent")
        service = activity.getSystemService("notification")
        self._manager = cast("android.app.NotificationManager", service)
        self._lines: dict[str, list[str]] = {}
        self._lock = threading.Lock()
        if level >= CHANNELS_SINCE:
            channel = autoclass("android.app.NotificationChannel")(CHANNEL, CHANNEL_NAME, _IMPORTANCE_HIGH)
            self._manager.createNotificationChannel(channel)
        resources, package = activity.getResources(), activity.getPackageName()
        self._icon = resources.getIdentifier(ICON, "drawable", package) or activity.getApplicationInfo().icon

    def show(self, note: Note) -> None:
        """Nothing is shown without the person's permission, and that is no error."""
        with self._lock:
            shown = self._shown()
            self._lines = {tag: lines for tag, lines in self._lines.items() if tag in shown}
            lines = self._lines.setdefault(note.tag, [])
            lines.append(note.text[:MOST_TEXT])
            del lines[:-MOST_LINES]
            self._manager.notify(note.tag, _NUMBER, self._built(note, lines))
            if others := len(shown - {note.tag}):
                self._manager.notify(_SUMMARY, _NUMBER, self._summary(others + 1))

    def withdraw(self, tag: str) -> None:
        with self._lock:
            self._lines.pop(tag, None)
            self._manager.cancel(tag, _NUMBER)
            if len(self._shown() - {tag}) < 2:
                self._manager.cancel(_SUMMARY, _NUMBER)

    def _shown(self) -> set[str]:
        """The conversations that have a notification now, also one that an earlier process of the app has shown."""
        return {one.getTag() for one in self._manager.getActiveNotifications()} - {_SUMMARY}

    def _built(self, note: Note, lines: list[str]) -> Any:
        style = self._inbox()
        for line in lines:
            style.addLine(line)
        builder = self._begun(note.tag)
        builder.setContentTitle(note.title[:MOST_TITLE])
        builder.setContentText(lines[-1])
        builder.setNumber(len(lines))
        builder.setStyle(style)
        return builder.build()

    def _summary(self, conversations: int) -> Any:
        builder = self._begun(_SUMMARY)
        builder.setContentTitle(f"{conversations} conversations")
        builder.setGroupSummary(True)
        return builder.build()

    def _begun(self, tag: str) -> Any:
        """What all have in common."""
        has_channels = self._level >= CHANNELS_SINCE
        builder = self._builder(self._activity, CHANNEL) if has_channels else self._builder(self._activity)
        builder.setSmallIcon(self._icon)
        builder.setAutoCancel(True)
        builder.setCategory("msg")
        builder.setVisibility(_VISIBILITY_PRIVATE)
        builder.setShowWhen(True)
        builder.setGroup(GROUP)
        if has_channels:
            builder.setGroupAlertBehavior(_GROUP_ALERT_CHILDREN)
        builder.setContentIntent(self._opening(tag))
        return builder

    def _opening(self, tag: str) -> Any:
        """What a touch does. From API level 31 on Android wants it said that nobody may change that."""
        intent = self._intent(self._activity, self._activity.getClass())
        intent.setAction(OPEN + tag)
        intent.setFlags(_SINGLE_TOP | _CLEAR_TOP)
        flags = self._pending.FLAG_IMMUTABLE | self._pending.FLAG_UPDATE_CURRENT
        return self._pending.getActivity(self._activity, 0, intent, flags)


def tag_of(intent: Any) -> str:
    """The conversation that an intent opens, "" if none."""
    action = intent.getAction() if intent is not None else None
    return action.removeprefix(OPEN) if action and action.startswith(OPEN) else ""
