"""Message tags (IRCv3 message-tags): `key=value;key` on the wire, a dict here. A missing value is the same as "".

Sizes are checked where lines are cut and built (`lines`), not here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_ESCAPES = str.maketrans({";": r"\:", " ": r"\s", "\\": r"\\", "\r": r"\r", "\n": r"\n"})
_UNESCAPES = {":": ";", "s": " ", "\\": "\\", "r": "\r", "n": "\n"}
_ESCAPED = re.compile(r"\\(.?)", re.DOTALL)
_NEEDS_ESCAPE = re.compile(r"[; \\\r\n]")


def escape(value: str) -> str:
    """A tag's value as it is written on the wire."""
    return value.translate(_ESCAPES) if _NEEDS_ESCAPE.search(value) else value


def unescape(value: str) -> str:
    """A tag's value as it was meant; a lone backslash at the end, or before any other character, is dropped."""
    if "\\" not in value:
        return value
    return _ESCAPED.sub(lambda match: _UNESCAPES.get(match[1], match[1]), value)


def parse_tags(text: str) -> dict[str, str]:
    """Read the part between "@" and the space. Of a key that comes twice the last one counts."""
    tags = {}
    for tag in text.split(";"):
        key, _, value = tag.partition("=")
        if key:
            tags[key] = unescape(value)
    return tags


def format_tags(tags: Mapping[str, str]) -> str:
    """Write the part between "@" and the space."""
    return ";".join(f"{key}={escape(value)}" if value else key for key, value in tags.items())
