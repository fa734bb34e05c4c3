"""Nicks that look alike, and nicks that do not."""

from __future__ import annotations

import pytest

from gateway.bus.lookalikes import look


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ann", "ANN"),
        ("ann", "аnn"),
        ("paypal", "раураl"),
        ("Ωmega", "ωmega"),
        ("foo", "ｆｏｏ"),
        ("fi", "ﬁ"),
        ("jan", "јаn"),
    ],
)
def test_alike(one: str, other: str) -> None:
    assert look(one) == look(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("modern", "modem"), ("user1", "userl"), ("user0", "usero"), ("emile", "émile"), ("жук", "лук"), ("ann", "anna")],
)
def test_not_alike(one: str, other: str) -> None:
    assert look(one) != look(other)
