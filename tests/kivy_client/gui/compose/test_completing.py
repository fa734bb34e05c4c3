"""The list above the field: names, rooms, commands and emoji."""

from __future__ import annotations

import pytest

from kivy_client.core.model.commands import Say
from kivy_client.core.model.entries import Entry, Splice
from kivy_client.core.model.events import Spliced
from kivy_client.ui.keycodes import DOWN, TAB, UP
from tests.kivy_client.gui.compose.conftest import MakeStage, field
from tests.kivy_client.gui.shell.conftest import MEMBERS, OPEN, Stage
from tests.kivy_client.gui.timeline.conversation import WORK
from tests.kivy_client.gui.window import ENTER, ESCAPE

pytestmark = pytest.mark.gui


def offered(one: Stage) -> list[str]:
    return [choice.label for choice in one.shell.chat.composer.completing.list.items]


def test_an_at_sign_offers_who_spoke_last_first_and_not_oneself(one: Stage) -> None:
    late = Entry("late", "message", "sybil", "hello", WORK[-1].time + 1)
    one.tell(Spliced(OPEN, (Splice(len(WORK), 0, (late,)),)))
    one.driver.type("@")
    assert offered(one)[0] == "sybil"
    assert "mira" not in offered(one)
    assert sorted(offered(one)) == sorted(member.nick for member in MEMBERS if not member.own)


def test_tab_takes_the_chosen_one_and_arrows_choose(one: Stage) -> None:
    one.driver.type("ask @")
    first, second = offered(one)[:2]
    one.driver.key(DOWN)
    one.driver.key(TAB)
    assert field(one).text == f"ask @{second} "
    assert offered(one) == []
    one.driver.type("@")
    one.driver.key(UP)
    one.driver.key(DOWN)
    one.driver.key(ENTER)
    assert field(one).text == f"ask @{second} @{first} "
    assert one.core.of(Say) == []
    assert field(one).focus


def test_esc_closes_the_list_until_something_else_is_written(one: Stage) -> None:
    one.driver.type("@h")
    assert offered(one)
    one.driver.key(ESCAPE)
    assert offered(one) == []
    one.driver.type("e")
    assert offered(one) == ["heidi"]
    one.driver.key(ESCAPE)
    one.driver.key(ENTER)
    assert one.core.of(Say) == [Say(OPEN, "@he")]


def test_tab_completes_a_bare_name_and_else_goes_on(one: Stage) -> None:
    one.driver.type("hei")
    one.driver.key(TAB)
    assert (field(one).text, offered(one)) == ("heidi: ", [])
    one.driver.type("zzz")
    one.driver.key(TAB)
    assert not field(one).focus, "nobody is called so: Tab goes to the next button"


def test_rooms_and_commands_are_offered(one: Stage) -> None:
    one.driver.type("#r")
    assert offered(one) == ["#random", "#redis-streams"]
    one.driver.key(ENTER)
    assert field(one).text == "#random "
    field(one).put("")
    one.driver.type("/ki")
    assert offered(one) == ["/kick nick [reason]", "/kickban nick [reason]"]
    one.driver.key(TAB)
    assert field(one).text == "/kick "


def test_a_command_that_is_written_whole_is_sent_by_enter(one: Stage) -> None:
    one.driver.type("/back")
    assert offered(one) == ["/back"]
    one.driver.key(ENTER)
    assert one.core.of(Say) == [Say(OPEN, "/back")]


def test_the_list_leaves_the_complaint_to_be_read(one: Stage) -> None:
    one.driver.type("/join")
    one.driver.key(ENTER)
    composer = one.shell.chat.composer
    one.driver.until(lambda: composer.note, "it says what is missing")
    one.driver.frames(3)
    assert composer.completing.list.parent is not None
    assert composer.completing.list.y >= composer.top


def test_emoji_by_name_and_closed_names_at_once(one: Stage) -> None:
    one.driver.type("on it :rock")
    assert ":rocket:" in offered(one)
    while one.shell.chat.composer.completing.list.chosen != ":rocket:":
        one.driver.key(DOWN)
    one.driver.key(ENTER)
    assert field(one).text == "on it 🚀"
    one.driver.type(" :tada:")
    assert field(one).text == "on it 🚀 🎉"


def test_a_name_in_colons_can_be_kept_as_it_is_written(one: Stage) -> None:
    one.driver.type(":tada:")
    assert field(one).text == "🎉"
    for _ in ("the colon", "the emoji", "what it was put for"):
        field(one).do_undo()  # as Ctrl-Z
    assert field(one).text == ":tada:", "taken back: it stays"
    one.driver.type(" x")
    field(one).cursor = field(one).get_cursor_from_index(6)
    one.driver.frames(1)
    assert field(one).text == ":tada: x"
    field(one).put("")
    field(one).insert_text("from elsewhere :tada: pasted")
    for index in range(len(field(one).text), 0, -1):
        field(one).cursor = field(one).get_cursor_from_index(index)
    assert field(one).text == "from elsewhere :tada: pasted"
    field(one).put("a :tada b")
    field(one).cursor = field(one).get_cursor_from_index(7)
    one.driver.type(":")
    assert field(one).text == "a 🎉 b", "closed in the middle of a text"


def test_a_touch_takes_a_choice_and_the_field_keeps_the_keyboard(one: Stage) -> None:
    one.driver.type("@")
    choices = one.shell.chat.composer.completing.list
    second = offered(one)[1]
    one.driver.frames(2)
    x, y = choices.place(1)
    one.driver.press(x - 100, y, "left")
    assert field(one).text == f"@{second} "
    assert field(one).focus


def test_in_the_middle_of_a_text_only_the_word_is_replaced(one: Stage) -> None:
    one.driver.type("ask @hei about it")
    field(one).cursor = field(one).get_cursor_from_index(8)
    one.driver.frames(1)
    assert offered(one) == ["heidi"]
    one.driver.key(TAB)
    assert field(one).text == "ask @heidi about it"


def test_the_list_stays_in_a_low_window(stage: MakeStage) -> None:
    low = stage(640, 360, current="")
    low.open()
    low.driver.type("/")
    low.driver.frames(3)
    choices = low.shell.chat.composer.completing.list
    assert choices.to_window(0, choices.top)[1] <= 360
    assert choices.height >= choices.row_height
