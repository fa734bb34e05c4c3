"""Message tags: escaping and the list of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ircwire.tags import escape, format_tags, parse_tags, unescape


@pytest.mark.parametrize(
    ("value", "written"), [("", ""), ("a", "a"), ("; \\\r\n", r"\:\s\\\r\n"), ("C:\\new s", r"C:\\new\ss"), ("é", "é")]
)
def test_escaping(value: str, written: str) -> None:
    assert escape(value) == written
    assert unescape(written) == value


@pytest.mark.parametrize(
    ("written", "value"), [("a\\", "a"), (r"\b", "b"), (r"\\s", "\\s"), (r"\\\s", "\\ "), ("\\", "")]
)
def test_backslashes_that_mean_nothing_are_dropped(written: str, value: str) -> None:
    assert unescape(written) == value


@given(st.text())
def test_escaped_values_hold_no_separator_and_come_back(value: str) -> None:
    written = escape(value)
    assert not set(written) & set("; \r\n")
    assert unescape(written) == value


def test_lists() -> None:
    assert parse_tags("a=1;b;c=;a=2;;=x;d=e=f") == {"a": "2", "b": "", "c": "", "d": "e=f"}
    assert format_tags({"a": "1", "b": "", "c": " "}) == r"a=1;b;c=\s"
