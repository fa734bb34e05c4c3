"""The app's icons by name: glyphs of the font `fonts.ICONS`. Pure; `tools.font_icons` makes the font from this table.

The icons are from Material Design Icons (Pictogrammers), Apache License 2.0.
"""

from __future__ import annotations

GLYPHS: dict[str, tuple[str, int]] = {
    "menu": ("menu", 0xF035C),
    "search": ("magnify", 0xF0349),
    "pencil": ("pencil-outline", 0xF0CB6),
    "close": ("close", 0xF0156),
    "back": ("arrow-left", 0xF004D),
    "send": ("send", 0xF048A),
    "emoji": ("emoticon-outline", 0xF01F2),
    "people": ("account-multiple-outline", 0xF000F),
    "more": ("dots-vertical", 0xF01D9),
    "check": ("check", 0xF012C),
    "check-all": ("check-all", 0xF012D),
    "clock": ("clock-outline", 0xF0150),
    "alert": ("alert-circle-outline", 0xF05D6),
    "retry": ("refresh", 0xF0450),
    "chevron-down": ("chevron-down", 0xF0140),
    "chevron-up": ("chevron-up", 0xF0143),
    "reply": ("reply", 0xF045A),
    "copy": ("content-copy", 0xF018F),
    "delete": ("delete-outline", 0xF09E7),
    "pin": ("pin-outline", 0xF0931),
    "unpin": ("pin-off-outline", 0xF0930),
    "bell": ("bell-outline", 0xF009C),
    "bell-off": ("bell-off-outline", 0xF0A91),
    "settings": ("cog-outline", 0xF08BB),
    "plus": ("plus", 0xF0415),
    "logout": ("logout", 0xF0343),
    "edit": ("pencil", 0xF03EB),
    "link": ("link-variant", 0xF0339),
    "hash": ("pound", 0xF0423),
    "account": ("account-outline", 0xF0013),
    "crown": ("crown-outline", 0xF11D0),
    "star": ("star-outline", 0xF04D2),
    "info": ("information-outline", 0xF02FD),
    "key": ("key-outline", 0xF0DD6),
    "invite": ("account-plus-outline", 0xF0801),
    "kick": ("account-remove-outline", 0xF0AED),
    "ban": ("cancel", 0xF073A),
    "filter": ("filter-variant", 0xF0236),
    "sort": ("sort", 0xF04BA),
    "server": ("server-network", 0xF048D),
    "topic": ("text", 0xF09A8),
    "quote": ("format-quote-close", 0xF027E),
    "door": ("door-open", 0xF081C),
    "keyboard": ("keyboard-outline", 0xF097B),
    "history": ("history", 0xF02DA),
    "food": ("food-outline", 0xF1916),
    "travel": ("car", 0xF010B),
    "nature": ("leaf", 0xF032A),
    "ball": ("soccer", 0xF04B8),
    "bulb": ("lightbulb-outline", 0xF0336),
    "symbols": ("shape-outline", 0xF0832),
    "flag": ("flag-outline", 0xF023D),
    "hand": ("hand-wave-outline", 0xF1822),
}
"""Our name: the name in Material Design Icons, and the code point."""

NAMES = tuple(GLYPHS)


def icon(name: str) -> str:
    """The glyph; "" gives none."""
    return chr(GLYPHS[name][1]) if name else ""
