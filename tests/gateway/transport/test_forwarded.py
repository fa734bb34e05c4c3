from __future__ import annotations

import ipaddress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.transport.forwarded import ForwardedParser
from gateway.transport.proxy import Header, ProxyError

from .conftest import read_all

V2 = b"\r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x0c\xc0\x00\x02\x07\xc6\x33\x64\x01\xdc\x04\x1a\x0b"


def get(*fields: str, line: str = "GET / HTTP/1.1") -> bytes:
    return "".join(f"{each}\r\n" for each in (line, "Host: chat", *fields, "")).encode()


GOOD = {
    get("X-Forwarded-For: 192.0.2.7"): "192.0.2.7",
    get("x-forwarded-for:192.0.2.7 "): "192.0.2.7",
    get("X-Forwarded-For: 203.0.113.9, 10.0.0.1,192.0.2.7"): "192.0.2.7",
    get("X-Forwarded-For: 203.0.113.9", "Cookie: a", "X-Forwarded-For: 192.0.2.7"): "192.0.2.7",
    get("X-Forwarded-For: 2001:db8::7"): "2001:db8::7",
    get("X-Forwarded-For: ::ffff:192.0.2.7"): "192.0.2.7",
    get("X-Forwarded-For: 192.0.2.7") + b"\x81\x80": "192.0.2.7",
}
HEADED = {
    b"PROXY TCP4 192.0.2.7 198.51.100.1 56324 6667\r\n" + get("X-Forwarded-For: 203.0.113.9"): 56324,
    V2 + get("X-Forwarded-For: 203.0.113.9"): 56324,
}
BAD = [
    get(),
    get("X-Forwarded-For: "),
    get("X-Forwarded-For: unknown"),
    get("X-Forwarded-For: 192.0.2.7, "),
    get("X-Forwarded-For: 192.0.2.7:443"),
    get("X-Forwarded-For: ٥.1.1.1"),
    get("X-Forwarded-For: 192.0.2.7", line="POST / HTTP/1.1"),
    b"NICK ann\r\n",
    b"PROXY TCP5 192.0.2.7\r\n",
    b"\x16\x03\x01",
]


def parse(data: bytes, cuts: list[int]) -> Header | str | None:
    """What comes out for these bytes cut in these places; a header's rest includes what the parser has not seen."""
    parser = ForwardedParser()
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    for start, end in pairwise(places):
        try:
            header = parser.feed(data[start:end])
        except ProxyError as error:
            return str(error)
        if header:
            return Header(header.address, header.port, header.local, header.rest + data[end:])
    return None


@pytest.mark.parametrize(("data", "address"), GOOD.items())
@given(cuts=st.lists(st.integers(0), max_size=6))
def test_the_last_address_counts_and_the_request_stays_whole(data: bytes, address: str, cuts: list[int]) -> None:
    assert parse(data, cuts) == Header(address, 0, False, data)


@pytest.mark.parametrize(("data", "port"), HEADED.items())
@given(cuts=st.lists(st.integers(0), max_size=6))
def test_after_a_proxy_header_the_field_is_the_clients_own(data: bytes, port: int, cuts: list[int]) -> None:
    assert parse(data, cuts) == Header("192.0.2.7", port, False, get("X-Forwarded-For: 203.0.113.9"))


@pytest.mark.parametrize("data", BAD)
@given(cuts=st.lists(st.integers(0), max_size=6))
def test_whose_connection_it_is_must_be_said(data: bytes, cuts: list[int]) -> None:
    complaint = parse(data, cuts)
    assert isinstance(complaint, str)
    assert "\n" not in complaint
    assert complaint == parse(data, [])


@pytest.mark.parametrize("data", [b"", b"P", b"PRO", b"GET / HT", get()[:-2], V2[:-1]])
def test_until_all_is_here_nothing_comes_of_it(data: bytes) -> None:
    assert parse(data, []) is None


def test_limits_see_the_clients_address_and_the_owner_gets_the_request(loop, house):
    here = house(
        proxies=(ipaddress.ip_network("127.0.0.0/8"),),
        parser=ForwardedParser,
        max_per_address=1,
    )
    first, second, third = (here.connect() for _ in range(3))
    request = get("X-Forwarded-For: 192.0.2.7")
    first.sendall(request)
    loop.until(lambda: here.handlers and here.handlers[0].data == request)
    assert here.accepted[0].address == "192.0.2.7"
    second.sendall(request)
    loop.until(lambda: here.counts.refused)
    assert read_all(second) == b"Sorry: ADDRESS\r\n"
    third.sendall(get("X-Forwarded-For: 192.0.2.8"))
    loop.until(lambda: len(here.accepted) == 2)
