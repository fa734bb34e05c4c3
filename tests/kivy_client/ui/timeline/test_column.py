"""Where entries stand, and what stays in its place when others come and go."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kivy_client.core.model.entries import Entry, Splice
from kivy_client.ui.timeline.column import Anchor, Column, follow
from tests.kivy_client.ui.timeline.paper import entry


def height(before: Entry | None, one: Entry, after: Entry | None) -> float:
    """As long as its text, and a bit more if another follows a different speaker."""
    return 10.0 * len(one.text) + (0 if before and before.nick == one.nick else 5)


def entries(first: int, count: int) -> tuple[Entry, ...]:
    return tuple(entry("x" * (1 + n % 7), f"nick{n % 3 // 2}", key=str(n)) for n in range(first, first + count))


def column(count: int = 50) -> Column:
    one = Column(height, 8.0)
    one.begin(entries(100, count))
    return one


def check(one: Column) -> None:
    """Heights and places are what they would be had it begun with these entries."""
    fresh = Column(height, 8.0)
    fresh.begin(one.entries)
    assert one.height == fresh.height
    assert [one.bottom(at) for at in range(len(one.entries))] == [fresh.bottom(at) for at in range(len(one.entries))]


def test_the_last_entry_stands_on_the_margin() -> None:
    one = column()
    assert one.bottom(49) == 8
    assert one.bottom(0) + one.row_height(0) + 8 == one.height


def test_what_is_in_sight_is_what_overlaps_the_view() -> None:
    one = column()
    for distance in (0.0, 33.0, 500.0, one.height - 100):
        sight = one.in_sight(distance, 100.0)
        for index in range(50):
            overlaps = one.bottom(index) < distance + 100 and one.bottom(index) + one.row_height(index) > distance
            assert not overlaps or index in sight
        assert len(sight) < 25
    assert list(Column(height).in_sight(0.0, 100.0)) == []


def test_an_entry_is_found_by_its_place_and_key() -> None:
    one = column()
    assert [one.index_at(one.bottom(index) + 1) for index in range(50)] == list(range(50))
    assert (one.find("120"), one.find("none")) == (20, -1)
    assert (one.index_at(-100), one.index_at(10**6), Column(height).index_at(0)) == (49, 0, -1)


SPLICES = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 8), st.integers(0, 8)), max_size=8)


@given(SPLICES, st.integers(0, 1500))
def test_whatever_changes_the_anchor_stays_where_it_was(changes: list[tuple[int, int, int]], distance: int) -> None:
    one = column()
    anchor = one.anchor(distance)
    assert anchor is not None
    came = 1000
    for at, removed, count in changes:
        at = min(at, len(one.entries))
        splice = Splice(at, min(removed, len(one.entries) - at), entries(came, count))
        came += count
        one.splice(splice)
        anchor = follow(anchor, splice)
        check(one)
    if anchor.key and one.find(anchor.key) >= 0:
        assert one.entries[anchor.index].key == anchor.key
        assert one.bottom(anchor.index) - one.distance(anchor) == anchor.offset


def test_an_entry_that_is_replaced_is_still_the_anchor() -> None:
    changed = entry("changed", key="120")
    splice = Splice(18, 5, (*entries(500, 4), changed, *entries(600, 2)))
    assert follow(Anchor(20, "120", 7.0), splice) == Anchor(22, "120", 7.0)
    assert follow(Anchor(20, "120", 7.0), Splice(10, 20, ())) == Anchor(9, "", 7.0)


def test_what_comes_above_changes_no_place() -> None:
    one = column()
    before = [one.bottom(index) for index in range(1, 50)]
    one.splice(Splice(0, 0, entries(0, 100)))
    assert [one.bottom(index) for index in range(101, 150)] == before
