"""Telnet's own sequences (RFC 854), dropped from a stream of bytes wherever the stream is cut.

IAC and a command; WILL, WONT, DO, DONT with an option; SB ... IAC SE with anything in between; IAC twice is the byte
255 itself. No option is ever agreed to. What is done to each byte is done by regular expressions: a read full of these
sequences would hold up everybody for fifty milliseconds in a loop of Python.
"""

from __future__ import annotations

import re

_IAC = 255
_INSIDE = rb"(?:[^\xff]++|\xff[^\xf0])*+"
"""What a subnegotiation holds, up to its IAC SE or to the end of what has come."""
_SILENT = rb"[\xfb-\xfe].|\xfa" + _INSIDE + rb"\xff\xf0|[^\xfa-\xff]"
"""What may follow IAC and stands for nothing."""

_inside = re.compile(_INSIDE, re.DOTALL)
_sequence = re.compile(rb"\xff(?:(\xff)|" + _SILENT + rb")", re.DOTALL)
_whole = re.compile(rb"(?:[^\xff]++|\xff(?:\xff|" + _SILENT + rb"))*+", re.DOTALL)
_SUBNEGOTIATION = b"\xff\xfa"
_END = b"\xff\xf0"


class TelnetFilter:
    """Drops telnet's sequences from a stream. Keeps at most two bytes of one that is not yet whole."""

    def __init__(self) -> None:
        self._begun = b""
        self._in_subnegotiation = False

    def strip(self, data: bytes) -> bytes:
        """The text of the next bytes of the stream."""
        data = self._begun + data
        self._begun = b""
        if self._in_subnegotiation:
            data = self._skip(data)
        if _IAC not in data:
            return data
        end = self._end_of_whole(data)
        # What is between the sequences, and of each sequence the byte that it stands for.
        return b"".join(filter(None, _sequence.split(data[:end])))

    def _skip(self, data: bytes) -> bytes:
        """What comes behind the subnegotiation under way; its end may not have come."""
        end = self._end_of_inside(data, 0)
        if not data.startswith(_END, end):
            self._begun = data[end:]
            return b""
        self._in_subnegotiation = False
        return data[end + len(_END) :]

    def _end_of_whole(self, data: bytes) -> int:
        """Where the sequence begins that has not come to its end; that much of it is remembered as is needed."""
        whole = _whole.match(data)
        end = whole.end() if whole else 0
        if data.startswith(_SUBNEGOTIATION, end):
            self._in_subnegotiation = True
            self._begun = data[self._end_of_inside(data, end + len(_SUBNEGOTIATION)) :]
        else:
            self._begun = data[end:]
        return end

    def _end_of_inside(self, data: bytes, start: int) -> int:
        inside = _inside.match(data, start)
        return inside.end() if inside else start
