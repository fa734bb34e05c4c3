"""What the tests in a window share. Without Kivy they are skipped before anything of it is imported."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kivy_client.gui.window import open_app, window

__all__ = ["open_app", "window"]


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> None:
    pytest.importorskip("kivy", reason="Kivy is not installed: pip install '.[app]' with Python 3.11 to 3.13")
