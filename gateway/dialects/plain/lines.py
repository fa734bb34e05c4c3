"""Cutting what telnet and nc send into lines: LF and CR LF end a line; telnet's own sequences are dropped.

Telnet (RFC 854): IAC and a command, WILL, WONT, DO, DONT with an option, SB ... IAC SE with anything in between; IAC
twice is the byte 255 itself. No option is ever agreed to. What the lines mean is not known here.
"""

from __future__ import annotations

from collections import deque
from enum import Enum, auto

from ircwire.text import cut

LONGEST = 4096
"""Bytes; a longer line is taken as several, cut at a space where there is one near the end."""

_IAC, _SB, _SE = 255, 250, 240
_WITH_OPTION = frozenset({251, 252, 253, 254})  # WILL, WONT, DO, DONT


class _State(Enum):
    TEXT = auto()
    COMMAND = auto()
    OPTION = auto()
    SUBNEGOTIATION = auto()
    SUBNEGOTIATION_COMMAND = auto()


class TelnetFilter:
    """Drops telnet's sequences from a stream, wherever the stream is cut."""

    def __init__(self) -> None:
        self._state = _State.TEXT

    def strip(self, data: bytes) -> bytes:
        """The text of the next bytes of the stream."""
        if self._state is _State.TEXT and _IAC not in data:
            return data
        text = bytearray()
        for byte in data:
            if self._state is _State.TEXT and byte != _IAC:
                text.append(byte)
            else:
                self._state = self._next(byte, text)
        return bytes(text)

    def _next(self, byte: int, text: bytearray) -> _State:
        match self._state:
            case _State.TEXT:
                return _State.COMMAND
            case _State.COMMAND if byte == _SB:
                return _State.SUBNEGOTIATION
            case _State.COMMAND if byte in _WITH_OPTION:
                return _State.OPTION
            case _State.COMMAND if byte == _IAC:
                text.append(_IAC)
            case _State.SUBNEGOTIATION:
                return _State.SUBNEGOTIATION_COMMAND if byte == _IAC else _State.SUBNEGOTIATION
            case _State.SUBNEGOTIATION_COMMAND if byte != _SE:
                return _State.SUBNEGOTIATION
        return _State.TEXT


class PlainLines:
    """Lines with their ends as they came. Keeps whole lines until they are taken, and at most one unfinished line."""

    def __init__(self) -> None:
        self._telnet = TelnetFilter()
        self._ready: deque[bytes] = deque()
        self._rest = b""

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the stream."""
        *lines, self._rest = (self._rest + self._telnet.strip(data)).split(b"\n")
        for line in lines:
            self._ready.append(self._shortened(line + b"\n"))
        self._rest = self._shortened(self._rest)

    def take(self) -> bytes | None:
        """The next whole line with its end, or None."""
        return self._ready.popleft() if self._ready else None

    def _shortened(self, line: bytes) -> bytes:
        """What is left of a line when all that is too much of it has been made lines of their own."""
        while len(line) > LONGEST:
            space = line.rfind(b" ", LONGEST // 2, LONGEST)
            piece = line[: space + 1] if space > 0 else cut(line, LONGEST)
            self._ready.append(piece)
            line = line[len(piece) :]
        return line
