"""Gaps: where something may be missing."""

from __future__ import annotations

import pytest

from kivy_client.core.model.conversations import Kind
from kivy_client.core.store import Store
from kivy_client.core.store.gaps import MOST_GAPS
from kivy_client.core.store.rows import Edge
from tests.kivy_client.core.store.said import SECOND, START


def edge(second: int) -> Edge:
    return Edge(f"m{second}", START + second * SECOND)


def test_a_gap_is_noted_once_and_closed(store: Store, room: int) -> None:
    gap = store.gaps.note(room, edge(1), edge(5))
    assert (gap.conversation, gap.after, gap.before) == (room, edge(1), edge(5))
    assert store.gaps.note(room, edge(1), edge(5)) == gap
    assert store.gaps.list(room) == [gap]
    store.gaps.close(gap.number)
    assert store.gaps.list(room) == []


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [(0, 1, True), (1, 1, True), (2, 3, True), (0, 9, True), (5, 9, True), (0, 0, False), (6, 9, False)],
)
def test_a_page_is_told_the_gaps_that_touch_it(store: Store, room: int, start: int, end: int, shown: bool) -> None:
    store.gaps.note(room, edge(1), edge(5))
    assert bool(store.gaps.list(room, edge(start).time, edge(end).time)) is shown


def test_gaps_are_in_order_and_each_conversation_has_its_own(store: Store, server: int, room: int) -> None:
    other = store.conversations.begin(server, "#other", "#other", Kind.ROOM).number
    late, early = store.gaps.note(room, edge(6), edge(9)), store.gaps.note(room, edge(1), edge(5))
    store.gaps.note(other, edge(1), edge(5))
    assert store.gaps.list(room) == [early, late]


def test_a_gap_is_filled_from_both_sides(store: Store, room: int) -> None:
    gap = store.gaps.note(room, edge(1), edge(9))
    narrower = store.gaps.narrow(gap.number, after=edge(4))
    assert narrower is not None
    assert (narrower.number, narrower.after, narrower.before) == (gap.number, edge(4), edge(9))
    assert store.gaps.list(room) == [narrower]
    narrower = store.gaps.narrow(gap.number, before=edge(5))
    assert narrower is not None
    assert (narrower.after, narrower.before) == (edge(4), edge(5))


@pytest.mark.parametrize("second", [5, 7])
def test_a_gap_whose_ends_meet_is_closed(store: Store, room: int, second: int) -> None:
    gap = store.gaps.note(room, edge(1), edge(5))
    assert store.gaps.narrow(gap.number, after=edge(second)) is None
    assert store.gaps.list(room) == []
    assert store.gaps.narrow(gap.number, after=edge(second)) is None


def test_two_gaps_that_become_the_same_are_one(store: Store, room: int) -> None:
    one, other = store.gaps.note(room, edge(1), edge(5)), store.gaps.note(room, edge(3), edge(5))
    narrower = store.gaps.narrow(one.number, after=edge(3))
    assert narrower is not None
    assert store.gaps.list(room) == [narrower]
    assert narrower.number == one.number != other.number


def test_a_conversation_has_only_so_many_gaps_and_none_is_forgotten(store: Store, room: int) -> None:
    noted = [store.gaps.note(room, edge(10 * number), edge(10 * number + 5)) for number in range(MOST_GAPS + 20)]
    gaps = store.gaps.list(room)
    assert len(gaps) == MOST_GAPS
    assert (gaps[0].after, gaps[0].before) == (edge(0), noted[20].before), "the oldest became one"
    assert gaps[1:] == noted[21:]
    older = store.gaps.note(room, edge(-20), edge(-15))
    assert (older.after, older.before) == (edge(-20), noted[20].before), "what was noted is what is kept"
    assert store.gaps.list(room) == [older, *noted[21:]]
    assert store.gaps.get(older.number) == older
