"""Whether a text names us: our nick as a word of its own, in any case. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

_PART_OF_A_NICK = r"[\w\[\]\\`^{|}-]"


@lru_cache(maxsize=4)
def _pattern(nick: str) -> re.Pattern[str]:
    return re.compile(f"(?<!{_PART_OF_A_NICK}){re.escape(nick)}(?!{_PART_OF_A_NICK})", re.IGNORECASE)


def names(text: str, nick: str) -> bool:
    """`mira: hi`, `@mira!` and `(Mira)` name mira; `miranda` and `mira-2` do not."""
    return bool(nick) and _pattern(nick).search(text) is not None
