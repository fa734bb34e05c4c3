"""What a row shows and how high it is, in plain numbers."""

from __future__ import annotations

import pytest

from kivy_client.core.model.entries import Entry, Happening, Quote, Reaction
from kivy_client.ui.timeline.bubble import SHOW_ALL
from kivy_client.ui.timeline.compose import compose
from kivy_client.ui.timeline.layout import Layout
from tests.kivy_client.ui.timeline.paper import DAY, MINUTE, NOON, WIDTH, entry, faces, lay, own, shown


def test_a_short_message_has_its_time_beside_it() -> None:
    layout = lay(entry(time=NOON))
    assert (shown(layout), layout.name, layout.stamp, layout.last) == (["hello"], "bob", "12:00", True)
    assert (layout.x, layout.text_y) == (54, 6)
    assert layout.width == 50 + 50 + 10 + 2 * 11
    assert layout.body == 6 + 20 + 21 + 5


def test_a_long_message_has_its_time_below_it() -> None:
    layout = lay(entry("word " * 30))
    assert len(layout.block.lines) > 3
    assert layout.text_y == 21
    assert layout.x + layout.width <= 54 + 0.8 * WIDTH


def test_own_messages_are_on_the_right_without_a_name() -> None:
    layout = lay(own())
    assert layout.x + layout.width == WIDTH - 12
    assert layout.name == ""


def test_messages_of_one_person_form_a_group() -> None:
    first, second = entry(), entry(time=NOON + MINUTE)
    assert (lay(first, None, second).name, lay(first, None, second).last) == ("bob", False)
    assert (lay(second, first, None).name, lay(second, first, None).last) == ("", True)
    assert lay(second, first).height == lay(second, first).body + 2


@pytest.mark.parametrize("other", [entry(nick="eve"), entry(time=NOON + 6 * MINUTE), entry(shape="notice"), own()])
def test_what_ends_a_group(other: Entry) -> None:
    assert lay(entry(), None, other).last


def test_each_day_is_announced_once() -> None:
    assert lay(entry()).day == "Today"
    assert lay(entry(), entry(time=NOON - MINUTE)).day == ""
    assert lay(entry(), entry(time=NOON - DAY)).day == "Today"
    assert lay(entry(time=NOON - DAY)).day == "Yesterday"
    assert lay(entry(time=NOON - 2 * DAY)).day == "Thursday, 29 January"
    assert lay(entry(time=NOON - 40 * DAY)).day == "Monday, 22 December 2025"


def test_the_unread_line_begins_a_group_and_is_as_high_as_a_day() -> None:
    before, one = entry(time=NOON - MINUTE), entry()
    plain, marked = lay(one, before), lay(one, before, unread=True)
    assert (plain.name, marked.name) == ("", "bob")
    assert marked.height - marked.body == 8 + 34
    assert lay(one, None, unread=True).head == 68


def test_a_quote_an_answer_and_reactions_are_piled_up() -> None:
    one = entry("yes", quote=Quote("1", "eve", "really?"), reactions=(Reaction("🎉", ("eve", "mira"), True),))
    layout = lay(one)
    assert layout.quote is not None
    assert (layout.quote.nick, layout.quote.text) == ("eve", "really?")
    assert [(chip.sign, chip.count, chip.own) for chip in layout.chips] == [("🎉", "2", True)]
    assert layout.chips_y < layout.text_y < layout.quote_y < layout.name_y < layout.body


def test_a_quote_of_something_unknown_says_so() -> None:
    layout = lay(entry(quote=Quote("1")))
    assert layout.quote is not None
    assert (layout.quote.nick, layout.quote.text) == ("Reply", "to a message that is not here")


def test_many_reactions_take_several_rows_and_then_end() -> None:
    signs = tuple(Reaction(f"sign {number}", ("eve",)) for number in range(40))
    layout = lay(entry(reactions=signs))
    assert len(layout.chips) == 20
    assert layout.chips[-1].row > 2
    assert all(chip.x + chip.width <= layout.width - 22 for chip in layout.chips)


@pytest.mark.parametrize(
    ("state", "notes"),
    [
        ("failed", ("You are banned.", "Try again")),
        ("unsure", ("You are banned.", "Send again")),
        ("waiting", ()),
        ("kept", ()),
    ],
)
def test_what_failed_says_why(state: str, notes: tuple[str, ...]) -> None:
    layout = lay(own(state=state, failure="You are banned."))
    assert (layout.notes, layout.asks) == (notes, "retry" if notes else "")


def test_a_removed_message_keeps_only_its_place() -> None:
    layout = lay(entry("x", removed=True, quote=Quote("1", "eve", "y"), reactions=(Reaction("🎉", ("eve",)),)))
    assert (shown(layout), layout.quote, layout.chips) == (["message removed"], None, ())


def test_a_very_long_text_is_shown_in_part_until_it_is_opened() -> None:
    one = entry("line\n" * 100)
    folded, opened = lay(one), lay(one, opened=True)
    assert (len(folded.block.lines), folded.notes, folded.asks) == (60, (SHOW_ALL,), "fold")
    assert (len(opened.block.lines), opened.notes, opened.asks) == (101, (), "")


def test_a_happening_opens_to_its_parts() -> None:
    parts = tuple(Happening(nick, f"{nick} joined", NOON) for nick in ("eve", "ivan"))
    one = entry("eve and ivan joined", "eve", shape="happening", parts=parts)
    assert (shown(lay(one)), lay(one).asks) == (["eve and ivan joined"], "fold")
    assert shown(lay(one, opened=True)) == ["eve and ivan joined", "12:00  eve joined", "12:00  ivan joined"]
    single = entry("eve joined", "eve", shape="happening", parts=parts[:1])
    assert lay(single).asks == ""


EXTREMES = [
    entry("x" * 2000),
    entry(nick="n" * 64),
    entry("a\u0301" * 900),
    entry("漢字" * 500),
    own("x" * 100, state="failed", failure="y" * 500),
    entry("x", quote=Quote("1", "n" * 64, "z " * 900)),
    entry("", nick=""),
    entry("happened " * 200, shape="happening"),
    entry(time=-(10**30)),
    entry(time=10**30),
]


@pytest.mark.parametrize("one", EXTREMES)
@pytest.mark.parametrize("width", [1.0, 120.0, 412.0, 1400.0])
def test_extremes_fit(one: Entry, width: float) -> None:
    layout = lay(one, width=width)
    assert layout.height >= layout.body > 0
    if width >= 120:
        assert layout.x >= 0 and layout.x + layout.width <= width


def hits(one: Entry, layout: Layout) -> dict[str, str]:
    return {hit.kind: hit.target for hit in compose(one, layout, faces(), WIDTH).hits}


def test_a_sheet_says_what_is_where() -> None:
    one = entry("yes", quote=Quote("7", "eve", "really?"), reactions=(Reaction("🎉", ("eve",)),))
    assert hits(one, lay(one)) == {"nick": "bob", "quote": "7", "reaction": "🎉", "bubble": ""}
    failed = own(state="failed", key="f")
    assert hits(failed, lay(failed)) == {"retry": "f", "bubble": ""}


def test_all_of_a_sheet_is_within_its_row() -> None:
    for one in EXTREMES[:8]:
        layout = lay(one, unread=True)
        sheet = compose(one, layout, faces(), WIDTH)
        for box in sheet.boxes:
            assert box.y >= -1 and box.y + box.height <= layout.height + 0.5
            assert box.x >= 0 and box.x + box.width <= WIDTH
        assert all(0 <= piece.y <= layout.height for piece in sheet.pieces)
