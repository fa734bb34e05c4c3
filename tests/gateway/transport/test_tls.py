"""TLS on connections: what reaches the owner and the client, however slow, split, rude or many they are."""

from __future__ import annotations

import contextlib
import ipaddress
import random
import socket
import ssl
import time

import pytest

from gateway.transport.certificate import load
from gateway.transport.connection import _RESET_ON_CLOSE
from gateway.transport.tls_acceptor import TlsAcceptor
from gateway.transport.tls_outbox import PIECE
from tests import certificates

from .conftest import House, Recorder
from .test_entrance import v2
from .tls_client import WORDS, TlsClient, tls

__all__ = ["tls"]  # a fixture


class Echo(Recorder):
    """Says what it hears."""

    def received(self, data):
        super().received(data)
        self.pair.connection.write(data)


# What goes over it


def test_bytes_go_both_ways_encrypted(loop, tls):
    pair = tls.pair(shake=False)
    assert not pair.connection.secure
    assert tls.counts.tls_handshaking == 1
    pair.client.shake()
    loop.until(lambda: pair.welcomed)
    assert pair.connection.secure
    pair.client.send(b"hello")
    loop.until(lambda: pair.handler.data == b"hello")
    pair.connection.write(b"one ")
    pair.connection.write(b"two")
    pair.client.expect(b"one two")
    counts = tls.counts
    assert (counts.tls_handshakes, counts.tls_open, counts.tls_handshaking, counts.tls_failures) == (1, 1, 0, {})
    assert pair.connection.queued == 0


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
@pytest.mark.parametrize("size", [1, 7, 1000, 100_000])
def test_the_same_comes_out_however_the_bytes_are_split(loop, tls, version, size):
    tls.context.maximum_version = version
    pair = tls.pair(shake=False)
    client = pair.client

    def send_split(data):
        for at in range(0, len(data), size):
            client.send_raw(data[at : at + size])
            loop.step()

    send_split(client.begin())
    loop.until(client.shaken)
    if version == ssl.TLSVersion.TLSv1_3:  # else the server's last words are still to come
        client.tls.write(b"first line\r\n")
        client.tls.write(b"second line\r\n")
        client.leave()
        send_split(client.out.read())
    else:
        client.tls.write(b"first line\r\nsecond line\r\n")
        client.leave()
        send_split(client.out.read())
    loop.until(lambda: pair.handler.ends)
    assert pair.handler.data == b"first line\r\nsecond line\r\n"
    assert pair.handler.ends == ["Connection closed"]
    client.expect_end()
    assert client.parting
    assert tls.counts.open == tls.counts.tls_open == 0
    assert tls.counts.closed == {"client": 1}


def test_large_data_goes_both_ways_whole(loop, tls):
    handler = Echo()
    handler.pair = pair = tls.pair(handler, cap=2**30)
    data = random.Random(7).randbytes(3 * 2**20 + 5)
    pair.client.tls.write(data)
    waiting = memoryview(pair.client.out.read())

    def echoed():
        nonlocal waiting
        with contextlib.suppress(BlockingIOError):
            waiting = waiting[pair.client.sock.send(waiting) :] if waiting else waiting
        return len(pair.client.read()) == len(data)

    loop.until(echoed)
    assert pair.client.received == data == handler.data
    assert pair.connection.queued == 0


def test_more_than_one_read_of_a_record_is_delivered_at_once(loop, tls):
    """What OpenSSL has decrypted waits for no further byte of the socket: nothing would announce it."""
    pair = tls.pair()
    for number in range(50):
        pair.client.tls.write(b"%d\r\n" % number)
    pair.client.flush()
    loop.until(lambda: pair.handler.data.endswith(b"49\r\n"))
    assert pair.handler.data == b"".join(b"%d\r\n" % number for number in range(50))


def test_the_lines_of_one_pass_leave_as_one_record(loop, tls):
    pair = tls.pair()
    before = tls.counts.bytes_out
    for _ in range(10):
        pair.connection.write(b"a line of a room\r\n")
    loop.step()
    assert tls.counts.bytes_out - before < 10 * 18 + 40


# Ends


def test_the_last_words_arrive_with_the_end_of_the_stream(loop, tls):
    pair = tls.pair()
    pair.client.send(b"much that nobody reads")
    pair.connection.write(b"goodbye")
    pair.connection.close()
    pair.connection.write(b"dropped")
    assert pair.client.expect_end() == b"goodbye"
    assert pair.client.parting
    pair.client.sock.close()
    loop.until(lambda: tls.counts.open == 0)
    assert pair.handler.ends == ["Closed by this gateway"]
    assert tls.counts.tls_open == 0


