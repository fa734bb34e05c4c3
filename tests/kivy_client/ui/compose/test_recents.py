"""The emoji chosen last."""

from __future__ import annotations

from kivy_client.ui.compose.recents import BEGIN_WITH, MOST, chosen, recents


def test_the_newest_comes_first_and_once() -> None:
    kept = ""
    for sign in ("🎉", "👍🏽", "🎉"):
        kept = chosen(kept, sign)
    assert recents(kept) == ["🎉", "👍🏽"]


def test_it_begins_with_some_and_ends_somewhere() -> None:
    assert recents("") == list(BEGIN_WITH)
    kept = ""
    for number in range(100):
        kept = chosen(kept, chr(0x1F400 + number))
    assert len(recents(kept)) == MOST
    assert recents(kept)[0] == chr(0x1F400 + 99)
