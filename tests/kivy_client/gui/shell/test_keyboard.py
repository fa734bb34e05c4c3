"""Everything by keyboard: shortcuts, Tab, dialogs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kivy_client.core.model.commands import Leave, Open
from tests.kivy_client.gui.shell.conftest import OPEN, Stage
from tests.kivy_client.gui.window import ENTER, ESCAPE

pytestmark = pytest.mark.gui
MakeStage = Callable[..., Stage]
UP, DOWN, F1, TAB = 273, 274, 282, 9


def opened(one: Stage) -> str:
    return one.core.of(Open)[-1].conversation


def test_alt_and_arrows_go_through_the_conversations(stage: MakeStage) -> None:
    one = stage()
    for keys, expected in (
        ((DOWN, "alt"), "alice"),
        ((DOWN, "alt"), "#redis-streams"),
        ((UP, "alt"), "alice"),
        ((DOWN, "alt", "shift"), "#redis-streams"),
        ((DOWN, "alt", "shift"), "#ops"),
        ((UP, "alt", "shift"), "#redis-streams"),
    ):
        one.driver.key(*keys)
        one.driver.until(lambda expected=expected: one.board.current == expected, f"{expected} is open")
    assert one.shell.chat.composer.ids.entry_field.focus


def test_ctrl_k_goes_where_a_few_letters_say(stage: MakeStage) -> None:
    from kivy_client.ui.sheet import Sheet

    one = stage()
    one.driver.key(ord("k"), "ctrl")
    one.driver.until(lambda: Sheet.top() and Sheet.top().shown == 1, "it is asked where to")
    one.driver.type("r")
    sheet = Sheet.top()
    assert [row.name for row in sheet.list.items][:2] == ["#redis-streams", "#random"]
    one.driver.key(DOWN)
    one.driver.key(ENTER)
    one.driver.until(lambda: one.board.current == "#random", "it is open")
    assert Sheet.top() is None


def test_a_dialog_takes_all_keys_and_esc_gives_them_back(stage: MakeStage) -> None:
    from kivy_client.ui.sheet import Sheet

    one = stage()
    field = one.shell.chat.composer.ids.entry_field
    one.driver.until(lambda: field.focus, "the field has the keyboard")
    one.driver.key(F1)
    sheet = Sheet.top()
    assert sheet is not None
    one.driver.key(DOWN, "alt")
    assert opened(one) == OPEN, "what is below is not reached"
    one.driver.key(ESCAPE)
    assert Sheet.top() is None
    assert field.focus


def test_tab_reaches_everything_in_the_window_and_comes_round(stage: MakeStage) -> None:
    from kivy_client.ui.focus import focused, stops

    one = stage()
    one.shell.list.ids.search_field.focus = True
    expected = stops(one.shell)
    ids = one.shell.list.ids
    header, chat = one.shell.chat.header.ids, one.shell.chat
    for part in (
        *(ids.menu_button, ids.search_field, ids.new_button, one.shell.list.list),
        *(header.name_button, header.search_button, header.people_button, header.more_button),
        *(chat.timeline.view, chat.composer.ids.send_button, one.shell.side.panel.list),
    ):
        assert any(stop is part or stop == part for stop in expected), part
    reached = []
    while focused() not in reached:
        reached.append(focused())
        one.driver.key(TAB)
    assert [type(stop) for stop in reached] == [type(stop) for stop in [*expected[1:], expected[0]]]


def test_the_main_menu_by_keyboard(stage: MakeStage) -> None:
    one = stage()
    one.shell.list.ids.menu_button.focus = True
    one.driver.key(ENTER)
    menu = one.shell.menus.shown
    assert menu.labels[-1] == "Leave chat"
    one.driver.key(UP)
    one.driver.key(ENTER)
    assert one.core.of(Leave)
    one.driver.until(lambda: one.driver.stopped, "the app has stopped")


def test_ctrl_q_leaves(stage: MakeStage) -> None:
    one = stage()
    one.driver.key(ord("q"), "ctrl")
    one.driver.until(lambda: one.driver.stopped, "the app has stopped")
    assert len(one.core.of(Leave)) == 1
