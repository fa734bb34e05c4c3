"""The list of messages in a window: it sticks to the bottom, stays where it was left, draws only what is in sight."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from kivy_client.core.timeline import Entry, Splice

if TYPE_CHECKING:
    from tests.kivy_client.gui.driver import Driver

pytestmark = pytest.mark.gui
FIRST = 1_763_800_000_000_000
MINUTE = 60_000_000


def messages(start: int, count: int) -> tuple[Entry, ...]:
    return tuple(
        Entry("message", f"nick{n % 5}", f"number {n} " + "word " * (n % 17), FIRST + n * MINUTE, msgid=str(n))
        for n in range(start, start + count)
    )


@pytest.fixture
def driver(open_app: Callable[..., Driver]) -> Driver:
    """The app, showing the lobby, without a server."""
    driver = open_app()
    driver.app.root.current = "lobby"
    driver.frames(3)
    return driver


@pytest.fixture
def timeline(driver: Driver) -> Any:
    view = driver.app.lobby.ids.timeline
    view.apply(Splice(0, 0, messages(1000, 300)))
    driver.frames(3)
    return view


def test_it_sticks_to_the_bottom(driver: Driver, timeline: Any) -> None:
    assert timeline.visible[-1].msgid == "1299"
    timeline.apply(Splice(300, 0, messages(1300, 10)))
    driver.frames(3)
    assert timeline.visible[-1].msgid == "1309"
    assert (timeline.scroll_y, timeline.at_bottom, timeline.unseen) == (0, True, 0)


def test_only_what_is_in_sight_has_a_row(driver: Driver, timeline: Any) -> None:
    assert len(timeline.visible) < 40
    driver.wheel(timeline, 15)
    assert len(timeline.visible) < 40
    assert timeline.visible[-1].msgid != "1299"
    assert len(timeline._rows) + len(timeline._spare) < 80


def places(view: Any) -> dict[str, int]:
    """Where in the window each message in sight is."""
    return {row.entry.msgid: round(row.to_window(0, row.y)[1]) for row in view._rows.values()}


def test_left_alone_it_does_not_move_whatever_comes(driver: Driver, timeline: Any) -> None:
    driver.wheel(timeline, 15)
    before = places(timeline)
    timeline.apply(Splice(300, 0, messages(1300, 20)))
    driver.frames(3)
    assert places(timeline) == before
    timeline.apply(Splice(0, 0, messages(900, 100)))
    driver.frames(3)
    assert places(timeline) == before
    assert not timeline.at_bottom
    assert timeline.unseen == 20


def test_scrolling_back_down_sticks_again(driver: Driver, timeline: Any) -> None:
    driver.wheel(timeline, 3)
    assert not timeline.at_bottom
    driver.wheel(timeline, -5)
    assert timeline.at_bottom
    timeline.apply(Splice(300, 0, messages(1300, 1)))
    driver.frames(3)
    assert timeline.visible[-1].msgid == "1300"


def test_a_button_goes_back_to_the_newest(driver: Driver, timeline: Any) -> None:
    driver.wheel(timeline, 15)
    timeline.apply(Splice(300, 0, messages(1300, 3)))
    driver.frames(3)
    button = driver.app.lobby.ids.newest_button
    assert button.text == "↓ 3 new"
    driver.tap(button)
    driver.frames(3)
    assert timeline.visible[-1].msgid == "1302"
    assert (timeline.at_bottom, timeline.unseen, button.opacity) == (True, 0, 0)


def test_another_width_means_other_lines_and_the_same_place(driver: Driver, timeline: Any) -> None:
    height = timeline._tops[-1]
    driver.resize(360, 640)
    assert timeline._tops[-1] > height
    assert timeline.visible[-1].msgid == "1299"


def test_entries_are_replaced_and_removed_in_place(driver: Driver, timeline: Any) -> None:
    [other] = messages(5000, 1)
    timeline.apply(Splice(299, 1, (other,)))
    driver.frames(3)
    assert timeline.visible[-1] is other
    timeline.apply(Splice(10, 290, ()))
    driver.frames(3)
    assert timeline.entries == list(messages(1000, 10))
    timeline.clear()
    driver.frames(3)
    assert timeline.visible == []


@pytest.mark.parametrize("character", "☺☹✓◷✕↓…ŁéжώПΕא★→")
def test_the_font_has_a_glyph(window: Any, character: str) -> None:
    from kivy.core.text import Label

    from kivy_client.ui import fonts

    fonts.register()

    def pixels(text: str) -> bytes:
        label = Label(text=text, font_name=fonts.FONT, font_size=30)
        label.refresh()
        return bytes(label.texture.pixels)

    assert pixels(character) != pixels("\U000ffffe"), "it is drawn as the box of a missing glyph"


def test_remote_text_is_not_markup(driver: Driver) -> None:
    lobby, view = driver.app.lobby, driver.app.lobby.ids.timeline
    view.apply(Splice(0, 0, (Entry("message", "[i]bob[/i]", "[size=99]big[/size] [ref=x]link[/ref]", FIRST),)))
    driver.frames(3)
    [row] = view._rows.values()
    assert row.layout.text == "[size=99]big[/size] [ref=x]link[/ref]"
    assert row.layout.name == "[i]bob[/i]"
    assert not any(getattr(label, "markup", False) for label in (lobby.ids.title, lobby.ids.subtitle))


ODD_TEXTS = ["", " ", "\u0301", "W" * 2000, "漢字" * 300, "👩\u200d👩\u200d👧" * 50, "a\u200db", "שלום עליכם"]


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_any_text_can_be_drawn(driver: Driver, text: str) -> None:
    view = driver.app.lobby.ids.timeline
    entries = [Entry(shape, "n", text, FIRST) for shape in ("message", "action", "notice", "private", "happening")]
    view.apply(Splice(0, 0, (*entries, Entry("message", text or "n", "x", FIRST))))
    driver.frames(3)
    for index in range(len(view.entries)):
        assert view._layouts[index].width <= view.width
