"""The outbox of a connection with TLS: takes the owner's chunks, gives the socket records. On `gw-loop`; no sockets.

Chunks wait as they came, shared with all who are told the same, and are sealed when the socket is about to take them,
`PIECE` bytes ahead at most. A record that was begun must leave whole, or the client could read nothing after it: what
is sealed is never dropped.
"""

from __future__ import annotations

from gateway.transport.outbox import Chunk, Outbox
from gateway.transport.tls import TlsSession

PIECE = 64 * 1024
"""Bytes sealed for one send."""


class TlsOutbox:
    """As `outbox.Outbox`; nothing is put in before the handshake is done."""

    __slots__ = ("_finished", "_plain", "_sealed", "_session")

    def __init__(self, session: TlsSession) -> None:
        self._session = session
        self._plain = Outbox()
        self._sealed = Outbox()
        self._finished = False

    @property
    def size(self) -> int:
        """Bytes that wait, in chunks and records."""
        return self._plain.size + self._sealed.size

    @property
    def chunks(self) -> list[Chunk]:
        """Records for the socket. Raises TlsError where nothing can be sealed any more."""
        if self._plain.size and not self._sealed.size:
            self._seal()
        return self._sealed.chunks

    def put(self, chunk: bytes) -> None:
        """Add a chunk at the end."""
        self._plain.put(chunk)

    def put_records(self, records: bytes) -> None:
        """Add what TLS itself has to say; it leaves before any chunk that waits."""
        if records:
            self._sealed.put(records)

    def took(self, count: int) -> None:
        """The operating system took the first `count` bytes of the records."""
        self._sealed.took(count)

    def clear(self) -> None:
        """Everything was taken, or nothing will be."""
        self._plain.clear()
        self._sealed.clear()

    def drop_unbegun(self) -> None:
        """Forget the chunks, but for the rest of one that was begun."""
        self._plain.drop_unbegun()

    def finish(self) -> None:
        """No chunk will be put in any more: the records end with one that says so."""
        self._finished = True
        if not self._plain.size:
            self.put_records(self._session.end())

    def _seal(self) -> None:
        plain = self._plain
        if plain.size <= PIECE:
            data = plain.chunks[0] if len(plain.chunks) == 1 else b"".join(plain.chunks)
            plain.clear()
        else:
            data = plain.first(PIECE)
            plain.took(len(data))
        self._sealed.put(self._session.seal(data))
        if self._finished and not plain.size:
            self.put_records(self._session.end())
