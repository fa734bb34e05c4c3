"""The app's fonts, by the names that Kivy knows them by, and a font for what they lack. Runs on Kivy's thread.

One font has Latin, Greek, Cyrillic, Hebrew, Arabic, Devanagari, Thai, Armenian and Georgian letters, signs, and emoji
in colour (`tools.build_fonts` makes it). For anything else a font of the system is looked for, when it is needed first.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from kivy.core.text import LabelBase

from kivy_client.ui.text import coverage, scripts, system_fonts

FOLDER = Path(__file__).parent.parent.parent / "assets" / "fonts"
TEXT = "Chat"
"""Has a bold face too: `bold: True`."""
BOLD = "Chat bold"
ICONS = "Chat icons"

_REGULAR, _BOLD = FOLDER / "ChorusSans-Regular.ttf", FOLDER / "ChorusSans-Bold.ttf"


def register() -> None:
    """Make the fonts known to Kivy; to be called before any widget is made."""
    regular, bold = str(_REGULAR), str(_BOLD)
    LabelBase.register(TEXT, regular, regular, bold, bold)
    LabelBase.register(BOLD, bold)
    LabelBase.register(ICONS, str(FOLDER / "ChorusIcons-Regular.ttf"))


@lru_cache(maxsize=1)
def covered() -> coverage.Coverage:
    """What the app's own font has."""
    return coverage.read(_REGULAR)


@lru_cache(maxsize=1)
def _plain() -> re.Pattern[str]:
    return scripts.plain(covered())


def is_plain(text: str) -> bool:
    """Whether the app's own font draws it in one piece, with no care for scripts and directions."""
    return text.isascii() or _plain().fullmatch(text) is not None


def font_for(letters: str, script: str) -> str:
    """The name of a font that has these letters of a script, or the app's own if there is none."""
    missing = next((letter for letter in letters if letter not in covered() and letter > " "), "")
    return _system_font(missing, script) if missing else TEXT


@lru_cache(maxsize=4096)
def _system_font(letter: str, script: str) -> str:
    """One look-up for each letter at most, and mostly one for each script: the font found first is asked first."""
    for path, has in _opened.items():
        if letter in has:
            return path
    path = system_fonts.find(letter, script)
    if not path:
        return TEXT
    _opened[path] = coverage.read(path)
    LabelBase.register(path, path)
    return path


_opened: dict[str, coverage.Coverage] = {}
