"""What the menu of an entry offers, and who is said to be typing."""

from __future__ import annotations

from typing import get_args

from kivy_client.core.model.entries import Quote, Reaction
from kivy_client.core.model.events import FEATURES
from kivy_client.ui.timeline.actions import actions, can_react, copied, named, typing_words
from kivy_client.ui.timeline.compose import HitKind
from tests.kivy_client.ui.timeline.paper import NOON, entry, own


def names(*given: object) -> list[str]:
    return [action.name for action in actions(*given)]  # type: ignore[arg-type]


def test_of_others_and_of_ones_own() -> None:
    theirs, ours = entry(msgid="1"), own(msgid="2")
    assert names(theirs, FEATURES, False) == ["reply", "copy", "select", "profile"]
    assert names(theirs, FEATURES, True) == ["reply", "copy", "select", "profile", "redact"]
    assert names(ours, FEATURES, False) == ["reply", "copy", "select", "redact"]


def test_only_what_the_server_can_do() -> None:
    assert names(entry(msgid="1"), frozenset(), True) == ["copy", "select", "profile"]
    assert not can_react(entry(msgid="1"), frozenset())
    assert can_react(entry(msgid="1"), FEATURES)
    assert not can_react(entry(), FEATURES)


def test_what_failed_can_be_sent_again_or_given_up() -> None:
    assert names(own(state="failed"), FEATURES, False) == ["retry", "copy", "select", "discard"]
    assert names(own(state="unsure"), FEATURES, False) == ["retry", "copy", "select", "discard"]
    assert names(own(state="waiting"), FEATURES, False) == ["copy", "select", "discard"]


def test_links_are_copied_one_by_one() -> None:
    two = actions(entry("https://a.example https://b.example https://a.example"), frozenset(), False)
    assert [one.target for one in two if one.name == "copy-link"] == ["https://a.example", "https://b.example"]


def test_what_a_touch_of_a_part_does_is_in_the_menu_too() -> None:
    """Of each kind of place that can be touched, but the bubble itself and the rows of a menu."""
    by_touch = {"link": "open-link", "quote": "quote", "reaction": "react", "nick": "profile", "fold": "unfold"}
    assert {*by_touch, "retry", "bubble", "menu"} == set(get_args(HitKind))
    one = entry("https://a.example", quote=Quote("7"), reactions=(Reaction("🎉", ("eve",)),))
    assert set(by_touch.values()) <= {action.name for action in actions(one, FEATURES, False, "cut")}
    assert {action.name: action.target for action in actions(one, FEATURES, False)}["quote"] == "7"
    labels = [actions(one, FEATURES, False, folding) for folding in ("", "cut", "opened")]
    assert [[action.label for action in found if action.name == "unfold"] for found in labels] == [
        [],
        ["Show all of it"],
        ["Show less"],
    ]


def test_who_gave_a_sign_is_told() -> None:
    signs = (Reaction("🎉", ("eve",)), Reaction("👍", ("ann", "bob", "eve"), True))
    found = actions(entry(reactions=signs), FEATURES, False)
    assert [(one.label, one.target) for one in found if one.name == "react"] == [
        ("🎉 eve", "🎉"),
        ("👍 ann, bob and eve", "👍"),
    ]
    assert named([f"n{number}" for number in range(9)]) == "n0, n1, n2, n3, n4 and 4 others"
    assert named([f"n{number}" for number in range(6)]) == "n0, n1, n2, n3, n4 and n5"
    assert named(["a", "b"]) == "a and b"


def test_of_what_was_removed_nothing_is_left() -> None:
    assert names(entry("x", msgid="1", removed=True), FEATURES, True) == ["profile"]
    assert names(entry("eve joined", shape="happening"), FEATURES, True) == ["copy"]


def test_what_is_copied() -> None:
    assert copied(entry("hello")) == "hello"
    assert copied(entry("waves", shape="action")) == "* bob waves"
    assert copied(entry("x", removed=True)) == "message removed"
    assert copied(entry("eve joined", shape="happening", time=NOON)) == "eve joined"


def test_who_is_typing() -> None:
    def said(*nicks: str) -> str:
        return "".join(words for words, _ in typing_words(nicks))

    assert said() == ""
    assert said("heidi") == "heidi is typing …"
    assert said("heidi", "ivan") == "heidi and ivan are typing …"
    assert said("a", "b", "c") == "a, b and c are typing …"
    assert said("a", "b", "c", "d") == "4 people are typing …"
