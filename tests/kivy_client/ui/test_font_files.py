"""What the committed fonts have, read with fontTools; how they look is tested in a window."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kivy_client.core import emoji
from kivy_client.ui.icons import GLYPHS, NAMES, icon

tt = pytest.importorskip("fontTools.ttLib", reason="fontTools is not installed: pip install '.[dev]'")

ROOT = Path(__file__).parent.parent.parent.parent
FONTS = ROOT / "kivy_client" / "assets" / "fonts"
IN_INK = "©®™♠♣✔✖✴➕➖➗➰〰💲📞🔙🔚🔛🔜🔝🟰"
"""Emoji that take the colour of the text: they would be dark grey."""
WEIGHTS = ("Regular", "Bold")
SCRIPTS = {"latn", "cyrl", "grek", "hebr", "arab", "dev2", "thai", "armn", "geor", "DFLT"}


@cache
def font(name: str) -> Any:
    return tt.TTFont(FONTS / f"{name}.ttf", lazy=True)


@cache
def glyphs(name: str) -> dict[int, str]:
    found: dict[int, str] = font(name).getBestCmap()
    return found


@cache
def ligatures(name: str, script: str) -> dict[tuple[str, ...], str]:
    """What the `ccmp` feature of a script makes one glyph of."""
    table = font(name)["GSUB"].table
    (language,) = (one.Script.DefaultLangSys for one in table.ScriptList.ScriptRecord if one.ScriptTag == script)
    found: dict[tuple[str, ...], str] = {}
    for index in language.FeatureIndex:
        feature = table.FeatureList.FeatureRecord[index]
        for lookup in feature.Feature.LookupListIndex if feature.FeatureTag == "ccmp" else ():
            for part in table.LookupList.Lookup[lookup].SubTable:
                for first, sets in getattr(getattr(part, "ExtSubTable", part), "ligatures", {}).items():
                    found |= {(first, *one.Component): one.LigGlyph for one in sets}
    return found


@pytest.mark.parametrize("weight", WEIGHTS)
def test_every_emoji_is_one_coloured_glyph(weight: str) -> None:
    name = f"ChorusSans-{weight}"
    coloured = font(name)["COLR"].ColorLayers
    known, made = glyphs(name), ligatures(name, "latn")
    for one in emoji.everything():
        for tone in range(6 if one.tones else 1):
            sign = one.toned(tone)
            parts = tuple(known[ord(character)] for character in sign)
            glyph = made.get(parts) or (known[ord(sign[0])] if len(sign.removesuffix("\ufe0f")) == 1 else None)
            assert glyph in coloured or (glyph and sign[0] in IN_INK), f"{sign} {one.name}"


@pytest.mark.parametrize("weight", WEIGHTS)
def test_emoji_are_made_in_every_script(weight: str) -> None:
    name = f"ChorusSans-{weight}"
    scripts = {one.ScriptTag for one in font(name)["GSUB"].table.ScriptList.ScriptRecord}
    assert scripts >= SCRIPTS
    flag = tuple(glyphs(name)[ord(character)] for character in "🇩🇪")
    for script in scripts:
        assert flag in ligatures(name, script)


@pytest.mark.parametrize("weight", WEIGHTS)
def test_letters_and_signs(weight: str) -> None:
    wanted = "azAZ09 łŁéñßøşğžĐ ЖяЇ λΩά שלום مرحبا पहि ทน้ Ա ა ✓✔→←★☆●○■─│├┐█░½∑√♫⌘☺☹…—“”€₪₹„«»\u00a0\u202f"
    assert [character for character in wanted if ord(character) not in glyphs(f"ChorusSans-{weight}")] == []


def test_signs_are_text_unless_they_are_asked_to_be_pictures() -> None:
    name = "ChorusSans-Regular"
    coloured = font(name)["COLR"].ColorLayers
    for sign in "☺☹❤☀":
        assert glyphs(name)[ord(sign)] not in coloured
        assert ligatures(name, "DFLT")[glyphs(name)[ord(sign)], glyphs(name)[0xFE0F]] in coloured


@pytest.mark.parametrize("weight", WEIGHTS)
def test_lines_are_as_high_as_noto_sans(weight: str) -> None:
    lines = font(f"ChorusSans-{weight}")["hhea"]
    assert (lines.ascent, lines.descent, lines.lineGap) == (1069, -293, 0)
    assert font(f"ChorusSans-{weight}")["head"].unitsPerEm == 1000


def test_the_icons_are_those_of_the_table() -> None:
    assert set(glyphs("ChorusIcons-Regular")) == {code for _, code in GLYPHS.values()}
    assert (FONTS / "ChorusIcons-Regular.ttf").stat().st_size < 16_000
    assert icon("send") == chr(GLYPHS["send"][1])
    assert icon("") == ""


def test_every_icon_that_is_named_exists() -> None:
    used: set[str] = set()
    for path in [*(ROOT / "kivy_client").rglob("*.py"), *(ROOT / "kivy_client").rglob("*.kv")]:
        used |= set(re.findall(r"""\bicon(?:=|: )['"]([a-z-]+)['"]""", path.read_text("utf-8")))
    assert used
    assert sorted(used - set(NAMES)) == []


def test_licences_are_there() -> None:
    assets = FONTS.parent
    text = (assets / "LICENCES.md").read_text("utf-8")
    for named in re.findall(r"`([\w/.-]+\.txt)`", text):
        assert (assets / named).stat().st_size > 500
    assert {"OFL.txt", "CC-BY-4.0.txt", "Apache-2.0.txt"} <= {path.name for path in FONTS.iterdir()}
    rights = font("ChorusSans-Regular")["name"].getDebugName
    assert "Twemoji" in rights(0)
    assert "CC BY 4.0" in rights(13)
