"""Which panes are side by side, and where."""

from __future__ import annotations

from itertools import pairwise

import pytest

from kivy_client.ui.shell.places import columns, seen, spans


@pytest.mark.parametrize(("width", "count"), [(320, 1), (719, 1), (720, 2), (1149, 2), (1150, 3), (3000, 3)])
def test_as_many_panes_as_there_is_room_for(width: float, count: int) -> None:
    assert columns(width) == count


def test_a_phone_shows_one_at_a_time() -> None:
    assert seen(1, chat=False, side=False) == ("list",)
    assert seen(1, chat=True, side=False) == ("chat",)
    assert seen(1, chat=True, side=True) == ("side",)


def test_with_two_panes_the_conversation_stays_beside_what_is_told_of_it() -> None:
    assert seen(2, chat=True, side=False) == ("list", "chat")
    assert seen(2, chat=True, side=True) == ("chat", "side")
    assert seen(2, chat=False, side=True) == ("list", "side")


def test_with_three_panes_all_are_seen() -> None:
    assert seen(3, chat=True, side=True) == ("list", "chat", "side")
    assert seen(3, chat=True, side=False) == ("list", "chat")


@pytest.mark.parametrize("width", [320, 411.4, 720, 800, 1149, 1150, 1280, 2560])
@pytest.mark.parametrize("chat", [True, False])
@pytest.mark.parametrize("side", [True, False])
def test_panes_fill_the_window_without_gaps(width: float, chat: bool, side: bool) -> None:
    found = spans(seen(columns(width), chat, side), width, wide_side=side)
    assert found[0].x == 0
    for one, other in pairwise(found):
        assert one.x + one.width == pytest.approx(other.x)
    assert found[-1].x + found[-1].width == pytest.approx(width)
    assert all(span.width >= 240 for span in found)


def test_the_design_s_widths() -> None:
    assert [(span.place, span.width) for span in spans(("list", "chat", "side"), 1280)] == [
        ("list", 320),
        ("chat", 720),
        ("side", 240),
    ]
