"""Where the keyboard is: what Esc closes and where it leads, and that Tab and Esc always find a way on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from kivy_client.core.model.commands import Part
from kivy_client.core.model.events import CertificateAsked
from tests.kivy_client.gui.shell.conftest import CONVERSATIONS, OPEN, Stage
from tests.kivy_client.gui.window import ENTER, ESCAPE

pytestmark = pytest.mark.gui
MakeStage = Callable[..., Stage]
TAB, UP, DOWN, PAGE_UP, PAGE_DOWN = 9, 273, 274, 280, 281


def opened(one: Stage, name: str, **options: Any) -> Any:
    sheet = one.shell.open(name, **options)
    one.driver.until(lambda: sheet.shown == 1, "it is there")
    return sheet


def menu_of_a_message(one: Stage) -> None:
    """Open that of the last one."""
    timeline = one.shell.chat.timeline
    timeline.view.focus = True
    one.driver.key(ENTER)
    assert timeline.menu.parent is not None


def nobody(one: Stage) -> None:
    """Take the keyboard from whatever has it."""
    from kivy_client.ui.focus import focused

    holder = focused()
    if holder is not None:
        holder.focus = False
    one.driver.frames()
    assert focused() is None


@pytest.mark.parametrize("lock", ["numlock", "capslock"])
def test_locks_do_not_count_as_held(stage: MakeStage, lock: str) -> None:
    one = stage()
    one.shell.search_here()
    one.driver.until(lambda: one.shell.chat.search.shown, "it is looked for")
    one.driver.key(ESCAPE, lock)
    assert not one.shell.chat.search.shown


def test_from_the_messages_esc_leads_back_to_the_field(stage: MakeStage) -> None:
    one = stage(412, 915)
    one.open()
    field, view = one.shell.chat.composer.ids.entry_field, one.shell.chat.timeline.view
    view.focus = True
    one.driver.key(ESCAPE)
    assert field.focus
    assert one.seen == ("chat",)
    one.driver.key(ESCAPE)
    assert one.seen == ("list",)
    assert one.shell.list.list.focus, "the keyboard goes on from there"


def test_a_part_of_a_message_that_is_being_selected_is_left_first(stage: MakeStage) -> None:
    one = stage(412, 915)
    one.open()
    timeline = one.shell.chat.timeline
    menu_of_a_message(one)
    while timeline.menu.labels[timeline.menu._current] != "Select text":
        one.driver.key(DOWN)
    one.driver.key(ENTER)
    one.driver.until(lambda: timeline.selection and timeline.selection.focus, "it can be selected")
    one.driver.key(ESCAPE)
    assert timeline.selection is None
    assert one.seen == ("chat",)


def test_a_menu_or_a_dialog_gives_the_keyboard_back_for_good(stage: MakeStage) -> None:
    from kivy_client.ui.focus import focused
    from kivy_client.ui.sheet import Sheet

    one = stage()
    view = one.shell.chat.timeline.view
    menu_of_a_message(one)
    one.driver.key(ESCAPE)
    assert one.shell.chat.timeline.menu.parent is None
    assert view.focus
    button = one.shell.list.ids.new_button
    button.focus = True
    one.driver.key(ENTER)
    one.driver.until(lambda: Sheet.top() is not None and Sheet.top().shown == 1, "the dialog is there")
    one.driver.key(ESCAPE)
    assert Sheet.top() is None
    assert focused() is button.__self__


def test_esc_in_the_search_above_the_list_shows_all_then_returns_to_the_field(stage: MakeStage) -> None:
    one = stage()
    search = one.shell.list.ids.search_field
    search.focus = True
    one.driver.type("ali")
    one.driver.key(ESCAPE)
    assert (search.text, search.focus) == ("", True)
    one.driver.key(ESCAPE)
    assert one.shell.chat.composer.ids.entry_field.focus


def test_esc_closes_first_what_has_the_keyboard(stage: MakeStage) -> None:
    one = stage(900, 800)
    one.shell.open("members")
    one.driver.until(lambda: one.seen == ("chat", "side"), "the members are there")
    one.shell.chat.composer.toggle_picker()
    one.driver.until(lambda: one.shell.chat.composer.picker.is_open, "an emoji is picked")
    one.driver.key(ESCAPE)
    assert not one.shell.chat.composer.picker.is_open
    assert one.seen == ("chat", "side")
    one.driver.key(ESCAPE)
    assert one.seen == ("list", "chat")


@pytest.mark.parametrize("size", [(412, 915), (1280, 800)])
def test_tab_begins_somewhere_if_nothing_has_the_keyboard(stage: MakeStage, size: tuple[int, int]) -> None:
    from kivy_client.ui.focus import focused, stops

    one = stage(*size)
    nobody(one)
    one.driver.key(TAB, "numlock")
    assert focused() is stops(one.shell)[0]
    nobody(one)
    one.driver.key(TAB, "shift")
    assert focused() is stops(one.shell)[-1]


def test_esc_begins_in_the_list_if_there_is_no_conversation_in_sight(stage: MakeStage) -> None:
    one = stage(412, 915)
    nobody(one)
    one.driver.key(ESCAPE, "numlock")
    one.driver.key(DOWN)
    one.driver.key(ENTER)
    one.driver.until(lambda: one.seen == ("chat",), "a conversation is open")


def test_a_room_that_we_were_removed_from_can_be_joined_again_by_keys(stage: MakeStage) -> None:
    from kivy_client.ui.focus import focused

    one = stage()
    composer = one.shell.chat.composer
    one.change(replace(next(c for c in CONVERSATIONS if c.key == OPEN), joined=False))
    one.driver.until(lambda: composer.absent, "that is told")
    one.driver.key(ESCAPE)
    holder = focused()
    assert holder is not None
    assert composer in [holder.parent, *holder.parent.walk_reverse()]


def test_in_a_dialog_a_click_takes_the_keyboard_from_nothing(stage: MakeStage) -> None:
    from kivy_client.ui.focus import focused, stops

    one = stage()
    sheet = opened(one, "settings")
    one.driver.until(lambda: focused() is not None, "it has the keyboard")
    holder = focused()
    one.driver.press(*sheet.to_window(sheet.ids.card.x + 3, sheet.ids.card.top - 3))
    assert focused() is holder
    nobody(one)
    one.driver.key(TAB)
    assert focused() is stops(sheet)[0]


def test_what_is_only_to_be_read_scrolls_by_keys(stage: MakeStage) -> None:
    one = stage(1280, 500)
    sheet = opened(one, "keys")
    view = sheet.body.parent
    one.driver.until(lambda: view.scroll_y == 1, "its beginning is seen")
    for key, moved in ((DOWN, -1), (PAGE_DOWN, -1), (UP, 1), (PAGE_UP, 1)):
        before = view.scroll_y
        one.driver.key(key, "numlock")
        assert (view.scroll_y - before) * moved > 0


def test_the_wheel_beside_a_dialog_closes_nothing(stage: MakeStage) -> None:
    one = stage()
    sheet = opened(one, "new")
    one.driver.press(20, 20, button="scrolldown")
    assert sheet.is_open
    one.driver.press(20, 20, button="left")
    assert not sheet.is_open


def test_a_dialog_that_comes_by_itself_takes_the_keys_from_a_menu(stage: MakeStage) -> None:
    from kivy_client.ui.sheet import Sheet

    one = stage()
    one.shell.menus.conversation(one.board.conversations[OPEN], 100, 700, by_keyboard=True)
    timeline = one.shell.chat.timeline
    one.tell(CertificateAsked("chat.example", "ab" * 32, "", "self-signed"))
    one.driver.until(lambda: Sheet.top() is not None and Sheet.top().shown == 1, "it is asked")
    assert one.shell.menus.shown.parent is None
    Sheet.top().dismiss()
    menu_of_a_message(one)
    one.shell.show_start()
    assert timeline.menu.parent is None
    assert not one.core.of(Part)
