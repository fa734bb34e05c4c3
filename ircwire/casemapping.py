"""When two names are the same: CASEMAPPING=ascii, where only A-Z equal a-z."""

from __future__ import annotations

import string

_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def fold(name: str) -> str:
    """The form of a nick or room that is compared and used as a key."""
    return name.lower() if name.isascii() else name.translate(_LOWER)