def test_who_says_nothing_more_still_gets_the_answer(loop, tls):
    handler = Echo()
    handler.pair = pair = tls.pair(handler)
    pair.client.tls.write(b"hello")
    pair.client.leave()
    pair.client.flush()
    assert pair.client.expect_end() == b"hello"
    assert pair.client.parting
    assert handler.ends == ["Connection closed"]


def test_the_end_waits_while_the_owner_has_paused(loop, tls):
    """As without TLS: the lines before the end are carried out before it is told."""

    class Busy(Recorder):
        def received(self, data):
            super().received(data)
            pair.connection.pause()

    pair = tls.pair(Busy())
    pair.client.tls.write(b"lines to carry out")
    pair.client.leave()
    pair.client.flush()
    loop.until(lambda: pair.handler.data)
    for _ in range(3):
        loop.post(lambda: None)
        loop.step()
    assert pair.handler.ends == []
    pair.connection.write(b"done")
    pair.connection.resume()
    loop.until(lambda: pair.handler.ends)
    assert pair.client.expect_end() == b"done"


def test_a_client_that_ends_without_a_word_of_tls_has_ended(loop, tls):
    pair = tls.pair()
    pair.client.send(b"hello")
    pair.client.sock.shutdown(socket.SHUT_WR)
    loop.until(lambda: pair.handler.ends)
    assert (pair.handler.data, pair.handler.ends) == (b"hello", ["Connection closed"])


def test_what_comes_after_the_clients_end_is_not_looked_at(loop, tls):
    pair = tls.pair()
    pair.connection.pause()
    pair.client.leave()
    pair.client.flush()
    pair.connection.resume()
    pair.client.send_raw(b"nonsense" * 1000)
    loop.until(lambda: pair.handler.ends)
    assert pair.handler.data == b""


def test_nonsense_ends_the_connection_after_what_was_said_before(loop, tls):
    pair = tls.pair()
    pair.client.tls.write(b"a line\r\n")
    pair.client.send_raw(pair.client.out.read() + b"nonsense, but no record")
    loop.until(lambda: pair.handler.ends)
    assert pair.handler.data == b"a line\r\n"
    assert pair.handler.ends[0].startswith("TLS: ")
    assert tls.counts.closed == {"tls": 1}
    with pytest.raises(ssl.SSLError, match="alert"):
        pair.client.expect_end()


def test_a_reset_is_told_in_words(loop, tls):
    pair = tls.pair()
    pair.client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
    pair.client.sock.close()
    loop.until(lambda: pair.handler.ends)
    assert pair.handler.ends == ["Connection reset by peer"]
    assert tls.counts.tls_open == 0


def test_an_owner_that_fails_ends_its_connection_only(loop, tls):
    class Broken(Recorder):
        def received(self, data):
            raise ValueError("a bug")

    other, pair = tls.pair(), tls.pair(Broken())
    pair.client.send(b"hello")
    loop.until(lambda: pair.handler.ends)
    assert pair.handler.ends == ["Internal error"]
    other.client.send(b"hello")
    loop.until(lambda: other.handler.data)


# Slow clients


def test_a_stuck_reader_is_cut_at_the_cap_and_its_last_words_can_be_read(loop, tls):
    class Wordy(Recorder):
        def overflowed(self):
            super().overflowed()
            pair.connection.write(b"too slow!\r\n")

    pair = tls.pair(Wordy(), cap=256 * 1024)
    line = b"a line of the room\r\n" * 50
    while not pair.handler.overflows:
        pair.connection.write(line)
        loop.step()
        assert pair.connection.queued < 256 * 1024 + 2 * PIECE
    pair.client.expect_end()
    told = bytes(pair.client.received)
    assert told.endswith(b"too slow!\r\n")
    assert told.removesuffix(b"too slow!\r\n").replace(line, b"") == b"", "it breaks off between two chunks"
    assert pair.client.parting
    assert pair.handler.ends == ["Too slow: more than 262144 bytes was waiting to be read"]


def test_a_stuck_reader_that_never_reads_is_reset_after_a_while(loop, tls):
    pair = tls.pair(cap=128 * 1024, linger=0.01)
    while not pair.handler.overflows:
        pair.connection.write(b"x" * 1000)
        loop.step()
    loop.until(lambda: tls.counts.open == 0)
    assert tls.counts.closed == {"overflow": 1}


