"""Where lines end and what a row shows, in plain numbers: a character is ten pixels wide, a line twenty high."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kivy_client.core.timeline import Entry, Shape, State
from kivy_client.ui.layout import Layout, Sizes, Typesetter
from kivy_client.ui.ruler import MOST_WORDS, Ruler
from kivy_client.ui.theme import nick_colour


def ruler() -> Ruler:
    return Ruler(lambda text: 10.0 * len(text), 20.0)


SIZES = Sizes(ruler(), ruler(), ruler(), ruler(), ruler(), 1.0)
NOON = int(datetime(2026, 1, 31, 12, 0).timestamp()) * 1_000_000
MINUTE = 60_000_000
DAY = 24 * 60 * MINUTE


def entry(text: str = "hello", nick: str = "bob", time: int = NOON, shape: Shape = "message") -> Entry:
    return Entry(shape, nick, text, time)


def own(text: str = "hello", state: State = "kept") -> Entry:
    return Entry("message", "mira", text, NOON, own=True, state=state)


def lay(entry: Entry, before: Entry | None = None, after: Entry | None = None, width: float = 500.0) -> Layout:
    return Typesetter(SIZES, width, lambda: date(2026, 1, 31)).layout(before, entry, after)


@pytest.mark.parametrize(
    ("text", "lines", "widest"),
    [
        ("", [""], 0),
        ("short", ["short"], 50),
        ("two words", ["two words"], 90),
        ("three little words", ["three", "little", "words"], 60),
        ("a bc def ghij", ["a bc def", "ghij"], 80),
        ("x" * 25, ["x" * 10, "x" * 10, "x" * 5], 100),
        ("so " + "x" * 12 + " end", ["so", "x" * 10, "xx end"], 100),
    ],
)
def test_lines_end_where_words_do(text: str, lines: list[str], widest: float) -> None:
    assert ruler().wrap(text, 100) == (lines, widest)


@settings(max_examples=60)
@given(st.text(st.sampled_from("ab "), max_size=60), st.integers(10, 200))
def test_no_line_is_too_wide_and_nothing_is_lost(text: str, width: int) -> None:
    lines, widest = ruler().wrap(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert widest <= width
    assert all(len(line) * 10 <= width for line in lines)


def test_the_ruler_forgets_in_time() -> None:
    one = ruler()
    for number in range(MOST_WORDS + 2):
        one.width(str(number))
    assert len(one._widths) < 10


def test_a_short_message_has_its_time_beside_it() -> None:
    layout = lay(entry())
    assert (layout.text, layout.name, layout.stamp, layout.avatar) == ("hello", "bob", "12:00", True)
    assert layout.text_y == 6
    assert layout.x == 54


def test_a_long_message_has_its_time_below_and_stays_inside() -> None:
    layout = lay(entry("word " * 40))
    assert layout.text.count("\n") > 3
    assert layout.text_y == 26
    assert layout.x + layout.width <= 500


def test_own_messages_are_on_the_right_without_a_name() -> None:
    layout = lay(own())
    assert layout.x + layout.width == 488
    assert (layout.name, layout.avatar) == ("", False)


@pytest.mark.parametrize(("state", "mark"), [("waiting", "◷"), ("kept", "✓"), ("unsure", "?"), ("failed", "✕")])
def test_own_messages_show_how_they_fared(state: State, mark: str) -> None:
    assert lay(own(state=state)).stamp == f"12:00 {mark}"


def test_messages_of_one_person_form_a_group() -> None:
    first, second = entry(), entry(time=NOON + MINUTE)
    assert (lay(first, None, second).name, lay(first, None, second).avatar) == ("bob", False)
    assert (lay(second, first, None).name, lay(second, first, None).avatar) == ("", True)


@pytest.mark.parametrize("other", [entry(nick="eve"), entry(time=NOON + 6 * MINUTE), entry(shape="notice"), own()])
def test_what_ends_a_group(other: Entry) -> None:
    assert lay(entry(), None, other).avatar


def test_each_day_is_announced_once() -> None:
    assert lay(entry()).day == "Today"
    assert lay(entry(), entry(time=NOON - MINUTE)).day == ""
    assert lay(entry(), entry(time=NOON - DAY)).day == "Today"
    assert lay(entry(time=NOON - DAY)).day == "Yesterday"
    assert lay(entry(time=NOON - 2 * DAY)).day == "Thursday, 29 January"
    assert lay(entry(time=NOON - 40 * DAY)).day == "Monday, 22 December 2025"


def test_shapes() -> None:
    assert lay(entry("waves", shape="action")).text == "* bob waves"
    assert lay(entry(shape="notice")).name == "bob (notice)"
    assert lay(entry(nick="", shape="notice")).name == "Server"
    assert lay(entry(shape="private")).name == "bob (to you alone)"
    happening = lay(entry("bob has joined", shape="happening"))
    assert not happening.bubble
    assert happening.x == (500 - 140) / 2


@pytest.mark.parametrize(("text", "large"), [("☺", True), ("☹☹☹", True), ("☺☺☺☺", False), ("☺ ok", False)])
def test_a_smiley_alone_is_large(text: str, large: bool) -> None:
    assert lay(entry(text)).large is large


def test_extremes_fit() -> None:
    assert lay(entry("x" * 2000)).text.count("\n") < 130
    assert lay(entry(nick="n" * 64)).name.endswith("…")
    assert lay(entry(), width=1.0).width > 0
    for time in (-(10**30), 10**30):
        assert lay(entry(time=time)).stamp


def test_a_nick_has_one_colour_however_it_is_written() -> None:
    assert nick_colour("Bob") == nick_colour("bob")
    assert len({nick_colour(f"nick{number}") for number in range(50)}) > 4
    assert nick_colour("\ud83d")
