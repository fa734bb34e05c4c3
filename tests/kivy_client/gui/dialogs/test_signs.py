"""An emoji for a reaction."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.kivy_client.gui.shell.conftest import Stage
from tests.kivy_client.gui.window import ENTER, ESCAPE

pytestmark = pytest.mark.gui


def test_one_sign_is_picked(stage: Callable[..., Stage]) -> None:
    one = stage(480, 700, current="")
    one.open()
    picked: list[str] = []
    sheet = one.shell.open("signs", choose=picked.append)
    one.driver.until(lambda: sheet.picker.ids.search_field.focus, "the field has the keyboard")
    one.driver.type("rocket")
    one.driver.key(ENTER)
    assert (picked, sheet.is_open) == (["🚀"], False)
    sheet = one.shell.open("signs", choose=picked.append)
    one.driver.until(lambda: sheet.shown == 1, "it is there")
    one.driver.key(ESCAPE)
    assert (picked, sheet.is_open) == (["🚀"], False)
    assert sheet.picker.grid.items[1].emoji[0].sign == "🚀"
