"""TLS on one connection: records in, the client's bytes out, and the other way round. No sockets here; on `gw-loop`.

OpenSSL works in memory, so nothing of it ever waits: what lacks is what the client has not sent yet, and what it wants
to say lies in `unsent`. Source: TLS 1.2 (RFC 5246) and 1.3 (RFC 8446); a close_notify ends one direction only (6.1).
"""

from __future__ import annotations

import ssl
from contextlib import suppress

_RECORD = 16 * 1024
"""Bytes that a record carries at most."""
_HANDSHAKE_RECORD = 22
"""The first byte of all that a TLS client can begin with (RFC 8446, section 5.1)."""


class TlsError(OSError):
    """OpenSSL cannot go on with this client; the message is a short phrase. An alert for it may be in `unsent`."""


class TlsSession:
    """The server's side. First `feed` and `handshake` until `established`, then `feed` and `read`."""

    __slots__ = ("_incoming", "_object", "_outgoing", "broken", "ended", "established")

    def __init__(self, context: ssl.SSLContext) -> None:
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._object = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self.established = False
        """The handshake is done."""
        self.broken = ""
        """Why nothing more can be read: a short phrase. An alert for it may be in `unsent`."""
        self.ended = False
        """The client has said that nothing more comes (close_notify)."""

    def feed(self, data: bytes) -> None:
        """Records, or parts of them, came."""
        self._incoming.write(data)

    def handshake(self) -> bool:
        """Go on as far as what came allows; whether it is done. The costly step (signing). Raises TlsError."""
        try:
            self._object.do_handshake()
        except ssl.SSLWantReadError:
            return False
        except ssl.SSLError as error:
            raise TlsError(_why(error)) from None
        self.established = True
        return True

    def read(self) -> bytes:
        """All that the records fed carry; b"": no whole one has come. Then look at `ended` and `broken`."""
        pieces = []
        incoming, tls = self._incoming, self._object
        try:
            while not self.ended and (incoming.pending or tls.pending()):
                piece = tls.read(_RECORD)
                if piece:
                    pieces.append(piece)
                else:
                    self.ended = True
        except ssl.SSLWantReadError:
            pass  # part of a record
        except ssl.SSLError as error:
            self.broken = _why(error)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def seal(self, data: bytes | memoryview) -> bytes:
        """Bytes for the client as records, behind what else is `unsent`. Raises TlsError."""
        try:
            self._object.write(data)
        except ssl.SSLError as error:
            raise TlsError(_why(error)) from None
        return self._outgoing.read()

    def unsent(self) -> bytes:
        """What TLS itself has to say: its part of the handshake, alerts, new keys. Given once."""
        return self._outgoing.read()

    def end(self) -> bytes:
        """Records that say that nothing more comes; b"" if there was no handshake."""
        with suppress(ssl.SSLError):  # it would wait for the client to say the same
            self._object.unwrap()
        return self._outgoing.read()


def is_tls(first: bytes) -> bool:
    """Whether these first bytes, not empty, are those of a TLS client."""
    return first[0] == _HANDSHAKE_RECORD


def _why(error: ssl.SSLError) -> str:
    return (error.reason or "protocol error").lower().replace("_", " ")
