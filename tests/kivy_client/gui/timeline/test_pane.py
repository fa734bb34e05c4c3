"""What a person does with the timeline: tap, hold, type; what it asks the core and tells the window."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kivy_client.core.model.commands import Discard, JumpTo, React, Redact, Resend
from kivy_client.core.model.conversations import Conversation, Kind
from kivy_client.core.model.entries import Quote, Reaction, Splice
from kivy_client.core.model.events import ConversationChanged, Opened, Spliced, TypingChanged
from tests.kivy_client.gui.timeline.conftest import ROOM, Stage
from tests.kivy_client.gui.timeline.conversation import ODDITIES, WORK, said
from tests.kivy_client.gui.window import ENTER, ESCAPE

pytestmark = pytest.mark.gui
UP, DOWN, END, HOME, PAGE_UP, PAGE_DOWN, DELETE = 273, 274, 279, 278, 280, 281, 127


@pytest.fixture
def room(stage: Callable[..., Stage]) -> Stage:
    one = stage(720, 1000)
    one.apply(Opened(ROOM, WORK + ODDITIES, older=False))
    return one


def entry(stage: Stage, key: str) -> object:
    return stage.view.entry(key)


def choose(stage: Stage, label: str) -> None:
    """Tap a line of the open menu."""
    menu = stage.pane.menu
    stage.driver.frames(2)
    hit = next(one for one in menu._shown.hits if int(one.target) == menu.labels.index(label))
    stage.driver.press(hit.x + hit.width / 2, hit.y + hit.height / 2)
    stage.driver.frames(2)


def open_menu(stage: Stage, key: str) -> None:
    stage.view.reveal(key)
    stage.driver.frames(2)
    x, y, layout = stage.view.place(key)
    stage.press(x + layout.x + layout.width / 2, y + layout.text_y + 8, "right")
    stage.driver.frames(2)


def test_taps_mean_what_they_hit(room: Stage) -> None:
    room.tap_hit("b1", "link")
    room.tap_hit("b1", "nick")
    assert room.told == [("on_link", "https://ci.example.org/builds/4711"), ("on_profile", "pipeline")]
    room.tap_hit("f1", "retry")
    room.tap_hit("q1", "reaction")
    room.tap_hit("e1", "reaction")
    room.tap_hit("q1", "quote")
    assert room.asked[-4:] == [
        Resend(ROOM, "f1"),
        React(ROOM, "q1", "👀", on=False),
        React(ROOM, "e1", "😂"),
        JumpTo(ROOM, "x"),
    ]


def test_a_quote_of_what_is_here_is_shown_at_once(room: Stage) -> None:
    room.driver.resize(720, 400)
    room.view.reveal("4")
    room.driver.frames(3)
    room.tap_hit("4", "quote")
    room.driver.frames(3)
    _, y, layout = room.view.place("3")
    assert 0 < y < room.view.height - layout.height
    assert room.asks(JumpTo) == []


def test_a_folded_happening_opens_and_closes(room: Stage) -> None:
    height = room.view.place("h1")[2].height
    room.tap_hit("h1", "fold")
    room.driver.frames(3)
    assert room.view.place("h1")[2].height > height + 30
    room.tap_hit("h1", "fold")
    room.driver.frames(3)
    assert room.view.place("h1")[2].height == height


def test_a_drag_is_no_tap(room: Stage) -> None:
    room.driver.wheel(room.view, 1)
    before = list(room.told)
    assert before == []


def test_the_menu_offers_what_can_be_done(room: Stage) -> None:
    open_menu(room, "b1")
    assert room.pane.menu.labels[-5:] == ["Open link", "Copy text", "Select text", "Copy link", "About pipeline"]
    choose(room, "Reply")
    assert room.told == [("on_reply", entry(room, "b1"))]
    open_menu(room, "b1")
    choose(room, "👍")
    assert room.asked[-1] == React(ROOM, "b1", "👍")
    open_menu(room, "b1")
    choose(room, "more")
    assert room.told[-1] == ("on_pick_sign", entry(room, "b1"))


def test_a_long_press_opens_the_menu_and_does_not_choose(room: Stage) -> None:
    x, y, layout = room.view.place("a1")
    room.driver.press(x + layout.x + 5, y + 30, hold=lambda: room.pane.menu is not None)
    room.driver.frames(3)
    assert room.pane.menu.parent is not None
    assert room.told == []
    room.driver.key(ESCAPE)
    assert room.pane.menu.parent is None


def test_what_removes_is_asked_twice(room: Stage) -> None:
    open_menu(room, "7")
    choose(room, "Remove for everyone")
    assert room.asks(Redact) == []
    choose(room, "Really remove for everyone?")
    assert room.asks(Redact) == [Redact(ROOM, "7")]
    open_menu(room, "f2")
    choose(room, "Discard")
    choose(room, "Really discard?")
    assert room.asks(Discard) == [Discard(ROOM, "f2")]


def test_only_operators_remove_what_others_said(room: Stage) -> None:
    open_menu(room, "b1")
    assert "Remove for everyone" not in room.pane.menu.labels
    room.driver.key(ESCAPE)
    room.apply(ConversationChanged(Conversation(ROOM, ROOM, Kind.ROOM, operator=True)))
    open_menu(room, "b1")
    assert "Remove for everyone" in room.pane.menu.labels
    room.driver.key(ESCAPE)


def test_all_of_it_by_keyboard(room: Stage) -> None:
    from kivy.core.clipboard import Clipboard

    view = room.view
    room.view.focus = True
    assert (view.selected, view.show_selected) == ("q1", True)
    room.driver.key(UP)
    assert view.selected == "f2"
    room.driver.key(ord("c"), "ctrl")
    assert Clipboard.paste() == "And this one went into a tunnel"
    room.driver.key(ord("r"))
    assert room.told[-1] == ("on_reply", entry(room, "f2"))
    room.driver.key(HOME)
    assert view.selected == "1"
    assert view.visible[0].key == "1"
    room.driver.key(DOWN)
    assert view.selected == "2"
    room.driver.key(END)
    assert (view.selected, view.at_bottom) == ("q1", True)
    room.driver.key(PAGE_UP)
    assert not view.at_bottom
    room.driver.key(PAGE_DOWN)
    assert view.at_bottom


def test_the_menu_by_keyboard(room: Stage) -> None:
    room.view.focus = True
    room.view.selected = "b1"
    room.driver.key(ENTER)
    room.driver.frames(2)
    assert room.pane.menu.labels[room.pane.menu._current] == "Reply"
    for _ in range(5):
        room.driver.key(DOWN)
    room.driver.key(ENTER)
    assert room.told == [("on_profile", "pipeline")]
    room.view.selected = "h1"
    room.driver.key(ENTER)
    assert room.view.place("h1")[2].opened


def test_a_part_of_a_text_can_be_copied(room: Stage) -> None:
    from kivy.core.clipboard import Clipboard

    open_menu(room, "4")
    choose(room, "Select text")
    selection = room.pane.selection
    assert selection.text.count("\n") == 1
    assert selection.chosen == room.view.entry("4").text
    selection.select_text(7, 60)
    selection.copy()
    assert Clipboard.paste() == room.view.entry("4").text[7:60]
    selection.focus = False
    assert room.pane.selection is None
    assert selection.parent is None


def test_a_selection_stays_over_its_text_until_that_is_out_of_sight(room: Stage) -> None:
    open_menu(room, "q1")
    choose(room, "Select text")
    selection = room.pane.selection

    def above_the_row() -> float:
        return float(selection.y - room.view.place("q1")[1])

    beside, low = above_the_row(), selection.y
    came = said("n2", "bob", "and one more", "10:09")
    room.apply(Spliced(ROOM, (Splice(len(WORK + ODDITIES), 0, (came,)),)))
    assert room.pane.selection is selection
    assert selection.y > low + 20
    assert above_the_row() == beside
    room.driver.wheel(room.view, 1)
    assert above_the_row() == beside
    room.driver.wheel(room.view, 30)
    assert room.pane.selection is None


LONG = "\n".join(f"line {number}" for number in range(70))
OTHERS = (
    said("l1", "bob", "See https://a.example/1, https://b.example/2", "10:10"),
    said("l2", "bob", LONG, "10:10"),
    said("l3", "bob", "yes", "10:11", quote=Quote("l1", "bob", "See")),
    said("l4", "bob", "no", "10:11", reactions=(Reaction("🦊", ("heidi", "mira"), True),)),
)


@pytest.mark.parametrize(
    ("key", "label", "told", "asked"),
    [
        ("l1", "Open https://b.example/2", ("on_link", "https://b.example/2"), None),
        ("b1", "Open link", ("on_link", "https://ci.example.org/builds/4711"), None),
        ("q1", "Show what it answers", None, JumpTo(ROOM, "x")),
        ("l4", "🦊 heidi and mira", None, React(ROOM, "l4", "🦊", on=False)),
        ("f1", "Send again", None, Resend(ROOM, "f1")),
        ("l1", "About bob", ("on_profile", "bob"), None),
    ],
)
def test_what_a_tap_does_a_key_does_too(room: Stage, key: str, label: str, told: object, asked: object) -> None:
    room.apply(Opened(ROOM, WORK + ODDITIES + OTHERS, older=False))
    room.view.focus = True
    room.view.selected = key
    room.driver.key(ENTER)
    menu = room.pane.menu
    while menu.labels[menu._current] != label:
        room.driver.key(DOWN)
    room.driver.frames(2)
    assert any(int(one.target) == menu._current for one in menu._shown.hits), "it is in sight"
    room.driver.key(ENTER)
    assert room.told == ([told] if told else [])
    assert (room.asked[-1] == asked) if asked else not room.asks(JumpTo)


def test_a_long_text_is_shown_and_folded_by_keyboard(room: Stage) -> None:
    room.apply(Opened(ROOM, WORK + ODDITIES + OTHERS, older=False))
    room.view.focus = True
    heights = []
    for label in ("Show all of it", "Show less"):
        room.view.selected = "l2"
        room.view.reveal("l2")
        room.driver.key(ENTER)
        choose(room, label)
        room.view.reveal("l2")
        heights.append(room.view.place("l2")[2].height)
    assert heights[0] > heights[1] + 100


def test_delete_offers_to_remove_and_nothing_else(room: Stage) -> None:
    room.view.focus = True
    room.view.selected = "7"
    room.driver.key(DELETE)
    room.driver.key(ENTER)
    assert room.asks(Redact) == []
    room.driver.key(ENTER)
    assert room.asks(Redact) == [Redact(ROOM, "7")]
    room.view.selected = "b1"
    menu = room.pane.menu
    room.driver.key(DELETE)
    assert room.pane.menu is menu
    assert room.told == []


def test_in_a_low_window_the_menu_scrolls(room: Stage) -> None:
    room.apply(Opened(ROOM, OTHERS, older=False))
    room.driver.resize(640, 300)
    room.view.focus = True
    room.view.selected = "l1"
    room.driver.key(ENTER)
    room.driver.frames(2)
    menu = room.pane.menu

    def shown() -> list[str]:
        room.driver.frames(2)
        assert all(one.y >= 0 and one.y + one.height <= 300 for one in menu._shown.hits)
        return [menu.labels[int(one.target)] for one in menu._shown.hits if menu.labels[int(one.target)].isascii()]

    first, last = menu.labels[7], menu.labels[-1]
    assert first in shown()
    assert last not in shown()
    room.driver.wheel(room.view, -20)
    assert last in shown()
    assert first not in shown()
    room.driver.key(UP)
    room.driver.key(DOWN)
    assert first in shown()
    choose(room, shown()[1])
    assert menu.parent is None


def test_what_is_chosen_is_never_done_in_another_conversation(room: Stage) -> None:
    open_menu(room, "7")
    menu, picked = room.pane.menu, entry(room, "b1")
    room.apply(Opened("#other", OTHERS, older=False))
    assert menu.parent is None
    room.pane.react(picked, "👍")
    assert room.asks(React) == []


def test_the_note_has_room_for_its_words(stage: Callable[..., Stage]) -> None:
    empty = stage()
    empty.apply(Opened(ROOM, ()))
    sheet = empty.pane.note.sheet()
    pill, words = sheet.boxes[0], sheet.pieces[0]
    wide = empty.view.ink.faces.small.width(words.text, words.bold)
    assert abs((words.x - pill.x) - (pill.x + pill.width - words.x - wide)) <= 1


def test_who_types_is_told(room: Stage) -> None:
    room.apply(TypingChanged(ROOM, ("heidi", "ivan")))
    words = "".join(piece.text for piece in room.pane.typing.sheet().pieces)
    assert words == "heidi and ivan are typing …"
    room.apply(TypingChanged(ROOM, ()))
    assert room.pane.typing.sheet().pieces == []
