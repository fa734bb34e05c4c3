"""Buttons, fields and switches, by finger and by keys."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kivy_client.gui.controls.conftest import Show
from tests.kivy_client.gui.window import ENTER, ESCAPE

pytestmark = pytest.mark.gui

TAB, SPACE = 9, 32


def tally(widget: Any) -> list[str]:
    told: list[str] = []
    widget.bind(on_release=lambda _: told.append("released"))
    return told


def test_a_button_is_pressed_by_finger_and_by_keys(show: Show) -> None:
    from kivy_client.ui.controls import FlatButton

    button = FlatButton(text="Join")
    driver, told = show(button), tally(button)
    driver.tap(button)
    assert told == ["released"]
    assert not button.focus, "a touch leaves the keyboard where it is"
    button.focus = True
    driver.key(ENTER)
    driver.key(SPACE)
    assert told == ["released"] * 3
    button.disabled = True
    driver.tap(button)
    assert told == ["released"] * 3
    assert not button.focus


def test_the_keyboard_stays_in_a_field_while_a_button_is_pressed(show: Show) -> None:
    from kivy_client.ui.controls import Field, FlatButton, IconButton

    field, other, keeping = Field(), FlatButton(text="x"), IconButton(icon="emoji", keeps_focus=True)
    driver = show(field, other, keeping)
    field.focus = True
    driver.tap(keeping)
    assert field.focus
    driver.tap(other)
    assert not field.focus


def test_tab_goes_round_what_can_be_seen(show: Show) -> None:
    from kivy_client.ui.controls import Field, FlatButton, ListRow, Toggle

    field, hidden, off = Field(), FlatButton(text="x", opacity=0), FlatButton(text="y", disabled=True)
    flat = FlatButton(text="no height", height=0)
    toggle, row = Toggle(text="Notify"), ListRow(title="Reply", icon="reply")
    driver = show(field, hidden, off, flat, toggle, row)
    field.focus = True
    visited = []
    for _ in range(4):
        driver.key(TAB)
        visited.append(next(one for one in (field, hidden, off, flat, toggle, row) if one.focus))
    assert visited == [toggle, row, field, toggle]
    driver.key(TAB, "shift")
    assert field.focus


def test_a_switch(show: Show) -> None:
    from kivy_client.ui.controls import Toggle

    toggle = Toggle(text="Notify", detail="of everything")
    driver = show(toggle)
    driver.tap(toggle)
    assert toggle.active
    toggle.focus = True
    driver.key(SPACE)
    assert not toggle.active


def test_the_mouse_is_noticed_and_a_hint_comes(show: Show, window: Any) -> None:
    from kivy_client.ui.controls import Hint, IconButton

    button = IconButton(icon="search", hint="Search")
    driver = show(button)
    window.mouse_pos = button.to_window(*button.center)
    assert button.hovered
    driver.until(lambda: Hint._shown is not None, "the hint")
    assert Hint._shown is not None
    assert Hint._shown.text == "Search"
    window.mouse_pos = (1, 1)
    assert not button.hovered
    assert Hint._shown is None


@pytest.mark.parametrize("look", ["light", "dark"])
def test_emoji_in_a_field_keep_their_colours(show: Show, look: str) -> None:
    from kivy_client.ui.controls import Field
    from kivy_client.ui.theme import theme

    field = Field(text="go 😀🎉 ok")
    driver = show(field, look=look)
    picture = driver.picture()
    box = [(x, y) for x in range(int(field.x), int(field.right)) for y in range(int(field.y), int(field.top))]
    colours = [picture.at(x, y) for x, y in box]
    assert sum(max(rgb) - min(rgb) > 90 for rgb in colours) > 60
    ink = tuple(round(255 * part) for part in theme.text[:3])
    assert any(max(abs(one - other) for one, other in zip(rgb, ink, strict=True)) < 40 for rgb in colours)


def test_a_key_draws_a_few_lines_of_a_long_paragraph(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    from kivy_client.ui import field as module
    from kivy_client.ui.controls import Field

    words = " ".join(f"word{number}" for number in range(2000))
    field = Field(text=words, multiline=True, size_hint=(None, None), size=(300, 100))
    driver = show(field)
    assert len(field._lines) > 500
    drawn: list[str] = []
    line = module._textures.line
    monkeypatch.setattr(
        module._textures, "line", lambda text, *how, **more: drawn.append(text) or line(text, *how, **more)
    )
    field.focus = True
    field.cursor = field.get_cursor_from_index(len(words))
    driver.type("x")
    assert field.text == f"{words}x"
    assert 1 <= len(drawn) < 5


def test_a_field_follows_the_theme(show: Show) -> None:
    from kivy_client.core.model.servers import Preferences
    from kivy_client.ui.controls import Field
    from kivy_client.ui.theme import theme

    field = Field(text="words")
    driver = show(field, look="light")
    before = field._lines_labels[0]
    theme.apply(Preferences(theme="dark", text_size=20))
    driver.frames(3)
    assert field._lines_labels[0] is not before
    assert field._lines_labels[0].height > before.height
    assert field.height >= field.line_height


def test_a_field_of_one_line(show: Show) -> None:
    from kivy_client.ui.controls import Field

    field = Field(most=9)
    told: list[str] = []
    field.bind(on_text_validate=lambda _: told.append(field.text))
    driver = show(field)
    field.focus = True
    driver.type("ab")
    field.insert_text("c\nd\r\nefghijkl")
    assert field.text == "abc d efg"
    driver.key(ENTER)
    assert told == ["abc d efg"]
    assert field.focus


def test_a_field_of_many_lines_grows_to_a_limit(show: Show) -> None:
    from kivy_client.ui.controls import Field

    field = Field(multiline=True, max_lines=3)
    driver = show(field)
    one = field.grown
    field.text = "a\nb"
    driver.frames(2)
    two = field.grown
    field.text = "a\n" * 20
    driver.frames(2)
    assert one == 44
    assert 44 < two < field.grown == 3 * field.line_height + field.padding[1] + field.padding[3]


def test_long_lines_wrap_and_lose_nothing(show: Show) -> None:
    from kivy_client.ui.controls import Field

    text = "word " * 60 + "\n\nlast " + "x" * 200 + " 你好世界" * 30
    field = Field(multiline=True, text=text)
    show(field)
    room = field.width - field.padding[0] - field.padding[2]
    assert len(field._lines) > 10
    assert all(
        label.width <= room for line, label in zip(field._lines, field._lines_labels, strict=True) if line.strip()
    )
    for index in range(0, len(text), 7):
        assert field.cursor_index(field.get_cursor_from_index(index)) == index
    field.cursor = field.get_cursor_from_index(len(text))
    field.do_backspace()
    field.insert_text("!")
    assert field.text == text[:-1] + "!"


def test_the_cursor_in_a_line_from_right_to_left(show: Show) -> None:
    from kivy_client.ui.controls import Field

    field = Field(text="שלום עולם")
    show(field)
    field.cursor = (0, 0)
    start = field.cursor_offset()
    field.cursor = (9, 0)
    assert (start, field.cursor_offset()) == (field._row_width(0), 0)
    left = field.x + field.padding[0]
    assert field.get_cursor_from_xy(left + start - 1, field.center_y)[0] == 0
    assert field.get_cursor_from_xy(left + 1, field.center_y)[0] == 9


def test_a_password_is_not_shown(show: Show) -> None:
    from kivy_client.ui.controls import Field

    field, other = Field(text="secret", password=True), Field(text="******")
    show(field, other)
    assert field._lines_labels[0].size == other._lines_labels[0].size
    assert "secret" not in repr(field)


def test_words_take_the_height_they_need(show: Show) -> None:
    from kivy_client.ui.controls import Words

    long, cut, few = (
        Words(text="word " * 60),
        Words(text="word " * 60, shorten=True),
        Words(text="a " * 300, most_lines=2),
    )
    empty, hebrew = Words(text=""), Words(text="שלום", shorten=True)
    show(long, cut, few, empty, hebrew)
    line = cut.height
    assert (cut.height, few.height, empty.height) == (21, 42, 0)
    assert long.height > 3 * line
    assert long.texture_size[0] <= long.width
    assert cut.texture_size[0] <= cut.width
    assert hebrew._place.pos[0] == hebrew.right - hebrew.texture_size[0]


def test_remote_markup_is_only_text(show: Show) -> None:
    from kivy_client.ui.controls import ListRow, Words

    marked, plain = Words(text="[b]x[/b]"), Words(text="x")
    show(marked, plain, ListRow(title="[size=90]x", icon="hash"))
    assert marked.texture_size[0] > 3 * plain.texture_size[0]


@pytest.mark.parametrize(("size", "wide"), [((480, 800), False), ((1000, 700), True)])
def test_a_sheet_comes_and_goes(show: Show, window: Any, size: tuple[int, int], wide: bool) -> None:
    from kivy_client.ui.controls import Field, FlatButton
    from kivy_client.ui.sheet import Sheet

    behind = Field()
    driver = show(behind, size=size)
    behind.focus = True
    sheet = Sheet(title="Topic")
    inner, button = Field(), FlatButton(text="Save", size_hint_x=1)
    sheet.add_widget(inner)
    sheet.add_widget(button)
    sheet.open()
    driver.until(lambda: sheet.shown == 1 and inner.focus, "the sheet, with the keyboard")
    card = sheet.ids.card
    assert sheet.wide is wide
    assert (card.x > 0, card.y > 0) == (wide, wide)
    assert abs(card.center_x - window.width / 2) <= 1
    assert button.width > 0.8 * card.width
    for _ in range(6):
        driver.key(TAB)
        assert not behind.focus, "the keyboard stays within"
    assert Sheet.top() is sheet
    driver.key(ESCAPE)
    assert Sheet.top() is None
    assert behind.focus
    driver.until(lambda: sheet.parent is None, "it is gone")


def test_a_touch_outside_closes_a_sheet_and_does_nothing_else(show: Show) -> None:
    from kivy_client.ui.controls import FlatButton
    from kivy_client.ui.sheet import Sheet

    button = FlatButton(text="behind")
    driver, told = show(button), tally(button)
    sheet = Sheet(title="x")
    sheet.open()
    driver.until(lambda: sheet.shown == 1)
    driver.tap(button)
    assert not sheet.is_open
    assert told == []
    driver.until(lambda: sheet.parent is None)
    driver.tap(button)
    assert told == ["released"]


def test_escape_closes_the_uppermost_sheet_only(show: Show) -> None:
    from kivy_client.ui.controls import Words
    from kivy_client.ui.sheet import Sheet

    driver = show()
    lower, upper = Sheet(title="lower"), Sheet(title="upper")
    lower.open()
    upper.add_widget(Words(text="many lines\n" * 200))
    upper.open()
    driver.until(lambda: upper.shown == 1)
    assert upper.ids.card.height < driver.app.root.height
    driver.key(ESCAPE)
    assert (lower.is_open, upper.is_open) == (True, False)
    driver.key(ESCAPE)
    assert not lower.is_open
    driver.until(lambda: lower.parent is None and upper.parent is None)
