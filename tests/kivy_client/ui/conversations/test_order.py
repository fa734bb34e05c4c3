"""The order of the conversations, the filter, and the next one by keyboard."""

from __future__ import annotations

from kivy_client.core.model.conversations import Conversation, Kind, Preview
from kivy_client.ui.conversations.order import filtered, neighbour, ordered, unread


def one(name: str, time: int = 0, kind: Kind = Kind.ROOM, **more: object) -> Conversation:
    said = Preview("bob", "hi", time) if time else None
    return Conversation(name.casefold(), name, kind, last=said, **more)  # type: ignore[arg-type]


def names(found: list[Conversation]) -> list[str]:
    return [conversation.name for conversation in found]


def test_pinned_first_then_the_newest_and_silent_ones_by_name() -> None:
    rows = [
        one("*", kind=Kind.SERVER),
        one("#zoo"),
        one("#old", 1),
        one("#Apple"),
        one("#new", 9),
        one("#pinned", 2, pinned=True),
    ]
    assert names(ordered(rows)) == ["#pinned", "#new", "#old", "#Apple", "#zoo", "*"]


def test_a_filter_keeps_what_has_all_its_words_and_prefers_beginnings() -> None:
    rows = [one("#dev-lounge", 3), one("#gateway-dev", 2), one("Devon", 1, Kind.PERSON), one("#random")]
    assert names(filtered(rows, "dev")) == ["#dev-lounge", "Devon", "#gateway-dev"]
    assert names(filtered(rows, " GATE dev ")) == ["#gateway-dev"]
    assert filtered(rows, "  ") == rows
    assert filtered(rows, "nobody") == []


def test_the_next_one_goes_round() -> None:
    rows = [one("a"), one("b"), one("c")]
    assert [neighbour(rows, key, 1) for key in "abc"] == ["b", "c", "a"]
    assert [neighbour(rows, key, -1) for key in "abc"] == ["c", "a", "b"]
    assert (neighbour(rows, "", 1), neighbour(rows, "", -1)) == ("a", "c")
    assert neighbour(rows[:1], "a", 1) == neighbour([], "", 1) == ""


def test_the_next_unread_one_passes_over_read_and_muted_ones() -> None:
    rows = [one("a"), one("b", unread=3, muted=True), one("c", unread=1), one("d", unread=2, muted=True, mentions=1)]
    assert neighbour(rows, "a", 1, unread=True) == "c"
    assert neighbour(rows, "a", -1, unread=True) == "d"
    assert neighbour(rows, "c", 1, unread=True) == "d"
    assert neighbour(rows[:2], "a", 1, unread=True) == ""


def test_how_many_messages_wait() -> None:
    assert unread([one("a", unread=3), one("b", unread=9, muted=True, mentions=1), one("c")]) == 4
