"""Going through what was said before."""

from __future__ import annotations

from kivy_client.ui.compose.recall import MOST, Recall


def test_up_goes_back_and_down_returns_to_the_empty_field() -> None:
    recall = Recall()
    for text in ("one", "two", "one", "three"):
        recall.said(text)
    assert recall.older("") == "three"
    assert recall.older("three") == "one"
    assert recall.older("one") == "two"
    assert recall.older("two") is None
    assert recall.newer("two") == "one"
    assert recall.newer("one") == "three"
    assert recall.newer("three") == ""
    assert recall.newer("") is None


def test_what_the_person_writes_is_never_replaced() -> None:
    recall = Recall()
    recall.said("one")
    assert recall.older("mine") is None
    assert recall.older("") == "one"
    assert recall.older("one, changed") is None
    assert recall.newer("one, changed") is None


def test_a_field_that_was_emptied_begins_at_the_newest() -> None:
    recall = Recall()
    recall.said("one")
    recall.said("two")
    recall.older("")
    recall.older("two")
    assert recall.older("") == "two"
    assert Recall().older("") is None


def test_it_forgets_the_oldest() -> None:
    recall = Recall()
    for number in range(MOST + 10):
        recall.said(str(number))
    shown, seen = "", 0
    while (found := recall.older(shown)) is not None:
        shown, seen = found, seen + 1
    assert (shown, seen) == ("10", MOST)
