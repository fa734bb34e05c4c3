"""The last line that a client gets: ERROR, with the reason."""

from __future__ import annotations

from ircwire.lines import build


def closing_line(reason: str) -> bytes:
    return build("ERROR", f"Closing link: {reason}", colon=True)
