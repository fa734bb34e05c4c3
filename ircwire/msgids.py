"""Message ids: `1763836800123456a1b2` is an id (microseconds since 1970) and four characters of the log's epoch.

The id orders messages; the epoch tells a log that was lost and begun anew from the one before.
"""

from __future__ import annotations

import re

from ircwire.errors import WireError

EPOCH_CHARACTERS = 4
_FORM = re.compile(r"([0-9]{1,18})([0-9A-Za-z]{4})")


def id_of(msgid: str) -> int:
    """The id in microseconds since 1970, which is also the message's time. Raises WireError."""
    match = _FORM.fullmatch(msgid)
    if not match:
        raise WireError("That is not a message id of this server")
    return int(match[1])


def epoch_of(msgid: str) -> str:
    """The four characters of the epoch. Raises WireError."""
    id_of(msgid)
    return msgid[-EPOCH_CHARACTERS:]
