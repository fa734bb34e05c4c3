"""A connection in a selector's loop, plain and by TLS, over a pair of sockets: nothing blocks, nothing is lost."""

from __future__ import annotations

import selectors
import socket
import ssl
from collections.abc import Iterator

import pytest

from kivy_client.core.stream import MOST_UNSENT, Stream
from tests.certificates import Pem, make, trusting
from tests.kivy_client.core.listeners import SECONDS, listening, tls_echo

MANY = 4_000_000


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Pem:
    return make(tmp_path_factory.mktemp("one"))


@pytest.fixture
def pair() -> Iterator[tuple[Stream, socket.socket]]:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    theirs.settimeout(SECONDS)
    stream = Stream(ours)
    with theirs:
        yield stream, theirs
    stream.close()


def wait(stream: Stream) -> None:
    """Until the selector reports what the stream wants."""
    with selectors.DefaultSelector() as selector:
        selector.register(stream, stream.wants)
        assert selector.select(SECONDS)


def exchange(stream: Stream, data: bytes) -> bytes:
    """What an echoing server sends back."""
    stream.write(data)
    received = bytearray()
    while len(received) < len(data):
        if not stream.pending:
            wait(stream)
        stream.flush()
        received += stream.read(65536) or b""
    return bytes(received)


def test_plain_bytes_both_ways(pair: tuple[Stream, socket.socket]) -> None:
    stream, server = pair
    assert stream.read(100) is None
    assert stream.wants == selectors.EVENT_READ
    server.sendall(b"hello")
    wait(stream)
    assert stream.read(2) == b"he"
    assert stream.read(100) == b"llo"
    stream.write(b"hi")
    assert server.recv(10) == b"hi"
    server.close()
    wait(stream)
    assert stream.read(100) == b""


def test_what_does_not_go_at_once_waits_for_the_selector(pair: tuple[Stream, socket.socket]) -> None:
    stream, server = pair
    stream.write(bytes(MOST_UNSENT))
    assert stream.wants == selectors.EVENT_READ | selectors.EVENT_WRITE
    received = 0
    while received < MOST_UNSENT:
        received += len(server.recv(1 << 20))
        stream.flush()
    assert stream.wants == selectors.EVENT_READ


def test_a_server_that_reads_no_answers_is_not_listened_to(pair: tuple[Stream, socket.socket]) -> None:
    stream, server = pair
    server.sendall(b"PING 1\r\n")
    stream.write(bytes(MANY))
    assert stream.wants == selectors.EVENT_WRITE
    assert (stream.read(100), stream.pending) == (None, False)
    received = 0
    while received < MANY:
        received += len(server.recv(1 << 20))
        stream.flush()
    assert stream.wants == selectors.EVENT_READ
    assert stream.read(100) == b"PING 1\r\n"


def test_the_last_words_are_read_although_writing_failed(pair: tuple[Stream, socket.socket]) -> None:
    stream, server = pair
    server.sendall(b"ERROR :Bye\r\n")
    server.close()
    stream.write(b"one")
    stream.write(b"two")
    assert stream.wants == selectors.EVENT_READ, "nothing waits any more"
    assert stream.read(100) == b"ERROR :Bye\r\n"


def test_plain_text_on_a_tls_port_is_told(pem: Pem) -> None:
    with listening(tls_echo(pem)) as port:
        connection = socket.create_connection(("127.0.0.1", port), SECONDS)
        connection.setblocking(False)
        stream = Stream(connection)
        stream.write(b"CAP LS 302\r\nNICK mira\r\n")
        wait(stream)
        with pytest.raises(ConnectionError, match="without a word: this may be a port for TLS"):
            stream.read(100)
        stream.close()


def test_a_tls_alert_to_plain_text_is_understood(pair: tuple[Stream, socket.socket]) -> None:
    stream, server = pair
    server.sendall(bytes.fromhex("15030100020246"))
    wait(stream)
    with pytest.raises(ConnectionError, match="this port speaks TLS only"):
        stream.read(100)


def test_tls_in_a_selector_s_loop(pem: Pem) -> None:
    """Echoed through a server that reads only as fast as we do: both directions fill up."""
    with listening(tls_echo(pem)) as port:
        stream = secure(pem, port)
        assert exchange(stream, b"PING x\r\n") == b"PING x\r\n"
        data = bytes(range(256)) * (MANY // 256)
        assert exchange(stream, data) == data
        stream.close()


def test_what_tls_has_decrypted_already_is_told(pem: Pem) -> None:
    with listening(tls_echo(pem)) as port:
        stream = secure(pem, port)
        stream.write(b"x" * 1000)
        wait(stream)
        data = stream.read(10)
        while data is None:  # other records than ours come first
            wait(stream)
            data = stream.read(10)
        assert len(data) == 10
        assert stream.pending
        assert len(stream.read(990) or b"") == 990
        assert not stream.pending
        stream.close()


@pytest.mark.parametrize("politely", [True, False])
def test_a_tls_server_that_closes(pem: Pem, politely: bool) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem.cert, pem.key)

    def behave(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secured:
            secured.sendall(b"ERROR :Bye\r\n")
            secured.recv(1)
            if politely:
                secured.unwrap()

    with listening(behave) as port:
        stream = secure(pem, port)
        stream.write(b"x")
        received = b""
        while (data := stream.read(100)) != b"":
            received += data or b""
            if data is None:
                wait(stream)
        assert received == b"ERROR :Bye\r\n"
        stream.close()


def secure(pem: Pem, port: int) -> Stream:
    connection = socket.create_connection(("localhost", port), SECONDS)
    secured = trusting(pem).wrap_socket(connection, server_hostname="localhost")
    secured.setblocking(False)
    return Stream(secured, most=MANY)
