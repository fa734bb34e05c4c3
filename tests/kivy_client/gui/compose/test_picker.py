"""The emoji to choose from."""

from __future__ import annotations

from typing import Any

import pytest

from kivy_client.core import emoji
from kivy_client.core.model.commands import Prefer, Say
from kivy_client.ui.keycodes import DOWN, LEFT, RIGHT, UP
from tests.kivy_client.gui.compose.conftest import MakeStage, composer
from tests.kivy_client.gui.shell.conftest import Stage
from tests.kivy_client.gui.window import ENTER, ESCAPE

pytestmark = pytest.mark.gui


@pytest.fixture
def one(one: Stage) -> Stage:
    """The emoji are open."""
    one.driver.tap(composer(one).ids.emoji_button)
    one.driver.frames(4)
    return one


def picker(one: Stage) -> Any:
    return composer(one).picker.picker


def tap_cell(one: Stage, row: int, column: int) -> None:
    grid = picker(one).grid
    _, y = grid.place(row)
    x, _ = grid.to_window(grid.x + (column + 0.5) * grid._cell, 0)
    one.driver.press(x, y, "left")


def test_all_groups_are_there_and_a_touch_picks_several(one: Stage) -> None:
    titles = [line.title for line in picker(one).grid.items if line.title]
    assert titles == ["Used last", *emoji.GROUPS]
    shown = [one_emoji.sign for line in picker(one).grid.items for one_emoji in line.emoji]
    assert len(shown) > 1500
    tap_cell(one, 1, 2)
    tap_cell(one, 1, 0)
    assert composer(one).field.text == "😂👍"
    assert composer(one).picker.is_open
    assert one.core.of(Prefer)[-1].preferences.recent_emoji == "👍 😂"


def test_the_mouse_tells_the_name_of_what_it_points_at(one: Stage, window: Any) -> None:
    grid = picker(one).grid
    _, y = grid.place(1)
    left, _ = grid.to_window(grid.x, 0)
    window.mouse_pos = (left + 1.5 * grid._cell, y)
    assert grid.named.startswith(f":{grid.items[1].emoji[1].codes[0]}:")


def test_search_and_enter_pick_one_and_return_to_the_field(one: Stage) -> None:
    assert picker(one).ids.search_field.focus
    one.driver.type("rocket")
    assert picker(one).grid.items[0].emoji[0].sign == "🚀"
    one.driver.key(ENTER)
    assert (composer(one).field.text, composer(one).field.focus) == ("🚀", True)
    assert not composer(one).picker.is_open
    assert one.core.of(Say) == []
    one.driver.tap(composer(one).ids.emoji_button)
    assert picker(one).grid.items[1].emoji[0].sign == "🚀", "it was used last"


def test_what_is_not_there_is_told(one: Stage) -> None:
    one.driver.type("qqqq")
    assert (len(picker(one).grid.items), picker(one).note) == (0, "No emoji is called so.")
    one.driver.key(ENTER)
    assert composer(one).field.text == ""


def test_arrows_go_through_the_emoji_and_back_to_the_field(one: Stage) -> None:
    grid = picker(one).grid
    one.driver.key(DOWN)
    assert grid.focus
    one.driver.key(RIGHT)
    one.driver.key(RIGHT)
    assert "joy" in grid.named
    one.driver.key(LEFT)
    one.driver.key(DOWN)
    one.driver.key(UP)
    one.driver.key(ENTER)
    assert composer(one).field.text == "❤️"
    composer(one).toggle_picker()
    one.driver.key(DOWN)
    one.driver.key(UP)
    assert picker(one).ids.search_field.focus


def test_tabs_go_to_their_groups(one: Stage) -> None:
    flags = picker(one)._tabs[-1]
    one.driver.tap(flags)
    one.driver.frames(3)
    assert picker(one).grid.section == len(emoji.GROUPS)
    assert flags.on
    picker(one).grid.scroll_y = 1
    one.driver.frames(2)
    assert picker(one)._tabs[0].on and not flags.on


def test_a_skin_tone_is_for_all_and_remembered(one: Stage) -> None:
    for _ in range(5):
        one.driver.tap(picker(one).ids.tone_button)
    assert one.core.of(Prefer)[-1].preferences.emoji_tone == 5
    one.driver.type("waving hand")
    one.driver.key(ENTER)
    assert composer(one).field.text == "\U0001f44b\U0001f3ff"
    one.driver.type(" :+1:")
    assert composer(one).field.text.endswith("\U0001f44d\U0001f3ff")


@pytest.mark.parametrize("way", ["esc", "outside", "button", "conversation"])
def test_it_closes(one: Stage, way: str) -> None:
    if way == "esc":
        one.driver.key(ESCAPE)
    elif way == "outside":
        one.driver.press(40, 560, "left")
    elif way == "button":
        one.driver.tap(composer(one).ids.emoji_button)
    else:
        one.open("alice")
    assert not composer(one).picker.is_open
    assert not composer(one).ids.emoji_button.on
    if way != "outside":
        assert composer(one).field.focus


def test_the_wheel_beside_it_scrolls_what_is_there(one: Stage) -> None:
    one.driver.wheel(one.shell.chat.header, 1)
    one.driver.wheel(one.shell.chat.header, -1)
    assert composer(one).picker.is_open


def test_only_what_is_in_sight_is_painted(one: Stage) -> None:
    grid = picker(one).grid
    assert len(grid.items) > 150
    assert len(grid._rows) < 12


@pytest.mark.parametrize(("width", "height"), [(360, 560), (412, 915), (640, 360)])
def test_it_fits_small_windows(stage: MakeStage, width: int, height: int) -> None:
    small = stage(width, height, current="")
    small.open()
    small.driver.tap(composer(small).ids.emoji_button)
    small.driver.frames(3)
    shown = picker(small)
    assert shown.x >= 0 and shown.right <= width
    assert shown.to_window(0, shown.top)[1] <= height
    assert shown.grid.height > 40
