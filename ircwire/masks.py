"""Masks: nick!username@host with * for any text and ? for one character, as bans are written. Matching them is not done
here."""

from __future__ import annotations

import re

from ircwire.casemapping import fold

LONGEST = 200
"""Bytes of a mask."""
MOST_SINGLES = 8
"""Question marks in a mask: to match many of them costs a hundred times what others cost."""
_NOT_A_WORD = re.compile(r"[\x00-\x20,\x7f]")
_STARS = re.compile(r"\*{2,}")


def is_dear(text: str) -> bool:
    """Whether it has more question marks than a mask may have."""
    return text.count("?") > MOST_SINGLES


def full_mask(text: str) -> str | None:
    """The whole mask, folded, for what a person wrote of one: "Bar" is "bar!*@*", "x@y" is "*!x@y", "192.0.2.*" is
    "*!*@192.0.2.*". None: it cannot be one."""
    if not text or text[0] == ":" or _NOT_A_WORD.search(text):
        return None
    if "!" in text:
        nick, _, rest = text.partition("!")
        username, _, host = rest.partition("@")
    elif "@" in text:
        nick, (username, _, host) = "", text.partition("@")
    elif "." in text or ":" in text:
        nick, username, host = "", "", text
    else:
        nick, username, host = text, "", ""
    mask = _STARS.sub("*", fold(f"{nick or '*'}!{username or '*'}@{host or '*'}"))
    return mask if len(mask.encode()) <= LONGEST and not is_dear(mask) else None
