"""Examples after HAProxy's "The PROXY protocol", sections 2.1 and 2.2."""

from __future__ import annotations

import ipaddress
import struct
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.transport.proxy import SIGNATURE, Header, HeaderParser, ProxyError, trusted

V4 = bytes([192, 0, 2, 7, 198, 51, 100, 1]) + struct.pack("!HH", 56324, 6667)
V6 = ipaddress.IPv6Address("2001:db8::7").packed + ipaddress.IPv6Address("2001:db8::1").packed + V4[-4:]
MAPPED = ipaddress.IPv6Address("::ffff:192.0.2.7").packed * 2 + V4[-4:]


def v2(command: int, family: int, body: bytes, version: int = 2) -> bytes:
    return SIGNATURE + bytes([version << 4 | command, family]) + struct.pack("!H", len(body)) + body


GOOD = {
    b"PROXY TCP4 192.0.2.7 198.51.100.1 56324 6667\r\n": ("192.0.2.7", 56324, False),
    b"PROXY TCP6 2001:db8::7 2001:db8::1 0 65535\r\n": ("2001:db8::7", 0, False),
    b"PROXY TCP6 ::ffff:192.0.2.7 ::1 56324 443\r\n": ("192.0.2.7", 56324, False),
    b"PROXY UNKNOWN\r\n": (None, 0, False),
    b"PROXY UNKNOWN ffff:f...f:ffff what ever\r\n": (None, 0, False),
    v2(1, 0x11, V4): ("192.0.2.7", 56324, False),
    v2(1, 0x11, V4 + b"\x04\x00\x03abc"): ("192.0.2.7", 56324, False),
    v2(1, 0x21, V6): ("2001:db8::7", 56324, False),
    v2(1, 0x21, MAPPED): ("192.0.2.7", 56324, False),
    v2(1, 0x00, b""): (None, 0, False),
    v2(1, 0x31, b"\0" * 216): (None, 0, False),
    v2(0, 0x00, b""): (None, 0, True),
    v2(0, 0x11, V4): (None, 0, True),
    v2(0, 0xFF, b"???"): (None, 0, True),
}

BAD = [
    b"NICK ann\r\n",
    b"PROXY\r\n",
    b"PROXY \r\n",
    b"PROXY TCP4\r\n",
    b"PROXY TCP5 192.0.2.7 198.51.100.1 56324 6667\r\n",
    b"PROXY TCP4 192.0.2.7 198.51.100.1 56324\r\n",
    b"PROXY TCP4  192.0.2.7 198.51.100.1 56324 6667\r\n",
    b"PROXY TCP4 192.0.2.256 198.51.100.1 56324 6667\r\n",
    b"PROXY TCP4 2001:db8::7 2001:db8::1 56324 6667\r\n",
    b"PROXY TCP6 fe80::1%eth0 2001:db8::1 56324 6667\r\n",
    b"PROXY TCP4 192.0.2.7 198.51.100.1 056324 6667\r\n",
    b"PROXY TCP4 192.0.2.7 198.51.100.1 65536 6667\r\n",
    b"PROXY TCP4 192.0.2.7 198.51.100.1 -1 6667\r\n",
    "PROXY TCP4 192.0.2.7 198.51.100.1 ٥ 6667\r\n".encode(),
    b"PROXY TCP4 192.0.2.7 198.51.100.1 56324 6667" + b" " * 80,
    b"PROXY UNKNOWN " + b"x" * 100 + b"\r\n",
    v2(1, 0x11, V4, version=1),
    v2(2, 0x11, V4),
    v2(1, 0x12, V4),
    v2(1, 0x41, V4),
    v2(1, 0x11, V4[:-1]),
    v2(1, 0x21, V4),
]


def parse(*pieces: bytes) -> tuple[object, ...] | str | None:
    """The header with all that followed it, or the error's words, or None."""
    parser = HeaderParser()
    for number, piece in enumerate(pieces):
        try:
            header = parser.feed(piece)
        except ProxyError as error:
            return str(error)
        if header is not None:
            return header.address, header.port, header.local, header.rest + b"".join(pieces[number + 1 :])
    return None


@pytest.mark.parametrize("data", GOOD)
def test_good_headers(data):
    assert parse(data) == (*GOOD[data], b"")
    assert parse(data + b"NICK ann\r\n") == (*GOOD[data], b"NICK ann\r\n")


@pytest.mark.parametrize("data", GOOD)
def test_every_beginning_of_a_good_header_needs_more(data):
    assert all(parse(data[:length]) is None for length in range(len(data)))


@pytest.mark.parametrize("data", BAD)
def test_bad_headers_are_refused_in_a_sentence(data):
    error = parse(data)
    assert isinstance(error, str)
    assert error


def split(data: bytes, places: list[int]) -> list[bytes]:
    ends = sorted({min(place, len(data)) for place in places} | {0, len(data)})
    return [data[a:b] for a, b in pairwise(ends)]


@given(st.sampled_from([*GOOD, *BAD]), st.binary(max_size=30), st.lists(st.integers(0, 300), max_size=8))
def test_any_split_gives_the_same_result(data, rest, places):
    assert parse(*split(data + rest, places)) == parse(data + rest)


@given(
    st.sampled_from(
        [b"", b"PROXY ", b"PROXY TCP4 ", b"PROXY TCP6 ::1 ", SIGNATURE, SIGNATURE + b"\x21", v2(1, 0x21, V6)[:-4]]
    ),
    st.binary(max_size=300),
    st.lists(st.integers(0, 300), max_size=5),
)
def test_garbage_raises_nothing_unexpected_and_any_split_of_it_is_the_same(start, garbage, places):
    data = start + garbage
    assert parse(*split(data, places)) == parse(data)


def test_which_addresses_are_a_proxys():
    networks = [ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("2001:db8::/64")]
    assert trusted("10.1.2.3", networks)
    assert trusted("2001:db8::1", networks)
    assert not trusted("11.1.2.3", networks)
    assert not trusted("2001:db9::1", networks)
    assert not trusted("10.1.2.3", [])


def test_a_header_is_a_value():
    assert Header("192.0.2.7", 1, False, b"") == Header("192.0.2.7", 1, False, b"")
