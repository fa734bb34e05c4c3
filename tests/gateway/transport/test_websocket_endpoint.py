"""Frames of the client are made by the library's own writer; the handshake is the example of RFC 6455, section 1.3."""

from __future__ import annotations

import logging
import struct
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Close, CloseCode, Frame, Opcode

from gateway.transport.websocket_endpoint import MESSAGE_BYTES, Endpoint

REQUEST = {
    "Host": "chat.example.org",
    "Upgrade": "websocket",
    "Connection": "keep-alive, Upgrade",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
}


def request(**changes: str | None) -> bytes:
    """A request to open a WebSocket; None takes a field away."""
    fields = REQUEST | {name.replace("_", "-"): value for name, value in changes.items()}
    lines = [f"{name}: {value}\r\n" for name, value in fields.items() if value is not None]
    return ("GET /chat HTTP/1.1\r\n" + "".join(lines) + "\r\n").encode()


def text(data: str | bytes, fin: bool = True, opcode: Opcode = Opcode.TEXT) -> bytes:
    return Frame(opcode, data.encode() if isinstance(data, str) else data, fin).serialize(mask=True)


def control(opcode: Opcode, data: bytes = b"") -> bytes:
    return Frame(opcode, data).serialize(mask=True)


def close_code(frame: bytes) -> int:
    """Of the single frame that is a server's close."""
    assert frame[0] == 0x88 and frame[1] == len(frame) - 2
    return int(struct.unpack("!H", frame[2:4])[0])


def opened(**changes: str) -> Endpoint:
    """An endpoint whose handshake is done."""
    endpoint = Endpoint()
    assert endpoint.receive(request(**changes)) == []
    assert endpoint.out().startswith(b"HTTP/1.1 101 ")
    return endpoint


def feed(data: bytes, cuts: list[int], endpoint: Endpoint) -> tuple[list[bytes], bytes, bool]:
    """All lines, all that is sent, and whether it is over, for these bytes cut in these places."""
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    lines, sent = [], b""
    for start, end in pairwise(places):
        lines += endpoint.receive(data[start:end])
        sent += endpoint.out()
    return lines, sent, endpoint.over


# The handshake


def test_the_handshake_of_the_rfc() -> None:
    endpoint = Endpoint()
    endpoint.receive(request())
    answer = endpoint.out()
    assert answer.startswith(b"HTTP/1.1 101 Switching Protocols\r\n")
    assert b"\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" in answer
    assert b"Sec-WebSocket-Protocol" not in answer
    assert b"Sec-WebSocket-Extensions" not in answer
    assert endpoint.opcode is Opcode.TEXT
    assert not endpoint.over


@pytest.mark.parametrize(
    ("offered", "chosen", "opcode"),
    [
        ("text.ircv3.net", b"text.ircv3.net", Opcode.TEXT),
        ("binary.ircv3.net", b"binary.ircv3.net", Opcode.BINARY),
        ("binary.ircv3.net, text.ircv3.net", b"binary.ircv3.net", Opcode.BINARY),
        ("text.ircv3.net, binary.ircv3.net", b"text.ircv3.net", Opcode.TEXT),
        ("irc, binary.ircv3.net", b"binary.ircv3.net", Opcode.BINARY),
        ("irc", None, Opcode.TEXT),
    ],
)
def test_the_client_chooses_the_subprotocol(offered: str, chosen: bytes | None, opcode: Opcode) -> None:
    endpoint = Endpoint()
    endpoint.receive(request(Sec_WebSocket_Protocol=offered))
    answer = endpoint.out()
    assert endpoint.opcode is opcode
    assert (b"\r\nSec-WebSocket-Protocol: " in answer) == (chosen is not None)
    assert chosen is None or b"\r\nSec-WebSocket-Protocol: " + chosen + b"\r\n" in answer


def test_compression_is_not_agreed_to() -> None:
    endpoint = Endpoint()
    endpoint.receive(request(Sec_WebSocket_Extensions="permessage-deflate"))
    assert b"permessage-deflate" not in endpoint.out()
    assert endpoint.opcode is Opcode.TEXT


