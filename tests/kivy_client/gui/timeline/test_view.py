"""The list in a window: it sticks to the bottom, stays where it was left, paints only what is in sight."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from kivy_client.core.model.commands import JumpToLatest, LoadNewer, LoadOlder, MarkRead
from kivy_client.core.model.entries import Entry, Reaction, Splice
from kivy_client.core.model.events import EndReached, Opened, Spliced
from tests.kivy_client.gui.timeline.conftest import ROOM, Stage

pytestmark = pytest.mark.gui
FIRST = 1_763_800_000_000_000
MINUTE = 60_000_000


def messages(first: int, count: int) -> tuple[Entry, ...]:
    return tuple(
        Entry(str(n), "message", f"nick{n % 5}", f"number {n} " + "word " * (n % 17), FIRST + n * MINUTE, msgid=f"m{n}")
        for n in range(first, first + count)
    )


@pytest.fixture
def room(stage: Callable[..., Stage]) -> Stage:
    """300 messages, at the end of them."""
    one = stage()
    one.apply(Opened(ROOM, messages(1000, 300)))
    return one


def spliced(at: int, removed: int, entries: tuple[Entry, ...], newer: bool = False) -> Spliced:
    return Spliced(ROOM, (Splice(at, removed, entries),), newer)


def places(stage: Stage) -> dict[str, int]:
    """Where in the window each entry in sight is."""
    return {entry.key: round(stage.view.place(entry.key)[1]) for entry in stage.view.visible}


def pixels(stage: Stage) -> bytes:
    """What is drawn, but for the scroll bar."""
    picture = stage.driver.picture()
    row, kept = 3 * picture.width, 3 * (picture.width - 8)
    return b"".join(picture.data[at : at + kept] for at in range(0, len(picture.data), row))


def scroll(stage: Stage, pixels: float) -> None:
    """Up, for a positive number; no further than there is something."""
    stage.view.scroll_by(pixels)
    stage.driver.frames(3)


def test_it_sticks_to_the_bottom(room: Stage) -> None:
    assert room.view.visible[-1].key == "1299"
    room.apply(spliced(300, 0, messages(1300, 10)))
    assert room.view.visible[-1].key == "1309"
    assert (room.view.scroll_y, room.view.at_bottom, room.view.unseen) == (0, True, 0)


@pytest.mark.parametrize("place", [{"unread_from": "1298"}, {"focus": "1298"}])
def test_it_begins_in_its_place_though_its_size_comes_later(stage: Callable[..., Stage], place: dict[str, str]) -> None:
    room = stage(480, 60)
    room.apply(Opened(ROOM, messages(1000, 300), **place))
    room.driver.resize(480, 800)
    assert room.view.at_bottom
    room.driver.wheel(room.view, 5)
    last = room.view.visible[-1].key
    room.driver.resize(480, 700)
    assert room.view.visible[-1].key == last != "1299", "it was scrolled"


def test_only_what_is_in_sight_has_a_row(room: Stage) -> None:
    room.driver.wheel(room.view, 30)
    assert len(room.view.visible) < 30
    assert room.view.visible[-1].key != "1299"
    assert room.view._sight.rows < 60


def test_nothing_is_painted_outside_of_the_list(stage: Callable[..., Stage]) -> None:
    room = stage(theme="light")
    room.pane.size_hint_y, room.pane.height, room.pane.y = None, 480, 160
    room.apply(Opened(ROOM, messages(1000, 60)))
    for _ in range(12):
        scroll(room, 5)
        picture = room.driver.picture()
        outside = 3 * picture.width * 150
        assert len(set(zip(*[iter(picture.data[:outside] + picture.data[-outside:])] * 3, strict=True))) == 1


def test_left_alone_not_a_pixel_moves_whatever_comes_above_or_below(room: Stage) -> None:
    room.driver.wheel(room.view, 15)
    room.pane.latest.opacity = 0
    before, drawn = places(room), pixels(room)
    room.apply(spliced(300, 0, messages(1300, 20)))
    assert (places(room), pixels(room)) == (before, drawn)
    room.apply(spliced(0, 0, messages(900, 100)))
    assert (places(room), pixels(room)) == (before, drawn)
    room.apply(spliced(0, 50, ()), spliced(360, 10, ()))
    assert (places(room), pixels(room)) == (before, drawn)
    assert (room.view.at_bottom, room.view.unseen) == (False, 20)


def test_what_changes_in_sight_moves_only_what_is_above_it(room: Stage) -> None:
    room.driver.wheel(room.view, 15)
    before, middle = places(room), room.view.visible[len(room.view.visible) // 2]
    changed = replace(middle, reactions=(Reaction("🎉", ("eve",)),))
    room.apply(spliced(room.view.entries.index(middle), 1, (changed,)))
    after = places(room)
    assert [key for key in before if int(key) >= int(middle.key) and before[key] != after[key]] == []
    assert all(after[key] > before[key] for key in after.keys() & before.keys() if int(key) < int(middle.key))


def test_scrolling_back_down_sticks_again(room: Stage) -> None:
    room.driver.wheel(room.view, 3)
    assert not room.view.at_bottom
    room.driver.wheel(room.view, -5)
    room.apply(spliced(300, 0, messages(1300, 1)))
    assert room.view.visible[-1].key == "1300"


def test_a_button_with_a_count_goes_back_to_the_newest(room: Stage) -> None:
    latest = room.pane.latest
    assert not latest.shown
    room.driver.wheel(room.view, 15)
    room.apply(spliced(300, 0, messages(1300, 3)))
    assert (latest.shown, latest.count) == (True, 3)
    room.driver.tap(latest)
    room.driver.frames(3)
    assert room.view.visible[-1].key == "1302"
    assert (latest.shown, latest.count) == (False, 0)


def test_other_widths_and_sizes_keep_the_place(room: Stage) -> None:
    from kivy_client.core.model.servers import Preferences
    from kivy_client.ui.theme import theme

    room.driver.wheel(room.view, 40)
    lowest = room.view.visible[-1].key
    room.driver.resize(360, 640)
    assert room.view.visible[-1].key == lowest
    height = room.view._column.height
    theme.apply(Preferences(theme="light", text_size=22))
    room.driver.frames(3)
    assert room.view._column.height > 1.2 * height
    assert room.view.visible[-1].key == lowest


def test_older_ones_are_asked_for_once_until_they_come(room: Stage) -> None:
    assert room.asks(LoadOlder) == []
    scroll(room, 1_000_000)
    room.driver.until(lambda: room.asks(LoadOlder), "older ones are asked for")
    room.driver.frames(5)
    assert room.asks(LoadOlder) == [LoadOlder(ROOM)]
    room.apply(spliced(0, 0, messages(900, 100)))
    scroll(room, 1_000_000)
    assert len(room.asks(LoadOlder)) == 2
    room.apply(EndReached(ROOM))
    room.apply(replace(spliced(0, 0, messages(899, 1)), older=False))
    scroll(room, 1_000_000)
    assert len(room.asks(LoadOlder)) == 2


def test_after_the_oldest_were_let_go_they_are_asked_for_again(room: Stage) -> None:
    room.apply(EndReached(ROOM))
    room.apply(spliced(0, 100, ()))
    scroll(room, 1_000_000)
    assert room.asks(LoadOlder) == [LoadOlder(ROOM)]


def test_where_nothing_came_it_is_asked_again_but_not_at_once(
    stage: Callable[..., Stage], monkeypatch: pytest.MonkeyPatch
) -> None:
    from kivy_client.ui.timeline import pane

    monkeypatch.setattr(pane, "_AGAIN_SECONDS", 0.5)
    room = stage()
    room.apply(Opened(ROOM, messages(0, 100), focus="50", newer=True))
    for kind, pixels in ((LoadOlder, 1_000_000), (LoadNewer, -1_000_000)):
        scroll(room, pixels)
        room.driver.until(lambda kind=kind: room.asks(kind), "more are asked for")
        before = len(room.asks(kind))
        room.apply(Spliced(ROOM, (), newer=True))
        room.driver.frames(5)
        assert len(room.asks(kind)) == before
        room.driver.until(lambda kind=kind, before=before: len(room.asks(kind)) > before, "they are asked for again")


def test_an_empty_conversation_asks_again_by_itself(
    stage: Callable[..., Stage], monkeypatch: pytest.MonkeyPatch
) -> None:
    from kivy_client.ui.timeline import pane

    monkeypatch.setattr(pane, "_AGAIN_SECONDS", 0.2)
    room = stage()
    room.apply(Opened("#other", ()))
    room.driver.until(lambda: room.asks(LoadOlder), "older ones are asked for")
    room.apply(Spliced("#other", ()))
    assert room.pane.note.words == "Looking for messages …"
    room.driver.until(lambda: len(room.asks(LoadOlder)) == 2, "after some seconds")


def test_in_the_past_newer_ones_are_asked_for_and_nothing_sticks(room: Stage) -> None:
    room.apply(Opened(ROOM, messages(0, 100), focus="50", newer=True))
    assert "50" in places(room)
    assert room.pane.latest.shown
    scroll(room, -1_000_000)
    room.driver.until(lambda: room.asks(LoadNewer), "newer ones are asked for")
    before = places(room)
    room.apply(spliced(100, 0, messages(100, 50), newer=True))
    assert places(room).items() >= before.items()
    room.driver.tap(room.pane.latest)
    assert room.asks(JumpToLatest) == [JumpToLatest(ROOM)]


def test_it_opens_at_the_first_unread_message(room: Stage) -> None:
    room.apply(Opened(ROOM, messages(0, 100), unread_from="60"))
    assert room.view.visible[0].key == "60"
    room.apply(Opened(ROOM, messages(0, 100), unread_from="98"))
    assert (room.view.visible[-1].key, room.view.at_bottom) == ("99", True)


def test_what_is_seen_is_read_and_nothing_else(room: Stage) -> None:
    assert room.asks(MarkRead) == [MarkRead(ROOM, FIRST + 1299 * MINUTE)]
    room.pane.foreground = False
    room.apply(spliced(300, 0, messages(1300, 2)))
    assert len(room.asks(MarkRead)) == 1
    assert room.view.unread_from == "1300"
    room.pane.foreground = True
    assert room.asks(MarkRead)[1:] == [MarkRead(ROOM, FIRST + 1301 * MINUTE)]
    room.driver.wheel(room.view, 15)
    room.apply(spliced(302, 0, messages(1302, 2)))
    assert len(room.asks(MarkRead)) == 2


def test_what_is_opened_far_above_its_end_is_not_read(room: Stage) -> None:
    room.apply(Opened("#past", messages(0, 100), focus="50", newer=True))
    room.driver.wheel(room.view, 5)
    room.apply(Opened("#far", messages(0, 300), unread_from="60"))
    assert room.view.visible[0].key == "60"
    assert [one.conversation for one in room.asks(MarkRead)] == [ROOM]
    scroll(room, -1_000_000)
    assert room.asks(MarkRead)[1:] == [MarkRead("#far", FIRST + 299 * MINUTE)]


def test_own_lines_that_wait_are_no_sign_of_what_was_read(room: Stage) -> None:
    waiting = Entry("w", "message", "mira", "hello?", FIRST + 1400 * MINUTE, own=True, state="waiting")
    room.apply(spliced(300, 0, (waiting,)))
    assert room.asks(MarkRead) == [MarkRead(ROOM, FIRST + 1299 * MINUTE)]
    room.apply(spliced(300, 0, messages(1300, 1)))
    assert room.asks(MarkRead)[1:] == [MarkRead(ROOM, FIRST + 1300 * MINUTE)]


def test_what_one_says_is_shown_wherever_one_was(room: Stage) -> None:
    room.driver.wheel(room.view, 30)
    waiting = Entry("w", "message", "mira", "hello?", FIRST + 1400 * MINUTE, own=True, state="waiting")
    elsewhere = replace(waiting, key="e", state="kept")
    room.apply(spliced(300, 0, (elsewhere,)))
    assert (room.view.at_bottom, room.view.unseen) == (False, 0)
    room.apply(spliced(301, 0, (waiting,)))
    assert (room.view.at_bottom, room.view.visible[-1].key) == (True, "w")
    room.driver.wheel(room.view, 30)
    room.apply(spliced(301, 1, (replace(waiting, state="sent"),)))
    assert not room.view.at_bottom
    room.apply(spliced(301, 0, messages(1300, 2)))
    assert room.view.unseen == 2


def test_a_fling_ends_where_another_conversation_begins(room: Stage) -> None:
    room.driver.wheel(room.view, 30)
    room.view.effect_y.velocity = 5000
    room.view.effect_y.trigger_velocity_update()
    room.apply(Opened("#far", messages(0, 300), unread_from="60"))
    room.driver.frames(10)
    assert room.view.visible[0].key == "60"


def test_what_is_behind_another_pane_is_read_when_it_is_back(room: Stage) -> None:
    from kivy.core.window import Window

    Window.remove_widget(room.pane)
    room.apply(spliced(300, 0, messages(1300, 2)))
    assert len(room.asks(MarkRead)) == 1
    assert room.view.unread_from == "1300"
    Window.add_widget(room.pane)
    assert room.asks(MarkRead)[1:] == [MarkRead(ROOM, FIRST + 1301 * MINUTE)]


def test_nothing_open_shows_nothing(room: Stage) -> None:
    room.apply(Opened("#other", (), older=False))
    assert room.pane.note.words == "No messages here yet."
    room.pane.board.current = ""
    room.driver.frames(2)
    assert (room.view.visible, room.pane.note.words) == ([], "")


ODD_TEXTS = [
    "",
    " ",
    "\u0301",
    "W" * 2000,
    "漢字" * 300,
    "👩\u200d👩\u200d👧" * 50,
    "a\u200db",
    "שלום עליכם",
    "[b]no[/b]\n" * 90,
]


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_any_text_can_be_drawn_and_none_is_markup(room: Stage, text: str) -> None:
    shapes: Any = ("message", "action", "notice", "happening")
    entries = [Entry(shape, shape, text or "n", text, FIRST, reactions=()) for shape in shapes]
    room.apply(Opened(ROOM, tuple(entries)))
    for entry in room.view.visible:
        layout = room.view.place(entry.key)[2]
        assert layout.x >= 0 and layout.x + layout.width <= room.view.width
