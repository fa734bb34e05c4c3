"""Finding a font of the system that has a certain letter: by fontconfig where it is, else by looking at files. No Kivy.

Looking takes some tens of milliseconds, so callers remember what was found.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from kivy_client.ui.text import coverage

SECONDS = 2.0
MOST_FILES = 300
"""Looked at before giving up."""

_ENDINGS = (".ttf", ".otf", ".ttc")
_LANGUAGES = {"Hani": "zh", "Hira": "ja", "Kana": "ja", "Hang": "ko", "Arab": "ar", "Hebr": "he"}
_NAMES: dict[str, tuple[str, ...]] = {
    "Hani": ("sanscjk", "sanssc", "sanshans", "pingfang", "msyh", "heiti", "hiragino", "droidsansfallback", "wqy"),
    "Hira": ("sanscjk", "sansjp", "hiragino", "meiryo", "yugoth", "droidsansfallback"),
    "Kana": ("sanscjk", "sansjp", "hiragino", "meiryo", "yugoth", "droidsansfallback"),
    "Hang": ("sanscjk", "sanskr", "applesdgothic", "malgun", "droidsansfallback"),
    "Beng": ("sansbengali", "vrinda", "kohinoorbangla", "nirmala"),
    "Taml": ("sanstamil", "latha", "nirmala"),
    "Telu": ("sanstelugu", "gautami", "nirmala"),
    "Ethi": ("sansethiopic", "nyala", "ebrima", "kefa"),
    "Khmr": ("sanskhmer", "leelawui"),
    "Mymr": ("sansmyanmar", "mmrtext"),
}
"""How the files of good fonts begin or are called, the best first; lower case, without spaces and hyphens."""


def find(letter: str, script: str) -> str:
    """The path of a font that has the letter; "" if none was found. Fonts of pictures of a fixed size are passed over:
    they do not scale."""
    for path in islice((*_asked(letter, script), *_seen(script)), MOST_FILES):
        if _usable(path) and letter in coverage.read(path):
            return path
    return ""


def _usable(path: str) -> bool:
    name = os.path.basename(path).lower()
    return name.endswith(_ENDINGS) and "emoji" not in name


def _asked(letter: str, script: str) -> list[str]:
    """What fontconfig thinks best."""
    if shutil.which("fc-match") is None:
        return []
    wish = f"sans:charset={ord(letter):x}"
    if script in _LANGUAGES:
        wish += f":lang={_LANGUAGES[script]}"
    try:
        done = subprocess.run(
            ["fc-match", "--format", "%{file}", wish], capture_output=True, text=True, timeout=SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError, UnicodeError):
        return []
    return [done.stdout]


def directories() -> list[Path]:
    """Where this system keeps its fonts."""
    home = Path.home()
    if sys.platform == "win32":
        return [Path(os.environ.get("WINDIR", "C:\\Windows"), "Fonts")]
    if sys.platform == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library" / "Fonts"]
    if "ANDROID_ARGUMENT" in os.environ:
        return [Path("/system/fonts"), Path("/product/fonts")]
    return [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local/share/fonts", home / ".fonts"]


def _seen(script: str) -> Iterator[str]:
    """All files of fonts, the likeliest first."""
    files = sorted(
        str(path) for folder in directories() if folder.is_dir() for path in folder.rglob("*") if _usable(path.name)
    )
    yield from sorted(files, key=lambda path: _rank(path, _NAMES.get(script, ())))


def _rank(path: str, names: tuple[str, ...]) -> tuple[int, bool]:
    name = os.path.basename(path).lower().replace("-", "").replace("_", "").replace(" ", "")
    place = next((at for at, known in enumerate(names) if known in name), len(names))
    return place, "regular" not in name
