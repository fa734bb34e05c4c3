"""Lines from right to left. What a reader sees is written down here from left to right, right-to-left runs turned."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kivy_client.ui.text import direction

MIRRORED = str.maketrans("()[]", ")(][")


def seen(text: str, start: int = 0, end: int | None = None) -> str:
    rtl = direction.is_rtl(text)
    end = len(text) if end is None else end
    parts = [
        text[run.start : run.end][::-1].translate(MIRRORED) if run.rtl else text[run.start : run.end]
        for run in direction.runs(text, start, end, direction.levels(text, rtl), rtl)
    ]
    return "".join(parts)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("plain", "plain"),
        ("אבג", "גבא"),
        ("אבג דהו", "והד גבא"),
        ("say אבג now", "say גבא now"),
        ("אבג abc", "abc גבא"),
        ("אבג 12 דהו", "והד 12 גבא"),
        ("אבג 3.50 ₪", "₪ 3.50 גבא"),
        ("אבג 10% דהו", "והד 10% גבא"),
        ("אבג (abc) דהו", "והד (abc) גבא"),
        ("say אבג (דהו)!", "say (והד) גבא!"),
        ("one (אבג) two", "one (גבא) two"),
        ("אבג!", "!גבא"),
        ("hello אבג!", "hello גבא!"),
        ("ابج 12 د", "د 12 جبا"),
        ("and ابج 123", "and 123 جبا"),
        ("אבג https://example.org/a?b=1 ד", "ד https://example.org/a?b=1 גבא"),
        ("12:30 אבג", "גבא 12:30"),
    ],
)
def test_what_is_seen(text: str, found: str) -> None:
    assert seen(text) == found


def test_each_line_is_turned_by_itself() -> None:
    text = "אבג דהו abc זחט"
    assert (seen(text, 0, 7), seen(text, 8, 15)) == ("והד גבא", "טחז abc")


def test_a_space_at_the_end_of_a_line_stays_outside() -> None:
    assert seen("אבג abc ", 0, 8) == " abc גבא"


@pytest.mark.parametrize(
    ("text", "rtl"),
    [("", False), ("abc אבג", False), ("אבג abc", True), ("123 אבג", True), ("@mira אבג", False), ("!? ابج", True)],
)
def test_a_paragraph_begins_where_its_first_letter_does(text: str, rtl: bool) -> None:
    assert direction.is_rtl(text) is rtl


@given(st.text(alphabet="ab אב ابج12٣.,()[]%€-\u0301\u05b8👍", max_size=60), st.booleans())
def test_runs_hold_every_character_once(text: str, rtl: bool) -> None:
    runs = direction.runs(text, 0, len(text), direction.levels(text, rtl), rtl)
    assert sorted(at for run in runs for at in range(run.start, run.end)) == list(range(len(text)))


def test_many_brackets_are_no_trouble() -> None:
    text = "א" + "(" * 5000 + "a" + ")" * 5000
    assert len(direction.levels(text, True)) == len(text)
