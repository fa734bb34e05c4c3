"""One connection for a selector's loop, plain or by TLS: bytes in, bytes out, never waiting. Runs on the loop's thread.

TLS may have to read in order to write, and the other way round, and keeps bytes of its own that no selector sees:
`wants` and `pending` say so.
"""

from __future__ import annotations

import contextlib
import errno
import selectors
import socket
import ssl
from enum import Enum

MOST_UNSENT = 1 << 20
"""With more bytes than these waiting to be sent, nothing is read."""
_TLS_ALERT = b"\x15\x03"
"""How the answer of a TLS server to plain text begins (RFC 8446, section 5.1)."""


class _Blocked(Enum):
    NO = 0
    READING = selectors.EVENT_READ
    WRITING = selectors.EVENT_WRITE


class Stream:
    """Takes over a connected socket that does not block (`dialer.Outcome`). To be registered with a selector itself.
    `most`: bytes that may wait to be sent while it reads."""

    def __init__(self, connection: socket.socket, most: int = MOST_UNSENT) -> None:
        self._socket = connection
        self._most = most
        self._output = bytearray()
        self._read_needs = _Blocked.NO
        self._write_needs = _Blocked.NO
        self._heard = isinstance(connection, ssl.SSLSocket)

    def fileno(self) -> int:
        return self._socket.fileno()

    @property
    def wants(self) -> int:
        """What to ask the selector for; changes with every call of `write`, `flush` and `read`. Whatever it reports,
        call `flush` and `read`."""
        events = 0 if self._clogged and self._write_needs is _Blocked.WRITING else selectors.EVENT_READ
        if self._output and self._write_needs is not _Blocked.READING:
            events |= selectors.EVENT_WRITE
        if self._read_needs is _Blocked.WRITING:
            events |= selectors.EVENT_WRITE
        return events

    @property
    def pending(self) -> bool:
        """Whether `read` has something that the selector does not know of: do not wait."""
        return not self._clogged and self._decrypted

    @property
    def _decrypted(self) -> bool:
        return isinstance(self._socket, ssl.SSLSocket) and self._socket.pending() > 0

    @property
    def _clogged(self) -> bool:
        """The server asks and does not read the answers: it is not listened to either, until it does."""
        return len(self._output) > self._most

    def write(self, data: bytes) -> None:
        """Send, as far as it goes at once; the rest at the next `flush`."""
        self._output += data
        self.flush()

    def flush(self) -> None:
        """Send what waits, as far as it goes. A broken connection is not told here: reading says why, after what the
        server said last."""
        self._write_needs = _Blocked.NO
        try:
            while self._output:
                del self._output[: self._socket.send(self._output)]
        except ssl.SSLWantReadError:
            self._write_needs = _Blocked.READING
        except (BlockingIOError, ssl.SSLWantWriteError):
            self._write_needs = _Blocked.WRITING
        except OSError:
            self._output.clear()

    def read(self, most: int) -> bytes | None:
        """What has come, about `most` bytes of it; None: nothing yet; b"": the server closed the connection. Raises
        OSError when it broke."""
        if self._clogged:
            return None
        try:
            data = self._receive(most)
        except ConnectionError:
            if self._heard:
                raise
            data = b""
        if data is not None and not self._heard:
            self._heard = True
            if not data:
                words = "the server closed the connection without a word: this may be a port for TLS"
                raise ConnectionError(errno.ECONNRESET, words)
            if data.startswith(_TLS_ALERT):
                raise ConnectionError(errno.EPROTO, "this port speaks TLS only")
        return data

    def _receive(self, most: int) -> bytes | None:
        pieces: list[bytes] = []
        self._read_needs = _Blocked.NO
        try:
            while most > 0:
                piece = self._socket.recv(most)
                pieces.append(piece)
                most -= len(piece)
                if not piece or not self._decrypted:
                    break
        except (BlockingIOError, ssl.SSLWantReadError):
            pass
        except ssl.SSLWantWriteError:
            self._read_needs = _Blocked.WRITING
        return b"".join(pieces) if pieces else None

    def close(self) -> None:
        """Close at once. By TLS, what says so is sent if that goes without waiting."""
        if isinstance(self._socket, ssl.SSLSocket):
            with contextlib.suppress(OSError, ValueError):
                self._socket.unwrap()
        self._socket.close()
