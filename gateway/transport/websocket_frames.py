"""What leaves by WebSockets: chunks of lines as frames, one line each. On `gw-loop`.

A chunk that many are told is one object; its frames are made once in a pass of the loop and shared likewise, so a
gateway's frames cost by the line, not by the reader. No state of a connection lives here.
"""

from __future__ import annotations

from websockets.frames import Opcode

from gateway.transport.loop import EventLoop


def frames(chunk: bytes, opcode: Opcode) -> bytes:
    """The lines of a chunk, each as an unmasked frame without its CR LF. In text, what is not UTF-8 becomes U+FFFD: a
    browser would close the connection (IRCv3 websocket)."""
    if opcode is Opcode.TEXT:
        try:
            chunk.decode()
        except UnicodeDecodeError:
            chunk = chunk.decode(errors="replace").encode()
    first = 0x80 | opcode
    return b"".join([_header(first, len(line)) + line for line in chunk.split(b"\r\n") if line])


def _header(first: int, size: int) -> bytes:
    """Of an unmasked frame that is a whole message (RFC 6455 section 5.2). The library's takes ten times as long."""
    if size < 126:
        return bytes((first, size))
    if size < 2**16:
        return bytes((first, 126)) + size.to_bytes(2, "big")
    return bytes((first, 127)) + size.to_bytes(8, "big")


class FrameCache:
    """The frames, of one kind, of all chunks that were written in this pass."""

    def __init__(self, loop: EventLoop, opcode: Opcode) -> None:
        self._loop = loop
        self._opcode = opcode
        # A bytes object keeps its hash and is found by identity first: looking the same chunk up again reads nothing.
        self._made: dict[bytes, bytes] = {}

    def of(self, chunk: bytes) -> bytes:
        """See `frames`."""
        made = self._made.get(chunk)
        if made is None:
            if not self._made:
                self._loop.dirty.append(self)
            made = self._made[chunk] = frames(chunk, self._opcode)
        return made

    def flush(self) -> None:
        """The pass ends."""
        self._made.clear()
