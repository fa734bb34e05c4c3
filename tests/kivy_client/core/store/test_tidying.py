"""Work that can wait: a conversation keeps only its newest messages, a slice at a time."""

from __future__ import annotations

from pathlib import Path

from kivy_client.core.model.conversations import Kind
from kivy_client.core.model.servers import Server
from kivy_client.core.store import Store, open_store
from kivy_client.core.store.rows import Edge
from kivy_client.core.store.tidying import SLICE
from tests.kivy_client.core.store.said import SECOND, START, put

MOST = 50


def small(path: Path) -> tuple[Store, int, int]:
    """A store that keeps few messages, its server and a room."""
    opened, _ = open_store(path)
    store = Store(opened._database, path, most=MOST)
    server = store.servers.save(Server()).number
    return store, server, store.conversations.begin(server, "#room", "#room", Kind.ROOM).number


def test_the_oldest_go_in_slices(path: Path) -> None:
    store, server, room = small(path)
    other = store.conversations.begin(server, "#other", "#other", Kind.ROOM).number
    put(store, other, *["other"] * MOST)
    count = 2 * SLICE + MOST + 7
    put(store, room, *[f"text{number}" for number in range(count)])
    store.conversations.save(room, complete=True)
    assert store.tidy()
    left = []
    while store.tidy():
        left.append(len(store.messages.page(room, 1000)))
    assert left[-1] == MOST
    assert len(set(left)) > 1, "not all in one go"
    assert [message.msgid for message in store.messages.page(room, 1000)] == [
        f"m{number}" for number in range(count - MOST, count)
    ]
    assert len(store.messages.page(other, 1000)) == MOST
    assert store.search("text3", server, limit=500)[0] == ()
    row = store.conversations.get(room)
    assert row is not None
    assert not row.complete, "older ones are with the server now, and not here"
    store.close()


def test_what_was_kept_of_old_messages_goes_with_them(path: Path) -> None:
    store, _, room = small(path)
    put(store, room, *["x"] * MOST)
    store.reactions.give(room, "m1", "👍", "ann", START + SECOND)
    store.reactions.give(room, "m49", "👍", "ann", START + 200 * SECOND)
    store.messages.redact(room, "gone", START)
    store.gaps.note(room, Edge("m1", START + SECOND), Edge("m2", START + 2 * SECOND))
    late = store.gaps.note(room, Edge("m1", START + SECOND), Edge("m40", START + 40 * SECOND))
    put(store, room, *["y"] * 20, first=MOST)
    while store.tidy():
        pass
    assert len(store.messages.page(room, 1000)) == MOST
    assert list(store.reactions.of(room, ["m1", "m49"])) == ["m49"]
    assert store.gaps.list(room) == [late]
    assert store._database.value("SELECT count(*) FROM redactions") == 0
    store.close()


def test_it_is_bounded_over_many_starts(path: Path) -> None:
    for start in range(5):
        opened, _ = open_store(path)
        store = Store(opened._database, path, most=MOST)
        server = store.servers.last() or store.servers.save(Server())
        room = store.conversations.begin(server.number, "#room", "#room", Kind.ROOM).number
        put(store, room, *["x"] * MOST, first=start * MOST)
        while store.tidy():
            pass
        assert len(store.messages.page(room, 1000)) == MOST
        store.close()


def test_nothing_to_do(store: Store) -> None:
    while store.tidy():
        pass
    assert not store.tidy()
