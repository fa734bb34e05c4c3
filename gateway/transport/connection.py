"""One client's socket: `base.Connection`, on `gw-loop`. Its bytes have no meaning here; they go to its `base.Handler`.

States, in order, some skipped: *open*; *owed*: the client has closed its side, its owner has something to tell it yet;
*closing*: nothing more is taken from the owner or read for it, what waits still leaves; *told*: the handler knows that
it is closed, the socket perhaps lingers until the client has closed its side; *gone*: the socket is closed. After a
close there is a time limit, then the socket is reset.

What a handler throws ends its own connection and nothing else. A handler is told of an end only out of the loop's
passes, never out of a call of its own (but for `abort`).
"""

from __future__ import annotations

import logging
import os
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from selectors import EVENT_READ, EVENT_WRITE

from gateway.transport.base import Handler
from gateway.transport.counts import Counts
from gateway.transport.loop import EventLoop
from gateway.transport.outbox import Outbox
from gateway.transport.sockets import set_client_options
from gateway.transport.timers import HeapTimer
from gateway.transport.tls_outbox import TlsOutbox

log = logging.getLogger(__name__)

READ_SIZE = 64 * 1024
"""Bytes read in one pass at most: one client with much to say does not keep the others waiting."""
_MAX_CHUNKS = 1024
"""Buffers that one sendmsg takes (IOV_MAX on Linux and macOS)."""
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """What one connection may use."""

    cap: int = 1024 * 1024
    """Bytes that may wait for a client to read them."""
    linger: float = 5.0
    """Seconds from `close` until the socket is reset if the client reads no further or does not close its side."""