REFUSED = {
    "no http": (b"NICK ann\r\n", 400),
    "tls": (b"\x16\x03\x01", 400),
    "no field": (b"GET / HTTP/1.1\r\nwhat is this\r\n\r\n", 400),
    "post": (b"POST / HTTP/1.1\r\n", 405),
    "http/1.0": (b"GET / HTTP/1.0\r\n", 505),
    "a browser's address bar": (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", 426),
    "another upgrade": (request(Upgrade="h2c"), 426),
    "no key": (request(Sec_WebSocket_Key=None), 400),
    "a short key": (request(Sec_WebSocket_Key="c2hvcnQ="), 400),
    "no version": (request(Sec_WebSocket_Version=None), 400),
    "an old version": (request(Sec_WebSocket_Version="8"), 400),
    "endless": (b"GET / HTTP/1.1\r\nX: " + b"x" * 20_000, 431),
}


@pytest.mark.parametrize(("data", "status"), REFUSED.values(), ids=REFUSED)
@given(cuts=st.lists(st.integers(0), max_size=5))
def test_refusals(data: bytes, status: int, cuts: list[int]) -> None:
    lines, sent, over = feed(data, cuts, Endpoint())
    head, _, body = sent.partition(b"\r\n\r\n")
    assert lines == [] and over
    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"\r\nConnection: close" in head
    assert b"\r\nSec-WebSocket-Version: 13" in head
    assert (b"\r\nUpgrade: websocket" in head) == (status == 426)
    assert (b"\r\nAllow: GET" in head) == (status == 405)
    assert f"\r\nContent-Length: {len(body)}".encode() in head
    assert body.endswith(b".\n") and body.count(b"\n") == 1


@pytest.mark.parametrize("data", [b"\x16\x03\x01\x02\x00", b"\x16"])
def test_who_speaks_tls_to_a_port_without_is_told_so(data: bytes) -> None:
    endpoint = Endpoint()
    assert endpoint.receive(data) == []
    answer = endpoint.out()
    assert answer.startswith(b"HTTP/1.1 400 ") and answer.endswith(b"This port does not speak TLS: connect by ws://.\n")


def test_pages_of_other_origins_are_refused_where_some_are_named() -> None:
    mine = "https://chat.example.org"
    for origins, origin, served in [
        ((), "https://evil.example", True),
        ((mine,), mine, True),
        ((mine,), None, True),
        ((mine,), "https://evil.example", False),
        ((mine,), "null", False),
        ((mine, "http://localhost:8000"), "http://localhost:8000", True),
    ]:
        endpoint = Endpoint(origins)
        endpoint.receive(request(Origin=origin))
        answer = endpoint.out()
        assert answer.startswith(b"HTTP/1.1 101 " if served else b"HTTP/1.1 403 "), (origins, origin)
        assert served or answer.endswith(b"\r\n\r\nPages of this origin may not connect here.\n")


# Messages


def test_a_message_is_a_line_as_text_or_binary() -> None:
    endpoint = opened()
    assert endpoint.receive(text("NICK ann") + text(b"PRIVMSG #x :\xff", opcode=Opcode.BINARY)) == [
        b"NICK ann",
        b"PRIVMSG #x :\xff",
    ]
    assert endpoint.out() == b""


def test_line_ends_are_taken_off_and_begin_no_other_line() -> None:
    endpoint = opened()
    assert endpoint.receive(text("NICK ann\r\n") + text("PRIVMSG #x :a\r\nQUIT\n")) == [
        b"NICK ann",
        b"PRIVMSG #x :a  QUIT",
    ]


def test_a_message_in_pieces_with_a_ping_between() -> None:
    endpoint = opened()
    lines = endpoint.receive(text("NICK", fin=False) + control(Opcode.PING, b"x") + text(" ann", opcode=Opcode.CONT))
    assert lines == [b"NICK ann"]
    assert endpoint.out() == b"\x8a\x01x"
    assert endpoint.unproductive == 2


def test_a_letter_may_be_split_between_pieces() -> None:
    whole = "PRIVMSG #x :é".encode()
    endpoint = opened()
    assert endpoint.receive(text(whole[:-1], fin=False) + text(whole[-1:], opcode=Opcode.CONT)) == [whole]


def test_empty_messages_bring_no_line() -> None:
    endpoint = opened()
    assert endpoint.receive(text("") + text("\r\n") + text("NICK ann")) == [b"NICK ann"]
    assert endpoint.unproductive == 2


def test_the_longest_message_passes() -> None:
    endpoint = opened()
    longest = b"x" * MESSAGE_BYTES
    assert endpoint.receive(text(longest)) == [longest]
    assert not endpoint.over


BREACHES = {
    "too long": (text("x" * (MESSAGE_BYTES + 1)), CloseCode.MESSAGE_TOO_BIG),
    "too long a frame is announced": (b"\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff", CloseCode.MESSAGE_TOO_BIG),
    "too long in pieces": (
        text("x" * MESSAGE_BYTES, fin=False) + text("x", opcode=Opcode.CONT),
        CloseCode.MESSAGE_TOO_BIG,
    ),
    "no mask": (Frame(Opcode.TEXT, b"NICK ann").serialize(mask=False), CloseCode.PROTOCOL_ERROR),
    "no utf-8": (text(b"NICK \xff"), CloseCode.INVALID_DATA),
    "no utf-8 in pieces": (text(b"\xc3", fin=False) + text(b"(", opcode=Opcode.CONT), CloseCode.INVALID_DATA),
    "reserved bit": (b"\xc1\x80\0\0\0\0", CloseCode.PROTOCOL_ERROR),
    "unknown opcode": (b"\x83\x80\0\0\0\0", CloseCode.PROTOCOL_ERROR),
    "a ping in pieces": (b"\x09\x80\0\0\0\0", CloseCode.PROTOCOL_ERROR),
    "a long ping": (b"\x89\xfe\0\x7e\0\0\0\0" + bytes(126), CloseCode.PROTOCOL_ERROR),
    "the middle first": (text("x", opcode=Opcode.CONT), CloseCode.PROTOCOL_ERROR),
    "a message within another": (text("x", fin=False) + text("y"), CloseCode.PROTOCOL_ERROR),
    "a close code that does not exist": (control(Opcode.CLOSE, b"\x03\xe7"), CloseCode.PROTOCOL_ERROR),
}


@pytest.mark.parametrize(("data", "code"), BREACHES.values(), ids=BREACHES)
@given(cuts=st.lists(st.integers(0), max_size=5))
def test_breaches_end_it_and_lose_no_line_before(data: bytes, code: CloseCode, cuts: list[int]) -> None:
    lines, sent, over = feed(text("NICK ann") + data, cuts, opened())
    assert lines == [b"NICK ann"]
    assert close_code(sent) == code
    assert over


def test_the_clients_close_is_answered_and_nothing_behind_it_counts() -> None:
    endpoint = opened()
    close = Close(CloseCode.GOING_AWAY, "bye").serialize()
    assert endpoint.receive(text("QUIT") + control(Opcode.CLOSE, close) + text("NICK ann")) == [b"QUIT"]
    assert endpoint.out() == Frame(Opcode.CLOSE, close).serialize(mask=False)
    assert endpoint.over
    assert endpoint.receive(text("NICK ann")) == []
    assert endpoint.out() == b""


def test_our_own_close() -> None:
    endpoint = opened()
    endpoint.close()
    assert close_code(endpoint.out()) == CloseCode.NORMAL_CLOSURE
    assert endpoint.over
    assert endpoint.receive(text("NICK ann")) == []


def test_what_is_said_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        opened().receive(text("PASS sesame"))
    assert caplog.text == ""


messages = st.one_of(
    st.text(max_size=40).map(text),
    st.binary(max_size=40).map(lambda data: text(data, opcode=Opcode.BINARY)),
    st.lists(st.text(max_size=9), min_size=2, max_size=4).map(
        lambda parts: b"".join(
            text(part, fin=place == len(parts) - 1, opcode=Opcode.CONT if place else Opcode.TEXT)
            for place, part in enumerate(parts)
        )
    ),
    st.binary(max_size=125).map(lambda data: control(Opcode.PING, data)),
    st.binary(max_size=125).map(lambda data: control(Opcode.PONG, data)),
)
ends = st.sampled_from([b"", control(Opcode.CLOSE), control(Opcode.CLOSE, b"\x03\xe8"), text(b"\xff"), b"\x83\x80"])


@given(st.lists(messages, max_size=8), ends, st.lists(st.integers(0), max_size=20))
def test_any_split_gives_the_same(frames: list[bytes], end: bytes, cuts: list[int]) -> None:
    data = request() + b"".join(frames) + end
    expected = feed(data, [], Endpoint())
    assert feed(data, cuts, Endpoint()) == expected
    assert feed(data, list(range(len(data))), Endpoint()) == expected
    assert expected[2] == (end != b"")


@given(st.binary(max_size=300), st.lists(st.integers(0), max_size=10))
def test_garbage_ends_nothing_but_itself(data: bytes, cuts: list[int]) -> None:
    feed(data, cuts, Endpoint())
    feed(data, cuts, opened())
