"""A room over a fake core, as the tests of the shell have it: it is open, and dialogs come over it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.kivy_client.gui.shell.conftest import Stage, stage

__all__ = ["stage"]
MakeStage = Callable[..., Stage]


@pytest.fixture
def one(stage: MakeStage) -> Stage:
    made = stage(480, 760, current="")
    made.open()
    return made


def shown(one: Stage) -> Any:
    """The dialog on top, once it has come."""
    from kivy_client.ui.sheet import Sheet

    one.driver.until(lambda: Sheet.top() is not None and Sheet.top().shown == 1, "a dialog is there")
    return Sheet.top()


def opened(one: Stage, name: str, **options: Any) -> Any:
    """Open one by its name."""
    one.shell.open(name, **options)
    return shown(one)