class SocketConnection:
    """See `base.Connection`. Made by a listener with a connected socket, which belongs to it from then on."""

    __slots__ = (
        "_blocked", "_closing", "_counts", "_dirty", "_ended", "_events", "_handler", "_is_gone", "_limits", "_linger",
        "_loop", "_outbox", "_paused", "_sock", "_verdict", "address", "gone", "id", "port", "reason", "secure",
    )  # fmt: skip

    def __init__(
        self,
        loop: EventLoop,
        sock: socket.socket,
        peer: tuple[str, int],
        counts: Counts,
        limits: ConnectionLimits,
    ) -> None:
        """`peer`: address and port."""
        counts.opened += 1
        counts.open += 1
        self.id = f"c{counts.opened}"
        self.address, self.port = peer
        self.secure = False
        self.gone: Callable[[SocketConnection], None] | None = None
        """Called once, when the socket has been closed, after `Handler.closed`."""
        self.reason = ""
        """Why it ends; "" while it is open."""
        self._loop = loop
        self._sock = sock
        self._counts = counts
        self._limits = limits
        self._handler: Handler | None = None
        self._outbox: Outbox | TlsOutbox = Outbox()
        self._events = 0  # what the loop watches for
        self._dirty = False
        self._blocked = False  # the last send was short: wait for writability
        self._paused = False
        self._ended = False  # the client has closed its side: nothing more to read
        self._closing = False
        self._verdict = ("Closed by this gateway", "gateway")  # what a `close` counts as: reason and cause
        self._is_gone = False
        self._linger: HeapTimer | None = None
        sock.setblocking(False)
        set_client_options(sock)
        loop.watch(sock, 0, self.ready)

    def attach(self, handler: Handler) -> None:
        """Who is told from now on. The first call begins to read."""
        self._handler = handler
        self._watch()

    # TLS, which lies between this connection and its owner

    def seal_with(self, outbox: TlsOutbox) -> None:
        """From now on what leaves are the records of this outbox. Nothing may wait."""
        self._outbox = outbox

    def flush_soon(self) -> None:
        """Something was put into the outbox but not by `write`; it leaves at the end of this pass."""
        if not self._dirty:
            self._dirty = True
            self._loop.dirty.append(self)

    def read_no_more(self) -> None:
        """The client has said that nothing more comes. Its end is read as any other: not while it is paused."""
        with suppress(OSError):  # it is gone already; reading finds that out
            self._sock.shutdown(socket.SHUT_RD)

    def close_because(self, reason: str, cause: str) -> None:
        """`close`, and this is why; `cause`: see `Counts.closed`."""
        self._verdict = (reason, cause)
        self.close()

    # base.Connection

    @property
    def queued(self) -> int:
        """Bytes written here that the operating system has not taken yet."""
        return self._outbox.size

    def write(self, chunk: bytes) -> None:
        """Queue a chunk; it leaves at the end of this pass. Dropped after `close`."""
        if self._closing or not chunk:
            return
        self._outbox.put(chunk)
        if not self._dirty:
            self._dirty = True
            self._loop.dirty.append(self)

    def close(self) -> None:
        """End the connection once what is queued has left; `Handler.closed` follows."""
        if not self._closing:
            self._begin_closing(*self._verdict)

    def pause(self) -> None:
        """Read nothing more for now."""
        self._paused = True
        self._watch()

    def resume(self) -> None:
        """Read again."""
        self._paused = False
        self._watch()

    # The loop

    def ready(self, mask: int) -> None:
        """The socket can be read or written."""
        if mask & EVENT_WRITE and self._blocked and not self._is_gone:
            self._send()
        if mask & EVENT_READ and self._events & EVENT_READ and not self._is_gone:
            self._receive()

    def flush(self) -> None:
        """The end of a pass in which something was written, or the closing began."""
        self._dirty = False
        if self._is_gone:
            return
        if not self._blocked:
            self._send()
        elif self._outbox.size > self._limits.cap and not self._closing:
            self._overflow()

    def abort(self, reason: str) -> None:
        """Reset the connection now; what is queued is lost."""
        if not self._is_gone:
            with suppress(OSError):  # macOS: a socket that the client has reset refuses options
                self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
            self._end(self.reason or reason, "gateway")

    def give_up(self) -> None:
        """After `close`: wait no longer for the client. Where all was sent, a reset would take it out of its hands."""
        if self._outbox.size:
            self.abort(self.reason)
        else:
            self._end(self.reason, "gateway")

    def deliver(self, data: bytes) -> None:
        """Give bytes that came from the client to the handler."""
        if self._handler is not None and not self._closing:
            try:
                self._handler.received(data)
            except Exception:
                self.failed()

    def _send(self) -> None:
        outbox = self._outbox
        try:
            chunks = outbox.chunks
            if len(chunks) == 1:
                sent = self._sock.send(chunks[0])
            elif chunks:
                sent = self._sock.sendmsg(chunks[:_MAX_CHUNKS])
            else:
                sent = 0
        except (BlockingIOError, InterruptedError):
            sent = 0
        except OSError as error:
            self._end(_why(error), "network")
            return
        self._counts.bytes_out += sent
        if sent == outbox.size:
            outbox.clear()
            if self._blocked:
                self._blocked = False
                self._watch()
            if self._closing:
                self._all_sent()
            return
        outbox.took(sent)
        if not self._blocked:
            self._blocked = True
            self._watch()
        if outbox.size > self._limits.cap and not self._closing:
            self._overflow()

    def _receive(self) -> None:
        try:
            data = self._sock.recv(READ_SIZE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            self._end(_why(error), "network")
            return
        if not data:
            self._client_ended()
            return
        self._counts.bytes_in += len(data)
        self._loop.received.append((self, data))

    def _watch(self) -> None:
        """Tell the selector what this connection waits for. A pause holds only while it is open: the rest must end."""
        if self._is_gone:
            return
        events = EVENT_WRITE if self._blocked else 0
        if not self._ended and (self._closing or not self._paused):
            events |= EVENT_READ
        if events != self._events:
            self._events = events
            self._loop.watch(self._sock, events, self.ready)

    # Ends

    def _begin_closing(self, reason: str, cause: str) -> None:
        self._closing = True
        self.reason = reason
        self._counts.closed[cause] = self._counts.closed.get(cause, 0) + 1
        if self._linger is not None:
            self._linger.cancel()
        self._linger = self._loop.call_later(self._limits.linger, self.give_up)
        self._outbox.finish()
        self._watch()
        self.flush_soon()

    def _client_ended(self) -> None:
        """End of stream: what was written before may still be read, and what its owner owes it."""
        self._ended = True
        if not self._closing:
            self._verdict = ("Connection closed", "client")
            if self._is_owed():
                self._linger = self._loop.call_later(self._limits.linger, self.close)
            elif not self._closing:
                self._begin_closing(*self._verdict)
                self._tell()
        self._watch()
        if self._closing and not self._outbox.size:
            self._end(self.reason, "client")

    def _is_owed(self) -> bool:
        """Whether the owner will tell the client something more, then close."""
        if self._handler is not None:
            try:
                return self._handler.ended() and not self._closing
            except Exception:
                self.failed()
        return False

    def _all_sent(self) -> None:
        """The last words have left. Closing at once would reset the connection, and lose them, if input is unread."""
        if not self._ended:
            try:
                self._sock.shutdown(socket.SHUT_WR)
            except OSError as error:
                self._end(_why(error), "network")
                return
            self._tell()
        else:
            self._end(self.reason, "client")

    def _overflow(self) -> None:
        """The client reads too slowly: drop what waits, let its owner say a last word, and close."""
        cap = self._limits.cap
        size = f"{cap // 1024**2} MiB" if cap >= 1024**2 else f"{cap} bytes"
        self._verdict = (f"Too slow: more than {size} was waiting to be read", "overflow")
        self._outbox.drop_unbegun()
        if self._handler is not None:
            try:
                self._handler.overflowed()
            except Exception:
                self.failed()
        self.close()

    def _end(self, reason: str, cause: str) -> None:
        """Close the socket."""
        if self._is_gone:
            return
        self._is_gone = True
        if not self._closing:
            self._closing = True
            self.reason = reason
            self._counts.closed[cause] = self._counts.closed.get(cause, 0) + 1
        if self._linger is not None:
            self._linger.cancel()
        self._loop.unwatch(self._sock)
        self._sock.close()
        self._outbox.clear()
        self._counts.open -= 1
        self._tell()
        if self.gone is not None:
            self.gone(self)

    def failed(self) -> None:
        """In an `except` block: what this connection's owner does has failed. That ends it, and nothing else."""
        self._counts.handler_errors += 1
        log.exception("A connection's handler failed", extra={"conn": self.id, "address": self.address})
        self._end("Internal error", "error")

    def _tell(self) -> None:
        handler, self._handler = self._handler, None
        if handler is not None:
            try:
                handler.closed(self.reason)
            except Exception:
                self.failed()


def _why(error: OSError) -> str:
    """A short phrase for people: what the operating system says, with EPIPE in the words of the reset that it is."""
    if isinstance(error, (BrokenPipeError, ConnectionResetError)):
        return "Connection reset by peer"
    return os.strerror(error.errno) if error.errno else "Connection lost"
