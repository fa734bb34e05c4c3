"""Looking for words in the open conversation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kivy_client.core.model.commands import JumpTo, Search
from kivy_client.core.model.conversations import Hit
from kivy_client.core.model.events import Found
from kivy_client.ui.keycodes import DOWN, UP
from tests.kivy_client.gui.fake_core import OFFLINE
from tests.kivy_client.gui.shell.conftest import OPEN, Stage
from tests.kivy_client.gui.window import ENTER, ESCAPE

pytestmark = pytest.mark.gui
MakeStage = Callable[..., Stage]
HITS = tuple(Hit(OPEN, OPEN, f"m{row}", row, "heidi", "the patch", row, 4, 9) for row in (30, 20, 10))


@pytest.fixture
def one(stage: MakeStage) -> Stage:
    """Something was looked for and found."""
    made = stage(480, 640, current="")
    made.open()
    made.driver.key(ord("f"), "ctrl")
    made.driver.until(lambda: bar(made).ids.search_field.focus, "it can be typed")
    made.driver.type("patch ")
    made.driver.until(lambda: made.core.of(Search), "it is asked")
    made.tell(Found("patch", OPEN, HITS))
    return made


def bar(one: Stage) -> Any:
    return one.shell.chat.search


def rows(one: Stage) -> list[int]:
    return [command.row for command in one.core.of(JumpTo)]


def test_it_asks_once_for_what_is_typed_and_shows_the_newest(one: Stage) -> None:
    assert one.core.of(Search) == [Search("patch", OPEN)]
    assert one.core.of(JumpTo) == [JumpTo(OPEN, "m30", 30)]
    assert (bar(one).count, bar(one).can_step) == ("1 of 3", True)


def test_keys_and_buttons_go_from_one_to_the_next_and_round(one: Stage) -> None:
    one.driver.key(ENTER)
    one.driver.tap(bar(one).ids.older_button)
    assert (rows(one), bar(one).count) == ([30, 20, 10], "3 of 3")
    one.driver.key(UP)
    assert rows(one)[-1] == 30
    one.driver.key(ENTER, "shift")
    one.driver.tap(bar(one).ids.newer_button)
    one.driver.key(DOWN)
    assert rows(one)[3:] == [30, 10, 20, 30]
    assert bar(one).ids.search_field.focus


def test_nothing_found_more_found_and_late_answers(one: Stage) -> None:
    one.tell(Found("other", OPEN, HITS), Found("patch", "", HITS))
    assert len(rows(one)) == 1, "nobody asked for these"
    one.tell(Found("patch", OPEN, HITS, more=True))
    assert bar(one).count == "1 of 3+"
    one.tell(Found("patch", OPEN, ()))
    assert (bar(one).count, bar(one).can_step) == ("Nothing found", False)
    one.driver.key(ENTER)
    assert len(rows(one)) == 2


def test_enter_does_not_wait(one: Stage) -> None:
    one.driver.type("x")
    one.driver.key(ENTER)
    assert one.core.of(Search)[-1] == Search("patch x", OPEN)


def test_esc_closes_it_and_the_field_has_the_keyboard(one: Stage) -> None:
    one.driver.key(ESCAPE)
    assert not bar(one).shown
    assert one.core.of(Search)[-1] == Search("", "")
    one.driver.until(lambda: one.shell.chat.composer.field.focus, "the keyboard is back")
    one.driver.frames(2)
    assert bar(one).height == 0
    one.driver.key(ord("f"), "ctrl")
    one.driver.until(lambda: one.core.of(Search)[-1] == Search("patch", OPEN), "the same is looked for again")


def test_another_conversation_ends_it(one: Stage) -> None:
    one.open("alice")
    assert not bar(one).shown
    assert one.core.of(Search)[-1] == Search("", "")


def test_it_works_without_a_connection_and_leads_to_everywhere(stage: MakeStage) -> None:
    one = stage(1280, 800)
    one.tell(OFFLINE)
    one.shell.search_here()
    one.driver.frames(2)
    one.driver.type("patch")
    one.driver.until(lambda: one.core.of(Search) == [Search("patch", OPEN)], "it is asked")
    one.driver.frames(3)
    one.driver.tap(bar(one).ids.everywhere_button)
    assert (one.shell.side.name, bar(one).shown) == ("search", False)
    assert one.core.of(Search)[-1] == Search("patch", "")
