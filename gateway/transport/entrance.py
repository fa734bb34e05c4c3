"""The entrance: what a new connection passes before it has an owner. Is it a proxy's, whose client is it, is there
room? Runs on `gw-loop`. Knows neither listening sockets nor dialects: what a client is told who is turned away, the
composition root provides.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from gateway.transport.base import Handler
from gateway.transport.clients import Clients, Limit, plain_ip
from gateway.transport.connection import ConnectionLimits, SocketConnection
from gateway.transport.counts import Counts
from gateway.transport.descriptors import SPARE, is_spare
from gateway.transport.loop import EventLoop
from gateway.transport.proxy import Header, HeaderParser, Network, ProxyError, trusted
from gateway.transport.tls_acceptor import TlsAcceptor

log = logging.getLogger(__name__)

Accept = Callable[[SocketConnection], Handler]
"""See `base.Accept`."""
Refuse = Callable[[Limit, str], bytes]
"""The last words, in the listener's dialect, to a client who may not come in; and why its address is banned, or ""."""


class Parser(Protocol):
    """Reads how a trusted proxy says whose connection it passes on."""

    def feed(self, data: bytes) -> Header | None:
        """See `proxy.HeaderParser`."""


_TURNED_AWAY_AT_ONCE = 64
"""So many may linger to read why they are turned away; with more the socket is closed without a word."""
_WARN_SECONDS = 60.0
"""Between two warnings that file descriptors are running out."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What is the same for all listeners of a gateway."""

    proxies: Sequence[Network] = ()
    """Connections from these networks must begin with a PROXY header; from elsewhere one is the client's own text."""
    parser: Callable[[], Parser] = HeaderParser
    """What reads that header."""
    header_time: float = 5.0
    """Seconds within which the header must be whole."""
    connection: ConnectionLimits = field(default_factory=ConnectionLimits)
    turned_away_linger: float = 1.0
    """Seconds that a client who is turned away has to read why."""


