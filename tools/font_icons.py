"""The few icons that the app uses, out of the thousands of an icon font."""

from __future__ import annotations

from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from kivy_client.ui.icons import GLYPHS


def icon_font(package: Path) -> TTFont:
    """`package`: @mdi/font, unpacked. Complains when an icon of the table is not what it was."""
    font = TTFont(package / "package" / "fonts" / "materialdesignicons-webfont.ttf", recalcTimestamp=False)
    names = font.getBestCmap()
    for name, (glyph, code) in GLYPHS.items():
        if names.get(code) != glyph:
            raise SystemExit(f"The icon {name} should be {glyph}, but the font has {names.get(code)} there.")
    options = subset.Options()
    options.hinting, options.layout_features, options.name_IDs = False, [], [0, 13]
    options.drop_tables += ["FFTM", "GSUB", "GPOS"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[code for _, code in GLYPHS.values()])
    subsetter.subset(font)
    return font
