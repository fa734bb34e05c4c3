"""TLS between a connection and its owner: the handshake first, then records to bytes. What leaves, `tls_outbox` seals.

A handshake costs a hundred times what a line does. So those under way stand in one queue and get `HANDSHAKE_SLICE` of
each pass of the loop: a storm of clients that come waits for itself, not the people who are here for it. Meanwhile a
client in the queue is not read. Runs on `gw-loop`; knows no dialect.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from time import monotonic

from gateway.transport.base import Handler
from gateway.transport.certificate import Certificate
from gateway.transport.connection import SocketConnection
from gateway.transport.counts import Counts
from gateway.transport.loop import EventLoop
from gateway.transport.tls import TlsError, TlsSession, is_tls
from gateway.transport.tls_outbox import TlsOutbox

log = logging.getLogger(__name__)

HANDSHAKE_SECONDS = 30.0
"""Time to finish the handshake, from connecting on."""
HANDSHAKE_SLICE = 0.002
"""Seconds of a pass after which no further handshake is gone on with."""

Welcome = Callable[[], Handler | None]
"""The handshake is done: makes the connection's owner; None: it has none, and is being closed."""


class TlsAcceptor:
    """Makes connections secure, on every port that asks for it."""

    def __init__(
        self,
        loop: EventLoop,
        certificate: Certificate,
        counts: Counts,
        seconds: float = HANDSHAKE_SECONDS,
        slice_: float = HANDSHAKE_SLICE,
    ) -> None:
        self.certificate = certificate
        """Shown to those who come from now on; replaced on `gw-loop`."""
        self.loop = loop
        self.counts = counts
        self.seconds = seconds
        self._slice = slice_
        self._waiting: deque[_Secured] = deque()

    def begin(self, connection: SocketConnection, first: bytes, welcome: Welcome, words: Callable[[], bytes]) -> None:
        """Shake hands with the client, whose first bytes these are, then give it to the owner that `welcome` makes.
        `words`: told, in plain text, to one that does not speak TLS."""
        connection.attach(_Secured(self, connection, welcome, words))
        if first:
            connection.deliver(first)

    def enqueue(self, secured: _Secured) -> None:
        """It can go on with its handshake, when it is its turn."""
        self._waiting.append(secured)
        if len(self._waiting) == 1:
            self.loop.post(self._take_turns)

    def _take_turns(self) -> None:
        waiting = self._waiting
        end = monotonic() + self._slice
        while waiting:
            waiting.popleft().go_on()
            if monotonic() >= end:
                break
        if waiting:
            self.loop.post(self._take_turns)


class _Secured:
    """The connection's handler, until its end; tells the owner what it would be told of a connection without TLS."""

    __slots__ = ("_acceptor", "_connection", "_counts", "_outbox", "_owner", "_session", "_timer", "_welcome", "_words")

    def __init__(
        self, acceptor: TlsAcceptor, connection: SocketConnection, welcome: Welcome, words: Callable[[], bytes]
    ) -> None:
        self._acceptor = acceptor
        self._connection = connection
        self._counts = acceptor.counts
        self._welcome: Welcome | None = welcome
        """None: the handshake is done, or has failed."""
        self._words = words
        self._session: TlsSession | None = None
        self._outbox: TlsOutbox
        self._owner: Handler | None = None
        self._timer = acceptor.loop.call_later(acceptor.seconds, self._late)
        self._counts.tls_handshaking += 1

    # base.Handler

    def received(self, data: bytes) -> None:
        session = self._session
        if session is None:
            if not is_tls(data):
                self._connection.write(self._words())
                self._fail("plain text", "the client does not speak TLS")
                return
            session = self._begin()
        if session.ended or session.broken:
            return
        session.feed(data)
        if session.established:
            self._read(session)
        else:
            self._connection.pause()
            self._acceptor.enqueue(self)

    def ended(self) -> bool:
        return self._owner is not None and self._owner.ended()

    def closed(self, reason: str) -> None:
        if self._welcome is not None and self._session is not None:
            self._count_failure("gone", reason)
        self._end_handshake()
        owner, self._owner = self._owner, None
        if owner is not None:
            self._counts.tls_open -= 1
            owner.closed(reason)

    def overflowed(self) -> None:
        if self._owner is not None:
            self._owner.overflowed()

    # The handshake

    def _begin(self) -> TlsSession:
        self._session = session = TlsSession(self._acceptor.certificate.context)
        self._outbox = TlsOutbox(session)
        self._connection.seal_with(self._outbox)
        return session

    def go_on(self) -> None:
        """It is this connection's turn."""
        if self._connection.reason or self._session is None:
            return  # it has ended while it waited
        try:
            self._shake(self._session)
        except Exception:
            self._connection.failed()

    def _shake(self, session: TlsSession) -> None:
        try:
            done = session.handshake()
        except TlsError as error:
            self._send_unsent(session)
            self._fail("protocol", str(error))
            return
        self._send_unsent(session)
        self._connection.resume()
        if done and self._welcome is not None:
            welcome = self._welcome
            self._end_handshake()
            self._counts.tls_handshakes += 1
            self._connection.secure = True
            self._owner = welcome()
            if self._owner is not None:
                self._counts.tls_open += 1
                self._read(session)  # the first bytes come together with the last of the handshake

    def _end_handshake(self) -> None:
        if self._welcome is not None:
            self._welcome = None
            self._timer.cancel()
            self._counts.tls_handshaking -= 1

    def _late(self) -> None:
        self._fail("time", f"not done in {self._acceptor.seconds:.0f} s")

    def _fail(self, cause: str, why: str) -> None:
        self._count_failure(cause, why)
        self._end_handshake()
        self._connection.close_because(f"TLS handshake failed: {why}", "tls")

    def _count_failure(self, cause: str, why: str) -> None:
        self._counts.tls_failures[cause] = self._counts.tls_failures.get(cause, 0) + 1
        connection = self._connection
        extra = {"conn": connection.id, "address": connection.address}
        log.info("TLS handshake failed: %s", why, extra=extra)

    # After it

    def _read(self, session: TlsSession) -> None:
        data = session.read()
        self._send_unsent(session)
        if data and self._owner is not None:
            self._owner.received(data)
        if session.broken:
            self._connection.close_because(f"TLS: {session.broken}", "tls")
        elif session.ended:
            self._connection.read_no_more()

    def _send_unsent(self, session: TlsSession) -> None:
        if records := session.unsent():
            self._outbox.put_records(records)
            self._connection.flush_soon()
