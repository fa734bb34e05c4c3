"""Conversations: what is kept of them, what is counted, and what becomes of them when they are renamed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kivy_client.core.model.conversations import Kind, Preview
from kivy_client.core.store import Store
from kivy_client.core.store.rows import MOST_UNREAD, Edge, OutboxLine, StoredConversation
from tests.kivy_client.core.store.said import SECOND, START, put, said, texts


def get(store: Store, number: int) -> StoredConversation:
    found = store.conversations.get(number)
    assert found is not None
    return found


def test_a_conversation_begins_once(store: Store, server: int) -> None:
    one = store.conversations.begin(server, "#room", "#Room", Kind.ROOM)
    assert one == StoredConversation(one.number, "#room", "#Room", Kind.ROOM)
    assert store.conversations.begin(server, "#room", "#ROOM", Kind.ROOM) == replace(one, name="#ROOM")
    assert store.conversations.find(server, "#room") == replace(one, name="#ROOM")
    assert store.conversations.find(server, "#other") is None


def test_fields_are_saved(store: Store, server: int, room: int) -> None:
    store.conversations.save(
        room, topic="t", joined=False, muted=True, pinned=True, complete=True, draft="half a", password="key"
    )
    (row,) = store.conversations.load(server)
    assert (row.topic, row.joined, row.muted, row.pinned, row.complete) == ("t", False, True, True, True)
    assert (row.draft, row.password) == ("half a", "key")
    store.conversations.save(room)
    store.conversations.save(room, draft="")
    assert get(store, room) == replace(row, draft="")


def test_a_closed_one_is_not_listed_and_keeps_its_history(store: Store, server: int, room: int) -> None:
    put(store, room, "hello")
    store.conversations.close(room)
    assert store.conversations.load(server) == []
    again = store.conversations.begin(server, "#room", "#Room", Kind.ROOM)
    assert again.number == room
    assert texts(store.messages.page(room, 10)) == ["hello"]


def test_which_was_open_last(store: Store, server: int, room: int) -> None:
    assert store.conversations.current(server) == ""
    store.conversations.set_current(server, "#room")
    store.conversations.rename(room, "#new", "#New")
    assert store.conversations.current(server) == "#new"


def test_what_counts_as_unread(store: Store, room: int) -> None:
    store.messages.add(
        room,
        [
            said("read", 0),
            said("one", 1),
            said("my own", 2, own=True),
            said("two", 3, "m", mention=True),
            said("its second line", 3, "m", part=2),
            said("Bo joined", 4, shape="happening"),
            said("three", 5, shape="notice"),
            said("gone", 6, "x", mention=True),
        ],
    )
    store.messages.redact(room, "x", START)
    assert store.conversations.mark_read(room, START)
    row = get(store, room)
    assert (row.unread, row.mentions) == (3, 1)
    assert row.read_time == START
    assert row.last == Preview("ann", "three", START + 5 * SECOND)
    first = store.messages.get(store.messages.first_unread(room, row.read_time))
    assert first is not None
    assert first.text == "one"


def test_reading_only_goes_on(store: Store, room: int) -> None:
    put(store, room, "a", "b", "c")
    assert store.conversations.mark_read(room, START + SECOND)
    assert not store.conversations.mark_read(room, START)
    assert get(store, room).unread == 1
    assert store.conversations.mark_read(room, START + 2 * SECOND + 500)
    assert get(store, room).unread == 0
    assert store.messages.first_unread(room, START + 2 * SECOND) == 0


def test_all_that_a_person_says_to_us_counts_as_a_mention(store: Store, server: int) -> None:
    person = store.conversations.begin(server, "ann", "Ann", Kind.PERSON).number
    put(store, person, "a", "b")
    row = get(store, person)
    assert (row.unread, row.mentions) == (2, 2)


def test_counting_ends(store: Store, room: int) -> None:
    store.messages.add(room, [said("x", number) for number in range(MOST_UNREAD + 5)])
    assert get(store, room).unread == MOST_UNREAD


def test_the_preview_is_the_newest_that_was_said(store: Store, room: int) -> None:
    assert get(store, room).last is None
    store.messages.add(room, [said("mine", 5, own=True, nick="me"), said("came", 6, shape="happening")])
    store.messages.add(room, [said("older", 2)])
    assert get(store, room).last == Preview("me", "mine", START + 5 * SECOND, True)


def test_renaming(store: Store, server: int, room: int) -> None:
    put(store, room, "hello")
    assert store.conversations.rename(room, "#new", "#New") == room
    (row,) = store.conversations.load(server)
    assert (row.number, row.key, row.name) == (room, "#new", "#New")
    assert store.conversations.rename(room, "#new", "#NEW") == room
    assert get(store, room).name == "#NEW"


@pytest.mark.parametrize("longer", [True, False])
def test_two_become_one(store: Store, server: int, room: int, longer: bool) -> None:
    other = store.conversations.begin(server, "#new", "#new", Kind.ROOM).number
    put(store, room, "a", "b", *("more", "and more") * longer)
    store.messages.add(other, [said("b", 1, "m1"), said("z", 9, "z"), said("y", 8, "y")])
    store.reactions.give(room, "m0", "👍", "bo", START)
    store.reactions.give(other, "z", "👍", "bo", START)
    store.gaps.note(room, Edge("m0", START), Edge("z", START + 9 * SECOND))
    store.conversations.save(room, muted=True, draft="half")
    store.conversations.save(other, pinned=True)
    store.conversations.mark_read(other, START + 8 * SECOND)
    store.outbox.add(OutboxLine("s1", room, "one"))
    store.outbox.add(OutboxLine("s2", other, "two"))

    number = store.conversations.rename(room, "#new", "#New")

    (row,) = store.conversations.load(server)
    assert (row.number, row.key, row.name) == (number, "#new", "#New")
    assert (row.muted, row.pinned, row.draft, row.unread) == (True, True, "half", 1)
    page = store.messages.page(number, 10)
    assert texts(page) == ["a", "b", *("more", "and more") * longer, "y", "z"]
    assert [len(message.reactions) for message in page] == [1, *[0] * (len(page) - 2), 1]
    assert len(store.gaps.list(number)) == 1
    assert [(line.send_id, line.conversation) for line in store.outbox.list(server)] == [("s1", number), ("s2", number)]
    assert [hit.text for hit in store.search("a", server)[0]] == [*("and more",) * longer, "a"]


@pytest.mark.parametrize("rows", ["load", "get"])
def test_neither_list_nor_page_reads_more_than_it_gives(store: Store, server: int, room: int, rows: str) -> None:
    """100,000 messages must not be looked at, or sorted, to start."""
    from kivy_client.core.store import conversations, messages

    where = {"load": "WHERE c.server = 1 AND c.listed = 1", "get": "WHERE c.number = 1"}[rows]
    plans = [
        f"{conversations._SELECT} {where}",
        f"{messages._SELECT} WHERE conversation = 1 AND row < 5 ORDER BY row DESC LIMIT 9",
        f"{messages._SELECT} WHERE conversation = 1 AND row > 5 ORDER BY row LIMIT 9",
        f"{messages._SELECT} WHERE conversation = 1 AND msgid = 'a' AND msgid <> '' ORDER BY part LIMIT 1",
    ]
    for statement in plans:
        steps = [row[3] for row in store._database.rows(f"EXPLAIN QUERY PLAN {statement}")]
        assert not [step for step in steps if step.startswith(("SCAN m", "USE TEMP"))], steps
        assert any("messages" in step or "SEARCH m " in step for step in steps), steps
