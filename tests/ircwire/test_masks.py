"""Masks as people write them."""

from __future__ import annotations

import pytest

from ircwire.masks import LONGEST, MOST_SINGLES, full_mask


@pytest.mark.parametrize(
    ("written", "mask"),
    [
        ("Bar", "bar!*@*"),
        ("Bar!*@*", "bar!*@*"),
        ("bar!x", "bar!x@*"),
        ("x@Host", "*!x@host"),
        ("@host", "*!*@host"),
        ("!@", "*!*@*"),
        ("**!**@***", "*!*@*"),
        ("192.0.2.*", "*!*@192.0.2.*"),
        ("2001:db8::*", "*!*@2001:db8::*"),
        ("Zoë", "zoë!*@*"),
        ("a?c*", "a?c*!*@*"),
        ("a!b@c@d", "a!b@c@d"),
    ],
)
def test_what_is_missing_of_a_mask_may_be_anything(written: str, mask: str) -> None:
    assert full_mask(written) == mask


@pytest.mark.parametrize("written", ["", "a b", "a,b", ":a", "a\x01", "x" * (LONGEST - 3)])
def test_what_no_line_can_carry_is_no_mask(written: str) -> None:
    assert full_mask(written) is None


def test_a_mask_is_as_long_and_as_dear_as_it_may_be() -> None:
    assert full_mask("?" * MOST_SINGLES) is not None
    assert full_mask("?" * (MOST_SINGLES + 1)) is None
    assert full_mask("x" * (LONGEST - 4)) is not None
