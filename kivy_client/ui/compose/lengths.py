"""How many messages a text becomes where a message is one line of IRC. Pure.

The core cuts; this only tells the person before. Both count by the same rules: a line has 512 bytes, the sender's mask
among them, which is counted as long as it may be.
"""

from __future__ import annotations

from ircwire.lines import CONTENT_BYTES
from ircwire.text import split

ASKED_FROM = 6
"""So many messages at once are sent only if the person says so again."""
_MASK_BYTES = len("!@") + 11 + 63


def room_bytes(nick: str, target: str) -> int:
    """How many bytes of text a line carries."""
    return CONTENT_BYTES - len(f":{nick} PRIVMSG {target} :".encode()) - _MASK_BYTES


def messages(text: str, nick: str, target: str) -> int:
    """How many a text becomes."""
    if text.startswith("/") and not text.startswith("//"):
        return 1
    size = room_bytes(nick, target)
    if "\n" not in text and len(text.encode(errors="replace")) <= size:
        return 1
    clean = text.encode(errors="replace").decode()
    return sum(1 for line in clean.split("\n") for _ in split(line.rstrip(), size))
