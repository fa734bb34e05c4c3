"""Looking for words in all conversations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kivy_client.core.model.commands import JumpTo, Open, Search
from kivy_client.core.model.conversations import Hit
from kivy_client.core.model.events import Found
from kivy_client.ui.keycodes import DOWN
from tests.kivy_client.gui.shell.conftest import OPEN, Stage
from tests.kivy_client.gui.window import ENTER, ESCAPE

pytestmark = pytest.mark.gui
MakeStage = Callable[..., Stage]
HITS = (
    Hit(OPEN, OPEN, "m30", 30, "heidi", "the patch", 30, 4, 9),
    Hit("alice", "alice", "m20", 20, "alice", "which patch?", 20, 6, 11),
    Hit(OPEN, OPEN, "", 10, "ivan", "patch", 10, 0, 5),
)


def pane(one: Stage) -> Any:
    return one.shell.side.panel


def found(one: Stage, hits: tuple[Hit, ...] = HITS, more: bool = False) -> None:
    one.driver.key(ord("f"), "ctrl", "shift")
    one.driver.until(lambda: pane(one).ids.search_field.focus, "it can be typed")
    one.driver.type("patch")
    one.driver.until(lambda: one.core.of(Search), "it is asked")
    one.tell(Found("patch", "", hits, more))


def test_hits_are_grouped_by_conversation() -> None:
    from kivy_client.ui.search.hits import Heading, grouped

    assert grouped(HITS) == [Heading(OPEN, OPEN, 2), HITS[0], HITS[2], Heading("alice", "alice", 1), HITS[1]]
    assert grouped(()) == []


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [("the patch", 4, 9), ("long " * 40 + "word" + " more" * 40, 200, 204), ("x" * 500, 490, 500), ("a\nb", 2, 3)],
)
def test_an_excerpt_has_the_word_where_it_says(text: str, start: int, end: int) -> None:
    from kivy_client.ui.search.hits import excerpt

    shown, first, last = excerpt(Hit("#a", "#a", "", 1, "n", text, 1, start, end))
    assert shown[first:last] == text[start:end]
    assert first < 40 and "\n" not in shown and len(shown) < 260


def test_impossible_places_of_a_word_do_no_harm() -> None:
    from kivy_client.ui.search.hits import excerpt

    for start, end in ((-5, 3), (50, 90), (5, 2), (0, 0)):
        shown, first, last = excerpt(Hit("#a", "#a", "", 1, "n", "short", 1, start, end))
        assert 0 <= first <= len(shown) and 0 <= last <= len(shown)


def test_enter_shows_the_newest_and_arrows_go_through_all(stage: MakeStage) -> None:
    one = stage()
    found(one)
    assert pane(one).note == "3 messages"
    one.driver.key(ENTER)
    assert one.core.of(JumpTo) == [JumpTo(OPEN, "m30", 30)]
    pane(one).ids.search_field.focus = True
    one.driver.key(DOWN)
    assert pane(one).list.focus
    for _ in range(4):
        one.driver.key(DOWN)
    one.driver.key(ENTER)
    assert one.core.of(JumpTo)[-1] == JumpTo("alice", "m20", 20)
    assert one.shell.side.name == "search", "there is room for both"


def test_where_there_is_no_room_for_both_the_message_is_shown(stage: MakeStage) -> None:
    one = stage(412, 700, current="")
    found(one, more=True)
    assert pane(one).note == "The newest 3 messages; there are more."
    one.driver.press(*pane(one).list.place(1), "left")
    assert one.core.of(JumpTo) == [JumpTo(OPEN, "m30", 30)]
    assert one.shell.side.panel is None


def test_a_heading_opens_its_conversation(stage: MakeStage) -> None:
    one = stage(412, 700, current="")
    found(one)
    one.driver.press(*pane(one).list.place(3), "left")
    assert one.core.of(Open)[-1].conversation == "alice"
    assert one.seen == ("chat",)


def test_nothing_found_and_nothing_wanted(stage: MakeStage) -> None:
    one = stage(412, 700, current="")
    found(one, ())
    assert pane(one).note == "Nothing was found."
    shown = pane(one)
    shown.ids.search_field.text = ""
    one.driver.until(lambda: one.core.of(Search)[-1] == Search("", ""), "the search is ended")
    assert "All words" in shown.note
    one.driver.key(ESCAPE)
    assert one.shell.side.panel is None
    one.tell(Found("patch", "", HITS))
    assert shown.list.items == []


def test_a_text_that_was_typed_elsewhere_is_looked_for_at_once(stage: MakeStage) -> None:
    one = stage(412, 700, current="")
    one.shell.open("search", text="patch")
    one.driver.frames(2)
    assert one.core.of(Search) == [Search("patch", "")]


def test_odd_messages_are_drawn(stage: MakeStage) -> None:
    one = stage(412, 700, current="")
    texts = ("[b]x[/b]", "שלום עליכם", "W" * 4000, "👩\u200d👩\u200d👧" * 40, "")
    found(one, tuple(Hit(OPEN, OPEN, "", row, text[:9], text, row, 0, 3) for row, text in enumerate(texts)))
    one.driver.frames(4)
    assert len(pane(one).list.items) == len(texts) + 1
