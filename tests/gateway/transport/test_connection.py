from __future__ import annotations

import socket

import pytest

from gateway.transport.connection import _RESET_ON_CLOSE, READ_SIZE, ConnectionLimits, SocketConnection
from gateway.transport.counts import Counts

from .conftest import Recorder


def fill(pair, loop, chunk=b"x" * 65536):
    """Write until the operating system takes no more: the client does not read."""
    while not pair.connection.queued:
        pair.connection.write(chunk)
        loop.step()


def test_bytes_go_both_ways_and_are_counted(loop, connect):
    pair = connect()
    pair.client.sendall(b"hello")
    loop.until(lambda: pair.handler.data)
    assert pair.handler.data == b"hello"
    pair.connection.write(b"one ")
    pair.connection.write(b"two")
    loop.step()
    assert pair.client.recv(100) == b"one two"
    assert (pair.counts.bytes_in, pair.counts.bytes_out) == (5, 7)
    assert pair.connection.queued == 0


def test_nothing_leaves_before_the_end_of_the_pass_and_then_in_one_send(loop, connect):
    pair = connect()
    for number in range(100):
        pair.connection.write(b"%d," % number)
    pair.client.setblocking(False)
    with pytest.raises(BlockingIOError):
        pair.client.recv(1)
    loop.step()
    assert pair.client.recv(1000) == b"".join(b"%d," % number for number in range(100))


def test_one_pass_reads_at_most_its_share(loop, connect):
    pair = connect()
    pair.client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 * READ_SIZE)
    pair.client.sendall(b"x" * 2 * READ_SIZE)
    loop.step()
    assert 0 < len(pair.handler.data) <= READ_SIZE
    loop.until(lambda: len(pair.handler.data) == 2 * READ_SIZE)


def test_what_a_slow_client_leaves_waiting_arrives_in_order(loop, connect):
    pair = connect()
    sent = [bytes([number % 256]) * 5000 for number in range(150)]
    for chunk in sent:
        pair.connection.write(chunk)
    loop.step()
    assert pair.connection.queued > 0
    pair.connection.write(b"the end")
    pair.read_on(30_000)
    loop.until(lambda: pair.received.endswith(b"the end"))
    assert pair.received == b"".join(sent) + b"the end"


def test_many_small_chunks_arrive_in_order(loop, connect):
    pair = connect()
    for number in range(3000):
        pair.connection.write(b"%d\n" % number)
    pair.connection.close()
    loop.until(lambda: pair.handler.ends)
    assert pair.read_all() == b"".join(b"%d\n" % number for number in range(3000))


def test_paused_it_reads_nothing_until_resumed(loop, connect):
    pair = connect()
    pair.connection.pause()
    pair.client.sendall(b"hello")
    loop.post(lambda: None)
    loop.step()
    assert pair.handler.data == b""
    pair.connection.resume()
    loop.until(lambda: pair.handler.data == b"hello")


def test_paused_it_still_writes(loop, connect):
    pair = connect(cap=2**30)
    pair.connection.pause()
    fill(pair, loop)
    pair.read_on()
    loop.until(lambda: pair.connection.queued == 0)


def test_close_lets_the_last_words_leave_even_when_input_is_unread(loop, connect):
    pair = connect()
    pair.client.sendall(b"much that nobody reads")
    pair.connection.write(b"goodbye")
    pair.connection.close()
    pair.connection.write(b"dropped")
    pair.connection.close()
    assert pair.handler.ends == []
    loop.until(lambda: pair.handler.ends)
    assert pair.read_all() == b"goodbye"
    assert pair.counts.open == 1
    pair.client.close()
    loop.until(lambda: pair.counts.open == 0)
    assert pair.handler.ends == ["Closed by this gateway"]
    assert pair.handler.data == b""
    assert pair.counts.closed == {"gateway": 1}


def test_close_of_a_paused_connection_ends_it(loop, connect):
    pair = connect()
    pair.connection.pause()
    pair.connection.close()
    pair.client.close()
    loop.until(lambda: pair.counts.open == 0)
    assert len(pair.handler.ends) == 1


def test_a_client_that_never_closes_its_side_is_closed_after_a_while(loop, connect):
    pair = connect(linger=0.01)
    pair.connection.write(b"goodbye")
    pair.connection.close()
    loop.until(lambda: pair.counts.open == 0)
    assert pair.read_all() == b"goodbye"
    assert pair.handler.ends == ["Closed by this gateway"]


def test_a_client_that_reads_no_further_is_reset_after_a_while(loop, connect):
    pair = connect(cap=2**30, linger=0.01)
    fill(pair, loop)
    pair.connection.close()
    loop.until(lambda: pair.counts.open == 0)
    assert pair.handler.ends == ["Closed by this gateway"]


def test_a_closing_client_is_told_of_once_with_a_reason(loop, connect):
    pair = connect()
    pair.client.sendall(b"last")
    pair.client.close()
    loop.until(lambda: pair.counts.open == 0)
    assert pair.handler.data == b"last"
    assert pair.handler.ends == ["Connection closed"]
    assert pair.counts.closed == {"client": 1}
    pair.connection.write(b"too late")
    pair.connection.close()
    pair.connection.pause()
    pair.connection.resume()
    loop.post(lambda: None)
    loop.step()
    assert pair.handler.ends == ["Connection closed"]


