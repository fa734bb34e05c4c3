"""One text font of many: Noto Sans, its sisters for other scripts and for signs, and the pictures of Twemoji.

Twemoji comes with a font of its own, so its pictures become glyphs here, in layers of colour (COLR version 0), which
scale with the text. What several code points make together (flags, families, skin tones, keycaps) is a ligature, which
is put into every script of the font, because a text's script is whatever stands before the emoji.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from pathlib import Path

from fontTools import subset
from fontTools.merge import Merger
from fontTools.otlLib.builder import LigatureSubstBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.ttLib.tables import otTables
from fontTools.ttLib.tables.C_O_L_R_ import LayerRecord

UNITS = 1000
EMOJI_UNITS = 1120
"""How large a picture of one em becomes: a little larger than a capital letter, as in other chats."""
EMOJI_BESIDE = 40
"""Empty units on both sides of a picture."""
IN_INK = frozenset("©®™♠♣✔✖✴➕➖➗➰〰💲📞🔙🔚🔛🔜🔝🟰")
"""Pictures in one dark grey, which nobody would see in a dark theme: they take the colour of the text."""
_VS16, _ZWJ, _KEYCAP = 0xFE0F, 0x200D, 0x20E3
_PREFIX = "emoji."
_OF_EMOJI = frozenset({_VS16, _ZWJ, _KEYCAP})


def part(path: Path, wanted: Iterable[int]) -> TTFont:
    """A font with only these characters, unhinted, at our size of the em."""
    font = TTFont(path, recalcTimestamp=False)
    if font["head"].unitsPerEm != UNITS:
        scale_upem(font, UNITS)
    options = subset.Options()
    options.layout_features = ["*"]
    options.glyph_names, options.notdef_outline, options.hinting = True, True, False
    options.drop_tables += ["FFTM"]
    options.name_IDs = [0, 5, 13, 14]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    return font


class Emoji:
    """Twemoji's font, its glyphs renamed to `emoji…` and at the size they have beside text.

    `sequences`: the code points of each picture, and its glyph.
    """

    def __init__(self, path: Path) -> None:
        font = TTFont(path, recalcTimestamp=False)
        scale_upem(font, EMOJI_UNITS)
        font["head"].unitsPerEm = UNITS
        by_name = {glyph: code for code, glyph in font.getBestCmap().items()}
        self.sequences: dict[tuple[int, ...], str] = {(code,): _renamed(glyph) for glyph, code in by_name.items()}
        for lookup in font["GSUB"].table.LookupList.Lookup:
            for table in lookup.SubTable:
                for first, ligatures in getattr(table, "ExtSubTable", table).ligatures.items():
                    for one in ligatures:
                        codes = tuple(by_name[name] for name in (first, *one.Component))
                        self.sequences[codes] = _renamed(one.LigGlyph)
        self.single = {codes[0]: glyph for codes, glyph in self.sequences.items() if len(codes) == 1}
        del font["GSUB"], font["GDEF"]
        colours = font["COLR"].ColorLayers
        self.layers = {
            _renamed(base): [(_renamed(layer.name), layer.colorID) for layer in colours[base]] for base in colours
        }
        self.palette = font["CPAL"]
        for sign in IN_INK:
            glyph = self.single[ord(sign)]
            pen = TTGlyphPen(None)
            for layer, _ in self.layers.pop(glyph):
                font["glyf"][layer.removeprefix(_PREFIX)].draw(pen, font["glyf"])
            font["glyf"][glyph.removeprefix(_PREFIX)] = pen.glyph()
        del font["COLR"], font["CPAL"]
        for glyph in font.getGlyphOrder():
            _move(font, glyph)
        self.font = _rename(font)
        self._bare = {_bare(codes) for codes in self.sequences}

    def has(self, text: str) -> bool:
        """Whether it is one picture, however its variation selectors are set."""
        return _bare(tuple(map(ord, text))) in self._bare


def _bare(codes: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(code for code in codes if code != _VS16)


def _renamed(glyph: str) -> str:
    return glyph if glyph == ".notdef" else f"{_PREFIX}{glyph}"


def _rename(font: TTFont) -> TTFont:
    """The same font with new names of its glyphs; they are everywhere, so all its tables are rewritten."""
    names = {glyph: _renamed(glyph) for glyph in font.getGlyphOrder()}
    glyphs, metrics = font["glyf"], font["hmtx"]
    glyphs.glyphs = {names[glyph]: shape for glyph, shape in glyphs.glyphs.items()}
    for shape in glyphs.glyphs.values():
        for component in getattr(shape, "components", ()):
            component.glyphName = names[component.glyphName]
    metrics.metrics = {names[glyph]: values for glyph, values in metrics.metrics.items()}
    for table in font["cmap"].tables:
        table.cmap = {code: names[glyph] for code, glyph in table.cmap.items()}
    order = [names[glyph] for glyph in font.getGlyphOrder()]
    font.setGlyphOrder(order)
    glyphs.setGlyphOrder(order)
    font["post"].formatType, font["post"].extraNames, font["post"].mapping = 2.0, [], {}
    return font


def _move(font: TTFont, glyph: str) -> None:
    """Make room on both sides of a picture: all its layers move to the right."""
    shape = font["glyf"][glyph]
    if shape.isComposite():
        raise SystemExit(f"{glyph} is a composite glyph, which this tool does not know to move.")
    advance, left = font["hmtx"][glyph]
    if shape.numberOfContours:
        shape.coordinates.translate((EMOJI_BESIDE, 0))
        shape.recalcBounds(font["glyf"])
        left = shape.xMin
    font["hmtx"][glyph] = (advance + 2 * EMOJI_BESIDE if advance else 0, left)


def text_font(sources: list[Path], emoji: Emoji, shown_as_text: set[int], folder: Path) -> TTFont:
    """All of it. Of two fonts that have a character, the first one's is taken. `shown_as_text`: emoji that are signs
    (☺, ✔) unless a variation selector asks for the picture."""
    single = emoji.single
    pictures = {code for code in single if code > 0x7F} - shown_as_text | _OF_EMOJI
    taken: set[int] = set()
    files = []
    for number, source in enumerate(sources):
        wanted = set(TTFont(source).getBestCmap()) - taken - pictures
        taken |= wanted
        files.append(_saved(part(source, wanted), folder / f"part{number}.ttf"))
    for table in emoji.font["cmap"].tables:
        # A sign that no text font has is a picture in any case. Tables of format 4 end at U+FFFF.
        last = 0xFFFF if table.format == 4 else 0x10FFFF
        table.cmap = {code: glyph for code, glyph in single.items() if code not in taken and code <= last}
    emoji.font["cmap"].tables = [table for table in emoji.font["cmap"].tables if table.format in (4, 12)]
    files.append(_saved(emoji.font, folder / "emoji.ttf"))
    merged = Merger().merge([str(file) for file in files])
    _colour(merged, emoji)
    _ligatures(merged, emoji, shown_as_text)
    first = TTFont(sources[0])
    for table, names in _LINE_METRICS.items():
        for name in names:
            setattr(merged[table], name, getattr(first[table], name))
    merged["post"].formatType = 3.0  # without the glyphs' names
    return merged


_LINE_METRICS = {
    "hhea": ("ascent", "descent", "lineGap"),
    "OS/2": (
        "sTypoAscender",
        "sTypoDescender",
        "sTypoLineGap",
        "usWinAscent",
        "usWinDescent",
        "usWeightClass",
        "fsSelection",
    ),
    "head": ("macStyle",),
}


def _saved(font: TTFont, path: Path) -> Path:
    font.save(path)
    return path


def _colour(font: TTFont, emoji: Emoji) -> None:
    """The layers of the pictures, and their colours."""
    table = newTable("COLR")
    table.version = 0
    table.ColorLayers = {
        base: [LayerRecord(name=name, colorID=colour) for name, colour in layers]
        for base, layers in emoji.layers.items()
    }
    font["COLR"], font["CPAL"] = table, emoji.palette


def _spellings(codes: tuple[int, ...], signs: set[int]) -> Iterable[tuple[int, ...]]:
    """A sequence with and without the variation selectors that belong after its signs: people's keyboards differ."""
    choices = [((code,), (code, _VS16)) if code in signs or code < 0x80 else ((code,),) for code in _bare(codes)]
    for choice in product(*choices):
        yield tuple(code for codes in choice for code in codes)


