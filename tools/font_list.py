"""The list of emoji that the picker shows and `:name:` completes, from emojibase-data, as far as the font has them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kivy_client.core.emoji import Emoji

LAST_VERSION = 15.0
"""Of Unicode's emoji, the last that Twemoji's font has."""
_VS16 = "\ufe0f"
_GROUPS = {0: 0, 1: 1, 3: 2, 4: 3, 5: 4, 6: 5, 7: 6, 8: 7, 9: 8}
"""Emojibase's groups without its components, which nobody sends alone."""
_SETS = ("github", "emojibase", "iamcal", "joypixels")
MOST_WORDS = 12


def read(package: Path) -> list[dict[str, Any]]:
    """What emojibase knows of each emoji."""
    found: list[dict[str, Any]] = json.loads((package / "package" / "en" / "data.json").read_text("utf-8"))
    return found


def signs(known: list[dict[str, Any]]) -> set[int]:
    """Those which are shown as text unless a variation selector follows."""
    return {int(one["hexcode"], 16) for one in known if one["type"] == 0 and "-" not in one["hexcode"]}


def _text(one: dict[str, Any]) -> str:
    text = "".join(chr(int(code, 16)) for code in one["hexcode"].split("-"))
    return text + _VS16 if one["type"] == 0 and _VS16 not in text else text


def _codes(package: Path) -> dict[str, list[str]]:
    """The short codes of each emoji, the best known first."""
    found: dict[str, list[str]] = {}
    for name in _SETS:
        file = package / "package" / "en" / "shortcodes" / f"{name}.json"
        for hexcode, codes in json.loads(file.read_text("utf-8")).items():
            known = found.setdefault(hexcode, [])
            known += [code for code in ([codes] if isinstance(codes, str) else codes) if code not in known]
    return found


def _has_tones(entry: Emoji, one: dict[str, Any], has: Callable[[str], bool]) -> bool:
    """Whether the app's way of giving it each skin tone gives an emoji that exists and is in the font."""
    known = {_text(skin) for skin in one.get("skins", ())}
    return all(entry.toned(tone) in known and has(entry.toned(tone)) for tone in range(1, 6))


def table(package: Path, has: Callable[[str], bool]) -> str:
    """Lines of: emoji, group's number, 1 if it has skin tones, short codes, name, other words; between tabs.

    `has(text)` tells whether the font draws it as one picture.
    """
    codes = _codes(package)
    lines = []
    for one in sorted(read(package), key=lambda one: one.get("order", 0)):
        text = _text(one)
        if one.get("group") not in _GROUPS or one["version"] > LAST_VERSION:
            continue
        if not has(text):
            raise SystemExit(f"The font has no {text} ({one['label']}).")
        label = one["label"].replace("“", "").replace("”", "")
        known = set(re.findall(r"\w+", label.lower()))
        words = [word for word in one.get("tags", ()) if word not in known][:MOST_WORDS]
        short = codes.get(one["hexcode"], [])
        entry = Emoji(text, _GROUPS[one["group"]], True, tuple(short), label, " ".join(words))
        tones = str(int(_has_tones(entry, one, has)))
        lines.append("\t".join([text, str(entry.group), tones, " ".join(short), label, entry.words]))
    return "\n".join(lines) + "\n"
