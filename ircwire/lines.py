"""Lines of the IRC protocol: cutting a stream of bytes into them, reading one, writing one.

Sizes as in RFC 1459 and IRCv3 message-tags: 512 bytes with the line end but without the tags; the tags, with "@" and
the space behind them, 4,096 bytes from a client and 8,191 from a server. A line ends with LF or CR LF. What words
mean is not known here.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping
from typing import NamedTuple

from ircwire.errors import LineTooLong, NotUtf8, WireError
from ircwire.tags import format_tags, parse_tags
from ircwire.text import cut

LINE_BYTES = 512
"""The longest line, with CR LF, without tags."""
CONTENT_BYTES = LINE_BYTES - 2
"""The longest line without CR LF and tags."""
CLIENT_TAG_BYTES = 4096
"""The longest tags that a client may send, with "@" and the space."""
TAG_BYTES = 8191
"""The longest tags that a server may send, with "@" and the space."""


_CUT_AT_ONCE = 256
"""Lines; more wait uncut: as a string each, lines of a few bytes fill twenty times the memory."""
_BLANK_LINES = re.compile(rb"(?:[ \t\r\v\f]*+\n)++")


class Line(NamedTuple):
    """One line. `source` is without its colon, "" if none; `command` is in capitals or three digits."""

    tags: dict[str, str]
    source: str
    command: str
    params: tuple[str, ...]


class LineBuffer:
    """Cuts a stream of bytes into lines. Keeps what came until it is taken, and at most one unfinished line.

    `tag_bytes`: the longest tags accepted, with "@" and the space (0: none). `content_bytes`: the longest rest of a
    line, without its end.
    """

    def __init__(self, tag_bytes: int = TAG_BYTES, content_bytes: int = CONTENT_BYTES) -> None:
        self._tag_bytes = tag_bytes
        self._content_bytes = content_bytes
        self._surely_fits = min(tag_bytes, content_bytes)  # so long a line fits, whether it begins with tags or not
        self._ready: deque[bytes | None] = deque()  # None stands for a line that was too long
        self._rest = b""
        self._uncut = b""  # behind the lines that are ready
        self._skipping = False

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the stream."""
        if self._uncut:
            self._uncut += data
            return
        if self._skipping:
            _, newline, data = data.partition(b"\n")
            if not newline:
                return
            self._skipping = False
        *lines, rest = (self._rest + data).split(b"\n", _CUT_AT_ONCE)
        if len(lines) == _CUT_AT_ONCE:
            self._uncut, rest = rest, b""
        for line in lines:
            if line.endswith(b"\r"):
                line = line[:-1]
            if len(line) > self._surely_fits and not self._fits(line):
                self._ready.append(None)
            elif line and not line.isspace():
                self._ready.append(line)
        # One byte more than the longest line may still turn out to be its CR.
        if rest and len(rest) > self._longest(rest) + 1:
            self._ready.append(None)
            self._skipping = True
            rest = b""
        self._rest = rest

    def take(self) -> bytes | None:
        """The next whole line without its end, or None if there is none yet. Blank lines are left out.

        Raises LineTooLong, once, in the place of a line that was too long.
        """
        if not self._ready and not self:
            return None
        line = self._ready.popleft()
        if line is None:
            raise LineTooLong("That line is too long")
        return line

    def __bool__(self) -> bool:
        """Whether `take` has something to give (or to raise)."""
        while self._uncut and not self._ready:
            uncut, self._uncut = self._uncut, b""
            blank = _BLANK_LINES.match(uncut)
            self.feed(uncut[blank.end() :] if blank else uncut)
        return bool(self._ready)

    def _longest(self, line: bytes) -> int:
        return self._content_bytes + (self._tag_bytes if line.startswith(b"@") else 0)

    def _fits(self, line: bytes) -> bool:
        if not line.startswith(b"@"):
            return len(line) <= self._content_bytes
        tags = line.find(b" ") + 1 or len(line)
        return tags <= self._tag_bytes and len(line) - tags <= self._content_bytes


def decode(raw: bytes) -> str:
    """A line's text. Raises NotUtf8."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise NotUtf8("That line is not UTF-8") from None


def parse(text: str) -> Line:
    """Read one line, without its line end. Raises WireError if it has no command or forbidden characters.

    An underscore is more than the RFC allows in a command; with one, it is unknown, but its line is one."""
    if "\0" in text or "\r" in text or "\n" in text:
        raise WireError("A line must not contain NUL, CR or LF")
    tags: dict[str, str] = {}
    source = ""
    if text.startswith(("@", ":", " ")):
        if text[0] == "@":
            head, _, text = text.partition(" ")
            tags = parse_tags(head[1:])
        text = text.lstrip(" ")
        if text.startswith(":"):
            source, _, text = text[1:].partition(" ")
            text = text.lstrip(" ")
    head, colon, trailing = text.partition(" :")
    words = head.split(" ")
    if "" in words:
        words = [word for word in words if word]
    if not words or not (words[0].isascii() and (words[0].isalnum() or words[0].replace("_", "").isalnum())):
        raise WireError("A line needs a command of letters, digits or underscores")
    if colon:
        words.append(trailing)
    return Line(tags, source, words[0].upper(), tuple(words[1:]))


def build(
    command: str, *params: str, source: str = "", tags: Mapping[str, str] | None = None, colon: bool = False
) -> bytes:
    """Write one line with its CR LF. What does not fit 512 bytes is cut off its end, at a character.

    The last parameter gets a colon where it needs one, or with `colon` always: customary before text, and there are
    clients that look for it. Raises ValueError for what no line can carry: NUL, CR or LF
    anywhere, another parameter than the last that is empty, begins with a colon or contains a space, tags over 8,191
    bytes.
    """
    words = [command]
    if source:
        words.insert(0, ":" + source)
    if params:
        *middle, last = params
        for word in middle:
            if not word or word[0] == ":" or " " in word:
                raise ValueError(f"Only the last parameter may be {word!r}")
        words += middle
        words.append(":" + last if colon or not last or last[0] == ":" or " " in last else last)
    text = " ".join(words)
    if "\0" in text or "\r" in text or "\n" in text:
        raise ValueError("A line must not contain NUL, CR or LF")
    line = text.encode()
    if len(line) > CONTENT_BYTES:
        line = cut(line, CONTENT_BYTES)
    if tags:
        return _tag_section(tags) + line + b"\r\n"
    return line + b"\r\n"


def _tag_section(tags: Mapping[str, str]) -> bytes:
    section = f"@{format_tags(tags)} ".encode()
    if len(section) > TAG_BYTES or b"\0" in section:
        raise ValueError("Tags must not contain NUL and must fit 8,191 bytes")
    return section