def _ligatures(font: TTFont, emoji: Emoji, signs: set[int]) -> None:
    """One lookup that makes one picture of several characters, last of all, in the `ccmp` feature of every script."""
    glyphs = font.getBestCmap()
    builder = LigatureSubstBuilder(font, None)
    for codes, picture in sorted(emoji.sequences.items()):
        if len(codes) == 1 and not (codes[0] in signs and glyphs[codes[0]] != picture):
            continue
        for spelling in _spellings(codes, signs) if len(codes) > 1 else [(*codes, _VS16)]:
            builder.ligatures[tuple(glyphs[code] for code in spelling)] = picture
    table = font["GSUB"].table
    table.LookupList.Lookup.append(builder.build())
    number = table.LookupList.LookupCount = len(table.LookupList.Lookup)
    features = table.FeatureList.FeatureRecord
    own = otTables.FeatureRecord()
    own.FeatureTag, own.Feature = "ccmp", otTables.Feature()
    own.Feature.FeatureParams, own.Feature.LookupListIndex, own.Feature.LookupCount = None, [number - 1], 1
    features.append(own)
    for script in table.ScriptList.ScriptRecord:
        for language in [script.Script.DefaultLangSys, *(one.LangSys for one in script.Script.LangSysRecord)]:
            if language is None:
                continue
            known = [features[index] for index in language.FeatureIndex if features[index].FeatureTag == "ccmp"]
            if not known:
                language.FeatureIndex.append(len(features) - 1)
                language.FeatureCount = len(language.FeatureIndex)
            for record in known:
                if number - 1 not in record.Feature.LookupListIndex:
                    record.Feature.LookupListIndex.append(number - 1)
                    record.Feature.LookupCount = len(record.Feature.LookupListIndex)
    table.FeatureList.FeatureCount = len(features)
