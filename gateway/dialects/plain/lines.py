"""Cutting what telnet and nc send into lines: LF and CR LF end a line; telnet's own sequences are dropped before.

What has come is kept as it came and cut when a line is taken: as lines of a byte or two it would fill twenty times the
memory. What the lines mean is not known here.
"""

from __future__ import annotations

from gateway.dialects.plain.telnet import TelnetFilter
from ircwire.text import cut

LONGEST = 4096
"""Bytes; a longer line is taken as several, cut at a space where there is one near the end."""


class PlainLines:
    """Lines with their ends as they came. Keeps what came until it is taken, and at most one unfinished line."""

    def __init__(self) -> None:
        self._telnet = TelnetFilter()
        self._data = b""
        self._taken = 0  # so many bytes of the data are in lines that were taken
        self._dropped = 0

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the stream."""
        text = self._telnet.strip(data)
        self._dropped += len(data) - len(text)
        self._data = self._data[self._taken :] + text
        self._taken = 0

    def take(self) -> bytes | None:
        """The next whole line with its end, or None. b"" stands for as many bytes of telnet's own as the longest line
        has: who sends these without end is to be held back as with lines."""
        if self._dropped >= LONGEST:
            self._dropped -= LONGEST
            return b""
        size = self._size_of_next()
        if not size:
            return None
        start, self._taken = self._taken, self._taken + size
        line = self._data[start : self._taken]
        if self._taken == len(self._data):
            self._data = b""
            self._taken = 0
        return line

    def __bool__(self) -> bool:
        """Whether `take` has something to give."""
        return self._dropped >= LONGEST or self._size_of_next() > 0

    def _size_of_next(self) -> int:
        """Bytes of the next line that can be taken; 0: there is none yet."""
        data, start = self._data, self._taken
        newline = data.find(b"\n", start, start + LONGEST)
        if newline >= 0:
            return newline + 1 - start
        if len(data) - start <= LONGEST:
            return 0
        space = data.rfind(b" ", start + LONGEST // 2, start + LONGEST)
        return space + 1 - start if space > 0 else len(cut(data[start : start + LONGEST + 1], LONGEST))