def test_a_half_closed_client_still_gets_what_was_written(loop, connect):
    class Echo(Recorder):
        def received(self, data: bytes) -> None:
            pair.connection.write(data)

    pair = connect(Echo())
    pair.client.sendall(b"hello")
    pair.client.shutdown(socket.SHUT_WR)
    loop.until(lambda: pair.counts.open == 0)
    assert pair.read_all() == b"hello"


def test_a_half_closed_client_is_told_what_its_owner_owes_it(loop, connect):
    pair = connect(Recorder(owes=True))
    pair.client.sendall(b"ask")
    pair.client.shutdown(socket.SHUT_WR)
    loop.until(lambda: pair.handler.input_ended)
    assert (pair.handler.data, pair.handler.ends) == (b"ask", [])
    pair.connection.write(b"answer")
    pair.connection.close()
    loop.until(lambda: pair.counts.open == 0)
    assert pair.read_all() == b"answer"
    assert (pair.handler.ends, pair.counts.closed) == (["Connection closed"], {"client": 1})


def test_an_owner_that_never_pays_keeps_no_socket(loop, connect):
    pair = connect(Recorder(owes=True), linger=0.05)
    pair.client.shutdown(socket.SHUT_WR)
    loop.until(lambda: pair.counts.open == 0)
    assert pair.handler.ends == ["Connection closed"]


def test_a_half_closed_client_gets_all_of_a_large_answer(loop, connect):
    pair = connect(cap=2**30)
    fill(pair, loop)
    whole = pair.counts.bytes_out + pair.connection.queued
    pair.client.shutdown(socket.SHUT_WR)
    loop.until(lambda: pair.handler.ends)
    pair.read_on()
    loop.until(lambda: pair.end)
    assert len(pair.received) == whole


def test_a_reset_is_told_in_words(loop):
    with socket.create_server(("127.0.0.1", 0)) as server:
        client = socket.create_connection(server.getsockname())
        ours, peer = server.accept()
    handler, counts = Recorder(), Counts()
    connection = SocketConnection(loop, ours, peer, counts, ConnectionLimits())
    connection.attach(handler)
    assert ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    assert ours.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
    if hasattr(socket, "TCP_KEEPIDLE"):
        assert ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 60
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
    client.close()
    loop.until(lambda: handler.ends)
    assert handler.ends == ["Connection reset by peer"]
    assert counts.closed == {"network": 1}


def test_a_stuck_reader_is_cut_at_the_cap_and_the_others_get_everything(loop, connect):
    stuck = connect(cap=256 * 1024, linger=0.01)
    others = [connect(cap=256 * 1024) for _ in range(5)]
    chunk = b"a line of the room\r\n" * 500
    sent = 0
    for other in others:
        other.read_on()
    while not stuck.handler.overflows:
        for pair in (stuck, *others):
            pair.connection.write(chunk)
        sent += 1
        loop.step()
        assert sent < 1000
    loop.until(lambda: all(len(other.received) == sent * len(chunk) for other in others))
    assert all(other.received == chunk * sent for other in others)
    loop.until(lambda: stuck.counts.open == 5)
    assert stuck.handler.overflows == 1
    assert stuck.handler.ends == ["Too slow: more than 262144 bytes was waiting to be read"]
    assert stuck.counts.closed == {"overflow": 1}
    assert all(other.handler.ends == [] for other in others)


def test_after_an_overflow_the_last_word_begins_on_a_line_of_its_own(loop, connect):
    class Farewell(Recorder):
        def overflowed(self) -> None:
            super().overflowed()
            pair.connection.write(b"ERROR :Too slow\r\n")
            pair.connection.close()

    line = b"a line\r\n"
    pair = connect(Farewell(), cap=10_000)
    while not pair.handler.overflows:
        for _ in range(1500):
            pair.connection.write(line)
        loop.step()
    pair.read_on()
    loop.until(lambda: pair.end)
    *lines, last, empty = bytes(pair.received).split(b"\r\n")
    assert set(lines) == {b"a line"}
    assert (last, empty) == (b"ERROR :Too slow", b"")
    assert pair.handler.ends == ["Too slow: more than 10000 bytes was waiting to be read"]
    assert pair.handler.overflows == 1


@pytest.mark.parametrize("part", ["received", "ended", "closed", "overflowed"])
def test_a_failing_handler_loses_its_own_connection_only(loop, connect, caplog, part):
    class Broken(Recorder):
        pass

    def fail(*arguments: object) -> None:
        raise LookupError("a bug")

    broken, other = connect(Broken(), cap=1000), connect()
    setattr(broken.handler, part, fail)
    if part == "overflowed":
        broken.connection.write(b"x" * 2**20)
    broken.client.sendall(b"hello")
    if part in ("ended", "closed"):
        broken.client.close()
    loop.until(lambda: broken.counts.open == 1)
    other.client.sendall(b"still here")
    loop.until(lambda: other.handler.data == b"still here")
    assert broken.counts.handler_errors == 1
    assert broken.handler.ends == ([] if part == "closed" else ["Internal error"])
    (record,) = caplog.records
    assert record.exc_info
    assert (record.conn, record.address) == (broken.connection.id, "192.0.2.1")
