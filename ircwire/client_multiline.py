"""Messages of several lines (IRCv3 draft multiline): how a text is cut into the lines of one batch, or of several.

Sizes are in bytes of UTF-8. Pure. A line that is too long is cut behind a space where there is one near its end; the
space stays, so that the fragments are the line again when they are put together.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ircwire.client_lines import number
from ircwire.text import truncate

_SPACE_FROM = 0.5
_DEFAULT_BYTES = 4096
_DEFAULT_LINES = 24
_LEAST_BYTES = 64
"""Less than this carries no text to speak of, and perhaps not even one character."""
_MOST = 1_000_000
"""More than this of a server's limits is not used."""


class Limits(NamedTuple):
    """Of one message: bytes of text with its LFs, and lines as they are sent."""

    bytes: int
    lines: int

    @classmethod
    def of(cls, value: str) -> Limits:
        """The capability's value: `max-bytes=4096,max-lines=24`. What is missing or no number gets a small default."""
        words = dict(word.partition("=")[::2] for word in value.split(","))
        size = number(words.get("max-bytes", "")) or _DEFAULT_BYTES
        lines = number(words.get("max-lines", "")) or _DEFAULT_LINES
        return cls(max(min(size, _MOST), _LEAST_BYTES), min(lines, _MOST))


def fragments(line: str, size: int) -> list[str]:
    """One line (without LF) as texts of at most `size` bytes; put together they are the line. Blank: one blank."""
    pieces = []
    while len(line.encode()) > size:
        piece = truncate(line, size)
        space = piece.rfind(" ", int(len(piece) * _SPACE_FROM))
        if space >= 0:
            piece = piece[: space + 1]
        pieces.append(piece)
        line = line[len(piece) :]
    return [*pieces, line] if line or not pieces else pieces


def fits(text: str, size: int, limits: Limits) -> bool:
    """Whether a text can be one message."""
    lines = [fragment for line in text.split("\n") for fragment in fragments(line, size)]
    return len(lines) <= limits.lines and len(text.encode()) <= limits.bytes and bool(text.strip("\n"))


def groups(text: str, size: int, limits: Limits) -> Iterator[str]:
    """A text as messages that fit the limits each. Blank lines at either end of one are left out."""
    group, lines, used = "", 0, 0
    for line in text.rstrip().split("\n"):
        for place, fragment in enumerate(fragments(line.rstrip(), min(size, limits.bytes))):
            joint = "\n" if lines and not place else ""
            length = len(fragment.encode())
            if lines and (lines + 1 > limits.lines or used + len(joint) + length > limits.bytes):
                yield from _said(group)
                group, lines, used, joint = "", 0, 0, ""
            group += joint + fragment
            lines, used = lines + 1, used + len(joint) + length
    yield from _said(group)


def _said(group: str) -> list[str]:
    return [group.strip("\n")] if group.strip() else []
