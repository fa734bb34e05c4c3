"""The window over a fake core, as the tests of the shell have it."""

from __future__ import annotations

from tests.kivy_client.gui.shell.conftest import stage

__all__ = ["stage"]
