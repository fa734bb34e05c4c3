"""Text that people write: cutting it to a size, and what IRC puts into it (formatting codes, CTCP ACTION).

Sizes are in bytes of UTF-8, because a line's size is. Nothing here knows a line's syntax.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_FORMATTING = re.compile(
    r"\x03(?:\d{1,2}(?:,\d{1,2})?)?"  # colours, from mIRC's list of 99
    r"|\x04(?:[0-9A-Fa-f]{6}(?:,[0-9A-Fa-f]{6})?)?"  # colours in hexadecimal
    r"|[\x02\x0f\x11\x16\x1d\x1e\x1f]"  # bold, plain, monospace, reverse, italics, struck through, underlined
)
_JOINER = "\u200d"
_SPACE_FROM = 0.5
"""`split` looks for a space only in the second half of a piece, so that a long word cannot make tiny pieces."""


def cut(data: bytes, size: int) -> bytes:
    """The first `size` bytes of UTF-8, or up to three fewer: never a part of a character."""
    if len(data) <= size:
        return data
    for end in range(size, max(size - 4, -1), -1):
        if data[end] & 0xC0 != 0x80:
            return data[:end]
    return data[:size]  # this is not UTF-8


def truncate(text: str, size: int) -> str:
    """The longest beginning of `text` of at most `size` bytes; it ends neither in a character nor before its marks.

    A character with more marks than fit is cut between them: it would otherwise be left out for good by `split`.
    """
    if 4 * len(text) <= size:  # no character has more bytes
        return text
    data = text.encode()
    if len(data) <= size:
        return text
    kept = cut(data, size).decode()
    end = len(kept)
    while end > 0 and _continues(text, end):
        end -= 1
    return text[: end or len(kept)]


def _continues(text: str, position: int) -> bool:
    """Whether the character at `position` belongs to the one before it: a mark, a joiner, or what is joined to it."""
    character = text[position]
    if character.isascii():
        return False
    return character == _JOINER or text[position - 1] == _JOINER or unicodedata.category(character)[0] == "M"


def split(text: str, size: int) -> list[str]:
    """Cut `text` into pieces of at most `size` bytes (four or more), at a space where there is one near the end.

    The space at which it is cut is left out; joined by a space, or by nothing where a word was cut, the pieces are
    the text again, but for pieces that would be blank: there are none. Blank text: no pieces.
    """
    pieces = []
    while len(text.encode()) > size:
        piece = truncate(text, size)
        ends_at_space = text[len(piece)] == " "
        space = len(piece) if ends_at_space else piece.rfind(" ", int(len(piece) * _SPACE_FROM))
        if space > 0:
            pieces.append(text[:space])
            text = text[space + 1 :]
        else:
            pieces.append(piece)
            text = text[len(piece) :]
    pieces.append(text)
    return [piece for piece in pieces if piece.strip()]


def pack(words: Iterable[str], size: int) -> list[str]:
    """Join words, none of which is empty or holds a space, by spaces into as few pieces of `size` bytes as keep their
    order.

    No words: one empty piece. A word longer than `size` stands alone, uncut.
    """
    data = " ".join(words).encode()
    pieces, begin = [], 0
    while len(data) - begin > size:
        end = data.rfind(b" ", begin, begin + size + 1)
        if end < 0:
            end = data.find(b" ", begin + size)
            if end < 0:
                break
        pieces.append(data[begin:end].decode())
        begin = end + 1
    pieces.append(data[begin:].decode())
    return pieces


def strip_controls(text: str) -> str:
    """Without control characters (C0, DEL and C1); tabs become spaces."""
    return _CONTROLS.sub("", text.replace("\t", " "))


def strip_formatting(text: str) -> str:
    """Without the codes by which IRC clients mark bold, colours and the like (modern.ircdocs.horse/formatting)."""
    return _FORMATTING.sub("", text)


def action(text: str) -> str:
    """The text of a message that says what its sender does: `waves` becomes CTCP ACTION."""
    return f"\x01ACTION {text}\x01"


def action_of(text: str) -> str | None:
    """What the sender does, if the text is a CTCP ACTION, else None. The last delimiter may be missing."""
    if not text.startswith("\x01ACTION") or text[7:8] not in (" ", "\x01", ""):
        return None
    return text[8:].rstrip("\x01")
