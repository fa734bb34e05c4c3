"""The app's font. Kivy's default lacks ☺, ☹, ✓ and more; DejaVu Sans, which comes with Kivy, has them."""

from __future__ import annotations

from pathlib import Path

import kivy
from kivy.core.text import LabelBase

FONT = "Chat"
_FILE = Path(kivy.kivy_data_dir) / "fonts" / "DejaVuSans.ttf"


def register() -> None:
    """Make FONT known to Kivy; to be called once, before any widget is made."""
    LabelBase.register(FONT, str(_FILE))
