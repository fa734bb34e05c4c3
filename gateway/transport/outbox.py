"""An outbox: the chunks that wait for one client's socket, in order. Belongs to one connection, so to `gw-loop`.

Chunks are shared by all who are told the same; here they are held, never copied. No socket and no cap live here.
"""

from __future__ import annotations

Chunk = bytes | memoryview


class Outbox:
    """Chunks in order and the number of their bytes."""

    __slots__ = ("_begun", "chunks", "size")

    def __init__(self) -> None:
        self.chunks: list[Chunk] = []
        """What waits, in order; the first may be what is left of a chunk. To be read only."""
        self.size = 0
        """Bytes in all of them."""
        self._begun = False

    def put(self, chunk: bytes) -> None:
        """Add a chunk at the end."""
        self.chunks.append(chunk)
        self.size += len(chunk)

    def took(self, count: int) -> None:
        """The operating system took the first `count` bytes; 0 <= count <= size."""
        chunks = self.chunks
        self.size -= count
        whole = 0
        for chunk in chunks:
            if count < len(chunk):
                break
            count -= len(chunk)
            whole += 1
        if whole:
            del chunks[:whole]
            self._begun = False
        if count:
            chunks[0] = memoryview(chunks[0])[count:]
            self._begun = True

    def first(self, count: int) -> bytes:
        """A copy of the first `count` bytes; there are more."""
        pieces: list[Chunk] = []
        for chunk in self.chunks:
            pieces.append(chunk[:count])
            count -= len(pieces[-1])
            if not count:
                break
        return b"".join(pieces)

    def clear(self) -> None:
        """Everything was taken."""
        self.chunks.clear()
        self.size = 0
        self._begun = False

    def drop_unbegun(self) -> None:
        """Forget all but the rest of a chunk that was begun, so that what is put next begins on a line of its own."""
        del self.chunks[1 if self._begun else 0 :]
        self.size = sum(map(len, self.chunks))

    def finish(self) -> None:
        """Nothing will be put any more. The stream's own end says so: there is nothing to add."""
