"""Telnet's sequences in a stream, beside a plain reading of RFC 854 byte by byte."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.dialects.plain.telnet import TelnetFilter

IAC, SB, SE = 255, 250, 240
WITH_OPTION = (251, 252, 253, 254)


def text_of(stream: bytes) -> bytes:
    """What a client says between telnet's sequences, by the book."""
    return bytes(_read(iter(stream)))


def _read(stream: Iterator[int]) -> Iterator[int]:
    for byte in stream:
        if byte != IAC:
            yield byte
            continue
        command = next(stream, 0)
        if command == IAC:
            yield IAC
        elif command in WITH_OPTION:
            next(stream, 0)
        elif command == SB:
            for inside in stream:
                if inside == IAC and next(stream, 0) == SE:
                    break


@given(
    st.lists(st.sampled_from([b"a", b"\n", b"\xff", b"\xfa", b"\xf0", b"\xfb", b"\xf1", b"\xff\xff", b"\xff\xfa"])),
    st.lists(st.floats(0, 1), max_size=5),
)
def test_only_the_text_is_left_wherever_the_stream_is_cut(parts: list[bytes], cuts: list[float]) -> None:
    stream = b"".join(parts)
    telnet = TelnetFilter()
    places = [0, *sorted(int(cut * len(stream)) for cut in cuts), len(stream)]
    text = b"".join(telnet.strip(stream[start:end]) for start, end in pairwise(places))
    assert text == text_of(stream)


@pytest.mark.parametrize("endless", [b"\xff\xfa" + b"x" * 1000, b"\xff\xfa" + b"\xff\xff" * 500, b"\xff\xf1" * 500])
def test_what_comes_without_end_is_not_kept(endless: bytes) -> None:
    telnet = TelnetFilter()
    for _ in range(100):
        assert telnet.strip(endless) == b""
    assert len(telnet._begun) <= 2
