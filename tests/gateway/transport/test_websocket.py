"""WebSockets on real sockets: what the owner and the client are told, when reading pauses, and how it all ends."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from websockets.frames import Close, CloseCode, Frame, Opcode

from gateway.transport import websocket, websocket_frames
from gateway.transport.base import Connection
from gateway.transport.clients import Limit
from gateway.transport.websocket import WebSockets, turn_away

from .conftest import Recorder

HEAD = (
    b"GET / HTTP/1.1\r\nHost: chat\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
)
REQUEST = HEAD + b"\r\n"


def said(data: str | bytes, opcode: Opcode = Opcode.TEXT) -> bytes:
    return Frame(opcode, data.encode() if isinstance(data, str) else data).serialize(mask=True)


def closing(code: CloseCode, reason: str = "") -> bytes:
    return Frame(Opcode.CLOSE, Close(code, reason).serialize()).serialize(mask=False)


@dataclass
class Owner(Recorder):
    """A handler that may do something with its connection when it is told something."""

    connection: Connection | None = None
    pause_at: int = 0
    last_words: bytes = b""
    calls: list[bytes] = field(default_factory=list)

    def received(self, data: bytes) -> None:
        assert self.connection
        super().received(data)
        self.calls.append(data)
        if b"FAIL" in data:
            raise RuntimeError("a bug of the owner")
        if b"QUIT" in data:
            self.connection.write(b"ERROR :bye\r\n")
            self.connection.close()
        if self.pause_at and self.data.count(b"\n") >= self.pause_at:
            self.connection.pause()

    def overflowed(self) -> None:
        super().overflowed()
        assert self.connection
        self.connection.write(self.last_words)


@pytest.fixture
def web(loop, connect):
    """Make a client and its owner: `web(...)`; the handshake is done unless `request` says otherwise."""
    owners = {}

    def accept(connection):
        owners[connection.id].connection = connection
        return owners[connection.id]

    websockets = WebSockets(loop, accept)

    def make(request: bytes = REQUEST, owner: Owner | None = None, **limits):
        pair = connect(**limits)
        pair.owner = owners[pair.connection.id] = owner or Owner()
        pair.connection.attach(websockets(pair.connection))
        pair.client.sendall(request)
        if request.endswith(REQUEST):
            loop.until(lambda: pair.owner.connection)
            loop.post(lambda: None)
            loop.step()
            assert pair.client.recv(4096).endswith(b"\r\n\r\n")
        return pair

    return make


def test_lines_in_and_lines_out(loop, web):
    here = web()
    here.client.sendall(said("NICK ann") + said("JOIN #x"))
    loop.until(lambda: here.owner.data)
    assert here.owner.calls == [b"NICK ann\r\nJOIN #x\r\n"]
    here.owner.connection.write(b":s 001 ann :hi\r\n:s 002 ann :there\r\n")
    here.owner.connection.write(b"")
    loop.post(lambda: None)
    loop.step()
    assert here.client.recv(4096) == b"\x81\x0e:s 001 ann :hi\x81\x11:s 002 ann :there"
    assert (here.owner.connection.address, here.owner.connection.port) == ("192.0.2.1", 7)
    assert here.owner.connection.id == here.connection.id


def test_nobody_hears_of_a_connection_that_is_no_websocket(loop, web):
    here = web(request=b"GET / HTTP/1.1\r\nHost: chat\r\n\r\n")
    here.read_on()
    loop.until(lambda: here.end)
    assert here.received.startswith(b"HTTP/1.1 426 ")
    assert here.received.endswith(b"\r\n\r\nOnly WebSocket clients are served here, such as web IRC clients.\n")
    here.client.close()
    loop.until(lambda: here.counts.open == 0)
    assert here.owner.connection is None


def test_a_handshake_that_takes_too_long(loop, web, monkeypatch):
    monkeypatch.setattr(websocket, "HANDSHAKE_SECONDS", 0.01)
    here = web(request=HEAD)
    here.read_on()
    loop.until(lambda: here.end)
    assert here.received.startswith(b"HTTP/1.1 408 ")
    here.client.close()
    loop.until(lambda: here.counts.open == 0)
    assert here.owner.connection is None


def test_who_is_served_may_be_silent_for_longer(loop, web, monkeypatch):
    monkeypatch.setattr(websocket, "HANDSHAKE_SECONDS", 0.05)
    here = web()
    assert len(loop._timers) == 0
    here.client.sendall(said("NICK ann"))
    loop.until(lambda: here.owner.data)
    assert here.owner.ends == []


def test_the_owner_closes_after_its_last_words(loop, web):
    here = web()
    here.read_on()
    here.client.sendall(said("QUIT") + said("NICK late"))
    loop.until(lambda: here.end)
    assert here.received == b"\x81\x0aERROR :bye" + closing(CloseCode.NORMAL_CLOSURE)
    here.owner.connection.write(b"too late\r\n")
    here.owner.connection.close()
    here.client.close()
    loop.until(lambda: here.counts.open == 0)
    assert here.owner.ends == ["Closed by this gateway"]


def test_the_client_closes(loop, web):
    here = web()
    here.read_on()
    bye = Close(CloseCode.GOING_AWAY, "").serialize()
    here.client.sendall(said("NICK ann") + said(bye, Opcode.CLOSE))
    loop.until(lambda: here.end)
    assert here.received == closing(CloseCode.GOING_AWAY)
    here.client.close()
    loop.until(lambda: here.counts.open == 0)
    assert here.owner.data == b"NICK ann\r\n"
    assert here.owner.ends == ["Connection closed"]
    assert here.counts.closed == {"client": 1}


def test_a_client_that_goes_without_a_word(loop, web):
    here = web()
    here.client.close()
    loop.until(lambda: here.counts.open == 0)
    assert here.owner.ends == ["Connection closed"]


def test_pings_are_answered(loop, web):
    here = web()
    here.read_on()
    here.client.sendall(said(b"x", Opcode.PING))
    loop.until(lambda: here.received)
    assert here.received == b"\x8a\x01x"


def test_who_only_keeps_us_busy_is_closed(loop, web):
    here = web()
    here.read_on()
    here.client.sendall(said(b"", Opcode.PONG) * 5000)
    loop.until(lambda: here.end)
    assert here.received == closing(CloseCode.POLICY_VIOLATION, "Too many frames without a line")


def test_a_few_pings_in_each_read_are_well(loop, web):
    here = web()
    for round in range(1, 6):
        here.client.sendall(said(b"", Opcode.PONG) * 200 + said("PING"))
        loop.until(lambda round=round: here.owner.data == b"PING\r\n" * round)


def test_no_more_lines_than_the_owner_can_take(loop, web):
    """What was read before it paused is neither lost, nor given out of order, nor parsed before it is wanted."""
    here = web(owner=Owner(pause_at=1))
    lines = [f"PRIVMSG #x :{number}" for number in range(1000)]
    data = b"".join(map(said, lines))
    half = len(data) // 2 + 3
    here.client.sendall(data[:half])
    loop.until(lambda: here.owner.data)
    here.client.sendall(data[half:])
    for _ in range(3):
        loop.post(lambda: None)
        loop.step()
    assert len(here.owner.data) < websocket.SLICE
    rounds = 0
    while len(here.owner.data) < sum(len(line) + 2 for line in lines):
        before = len(here.owner.calls)
        here.owner.connection.resume()
        loop.until(lambda before=before: len(here.owner.calls) > before)
        rounds += 1
    assert here.owner.data == "".join(f"{line}\r\n" for line in lines).encode()
    assert rounds > 3


def test_the_end_is_told_after_the_lines_that_waited(loop, web):
    here = web(owner=Owner(pause_at=1))
    here.client.sendall(said("PRIVMSG #x :hello") * 400)
    here.client.close()
    loop.until(lambda: here.owner.data)
    assert here.owner.ends == []
    here.owner.pause_at = 0
    here.owner.connection.resume()
    loop.until(lambda: here.owner.ends)
    assert here.owner.data == b"PRIVMSG #x :hello\r\n" * 400


def test_a_bug_of_the_owner_ends_only_this_client(loop, web):
    here, other = web(), web()
    here.client.sendall(said("FAIL"))
    loop.until(lambda: here.owner.ends == ["Internal error"])
    other.client.sendall(said("NICK ann"))
    loop.until(lambda: other.owner.data)


def test_a_bug_met_by_lines_that_waited_ends_only_this_client(loop, web):
    here = web(owner=Owner(pause_at=1))
    here.client.sendall(said("PRIVMSG #x :hello") * 400 + said("FAIL"))
    loop.until(lambda: here.owner.data)
    here.owner.pause_at = 0
    here.owner.connection.resume()
    loop.until(lambda: here.owner.ends == ["Internal error"])


def test_a_client_that_does_not_read_is_told_in_whole_frames(loop, web):
    here = web(owner=Owner(last_words=b"ERROR :too slow\r\n"), cap=100_000)
    chunk = b"".join(b":s NOTICE ann :%d\r\n" % number for number in range(5000))
    for _ in range(20):
        here.owner.connection.write(chunk)
        loop.post(lambda: None)
        loop.step()
    assert here.owner.overflows == 1
    here.read_on()
    loop.until(lambda: here.end)
    data = bytes(here.received)
    place = 0
    while place < len(data):
        assert data[place] in (0x81, 0x88) and data[place + 1] < 126
        place += 2 + data[place + 1]
    assert place == len(data)
    assert data.endswith(b"\x81\x0fERROR :too slow" + closing(CloseCode.NORMAL_CLOSURE))


def test_all_readers_of_a_chunk_share_its_frames(web, monkeypatch):
    made = []
    frames = websocket_frames.frames
    monkeypatch.setattr(websocket_frames, "frames", lambda *what: made.append(what) or frames(*what))
    readers = [web() for _ in range(5)]
    chunk = b":ann PRIVMSG #x :hi\r\n"
    for reader in readers:
        reader.owner.connection.write(chunk)
    assert made == [(chunk, Opcode.TEXT)]
    first, *others = [reader.connection._outbox.chunks[0] for reader in readers]
    assert all(one is first for one in others)


def test_who_is_turned_away_is_told_in_http():
    for limit, status, sentence in [
        (Limit.CLIENTS, b"503 Service Unavailable", b"This gateway is full."),
        (Limit.DESCRIPTORS, b"503 Service Unavailable", b"This gateway is full."),
        (Limit.ADDRESS, b"429 Too Many Requests", b"Too many are connected from your address."),
        (Limit.BANNED, b"403 Forbidden", b"Your address is banned: spam."),
        (Limit.PLAIN_TEXT, b"400 Bad Request", b"This port speaks TLS only: connect by wss://."),
    ]:
        answer = turn_away(limit, "spam")
        assert answer.startswith(b"HTTP/1.1 " + status + b"\r\n")
        assert answer.endswith(b"\r\n\r\n" + sentence + b"\n")
