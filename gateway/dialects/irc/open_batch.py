"""A message of several lines while it comes in (IRCv3 draft multiline): what it has so far, and what may not be in it.

Bounded: so many lines and bytes, and one at a time for each client (`Client.batch`). Pure; runs on `gw-loop`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from gateway.model.commands import Kind
from gateway.model.facts import CONCAT, LINE_BREAK
from ircwire.text import truncate

MAX_BYTES = 4096
"""Of the text of one message, its line ends included."""
MAX_LINES = 32
"""Of one message, as they come."""
_CTCP = "\x01"


@dataclass(slots=True)
class OpenBatch:
    """`label` and `send_id`: "" if its first line had none. `tags`: its client-only tags, as on the wire."""

    reference: str
    target: str
    label: str
    send_id: str
    tags: str
    kind: Kind | None = None
    """None until its first line has come."""
    failed: bool = False
    """Its client was told why; the rest is passed over."""
    spoilt: bool = False
    """A line that came meanwhile could not be read, and may have been one of it."""
    pieces: list[str] = field(default_factory=list)
    """Each behind its sign."""
    _lines: int = 0
    _bytes: int = 0

    def add(self, text: str, concat: bool, room: int) -> tuple[str, ...]:
        """One more line, of which `room` bytes fit a line to the others. Returns the parameters of the FAIL, if it must
        not be there."""
        if concat and not text:
            return ("MULTILINE_INVALID", "A blank line cannot go on with the line before")
        self._lines += 1
        self._bytes += len(text.encode()) + (1 if self.pieces and not concat else 0)
        if self._lines > MAX_LINES:
            return ("MULTILINE_MAX_LINES", str(MAX_LINES), f"A message has {MAX_LINES} lines at most")
        if self._bytes > MAX_BYTES:
            return ("MULTILINE_MAX_BYTES", str(MAX_BYTES), f"A message has {MAX_BYTES} bytes at most")
        before = len(self.pieces)
        sign = CONCAT if concat else LINE_BREAK
        piece = truncate(text, room)
        self.pieces.append(sign + piece)
        while len(piece) < len(text):  # our mask is longer than the client thought, but nothing is to be lost
            text = text[len(piece) :]
            piece = truncate(text, room)
            self.pieces.append(CONCAT + piece)
        # To those who know no batches each is a line of its own, and only the first is held against the room's mode C.
        if any(piece[1:2] == _CTCP for piece in self.pieces[max(1, before) :]):
            return ("MULTILINE_INVALID", "A CTCP can only be the first line")
        return ()

    @property
    def blank(self) -> bool:
        """Whether no line says anything."""
        return all(len(piece) == 1 for piece in self.pieces)
