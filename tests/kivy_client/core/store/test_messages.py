"""Messages: kept once, in order, page by page; redacted for good."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from kivy_client.core.model.conversations import Kind
from kivy_client.core.store import Store, StoreError, open_store
from kivy_client.core.store.rows import Edge
from tests.kivy_client.core.store.said import SECOND, START, put, said, texts


def test_what_was_added_is_read_again(store: Store, room: int, path: Path) -> None:
    message = said(
        "hi 👋", 3, "a1", own=True, mention=True, bot=True, reply_to="a0", shape="action", kind="note", nick="Bo"
    )
    (kept,) = store.messages.add(room, [message])
    assert replace(kept, row=0, conversation=0) == message
    assert kept.conversation == room
    store.close()
    again, _ = open_store(path)
    assert again.messages.page(room, 10) == [kept]
    assert again.messages.get(kept.row) == kept
    assert again.messages.by_msgid(room, "a1") == kept
    again.close()


def test_a_message_id_is_kept_once_in_a_conversation(store: Store, server: int, room: int) -> None:
    other = store.conversations.begin(server, "#other", "#other", Kind.ROOM).number
    assert texts(put(store, room, "one", "two")) == ["one", "two"]
    assert texts(store.messages.add(room, [said("two", 1, "m1"), said("three", 2, "m2")])) == ["three"]
    assert texts(store.messages.add(other, [said("one", 0, "m0")])) == ["one"]
    assert texts(store.messages.page(room, 10)) == ["one", "two", "three"]


def test_messages_without_an_id_are_all_kept(store: Store, room: int) -> None:
    store.messages.add(room, [said("same"), said("same")])
    store.messages.add(room, [said("same")])
    assert texts(store.messages.page(room, 10)) == ["same"] * 3


def test_further_lines_are_known_again_and_go_with_their_message(store: Store, room: int) -> None:
    lines = [said("one", 0, "m"), said("two", 0, "m", part=2), said("three", 0, "m", part=3)]
    assert texts(store.messages.add(room, lines)) == ["one", "two", "three"]
    assert store.messages.add(room, lines) == []
    found = store.messages.by_msgid(room, "m")
    assert found is not None
    assert found.text == "one"
    gone = store.messages.redact(room, "m", START)
    assert [(line.part, line.text, line.removed) for line in gone] == [(0, "", True), (2, "", True), (3, "", True)]


def test_order_is_by_time_and_then_by_arrival(store: Store, room: int) -> None:
    store.messages.add(room, [said("c", 2), said("a", 0), said("b1", 1)])
    store.messages.add(room, [said("b2", 1), said("b3", 1), said("0", -5)])
    page = store.messages.page(room, 10)
    assert texts(page) == ["0", "a", "b1", "b2", "b3", "c"]
    assert [message.row for message in page] == sorted(message.row for message in page)


def test_any_time_can_be_kept(store: Store, room: int) -> None:
    times = [-5, 0, 1, 1 << 62, 1 << 70]
    store.messages.add(room, [replace(said(str(time)), time=time) for time in times])
    page = store.messages.page(room, 10)
    assert texts(page) == [str(time) for time in times]
    assert [message.time for message in page] == sorted(message.time for message in page)


def test_more_messages_of_one_time_than_a_millisecond_holds(store: Store, room: int) -> None:
    store.messages.add(room, [said(str(number), 1) for number in range(600)])
    store.messages.add(room, [said("later", 2)])
    assert texts(store.messages.page(room, 1000)) == [*map(str, range(600)), "later"]


def test_pages(store: Store, server: int, room: int) -> None:
    other = store.conversations.begin(server, "#other", "#other", Kind.ROOM).number
    put(store, other, *"xyz")
    rows = [message.row for message in put(store, room, *"abcdefgh")]
    page = store.messages.page
    assert texts(page(room, 3)) == ["f", "g", "h"]
    assert texts(page(room, 3, before=rows[3])) == ["a", "b", "c"]
    assert texts(page(room, 2, before=rows[3])) == ["b", "c"]
    assert page(room, 3, before=rows[0]) == []
    assert texts(page(room, 2, after=rows[3])) == ["e", "f"]
    assert page(room, 3, after=rows[7]) == []
    assert texts(page(room, 5, around=rows[4])) == ["c", "d", "e", "f", "g"]
    assert texts(page(room, 4, around=rows[0])) == ["a", "b", "c", "d"]
    assert texts(page(room, 4, around=rows[7])) == ["f", "g", "h"]


def test_paging_up_and_down_meets_every_message_once(store: Store, room: int) -> None:
    chance = random.Random(5)
    for _ in range(20):
        store.messages.add(room, [said(str(chance.random()), chance.randrange(40)) for _ in range(25)])
    all_of_them = store.messages.page(room, 1000)
    assert len(all_of_them) == 500
    up = store.messages.page(room, 33)
    while older := store.messages.page(room, 33, before=up[0].row):
        up = [*older, *up]
    down = all_of_them[:1]
    while newer := store.messages.page(room, 33, after=down[-1].row):
        down += newer
    assert up == down == all_of_them


def test_the_ends_after_and_before_which_to_ask_the_server(store: Store, room: int) -> None:
    assert store.messages.newest(room) is None
    store.messages.add(room, [said("no id", 0), said("a", 1, "m1"), said("b", 2, "m2"), said("no id", 3)])
    assert store.messages.oldest(room) == Edge("m1", START + SECOND)
    assert store.messages.newest(room) == Edge("m2", START + 2 * SECOND)


def test_what_was_said_last_is_found_below_any_number_of_happenings(store: Store, room: int) -> None:
    assert store.messages.said_until(room) == 0
    store.messages.add(room, [said("theirs", 1), said("ours", 2, own=True)])
    store.messages.add(room, [said("came", 3 + second, shape="happening", kind="came") for second in range(1500)])
    assert store.messages.said_until(room) == START + SECOND
    store.messages.add(room, [said("ours, by the server's clock", 2000, "m9", own=True)])
    assert store.messages.said_until(room) == START + 2000 * SECOND


def test_a_page_is_full_without_what_is_hidden(store: Store, room: int) -> None:
    happened = [said("came", second, shape="happening", kind="came") for second in range(1, 300)]
    spoken = [said(str(second), second) for second in (0, 150, 300)]
    topic = said("topic", 200, shape="happening", kind="topic")
    store.messages.add(room, [*happened, *spoken, topic])
    page = store.messages.page(room, 3, hidden={"came", "went"})
    assert texts(page) == ["150", "topic", "300"]
    assert texts(store.messages.page(room, 3, before=page[0].row, hidden={"came"})) == ["0"]
    assert texts(store.messages.page(room, 2, after=page[0].row, hidden={"came"})) == ["topic", "300"]
    assert texts(store.messages.page(room, 3, around=page[1].row, hidden={"came"})) == ["150", "topic", "300"]


def test_redaction_takes_the_text_away(store: Store, server: int, room: int, path: Path) -> None:
    put(store, room, "keep this", "a hidden word")
    while store.tidy():
        pass
    (gone,) = store.messages.redact(room, "m1", START)
    assert (gone.text, gone.removed) == ("", True)
    assert store.messages.page(room, 10)[1] == gone
    assert store.search("hidden", server)[0] == ()
    assert store.search("keep", server)[0] != ()
    store.close()
    assert b"a hidden word" not in path.read_bytes()


def test_redaction_of_a_message_that_is_not_yet_in_the_index(store: Store, server: int, room: int) -> None:
    put(store, room, "another word", "a hidden word")
    store.messages.redact(room, "m1", START)
    hits, _ = store.search("word", server)
    assert [hit.text for hit in hits] == ["another word"]


def test_a_message_that_comes_after_its_redaction_has_no_text(store: Store, room: int) -> None:
    assert store.messages.redact(room, "m1", START) == []
    kept = put(store, room, "zero", "one")
    assert [(message.text, message.removed) for message in kept] == [("zero", False), ("", True)]


def test_a_redacted_message_does_not_come_back(store: Store, room: int) -> None:
    put(store, room, "text")
    store.messages.redact(room, "m0", START)
    assert put(store, room, "text") == []
    assert texts(store.messages.page(room, 10)) == [""]


def test_no_id_redacts_nothing(store: Store, room: int) -> None:
    store.messages.add(room, [said("text")])
    assert store.messages.redact(room, "", START) == []
    assert store.messages.by_msgid(room, "") is None
    assert texts(store.messages.page(room, 10)) == ["text"]


def test_what_is_added_together_is_kept_together_or_not_at_all(store: Store, room: int) -> None:
    with pytest.raises(ZeroDivisionError), store.together():
        put(store, room, "one")
        store.conversations.save(room, draft="half")
        raise ZeroDivisionError
    assert store.messages.page(room, 10) == []
    stored = store.conversations.get(room)
    assert stored is not None
    assert stored.draft == ""
    put(store, room, "one")
    assert texts(store.messages.page(room, 10)) == ["one"]


def test_a_full_disk_is_told_and_keeps_nothing_half(store: Store, server: int, room: int) -> None:
    put(store, room, "before")
    pages = store._database.value("PRAGMA page_count")
    store._database.value(f"PRAGMA max_page_count = {pages + 5}")
    with pytest.raises(StoreError, match="The disk is full"):
        put(store, room, *["much text " * 100] * 100, first=10)
    assert texts(store.messages.page(room, 10)) == ["before"]
    store._database.value("PRAGMA max_page_count = 100000")
    put(store, room, "after", first=10)
    assert texts(store.messages.page(room, 10)) == ["before", "after"]


def test_half_a_surrogate_pair_can_be_kept(store: Store, server: int, room: int) -> None:
    store.messages.add(room, [said("odd \ud83d text", msgid="\udc00")])
    assert texts(store.messages.page(room, 10)) == ["odd ? text"]
    assert len(store.search("odd \ud83d", server)[0]) == 1