def test_a_slow_reader_gets_everything_in_order(loop, tls):
    pair = tls.pair(cap=2**30)
    sent = [bytes([number % 256]) * 5000 for number in range(2000)]
    for chunk in sent:
        pair.connection.write(chunk)
    loop.step()
    assert pair.connection.queued > 0
    whole = b"".join(sent)
    loop.until(lambda: len(pair.client.read(30_000)) == len(whole))
    assert pair.client.received == whole


# The handshake


def test_plain_text_is_told_so_and_closed(loop, tls, caplog):
    caplog.set_level("INFO")
    pair = tls.pair(shake=False)
    pair.client.send_raw(b"NICK ann\r\nUSER ann 0 * :Ann\r\n")

    def told():
        with contextlib.suppress(BlockingIOError):
            pair.client.received += pair.client.sock.recv(100)
        return pair.client.received

    loop.until(told)
    assert pair.client.received == WORDS
    pair.client.sock.close()
    loop.until(lambda: tls.counts.open == 0)
    assert pair.welcomed == 0
    assert tls.counts.tls_failures == {"plain text": 1} and tls.counts.closed == {"tls": 1}
    [line] = [record for record in caplog.records if "TLS handshake failed" in record.message]
    assert (line.conn, line.address) == (pair.connection.id, "192.0.2.1")


@pytest.mark.parametrize("begun", [False, True])
def test_a_handshake_that_takes_too_long_is_closed(loop, tls, begun):
    tls.accept_with(seconds=0.02)
    pair = tls.pair(shake=False, linger=0.01)
    if begun:
        pair.client.send_raw(pair.client.begin()[:50])
    loop.until(lambda: tls.counts.open == 0)
    assert tls.counts.tls_failures == {"time": 1} and tls.counts.tls_handshaking == 0
    assert pair.welcomed == 0


def test_an_old_protocol_is_refused_by_an_alert(loop, tls):
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.load_verify_locations(tls.pem.cert)
    old.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning):
        old.minimum_version = ssl.TLSVersion.TLSv1
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    pair = tls.pair(shake=False, context=old)
    with pytest.raises(ssl.SSLError, match=r"(?i)alert.protocol.version"):
        pair.client.shake()
    assert tls.counts.tls_failures == {"protocol": 1}
    pair.client.sock.close()
    loop.until(lambda: tls.counts.open == 0)


def test_a_client_that_does_not_trust_us_is_gone_with_a_reason(loop, tls, tmp_path, caplog):
    caplog.set_level("INFO")
    stranger = certificates.trusting(certificates.make(tmp_path, "stranger"))
    pair = tls.pair(shake=False, context=stranger)
    with pytest.raises(ssl.SSLCertVerificationError):
        pair.client.shake()
    pair.client.flush()
    loop.until(lambda: tls.counts.tls_failures)
    assert tls.counts.tls_failures == {"protocol": 1}
    assert "unknown ca" in caplog.text


def test_one_who_leaves_in_the_middle_is_counted(loop, tls):
    pair = tls.pair(shake=False)
    pair.client.send_raw(pair.client.begin())
    loop.until(lambda: tls.counts.bytes_out)
    pair.client.sock.close()
    loop.until(lambda: tls.counts.open == 0)
    assert tls.counts.tls_failures == {"gone": 1} and tls.counts.tls_handshaking == 0


def test_one_who_only_looks_whether_we_listen_is_no_failure(loop, tls):
    pair = tls.pair(shake=False)
    pair.client.sock.close()
    loop.until(lambda: tls.counts.open == 0)
    assert tls.counts.tls_failures == {} and tls.counts.tls_handshaking == 0


def test_nonsense_instead_of_a_handshake_is_closed_without_being_kept(loop, tls):
    pair = tls.pair(shake=False)
    pair.client.send_raw(b"\x16" + b"nonsense" * 100_000)
    loop.until(lambda: tls.counts.tls_failures)
    assert tls.counts.tls_failures == {"protocol": 1}


def test_an_owner_that_cannot_be_made_ends_its_connection_only(loop, tls):
    pair = tls.pair(shake=False)

    def fail():
        raise ValueError("a bug")

    pair.welcome = fail
    pair.connection._handler._welcome = fail
    with contextlib.suppress(ConnectionError):
        pair.client.shake()
    loop.until(lambda: tls.counts.open == 0)
    assert tls.counts.handler_errors == 1


def test_a_new_certificate_is_for_those_who_come(loop, tls, tmp_path):
    before = tls.pair()
    new = certificates.make(tmp_path, "new")
    tls.acceptor.certificate = load(*new)
    after = tls.pair(context=certificates.trusting(new))
    for pair in (before, after):
        pair.client.send(b"hello")
        loop.until(lambda pair=pair: pair.handler.data)


# Storms


