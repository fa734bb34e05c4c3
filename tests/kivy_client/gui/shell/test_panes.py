"""One, two or three panes, and the way back; turning and resizing loses nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from kivy_client.core.model.commands import Open, Prefer
from kivy_client.core.model.conversations import Member
from kivy_client.core.model.events import MembersChanged
from tests.kivy_client.gui.shell.conftest import OPEN, Stage
from tests.kivy_client.gui.window import ESCAPE

pytestmark = pytest.mark.gui
MakeStage = Callable[..., Stage]


def members_by_menu(one: Stage) -> None:
    """On a telephone there is no room for a button of their own."""
    one.driver.tap(one.shell.chat.header.ids.more_button)
    one.driver.frames(2)
    menu = one.shell.menus.shown
    hit = menu._shown.hits[menu.labels.index("Members")]
    one.driver.press(hit.x + hit.width / 2, hit.y + hit.height / 2)


def test_a_phone_begins_with_the_list_and_goes_in_and_back(stage: MakeStage) -> None:
    one = stage(412, 915)
    assert one.seen == ("list",)
    assert not one.core.of(Open), "nothing counts as read that is not seen"
    row = one.shell.list.list
    one.driver.press(*row.place(0))
    one.driver.until(lambda: one.seen == ("chat",), "the conversation is shown")
    assert one.board.current == OPEN
    assert one.shell.chat.header.has_back
    members_by_menu(one)
    assert one.seen == ("side",)
    for expected in (("chat",), ("list",), ("list",)):
        one.driver.key(ESCAPE)
        assert one.seen == expected
    assert one.core.of(Open)[-1] == Open("")
    assert not one.driver.stopped


def test_back_at_the_root_goes_to_the_background_where_there_is_one(stage: MakeStage) -> None:
    one = stage(412, 915)
    one.device.has_background = True
    one.driver.key(ESCAPE)
    assert one.device.in_background == 1
    assert not one.driver.stopped


def test_a_tablet_shows_two_and_the_conversation_stays(stage: MakeStage) -> None:
    one = stage(800, 1200)
    assert one.seen == ("list", "chat")
    assert one.board.current == OPEN, "it is open again as it was"
    one.driver.tap(one.shell.chat.header.ids.people_button)
    assert one.seen == ("chat", "side")
    one.driver.key(ESCAPE)
    assert one.seen == ("list", "chat")
    one.driver.key(ESCAPE)
    assert one.board.current == OPEN


def test_a_wide_window_has_the_members_beside_it_as_long_as_one_likes(stage: MakeStage) -> None:
    one = stage(1280, 800)
    assert one.seen == ("list", "chat", "side")
    assert one.shell.side.ids.title.text == "Members · 11"
    one.driver.key(ESCAPE)
    assert one.seen == ("list", "chat", "side")
    one.driver.tap(one.shell.chat.header.ids.people_button)
    assert one.seen == ("list", "chat")
    assert not one.core.of(Prefer)[-1].preferences.side_panel
    one.driver.tap(one.shell.chat.header.ids.people_button)
    assert one.seen == ("list", "chat", "side")
    one.open("alice")
    assert one.seen == ("list", "chat"), "a person has no members"


def test_turning_and_resizing_keeps_conversation_words_focus_and_place(stage: MakeStage) -> None:
    one = stage(412, 915)
    one.open()
    field, view = one.shell.chat.composer.ids.entry_field, one.shell.chat.timeline.view
    one.driver.tap(field)
    one.driver.type("half a thought")
    view.scroll_by(300)
    one.driver.frames(3)
    above = view.visible[0].key
    for size in ((915, 412), (800, 1200), (1280, 800), (412, 915)):
        one.driver.resize(*size)
        assert "chat" in one.seen
        assert one.board.current == OPEN
        assert field.text == "half a thought"
        assert field.focus
    assert view.visible[0].key == above


def test_what_was_opened_on_a_narrow_window_stays_when_it_grows(stage: MakeStage) -> None:
    one = stage(412, 915)
    one.open()
    members_by_menu(one)
    one.driver.resize(1280, 800)
    assert one.seen == ("list", "chat", "side")
    one.driver.resize(412, 915)
    assert one.seen == ("chat",), "members that a wide window shows anyway are not on the way back"


def test_five_thousand_members_are_few_rows_and_can_be_filtered(stage: MakeStage) -> None:
    one = stage(1280, 800)
    one.tell(MembersChanged(OPEN, tuple(Member(f"person{number}") for number in range(5000))))
    panel = one.shell.side.panel
    assert panel.title == "Members · 5\u202f000"
    assert len(panel.list._rows) < 30
    one.driver.tap(panel.field)
    one.driver.type("4999")
    assert [member.nick for member in panel.list.items] == ["person4999"]
    one.driver.key(ESCAPE)
    assert len(panel.list.items) == 5000


def test_of_a_room_too_large_to_be_listed_the_number_is_told(stage: MakeStage) -> None:
    one = stage(1280, 800)
    one.tell(MembersChanged(OPEN, tuple(Member(f"person{number}") for number in range(5000))))
    panel = one.shell.side.panel
    listed = panel.list.items
    one.change(replace(one.board.conversations[OPEN], people=12345))
    assert panel.title == "Members · 12\u202f345"
    assert panel.list.items is listed, "a row of the other list changed: the members are not gone through again"


def test_naming_somebody_shows_where_it_is_written(stage: MakeStage) -> None:
    one = stage(412, 915)
    one.open()
    one.shell.open("members")
    one.driver.until(lambda: one.seen == ("side",), "the members are in front")
    one.shell.mention("bob")
    field = one.shell.chat.composer.ids.entry_field
    one.driver.until(lambda: one.seen == ("chat",), "the conversation is in front")
    assert (field.text, field.focus) == ("@bob ", True)


@pytest.fixture
def dense(window: Any) -> Iterator[None]:
    """Two pixels for a dp, as on a good screen."""
    from kivy.metrics import Metrics

    Metrics.density = 2
    yield
    Metrics.density = 1


def test_a_dense_screen_counts_in_dp(dense: None, stage: MakeStage) -> None:
    one = stage(824, 1000)
    assert one.seen == ("list",)
    assert one.shell.list.list.row_height == 132
    one.driver.resize(1600, 1000)
    assert one.seen == ("list", "chat")
