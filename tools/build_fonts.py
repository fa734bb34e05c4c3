"""Makes the app's fonts and its list of emoji, in kivy_client/assets.

`python -m tools.build_fonts [folder of packages]`; without a folder the packages are kept in build/packages. The same
packages give the same bytes. Needs npm, apt-get and dpkg-deb, and of Python packages fonttools and brotli (the extra
`fonts`). What is made is committed, so that nobody needs this but to change it.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from fontTools.ttLib import TTFont

from tools import font_list, packages
from tools.font_icons import icon_font
from tools.font_text import Emoji, text_font

ASSETS = Path(__file__).parent.parent / "kivy_client" / "assets"
_TIME = 3_600_000_000
"""Seconds since 1904, the fonts' date: always the same."""
_FAMILY = ("", "Hebrew", "Arabic", "Devanagari", "Thai", "Armenian", "Georgian", "Math", "Symbols", "Symbols2", "Mono")
"""Of two that have a character, the first one's is taken."""
_TEXT = "Noto: Copyright the Noto Project Authors. Twemoji art: Copyright Twitter, Inc. and other contributors"
_TEXT_LICENCE = "SIL Open Font License, Version 1.1; Twemoji art under CC BY 4.0"
_ICONS = "Material Design Icons: Copyright Pictogrammers"
_ICONS_LICENCE = "Apache License, Version 2.0"


def _noto(packages: list[Path], weight: str) -> list[Path]:
    """The files of one weight; what comes in one weight only is taken for both."""
    folders = [package / "usr" / "share" / "fonts" / "truetype" / "noto" for package in packages]
    wanted = [[f"NotoSans{name}-{one}.ttf" for one in (weight, "Regular")] for name in _FAMILY]
    return [next(path for name in names for folder in folders if (path := folder / name).exists()) for names in wanted]


def _save(font: TTFont, name: str, weight: str, rights: tuple[str, str]) -> None:
    """With our name and always the same date."""
    font["name"].names = []
    texts = {0: rights[0], 1: name, 2: weight, 3: f"{name} {weight}", 4: f"{name} {weight}", 5: "Version 1.0"}
    file = f"{name}-{weight}".replace(" ", "")
    for number, text in (texts | {6: file, 13: rights[1]}).items():
        font["name"].setName(text, number, 3, 1, 0x409)
    font.recalcTimestamp = False
    font["head"].created = font["head"].modified = _TIME
    font["head"].fontRevision = 1.0
    font.save(ASSETS / "fonts" / f"{file}.ttf")


def main() -> None:
    cache = Path(sys.argv[1] if len(sys.argv) > 1 else "build/packages").resolve()
    cache.mkdir(parents=True, exist_ok=True)
    (ASSETS / "fonts").mkdir(parents=True, exist_ok=True)
    listed = packages.EMOJI.fetch(cache)
    noto = [packages.NOTO.fetch(cache), packages.NOTO_MONO.fetch(cache)]
    pictures = packages.TWEMOJI.fetch(cache) / "package" / "twemoji.woff2"
    for weight in ("Regular", "Bold"):
        emoji = Emoji(pictures)
        with tempfile.TemporaryDirectory() as work:
            font = text_font(_noto(noto, weight), emoji, font_list.signs(font_list.read(listed)), Path(work))
        _save(font, "Chorus Sans", weight, (_TEXT, _TEXT_LICENCE))
    _save(icon_font(packages.ICONS.fetch(cache)), "Chorus Icons", "Regular", (_ICONS, _ICONS_LICENCE))
    (ASSETS / "emoji.tsv").write_text(font_list.table(listed, emoji.has), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
