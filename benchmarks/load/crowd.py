"""The crowd: the sockets of all clients, and what they read. One epoll and one buffer for all; no meaning of lines.

`seen` is the hot path: one read into the same buffer and one count of line ends a ready socket.
"""

from __future__ import annotations

import select
import socket
import ssl
from collections.abc import Callable, Sequence
from time import perf_counter

_READ_SIZE = 256 * 1024
"""More than a record of TLS carries, so that none is left in OpenSSL's hands, of which epoll knows nothing."""
_NEWLINE = 10
_HANDSHAKE_SECONDS = 30.0
_NOTHING_YET = (BlockingIOError, ssl.SSLWantReadError)


class LoadError(Exception):
    """The server did not play along: one sentence."""


class Crowd:
    """Clients are numbered from 0 in the order in which they connect; they take turns at the ports. `secure`: they
    speak TLS, and do not look at the certificate."""

    def __init__(self, ports: Sequence[int], secure: bool = False) -> None:
        self.seen: list[int] = []
        """Lines that each client has read since `forget`."""
        self.kept: dict[int, list[tuple[float, bytes]]] = {}
        """For those of whom everything is kept (`keep`): when it was read, and what."""
        self._ports = ports
        self._context = _context() if secure else None
        self._poller = select.epoll()
        self._buffer = bytearray(_READ_SIZE)
        self._view = memoryview(self._buffer)
        self._sockets: list[socket.socket] = []
        self._receive: list[Callable[[bytearray], int]] = []
        self._client_of: dict[int, int] = {}  # by file descriptor

    def __len__(self) -> int:
        return len(self._sockets)

    def connect(self) -> None:
        """One client more begins to connect; `writable` tells when it has."""
        sock = socket.socket()
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        number = len(self._sockets)
        sock.connect_ex(("127.0.0.1", self._ports[number % len(self._ports)]))
        self._sockets.append(sock)
        self._receive.append(sock.recv_into)
        self._client_of[sock.fileno()] = number
        self.seen.append(0)
        self._poller.register(sock, select.EPOLLIN | select.EPOLLOUT)

    def connected(self, client: int) -> None:
        """It is: from now on only reading counts. With TLS the handshake is done here, while all others wait."""
        if self._context is not None:
            sock = self._sockets[client]
            sock.settimeout(_HANDSHAKE_SECONDS)
            secured = self._context.wrap_socket(sock)
            secured.setblocking(False)
            self._sockets[client], self._receive[client] = secured, secured.recv_into
        self._poller.modify(self._sockets[client], select.EPOLLIN)

    def send(self, client: int, data: bytes) -> None:
        """Send a few lines. There are never so many under way that the system would not take them."""
        if self._sockets[client].send(data) != len(data):
            raise LoadError(f"the server does not read what client {client} sends")

    def ready(self, timeout: float) -> list[tuple[int, bool]]:
        """Wait; the clients for whom something has come, and whether they are only now connected."""
        client_of = self._client_of
        return [(client_of[fd], bool(mask & select.EPOLLOUT)) for fd, mask in self._poller.poll(timeout)]

    def read(self, client: int) -> bytes:
        """What has come for a client, perhaps nothing."""
        try:
            size = self._receive[client](self._buffer)
        except _NOTHING_YET:
            return b""
        if not size:
            raise LoadError(f"the server closed the connection of client {client}")
        return self._view[:size].tobytes()

    def forget(self) -> None:
        """Count from nothing."""
        self.seen[:] = [0] * len(self.seen)

    def keep(self, clients: Sequence[int]) -> None:
        """Keep all that these clients read from now on."""
        self.kept = {client: [] for client in clients}

    def count(self, timeout: float) -> list[int]:
        """Wait, read once from every client for whom something has come, and count; those clients."""
        buffer, seen, receive, kept, client_of = self._buffer, self.seen, self._receive, self.kept, self._client_of
        clients = []
        for fd, _ in self._poller.poll(timeout):
            client = client_of[fd]
            try:
                size = receive[client](buffer)
            except _NOTHING_YET:
                continue
            if not size:
                raise LoadError(f"the server closed the connection of client {client}")
            if client in kept:
                kept[client].append((perf_counter(), self._view[:size].tobytes()))
            seen[client] += buffer.count(_NEWLINE, 0, size)
            clients.append(client)
        return clients


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