class Entrance:
    """Brings accepted sockets of one dialect to their owners. `clients` and `counts` are the whole gateway's.

    `tls`: clients must speak TLS, after the proxy's header if there is one."""

    def __init__(
        self,
        loop: EventLoop,
        accept: Accept,
        refuse: Refuse,
        clients: Clients,
        counts: Counts,
        rules: Rules,
        tls: TlsAcceptor | None = None,
    ) -> None:
        self._loop = loop
        self._accept = accept
        self._refuse = refuse
        self._clients = clients
        self._counts = counts
        self._rules = rules
        self._tls = tls
        self._turned_away = 0
        self._warned: float | None = None

    def arrived(self, sock: socket.socket, peer: tuple[str, int]) -> None:
        """A socket was accepted, from this address and port."""
        address = plain_ip(peer[0])
        short = is_spare(sock.fileno())
        connection = SocketConnection(self._loop, sock, (address, peer[1]), self._counts, self._rules.connection)
        if short:
            self._warn()
            # No descriptor is kept for a handshake, all the more as a proxy's header may come before it.
            self._turn_away(connection, Limit.DESCRIPTORS, SPARE // 2 if self._tls is None else 0)
        elif trusted(address, self._rules.proxies):
            connection.attach(_HeaderReader(self, self._loop, connection, self._rules))
        else:
            self.admit(connection, b"")

    def paused(self) -> None:
        """A listener had to stop accepting for a moment."""
        self._counts.accept_pauses += 1

    def admit(self, connection: SocketConnection, first: bytes) -> None:
        """The client's address is known, and the first bytes it sent: to its owner, if it may come in."""
        limit = self._clients.enter(connection.address)
        if limit is not None:
            self._turn_away(connection, limit, _TURNED_AWAY_AT_ONCE, first)
            return
        connection.gone = self._left
        log.debug("Connection from %s port %d", connection.address, connection.port, extra=_extra(connection))
        if self._tls is not None:
            self._tls.begin(connection, first, partial(self._accept, connection), self._tls_only)
            return
        try:
            connection.attach(self._accept(connection))
        except Exception:
            connection.failed()
            return
        if first:
            connection.deliver(first)

    def bad_header(self, connection: SocketConnection, problem: str) -> None:
        """A trusted proxy did not say whose connection this is. It cannot be served: whose would it be?"""
        self._counts.bad_proxy_headers += 1
        log.warning("Proxy %s: %s. Connection closed", connection.address, problem, extra=_extra(connection))
        connection.abort("Bad PROXY header")

    def _left(self, connection: SocketConnection) -> None:
        self._clients.leave(connection.address)
        log.debug("Connection closed: %s", connection.reason, extra=_extra(connection))

    def _warn(self) -> None:
        now = self._loop.time()
        if self._warned is None or now - self._warned > _WARN_SECONDS:
            self._warned = now
            log.warning("File descriptors are running out (ulimit -n): new clients are turned away until others leave")

    def _turn_away(self, connection: SocketConnection, limit: Limit, most: int, first: bytes = b"") -> None:
        """`most`: so many may linger. One that speaks TLS can be told why only after the handshake."""
        self._counts.refused += 1
        log.info("Turned away: %s", limit.value, extra=_extra(connection))
        if self._turned_away >= most:
            connection.abort(limit.value)
            return
        self._turned_away += 1
        connection.gone = self._turned_away_gone
        self._loop.call_later(self._rules.turned_away_linger, partial(_give_up, connection, limit))
        if self._tls is not None:
            self._tls.begin(connection, first, partial(self._tell, connection, limit), self._tls_only)
            return
        try:
            self._tell(connection, limit)
        except Exception:
            connection.failed()

    def _tell(self, connection: SocketConnection, limit: Limit) -> None:
        """The last words to one who may not come in."""
        connection.write(self._refuse(limit, self._clients.why_banned(connection.address) or ""))
        connection.close()

    def _tls_only(self) -> bytes:
        return self._refuse(Limit.PLAIN_TEXT, "")

    def _turned_away_gone(self, _connection: SocketConnection) -> None:
        self._turned_away -= 1


class _HeaderReader:
    """The handler of a proxy's connection until its header is whole; and, of a proxy's own, until it says something.

    A proxy that only looks whether we live (LOCAL) says nothing more: it is nobody's client, and no owner hears of it.
    """

    def __init__(self, entrance: Entrance, loop: EventLoop, connection: SocketConnection, rules: Rules) -> None:
        self._entrance = entrance
        self._connection = connection
        self._parser = rules.parser()
        self._local = False
        self._timer = loop.call_later(rules.header_time, self._late)

    def received(self, data: bytes) -> None:
        if self._local:
            self._pass_on(data)
            return
        try:
            header = self._parser.feed(data)
        except ProxyError as error:
            self._entrance.bad_header(self._connection, str(error))
            return
        if header is None:
            return
        if header.address is not None:
            self._connection.address, self._connection.port = header.address, header.port
        self._local = header.local
        if header.rest or not header.local:
            self._pass_on(header.rest)

    def ended(self) -> bool:
        return False

    def closed(self, reason: str) -> None:
        self._timer.cancel()
        log.debug("Connection of a proxy closed: %s", reason, extra=_extra(self._connection))

    def overflowed(self) -> None:
        """Cannot be: nothing is written here."""

    def _pass_on(self, first: bytes) -> None:
        self._timer.cancel()
        self._entrance.admit(self._connection, first)

    def _late(self) -> None:
        if self._local:
            self._connection.close()
        else:
            self._entrance.bad_header(self._connection, "No PROXY header came in time")


def _give_up(connection: SocketConnection, limit: Limit) -> None:
    connection.close_because(limit.value, "gateway")
    connection.give_up()


def _extra(connection: SocketConnection) -> dict[str, object]:
    return {"conn": connection.id, "address": connection.address}
