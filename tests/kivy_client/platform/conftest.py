"""A telephone for the tests of `kivy_client.platform.android`: a fake Java, and what python-for-android has of it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

from tests.kivy_client.platform.java import JavaException, Phone

OURS = ("kivy_client.platform.android", "kivy_client.platform.android_notes")


def module(name: str, **names: Any) -> ModuleType:
    made = ModuleType(name)
    made.__dict__.update(names)
    return made


@pytest.fixture
def phone() -> Phone:
    return Phone(may_notify=True)


@pytest.fixture
def android(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Any]]:
    """Makes the app's device, on the phone as it is then."""

    def bind(on_new_intent: Callable[[Any], None]) -> None:
        phone.listeners.append(on_new_intent)

    activity = module("android.activity", bind=bind)
    fakes = {
        "jnius": module("jnius", autoclass=phone.autoclass, cast=lambda _, one: one, JavaException=JavaException),
        "android": module("android", activity=activity),
        "android.activity": activity,
        "android.permissions": module(
            "android.permissions",
            check_permission=lambda _: phone.may_notify,
            request_permissions=lambda permissions: phone.asked.extend(permissions),
        ),
        "android.storage": module("android.storage", app_storage_path=lambda: "/data/user/0/chat.chorus.chorus/files"),
    }
    for name, fake in fakes.items():
        monkeypatch.setitem(sys.modules, name, fake)
    for name in OURS:
        monkeypatch.delitem(sys.modules, name, raising=False)
    yield lambda: import_module(OURS[0]).Android()
    for name in OURS:
        sys.modules.pop(name, None)
