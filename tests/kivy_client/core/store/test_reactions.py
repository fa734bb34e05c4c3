"""Reactions: each person gives a sign once; they may come in any order, and before their message."""

from __future__ import annotations

import pytest

from kivy_client.core.model.entries import Reaction
from kivy_client.core.store import Store
from kivy_client.core.store.reactions import MOST_REACTIONS
from tests.kivy_client.core.store.said import SECOND, START, put, said


def of(store: Store, room: int, msgid: str = "m0") -> tuple[Reaction, ...]:
    return store.reactions.of(room, [msgid]).get(msgid, ())


def test_signs_are_told_in_the_order_they_were_given(store: Store, room: int) -> None:
    put(store, room, "text")
    for second, (sign, nick) in enumerate([("👍", "ann"), ("🎉", "bo"), ("👍", "me")]):
        assert store.reactions.give(room, "m0", sign, nick, START + second * SECOND, own=nick == "me")
    expected = (Reaction("👍", ("ann", "me"), True), Reaction("🎉", ("bo",), False))
    assert of(store, room) == expected
    (message,) = store.messages.page(room, 10)
    assert message.reactions == expected


def test_signs_wait_for_their_message(store: Store, room: int) -> None:
    assert store.reactions.give(room, "m0", "👍", "ann", START)
    (kept,) = put(store, room, "text")
    assert kept.reactions == (Reaction("👍", ("ann",)),)


def test_only_the_first_line_of_a_message_shows_them(store: Store, room: int) -> None:
    store.reactions.give(room, "m", "👍", "ann", START)
    first, second = store.messages.add(room, [said("one", 0, "m"), said("two", 0, "m", part=2)])
    assert (len(first.reactions), len(second.reactions)) == (1, 0)


def test_the_same_sign_twice_is_one(store: Store, room: int) -> None:
    assert store.reactions.give(room, "m0", "👍", "ann", START)
    assert not store.reactions.give(room, "m0", "👍", "Ann", START + SECOND)
    assert of(store, room) == (Reaction("👍", ("ann",)),)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (0, 2, 1)])
def test_of_two_changes_the_later_one_counts_whenever_it_comes(store: Store, room: int, order: tuple[int, ...]) -> None:
    changes = [(START, True), (START + SECOND, False), (START + 2 * SECOND, True)]
    for number in order:
        time, on = changes[number]
        store.reactions.give(room, "m0", "👍", "ann", time, on=on)
    assert of(store, room) == (Reaction("👍", ("ann",)),)


def test_taking_back_is_news_only_once(store: Store, room: int) -> None:
    store.reactions.give(room, "m0", "👍", "ann", START)
    assert store.reactions.give(room, "m0", "👍", "ann", START + 1, on=False)
    assert not store.reactions.give(room, "m0", "👍", "ann", START + 2, on=False)
    assert not store.reactions.give(room, "m0", "🎉", "ann", START, on=False), "it never was given"
    assert of(store, room) == ()


def test_a_message_has_not_more_than_so_many(store: Store, room: int) -> None:
    with store.together():
        given = [store.reactions.give(room, "m0", "👍", f"n{number}", START) for number in range(MOST_REACTIONS + 3)]
    assert sum(given) == MOST_REACTIONS
    (reaction,) = of(store, room)
    assert len(reaction.nicks) == MOST_REACTIONS


def test_many_messages_are_asked_for_at_once(store: Store, room: int) -> None:
    with store.together():
        for number in range(1201):
            store.reactions.give(room, f"m{number}", "👍", "ann", START)
    assert len(store.reactions.of(room, [f"m{number}" for number in range(1201)])) == 1201
