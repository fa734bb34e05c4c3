"""Times and message ids."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ircwire.errors import WireError
from ircwire.msgids import epoch_of, id_of
from ircwire.times import parse_time, server_time


def test_writing_times() -> None:
    assert server_time(0) == "1970-01-01T00:00:00.000Z"
    assert server_time(1_763_836_800_123_456) == "2025-11-22T18:40:00.123Z"


@given(st.integers(0, 4_000_000_000_000_000))
def test_times_come_back_to_the_millisecond(micros: int) -> None:
    assert parse_time(server_time(micros)) == micros // 1000 * 1000


def test_reading_times() -> None:
    assert parse_time("1970-01-01T00:00:01Z") == 1_000_000
    assert parse_time("1970-01-01T00:00:01.123456Z") == 1_123_456
    assert parse_time("2016-12-31T23:59:60.5Z") == parse_time("2016-12-31T23:59:59.5Z")


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2025-11-22", "2025-13-01T00:00:00.000Z", "2025-02-30T00:00:00.000Z", "٢٠٢٥-11-22T00:00:00Z"],
)
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(WireError):
        parse_time(text)


def test_message_ids() -> None:
    assert id_of("1763836800123456a1b2") == 1_763_836_800_123_456
    assert id_of("17638368001234561234") == 1_763_836_800_123_456
    assert epoch_of("17638368001234561234") == "1234"
    assert id_of("1763836800123456") == 176_383_680_012  # the last four are always the epoch


@pytest.mark.parametrize("text", ["", "a1b2", "x1763836800123456a1b2", "9" * 30, "12é456a1b2"])
def test_what_is_no_message_id(text: str) -> None:
    with pytest.raises(WireError):
        id_of(text)
