"""The keyboard on the screen: looked at only while a field has the focus, and until it has gone."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from kivy_client.platform.device import Device

pytest.importorskip("kivy", reason="Kivy is not installed: pip install '.[app]' with Python 3.11 to 3.13")

SECONDS = 10


class Phone(Device):
    """`heights`: what is answered, one after the other, the last for ever."""

    has_screen_keyboard = True

    def __init__(self, *heights: float) -> None:
        self.heights, self.looks = list(heights), 0

    def keyboard_height(self) -> float:
        self.looks += 1
        return self.heights.pop(0) if len(self.heights) > 1 else self.heights[0]


@pytest.fixture
def keyboard(monkeypatch: pytest.MonkeyPatch) -> Any:
    from kivy_client.platform import keyboard as module

    monkeypatch.setattr(module, "EVERY_SECONDS", 0.001)
    return module.Keyboard()


def until(true: Callable[[], bool]) -> None:
    """Let Kivy's clock run."""
    from kivy.clock import Clock

    end = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < end
        Clock.tick()


def seen(keyboard: Any) -> list[float]:
    """All heights from now on."""
    heights: list[float] = []
    keyboard.fbind("height", lambda _, height: heights.append(height))
    return heights


def test_it_is_followed_while_a_field_has_the_focus(keyboard: Any) -> None:
    keyboard.use(Phone(0, 300, 800))
    heights = seen(keyboard)
    keyboard.on_field(None, True)
    until(lambda: keyboard.height == 800)
    assert heights == [300, 800]


def test_it_slides_away_and_then_nobody_looks_any_more(keyboard: Any) -> None:
    phone = Phone(800)
    keyboard.use(phone)
    heights = seen(keyboard)
    keyboard.on_field(None, True)
    until(lambda: keyboard.height == 800)
    phone.heights = [800, 400, 0]
    keyboard.on_field(None, False)
    until(lambda: keyboard.height == 0)
    assert heights == [800, 400, 0]
    assert not keyboard._looking.is_triggered


def test_from_one_field_to_another_it_stays(keyboard: Any) -> None:
    phone = Phone(800)
    keyboard.use(phone)
    heights = seen(keyboard)
    keyboard.on_field(None, True)
    until(lambda: keyboard.height == 800)
    keyboard.on_field(None, False)
    keyboard.on_field(None, True)
    looks = phone.looks
    until(lambda: phone.looks > looks + 20)
    assert heights == [800]


def test_a_height_that_never_goes_is_given_up(keyboard: Any) -> None:
    keyboard.use(Phone(60))
    keyboard.on_field(None, True)
    until(lambda: keyboard.height == 60)
    keyboard.on_field(None, False)
    until(lambda: not keyboard._looking.is_triggered)
    assert keyboard.height == 0


def test_where_keyboards_are_beside_the_screen_nobody_looks(keyboard: Any) -> None:
    keyboard.use(Device())
    keyboard.on_field(None, True)
    assert not keyboard._looking.is_triggered
