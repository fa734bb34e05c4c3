"""WebSocket over TLS: the one within the other, on one connection."""

from __future__ import annotations

import pytest

from gateway.transport.websocket import WebSockets

from .test_websocket import REQUEST, Owner, said
from .tls_client import Tls, TlsPair, tls

__all__ = ["tls"]  # a fixture


@pytest.fixture
def web(loop, tls: Tls):
    """Make a pair whose owner speaks by WebSocket over TLS: `web(...)`; the handshakes are done."""
    owner: Owner

    def accept(connection):
        owner.connection = connection
        return owner

    websockets = WebSockets(loop, accept)

    def make(new: Owner | None = None, **limits) -> TlsPair:
        nonlocal owner
        owner = new or Owner()
        pair = tls.pair(shake=False, **limits)
        pair.connection._handler._welcome = lambda: websockets(pair.connection)
        pair.owner = owner
        pair.client.shake()
        pair.client.send(REQUEST)
        loop.until(lambda: pair.client.read().endswith(b"\r\n\r\n"))
        pair.client.received.clear()
        return pair

    return make


def test_lines_go_both_ways_and_it_is_known_to_be_secure(loop, web):
    here = web()
    here.client.send(said("NICK ann") + said("JOIN #x"))
    loop.until(lambda: here.owner.data == b"NICK ann\r\nJOIN #x\r\n")
    assert here.owner.connection.secure
    here.owner.connection.write(b":s 001 ann :hi\r\n")
    here.client.expect(b"\x81\x0e:s 001 ann :hi")


def test_the_last_words_are_a_frame_then_a_close_then_the_end_of_tls(loop, web):
    here = web()
    here.client.send(said("QUIT"))
    assert here.client.expect_end() == b"\x81\x0aERROR :bye\x88\x02\x03\xe8"
    assert here.client.parting


def test_a_client_that_does_not_read_is_told_in_whole_frames_and_records(loop, web):
    """What was begun leaves whole in both layers, or the client could read nothing behind it."""
    here = web(Owner(last_words=b"ERROR :too slow\r\n"), cap=100_000)
    chunk = b"".join(b":s NOTICE ann :%d\r\n" % number for number in range(5000))
    for _ in range(100):
        if here.owner.overflows:
            break
        here.owner.connection.write(chunk)
        loop.post(lambda: None)
        loop.step()
    assert here.owner.overflows == 1
    data = here.client.expect_end()
    place = 0
    while place < len(data):
        assert data[place] in (0x81, 0x88) and data[place + 1] < 126
        place += 2 + data[place + 1]
    assert place == len(data)
    assert data.endswith(b"\x81\x0fERROR :too slow\x88\x02\x03\xe8")
    assert here.client.parting


def test_what_waits_while_the_owner_pauses_is_given_later(loop, web):
    here = web(Owner(pause_at=1))
    here.client.send(said("PRIVMSG #x :hello") * 400)
    loop.until(lambda: here.owner.data)
    assert len(here.owner.data) < 400 * 19
    here.owner.pause_at = 0
    here.owner.connection.resume()
    loop.until(lambda: here.owner.data == b"PRIVMSG #x :hello\r\n" * 400)
