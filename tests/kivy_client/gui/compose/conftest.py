"""A conversation over a fake core, as the tests of the shell have it: it is open, and its field has the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.kivy_client.gui.shell.conftest import Stage, stage

__all__ = ["stage"]
MakeStage = Callable[..., Stage]


def composer(one: Stage) -> Any:
    return one.shell.chat.composer


def field(one: Stage) -> Any:
    return composer(one).field


@pytest.fixture
def one(stage: MakeStage) -> Stage:
    made = stage(480, 640, current="")
    made.open()
    made.driver.until(lambda: field(made).focus, "the field has the keyboard")
    return made
