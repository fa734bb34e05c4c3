"""Values are compared, hashed and shown by their fields."""

from __future__ import annotations

from dataclasses import field, replace

from ircwire.value import value


@value
class Base:
    """Of two kinds."""


@value
class Point(Base):
    x: int
    y: int = 0
    secret: str = field(default="", repr=False)
    seen: int = field(default=0, compare=False)


@value
class Spot(Base):
    x: int
    y: int = 0


def test_they_are_compared_by_kind_and_fields() -> None:
    assert Point(1) == Point(1, 0, "", seen=7) != Point(1, 1)
    assert Point(1) != Spot(1) and Point(1) != 1
    assert Spot(1) == Spot(1) and Base() == Base() and Base() != Spot(0)


def test_they_are_hashed_alike() -> None:
    assert len({Point(1), Point(1), Point(2), Spot(1), Spot(1), Base(), Base()}) == 4


def test_they_are_shown_without_what_is_secret() -> None:
    assert repr(Point(1, 2, "pass")) == "Point(x=1, y=2, seen=0)"
    assert repr(Base()) == "Base()"


def test_they_have_slots_can_be_matched_and_changed_in_a_copy() -> None:
    match Point(1, 2):
        case Point(x, y):
            assert (x, y) == (1, 2)
    assert replace(Point(1, 2, "pass"), x=3) == Point(3, 2, "pass")
    assert not hasattr(Point(1), "__dict__")
