"""A stand-in for Android's Java classes and for pyjnius, so far as the app uses them.

It knows the methods by name, with the API level that has them first and the types of their arguments, as the Android
API reference gives them: another name, a method newer than the device, or an argument of another type fails. What a
method does on a device it does not know, only what the tests look at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

ANY = object
STRING = str
Signature = tuple[int, tuple[type, ...]]

METHODS: dict[str, dict[str, list[Signature]]] = {
    "android.app.Notification$Builder": {
        "<init>": [(11, (ANY,)), (26, (ANY, STRING))],
        "setContentTitle": [(11, (STRING,))],
        "setContentText": [(11, (STRING,))],
        "setSmallIcon": [(11, (int,))],
        "setAutoCancel": [(11, (bool,))],
        "setCategory": [(21, (STRING,))],
        "setVisibility": [(21, (int,))],
        "setShowWhen": [(17, (bool,))],
        "setNumber": [(11, (int,))],
        "setGroup": [(20, (STRING,))],
        "setGroupSummary": [(20, (bool,))],
        "setGroupAlertBehavior": [(26, (int,))],
        "setStyle": [(16, (ANY,))],
        "setContentIntent": [(11, (ANY,))],
        "build": [(16, ())],
    },
    "android.app.Notification$InboxStyle": {"<init>": [(16, ())], "addLine": [(16, (STRING,))]},
    "android.app.NotificationChannel": {"<init>": [(26, (STRING, STRING, int))]},
    "android.app.NotificationManager": {
        "createNotificationChannel": [(26, (ANY,))],
        "getActiveNotifications": [(23, ())],
        "notify": [(5, (STRING, int, ANY))],
        "cancel": [(5, (STRING, int))],
    },
    "android.app.PendingIntent": {"getActivity": [(1, (ANY, int, ANY, int))]},
    "android.content.Intent": {
        "<init>": [(1, ()), (1, (ANY, ANY))],
        "setAction": [(1, (STRING,))],
        "getAction": [(1, ())],
        "setFlags": [(1, (int,))],
        "setData": [(1, (ANY,))],
    },
    "android.net.Uri": {"parse": [(1, (STRING,))]},
    "android.graphics.Rect": {"<init>": [(1, ())]},
    "android.view.View": {
        "getHeight": [(1, ())],
        "getLocationOnScreen": [(1, (list,))],
        "getWindowVisibleDisplayFrame": [(3, (ANY,))],
    },
    "android.content.res.Resources": {
        "getConfiguration": [(1, ())],
        "getIdentifier": [(1, (STRING, STRING, STRING))],
    },
    "org.kivy.android.PythonActivity": {
        "getSurface": [(1, ())],
        "getResources": [(1, ())],
        "getPackageName": [(1, ())],
        "getApplicationInfo": [(4, ())],
        "getSystemService": [(1, (STRING,))],
        "getClass": [(1, ())],
        "getIntent": [(1, ())],
        "getWindow": [(1, ())],
        "startActivity": [(1, (ANY,))],
        "moveTaskToBack": [(1, (bool,))],
    },
    "android.view.Window": {"getDecorView": [(1, ())]},
    "android.service.notification.StatusBarNotification": {"getTag": [(18, ())]},
}


class JavaException(Exception):
    """What pyjnius raises for an exception of Java's."""


@dataclass
class Phone:
    """What the tests set and look at. Heights and places: pixels of the screen."""

    level: int = 34
    night: int = 0x20
    surface: tuple[int, int] = (80, 2200)
    """Where what we draw on begins, and its height."""
    seen_to: int = 2280
    """Where the part of the screen that no keyboard hides ends."""
    icon: int = 77
    started_by: str | None = "android.intent.action.MAIN"
    has_browser: bool = True
    may_notify: bool = False
    asked: list[str] = field(default_factory=list)
    shown: dict[str, JavaObject] = field(default_factory=dict)
    channels: list[tuple[Any, ...]] = field(default_factory=list)
    started: list[JavaObject] = field(default_factory=list)
    in_background: bool = False
    listeners: list[Any] = field(default_factory=list)

    def autoclass(self, name: str) -> Any:
        return JavaClass(self, name)

    def object(self, name: str, **fields: Any) -> JavaObject:
        return JavaObject(self, name, **fields)

    def tap(self, tag: str) -> None:
        """The person touches a notification, which goes away and sends its intent."""
        pending = self.shown.pop(tag).called("setContentIntent")[0]
        for listener in self.listeners:
            listener(pending.intent)


class JavaObject:
    """An object; `calls` has all calls, in order."""

    def __init__(self, phone: Phone, java_name: str, **fields: Any) -> None:
        self.__dict__.update(fields)
        self.phone, self.java_name = phone, java_name
        self.calls: list[tuple[str, tuple[Any, ...]]] = []

    def __getattr__(self, name: str) -> Any:
        check(self.phone, self.java_name, name, None)

        def call(*arguments: Any) -> Any:
            check(self.phone, self.java_name, name, arguments)
            self.calls.append((name, arguments))
            answer = ANSWERS.get(f"{self.java_name.rpartition('.')[2]}.{name}")
            return answer(self.phone, self, *arguments) if answer is not None else None

        return call

    def called(self, name: str) -> tuple[Any, ...]:
        """With what a method was called last; KeyError if never."""
        return dict(self.calls)[name]

    def all_of(self, name: str) -> list[Any]:
        return [arguments[0] for called, arguments in self.calls if called == name]


