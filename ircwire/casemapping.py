"""When two names are the same: CASEMAPPING=ascii, where only A-Z equal a-z; for clients also as other servers say."""

from __future__ import annotations

import string
from collections.abc import Callable

_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_STRICT_RFC1459 = _LOWER | str.maketrans("[]\\", "{}|")
_RFC1459 = _STRICT_RFC1459 | str.maketrans("^", "~")


def fold(name: str) -> str:
    """The form of a nick or room that is compared and used as a key."""
    return name.lower() if name.isascii() else name.translate(_LOWER)


def folding(casemapping: str) -> Callable[[str], str]:
    """The `fold` of a server that says so in ISUPPORT. What nobody has heard of folds as ascii, which is the safest."""
    match casemapping:
        case "rfc1459":
            return lambda name: name.translate(_RFC1459)
        case "rfc1459-strict" | "strict-rfc1459":
            return lambda name: name.translate(_STRICT_RFC1459)
    return fold
