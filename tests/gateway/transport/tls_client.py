"""The client's side of TLS for tests: OpenSSL in memory, its socket read and written when the test says so."""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Iterator

import pytest

from gateway.transport.certificate import load
from gateway.transport.connection import ConnectionLimits, SocketConnection
from gateway.transport.counts import Counts
from gateway.transport.tls_acceptor import TlsAcceptor
from tests import certificates

from .conftest import Passes, Recorder

WORDS = b"This is TLS\r\n"


class TlsClient:
    """Speaks over a non-blocking socket. `received`, `end` (of the stream) and `parting` (a close_notify came) are what
    it has been told."""

    def __init__(self, loop: Passes, sock, context: ssl.SSLContext) -> None:
        self.loop = loop
        self.sock = sock
        sock.setblocking(False)
        self._in, self.out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self._in, self.out, server_hostname="localhost")
        self.received = bytearray()
        self.parting = False
        self.end = False

    def begin(self) -> bytes:
        """The client's first words, not sent."""
        with pytest.raises(ssl.SSLWantReadError):
            self.tls.do_handshake()
        return self.out.read()

    def shake(self) -> None:
        """Do the whole handshake."""
        self.send_raw(self.begin())
        self.loop.until(self.shaken)
        self.flush()

    def shaken(self) -> bool:
        """Whether its part of the handshake is done; the last of it is not sent yet."""
        self.take()
        try:
            self.tls.do_handshake()
        except ssl.SSLWantReadError:
            self.flush()
            return False
        return True

    def send(self, data: bytes) -> None:
        self.tls.write(data)
        self.flush()

    def leave(self) -> None:
        """Say that nothing more comes, not sent yet."""
        with contextlib.suppress(ssl.SSLWantReadError):
            self.tls.unwrap()

    def flush(self) -> None:
        self.send_raw(self.out.read())

    def send_raw(self, data: bytes) -> None:
        while data:
            with contextlib.suppress(BlockingIOError):
                data = data[self.sock.send(data) :]
            if data:
                self.loop.step()

    def take(self, at_once: int = 65536) -> None:
        """Read what the socket has. The loop, which does not watch this socket, does not wait in its next pass."""
        self.loop.post(lambda: None)
        with contextlib.suppress(BlockingIOError):
            data = self.sock.recv(at_once)
            self.end = not data
            self._in.write(data)

    def read(self, at_once: int = 65536) -> bytearray:
        """Read; `received`, no copy of it. A socket that is read after its end says the end again."""
        if not self.end:
            self.take(at_once)
        while self._in.pending or self.tls.pending():
            try:
                data = self.tls.read(65536)
            except ssl.SSLWantReadError:
                break
            except ssl.SSLZeroReturnError:
                data = b""
            self.received += data
            if not data:
                self.parting = True
                break
        return self.received

    def expect(self, data: bytes) -> None:
        """Wait until exactly this is what it was told."""
        self.loop.until(lambda: self.read() == data)

    def expect_end(self) -> bytes:
        """Wait for the end of the stream; all that it was told."""

        def ended() -> bool:
            self.read()
            return self.end

        self.loop.until(ended)
        return bytes(self.received)


class TlsPair:
    """A connection that is to become secure, its owner and its client."""

    def __init__(self, loop: Passes, acceptor: TlsAcceptor, context: ssl.SSLContext, handler, limits) -> None:
        ours, client = _tcp_pair()
        self.counts = acceptor.counts
        self.loop = loop
        self.handler = handler or Recorder()
        self.welcomed = 0
        self.client = TlsClient(loop, client, context)
        self.connection = SocketConnection(loop, ours, ("192.0.2.1", 7), self.counts, ConnectionLimits(**limits))
        acceptor.begin(self.connection, b"", self.welcome, lambda: WORDS)

    def welcome(self):
        self.welcomed += 1
        return self.handler


class Tls:
    """What a test needs: `pair()`, and the acceptor that all its pairs share."""

    def __init__(self, loop: Passes, pem: certificates.Pem) -> None:
        self.loop = loop
        self.pem = pem
        self.context = certificates.trusting(pem)
        self.counts = Counts()
        self.acceptor = TlsAcceptor(loop, load(pem.cert, pem.key), self.counts)
        self.opened = contextlib.ExitStack()

    def accept_with(self, **options: float) -> None:
        """From now on by an acceptor with these `seconds` or `slice_`."""
        shown = self.acceptor.certificate
        self.acceptor = TlsAcceptor(self.loop, shown, self.counts, **options)  # type: ignore[arg-type]

    def pair(self, handler=None, *, shake: bool = True, context: ssl.SSLContext | None = None, **limits) -> TlsPair:
        pair = TlsPair(self.loop, self.acceptor, context or self.context, handler, limits)
        self.opened.callback(pair.client.sock.close)
        if shake:
            pair.client.shake()
            self.loop.until(lambda: pair.welcomed)
        return pair


def _tcp_pair() -> tuple[socket.socket, socket.socket]:
    """Connected over the loopback."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        client = socket.create_connection(server.getsockname())
        return server.accept()[0], client


@pytest.fixture
def tls(loop, pem) -> Iterator[Tls]:
    made = Tls(loop, pem)
    with made.opened:
        yield made