def test_a_storm_takes_turns_and_each_pass_is_short(loop, tls):
    """With no time at all to spare, a pass goes on with one handshake."""
    tls.accept_with(slice_=0.0)
    pairs = [tls.pair(shake=False) for _ in range(20)]
    for pair in pairs:
        pair.client.send_raw(pair.client.begin())
    loop.until(lambda: tls.acceptor._waiting)
    flights = []
    while tls.acceptor._waiting:
        before = tls.counts.bytes_out
        loop.step()
        flights.append(tls.counts.bytes_out - before)
    assert len(flights) >= 19 and max(flights) < 2 * min(flights[1:])
    for pair in pairs:
        loop.until(pair.client.shaken)
        pair.client.flush()
    loop.until(lambda: tls.counts.tls_handshakes == 20)
    assert all(pair.welcomed == 1 for pair in pairs)


def test_who_is_here_is_served_during_a_storm(loop, tls):
    handler = Echo()
    handler.pair = here = tls.pair(handler)
    pairs = [tls.pair(shake=False) for _ in range(120)]
    for pair in pairs:
        pair.client.send_raw(pair.client.begin())
    here.client.send(b"hello")
    began = time.perf_counter()
    here.client.expect(b"hello")
    took = time.perf_counter() - began
    done = sum(pair.client.shaken() for pair in pairs)
    assert done < 60, f"the answer came after {done} handshakes, {took * 1000:.1f} ms"
    for pair in pairs:
        loop.until(pair.client.shaken)


def test_one_who_ends_while_waiting_for_a_turn_is_passed_over(loop, tls):
    tls.accept_with(slice_=0.0)
    pairs = [tls.pair(shake=False) for _ in range(3)]
    for pair in pairs:
        pair.client.send_raw(pair.client.begin())
    loop.until(lambda: len(tls.acceptor._waiting) == 2)
    pairs[2].connection.abort("enough")
    loop.until(lambda: not tls.acceptor._waiting)
    assert pairs[2].connection.reason == "enough"
    assert tls.counts.handler_errors == 0


# With the entrance


@pytest.fixture
def secure_house(loop, tls):
    with contextlib.ExitStack() as stack:

        def build(**settings):
            here = House(loop, **settings)
            here.entrance._tls = TlsAcceptor(loop, tls.acceptor.certificate, here.counts)
            stack.callback(here.listener.stop)
            stack.enter_context(here.opened)
            return here

        yield build


@pytest.mark.parametrize("size", [1, 30, 100_000])
def test_the_proxys_header_comes_before_the_handshake(loop, tls, secure_house, size):
    here = secure_house(proxies=(ipaddress.ip_network("127.0.0.0/8"),))
    client = TlsClient(loop, here.connect(), tls.context)
    data = v2(1, "192.0.2.7", 50000) + client.begin()
    for at in range(0, len(data), size):
        client.send_raw(data[at : at + size])
        loop.step()
    loop.until(client.shaken)
    client.send(b"hello")
    loop.until(lambda: here.handlers and here.handlers[0].data == b"hello")
    assert here.accepted[0].address == "192.0.2.7"
    assert here.accepted[0].secure


def test_who_is_turned_away_is_told_why_over_tls(loop, tls, secure_house):
    here = secure_house(max_clients=1)
    first = TlsClient(loop, here.connect(), tls.context)
    first.shake()
    second = TlsClient(loop, here.connect(), tls.context)
    second.shake()
    assert second.expect_end() == b"Sorry: CLIENTS\r\n"
    second.sock.close()
    loop.until(lambda: here.counts.open == 1)
    assert (here.counts.refused, here.counts.tls_open, len(here.accepted)) == (1, 1, 1)
    assert here.entrance._turned_away == 0


def test_who_does_not_speak_tls_is_told_so_in_the_ports_own_words(loop, secure_house):
    here = secure_house()
    client = here.connect()
    client.sendall(b"NICK ann\r\n")
    loop.until(lambda: here.counts.tls_failures == {"plain text": 1})
    here.passes()
    assert client.recv(100) == b"Sorry: PLAIN_TEXT\r\n"
    assert here.accepted == []


def test_who_is_turned_away_and_does_not_shake_hands_is_closed_soon(loop, tls, secure_house):
    here = secure_house(max_clients=1, turned_away_linger=0.01)
    TlsClient(loop, here.connect(), tls.context).shake()
    late = here.connect()
    loop.until(lambda: here.counts.refused and here.counts.open == 1)
    assert late.recv(100) == b""
    assert here.entrance._turned_away == 0 and here.counts.tls_handshaking == 0
