"""Cutting what telnet and nc send into lines."""

from __future__ import annotations

import tracemalloc
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.dialects.plain.lines import LONGEST, PlainLines

WILL_ECHO = b"\xff\xfb\x01"
TERMINAL_TYPE = b"\xff\xfa\x18\x00xterm\n\xff\xff\xf0\xff\xf0"


def taken(lines: PlainLines) -> list[bytes]:
    found = []
    while (line := lines.take()) is not None:
        found.append(line)
    return found


def cut(data: bytes) -> list[bytes]:
    lines = PlainLines()
    lines.feed(data)
    return taken(lines)


def test_lines_keep_their_ends() -> None:
    assert cut(b"one\ntwo\r\n\nthree") == [b"one\n", b"two\r\n", b"\n"]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (WILL_ECHO + b"hi\n", b"hi\n"),
        (b"h" + TERMINAL_TYPE + b"i\n", b"hi\n"),
        (b"h\xff\xf4i\xff\xfd\x06\n", b"hi\n"),
        (b"h\xff\xffi\n", b"h\xffi\n"),
    ],
)
def test_telnet_sequences_are_dropped_wherever_they_are_cut(data: bytes, text: bytes) -> None:
    assert cut(data) == [text]
    lines = PlainLines()
    for byte in data:
        lines.feed(bytes([byte]))
    assert taken(lines) == [text]


def test_a_line_without_end_is_taken_in_pieces() -> None:
    assert cut(b"x" * (LONGEST + 1)) == [b"x" * LONGEST]
    assert cut(b"x" * (LONGEST - 3) + b" " + b"y" * 10) == [b"x" * (LONGEST - 3) + b" "]
    assert cut(b"x" + "é".encode() * LONGEST)[0] == b"x" + "é".encode() * (LONGEST // 2 - 1)


def test_an_endless_subnegotiation_is_not_kept_but_counted() -> None:
    """As the lines of nothing that flood control sees."""
    lines = PlainLines()
    lines.feed(b"\xff\xfa" + b"x\n" * LONGEST)
    assert taken(lines) == [b"", b""]
    lines.feed(b"x" * LONGEST + b"\xff\xf0hi\n")
    assert taken(lines) == [b"", b"hi\n"]


@pytest.mark.parametrize("unit", [b"\n", b"a\n", b"ab\n"])
def test_many_short_lines_wait_in_the_memory_of_their_bytes(unit: bytes) -> None:
    """A client that is not read any further waits with all that one read has brought."""
    data = unit * (65536 // len(unit))
    lines = PlainLines()
    tracemalloc.start()
    try:
        lines.feed(data)
        assert lines.take() == unit
        assert tracemalloc.get_traced_memory()[0] < 2 * len(data)
    finally:
        tracemalloc.stop()
    assert taken(lines) == [unit] * (len(data) // len(unit) - 1)


@given(
    st.lists(st.sampled_from([b"x" * 3000, b" ", b"\n", b"\r\n", b"\xff", b"\xfa", b"\xf0", "é".encode() * 999])),
    st.lists(st.floats(0, 1), max_size=5),
)
def test_it_does_not_matter_where_the_stream_is_cut(parts: list[bytes], cuts: list[float]) -> None:
    stream = b"".join(parts)
    lines = PlainLines()
    places = [0, *sorted(int(cut * len(stream)) for cut in cuts), len(stream)]
    for start, end in pairwise(places):
        lines.feed(stream[start:end])
    found = taken(lines)
    assert found == cut(stream)
    assert all(len(line) <= LONGEST for line in found)