class JavaClass:
    """A class as `autoclass` gives it: called, it makes an object."""

    FLAG_IMMUTABLE, FLAG_UPDATE_CURRENT = 0x04000000, 0x08000000

    def __init__(self, phone: Phone, name: str) -> None:
        if name not in METHODS and name != "android.os.Build$VERSION":
            raise JavaException(f"class not found: {name}")
        self.phone, self.name = phone, name
        self.SDK_INT = phone.level

    @property
    def mActivity(self) -> JavaObject:
        return self.phone.object("org.kivy.android.PythonActivity")

    def __call__(self, *arguments: Any) -> JavaObject:
        check(self.phone, self.name, "<init>", arguments)
        made = self.phone.object(self.name)
        made.calls.append(("<init>", arguments))
        return made

    def __getattr__(self, name: str) -> Any:
        return getattr(self.phone.object(self.name), name)


def check(phone: Phone, java_name: str, method: str, arguments: tuple[Any, ...] | None) -> None:
    """Whether there is such a method on this device, and (`arguments` not None) it takes these."""
    signatures = METHODS[java_name].get(method)
    if signatures is None:
        raise AttributeError(f"{java_name} has no {method}")
    known = [types for level, types in signatures if level <= phone.level]
    if not known:
        raise AttributeError(f"{java_name}.{method} is newer than API level {phone.level}")
    if arguments is not None and not any(fits(arguments, types) for types in known):
        raise JavaException(f"No methods matching your arguments: {java_name}.{method}{arguments}")


def fits(arguments: tuple[Any, ...], types: tuple[type, ...]) -> bool:
    """As strict as Java: True is no int."""
    if len(arguments) != len(types):
        return False
    pairs = zip(arguments, types, strict=True)
    return all(isinstance(one, wanted) and (wanted is not int or type(one) is int) for one, wanted in pairs)


def _start(phone: Phone, _: Any, intent: JavaObject) -> None:
    if not phone.has_browser:
        raise JavaException("android.content.ActivityNotFoundException")
    phone.started.append(intent)


def _to_back(phone: Phone, _: Any, not_root: bool) -> bool:
    phone.in_background = not_root
    return True


def _started_by(phone: Phone, _: Any) -> JavaObject:
    intent = phone.object("android.content.Intent")
    if phone.started_by is not None:
        intent.setAction(phone.started_by)
    return intent


def _drawable(phone: Phone, _: Any, name: str, kind: str, package: str) -> int:
    return phone.icon if (name, kind, package) == ("note", "drawable", "chat.chorus.chorus") else 0


def _place(phone: Phone, _: Any, place: list[int]) -> None:
    place[:] = [0, phone.surface[0]]  # pyjnius copies arrays back


def _frame(phone: Phone, _: Any, frame: JavaObject) -> None:
    frame.__dict__["bottom"] = phone.seen_to


def _pending(phone: Phone, _: Any, _context: Any, _code: int, intent: Any, flags: int) -> Any:
    if phone.level >= 31 and not flags & (0x04000000 | 0x02000000):
        raise JavaException("one of FLAG_IMMUTABLE or FLAG_MUTABLE must be specified")
    return SimpleNamespace(intent=intent, flags=flags)


def _make_channel(phone: Phone, _: Any, channel: JavaObject) -> None:
    phone.channels.append(channel.called("<init>"))


def _show(phone: Phone, _: Any, tag: str, number: int, shown: JavaObject) -> None:
    assert number == 1
    if phone.may_notify:
        phone.shown[tag] = shown


def _cancel(phone: Phone, _: Any, tag: str, number: int) -> None:
    assert number == 1
    phone.shown.pop(tag, None)


def _active(phone: Phone, _: Any) -> list[Any]:
    return [SimpleNamespace(getTag=lambda tag=tag: tag) for tag in phone.shown]


ANSWERS: dict[str, Callable[..., Any]] = {
    "PythonActivity.getSystemService": lambda phone, _, name: phone.object("android.app.NotificationManager"),
    "PythonActivity.getResources": lambda phone, _: phone.object("android.content.res.Resources"),
    "PythonActivity.getPackageName": lambda phone, _: "chat.chorus.chorus",
    "PythonActivity.getApplicationInfo": lambda phone, _: SimpleNamespace(icon=1),
    "PythonActivity.getClass": lambda phone, _: "PythonActivity.class",
    "PythonActivity.getIntent": _started_by,
    "PythonActivity.getWindow": lambda phone, _: phone.object("android.view.Window"),
    "PythonActivity.getSurface": lambda phone, _: phone.object("android.view.View"),
    "PythonActivity.startActivity": _start,
    "PythonActivity.moveTaskToBack": _to_back,
    "Resources.getConfiguration": lambda phone, _: SimpleNamespace(uiMode=0x1 | phone.night),
    "Resources.getIdentifier": _drawable,
    "Window.getDecorView": lambda phone, _: phone.object("android.view.View"),
    "View.getHeight": lambda phone, _: phone.surface[1],
    "View.getLocationOnScreen": _place,
    "View.getWindowVisibleDisplayFrame": _frame,
    "Uri.parse": lambda phone, _, address: f"Uri({address})",
    "Intent.getAction": lambda phone, intent: dict(intent.calls).get("setAction", (None,))[0],
    "PendingIntent.getActivity": _pending,
    "NotificationManager.createNotificationChannel": _make_channel,
    "NotificationManager.notify": _show,
    "NotificationManager.cancel": _cancel,
    "NotificationManager.getActiveNotifications": _active,
    "Notification$Builder.build": lambda phone, builder: builder,
}
"""What methods answer and do, by class and name, with the phone and the object first; the others answer nothing."""
