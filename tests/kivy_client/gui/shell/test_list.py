"""The list of conversations: choosing, filtering, its menu, a thousand rows, the line below it, the window's title."""

from __future__ import annotations

import time as clock
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from kivy_client.core.model.commands import Join, MarkRead, Open, Part, SetMuted, SetPinned
from kivy_client.core.model.events import ConversationGone
from tests.kivy_client.gui.fake_core import last, room
from tests.kivy_client.gui.shell.conftest import CONVERSATIONS, OPEN, Stage, time
from tests.kivy_client.gui.window import ENTER, ESCAPE

pytestmark = pytest.mark.gui
MakeStage = Callable[..., Stage]
DOWN, F10 = 274, 291


def names(one: Stage) -> list[str]:
    return [conversation.name for conversation in one.shell.list.list.items]


def labels(one: Stage) -> list[str]:
    return list(one.shell.menus.shown.labels)


def choose(one: Stage, label: str) -> None:
    """Choose from the menu, by keyboard."""
    menu = one.shell.menus.shown
    while menu.labels[menu._current] != label:
        one.driver.key(DOWN)
    one.driver.key(ENTER)


def test_new_messages_move_a_conversation_up(stage: MakeStage) -> None:
    one = stage()
    assert names(one)[0] == OPEN
    one.change(replace(CONVERSATIONS[5], last=last("bob", "now!", time("11:00"))))
    assert names(one)[:2] == ["#ops", OPEN]
    one.change(replace(CONVERSATIONS[3], pinned=True))
    assert names(one)[0] == "#random"
    one.tell(ConversationGone("#ops"))
    assert "#ops" not in names(one)


def test_the_title_tells_how_many_wait(stage: MakeStage) -> None:
    one = stage()
    assert one.driver.app.title == "(17) Chorus", "a muted room does not count"
    for conversation in CONVERSATIONS:
        one.change(replace(conversation, unread=0, mentions=0))
    assert one.driver.app.title == "Chorus"


def test_what_is_typed_filters_and_enter_opens_the_first(stage: MakeStage) -> None:
    one = stage()
    one.driver.tap(one.shell.list.ids.search_field)
    one.driver.type("re")
    assert names(one) == ["#redis-streams"]
    assert one.shell.list.search_row.parent is not None, "the messages can be searched too"
    one.driver.key(ENTER)
    one.driver.until(lambda: one.board.current == "#redis-streams", "it is open")
    assert len(names(one)) == len(CONVERSATIONS)
    one.driver.tap(one.shell.list.ids.search_field)
    one.driver.type("nothing like that")
    assert names(one) == []
    assert one.shell.list.note == "No conversation is called so."
    one.driver.key(ESCAPE)
    assert len(names(one)) == len(CONVERSATIONS)


def test_the_mouse_is_over_the_row_that_it_points_at(stage: MakeStage, window: Any) -> None:
    one = stage()
    rows = one.shell.list.list
    for index in (1, 4):
        window.mouse_pos = rows.place(index)
        assert rows.hovered == index
    window.dispatch("on_cursor_leave")
    assert rows.hovered == -1


def test_the_menu_of_a_conversation_by_the_right_button(stage: MakeStage) -> None:
    one = stage()
    one.driver.press(*one.shell.list.list.place(1), button="right")
    assert labels(one) == ["Mark as read", "Mute", "Pin to the top", "Close this conversation"]
    choose(one, "Mute")
    assert one.core.of(SetMuted) == [SetMuted("alice", True)]
    assert one.core.of(Open)[-1].conversation == OPEN, "nothing was opened by it"


def test_the_menu_of_a_room_that_we_are_not_in(stage: MakeStage) -> None:
    one = stage()
    for who, label in (("", "Join again"), ("bob", "Join this room")):
        one.change(room("#welcome", joined=False, invited_by=who))
        at = names(one).index("#welcome")
        one.driver.press(*one.shell.list.list.place(at), button="right")
        assert labels(one)[-2:] == [label, "Take it from the list"]
        choose(one, label)
    assert one.core.of(Join) == [Join("#welcome")] * 2


def test_the_main_menu_leads_to_what_the_server_says(stage: MakeStage) -> None:
    one = stage()
    one.shell.list.ask_main_menu()
    choose(one, "Messages of the server")
    assert one.core.of(Open)[-1].conversation == "*"


def test_the_menu_of_a_conversation_by_keyboard(stage: MakeStage) -> None:
    one = stage()
    one.shell.list.list.focus = True
    one.driver.key(DOWN)
    one.driver.key(DOWN)
    for label, expected in (("Mark as read", MarkRead), ("Pin to the top", SetPinned)):
        one.driver.key(F10, "shift")
        choose(one, label)
        assert one.core.of(expected)[-1].conversation == "#redis-streams"
    one.driver.key(F10, "shift")
    choose(one, "Leave this room")
    assert not one.core.of(Part), "leaving is asked for twice"
    one.driver.key(ENTER)
    assert one.core.of(Part) == [Part("#redis-streams")]


def test_a_long_touch_asks_for_the_menu_and_opens_nothing(stage: MakeStage) -> None:
    one = stage(412, 915)
    shown = one.shell.menus
    one.driver.press(*one.shell.list.list.place(3), hold=lambda: shown.shown is not None)
    assert "Unmute" in labels(one)
    assert one.seen == ("list",)


def test_a_thousand_conversations_are_a_few_rows_and_stay_quick(stage: MakeStage) -> None:
    many = tuple(room(f"#room{number:04}", last=last("bob", "hi", time("08:00"))) for number in range(1000))
    one = stage(412, 915, conversations=many, current="")
    rows = one.shell.list.list
    assert len(rows._rows) < 20
    started = clock.perf_counter()
    for number in range(20):
        one.change(replace(many[number], unread=1))
    assert clock.perf_counter() - started < 3.0, "80 frames, each with all of the list in order"
    rows.scroll_y = 0.0
    one.driver.frames(3)
    assert max(rows._rows) == 999
    assert len(rows._rows) < 20


def test_the_list_stays_scrolled_when_something_changes(stage: MakeStage) -> None:
    many = tuple(room(f"#room{number:04}", last=last("bob", "hi", time("08:00"))) for number in range(100))
    one = stage(412, 915, conversations=many, current="")
    rows = one.shell.list.list
    rows.reveal(60)
    one.driver.frames(2)
    top = rows._top
    one.change(replace(many[3], unread=5))
    assert rows._top == pytest.approx(top, abs=1)


def test_a_larger_text_makes_larger_rows(stage: MakeStage) -> None:
    one = stage()
    before = one.shell.list.list.row_height
    one.board.preferences = replace(one.board.preferences, text_size=22)
    one.driver.frames(3)
    assert one.shell.list.list.row_height > before * 1.3


def test_with_nothing_there_it_says_how_to_begin(stage: MakeStage) -> None:
    one = stage(conversations=CONVERSATIONS[:1])
    one.tell(ConversationGone(OPEN))
    assert one.shell.list.note.startswith("No conversations yet.")
    assert one.shell.chat.placeholder.parent is not None
