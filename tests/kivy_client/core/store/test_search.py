"""Search: any text is a query; with the full-text index and without it, what is found is the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kivy_client.core.model.conversations import Kind
from kivy_client.core.model.servers import Server
from kivy_client.core.store import Store, open_store
from kivy_client.core.store.database import Database
from tests.kivy_client.core.store.said import START, put, said

SAID = [
    "The quick brown fox",
    "In der Straße des 17. Juni",
    "Привет, мир! Ёлка стоит",
    "你好世界",
    "all good 👍🏽 ok",
    'she said "no" AND left* (really) -- 50%',
    "C++ and a_b^c ' ; DROP TABLE messages",
    "of no use",
]


@pytest.fixture(scope="module", params=[True, False], ids=["indexed", "not indexed"])
def found(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], list[str]]]:
    """What a search finds among `SAID`."""
    path = tmp_path_factory.mktemp("search") / "chorus.db"
    store = reopened(path, indexed=request.param)
    assert store.index.there is request.param
    server = store.servers.save(Server()).number
    room = store.conversations.begin(server, "#room", "#room", Kind.ROOM).number
    put(store, room, *SAID)
    yield lambda text: [hit.text for hit in store.search(text, server)[0]]
    store.close()


def reopened(path: Path, *, indexed: bool) -> Store:
    """The store as on an SQLite that has full-text search, or has not."""
    opened, _ = open_store(path)
    database: Database = opened._database
    return Store(database, path, indexed=indexed)


@pytest.mark.parametrize(
    ("query", "which"),
    [
        ("quick", [0]),
        ("QUICK fox", [0]),
        ("fox quick", [0]),
        ("uic", [0]),
        ("strasse", [1]),
        ("STRAẞE", [1]),
        ("stra", [1]),
        ("привет", [2]),
        ("вет елка", [2]),
        ("世界", [3]),
        ("你好世", [3]),
        ("好", [3]),
        ("👍", [4]),
        ("👍🏽", [4]),
        ('"no"', [5]),
        ('"', [5]),
        ("AND", [6, 5]),
        ("left*", [5]),
        ("50%", [5]),
        ("(really)", [5]),
        ("--", [5]),
        ("c++", [6]),
        ("a_b^c", [6]),
        ("';", []),
        ("' ;", [6]),
        ("of", [7]),
        ("o", [7, 6, 5, 4, 0]),
        ("no", [7, 5]),
        ("fox wolf", []),
        ("NEAR(quick fox)", []),
        ("folded:quick", []),
        ("quick OR fox", []),
        ("", []),
        ("   ", []),
        ("\x00", []),
        ("\u0301", []),
    ],
)
def test_any_text_is_a_query(found: Callable[[str], list[str]], query: str, which: list[int]) -> None:
    assert found(query) == [SAID[number] for number in which]


@settings(deadline=None, max_examples=60)
@given(query=st.text(max_size=30))
def test_no_text_is_an_error(found: Callable[[str], list[str]], query: str) -> None:
    assert set(found(query)) <= set(SAID)


@pytest.mark.parametrize("query", ['"' * 300, "x " * 500, "a" * 5000, "(" * 200, "\ud800", "*", "NOT", "AND AND"])
def test_hard_queries(found: Callable[[str], list[str]], query: str) -> None:
    assert len(found(query)) <= len(SAID)


def test_hits_are_newest_first_and_say_where(store: Store, server: int, room: int) -> None:
    other = store.conversations.begin(server, "ann", "Ann", Kind.PERSON).number
    store.messages.add(room, [said("Die Straße", 5, "s5"), said("new street: STRASSE", 9, "s9")])
    store.messages.add(other, [said("straßen", 7, "s7", nick="Bo")])
    store.messages.add(room, [said("alte Straße", 1, "s1")])
    hits, more = store.search("straße", server)
    assert not more
    assert [(hit.msgid, hit.text[hit.start : hit.end]) for hit in hits] == [
        ("s9", "STRASSE"),
        ("s7", "straße"),
        ("s5", "Straße"),
        ("s1", "Straße"),
    ]
    message = store.messages.by_msgid(other, "s7")
    assert message is not None
    assert hits[1][:7] == ("ann", "Ann", "s7", message.row, "Bo", "straßen", START + 7_000_000)
    hits, more = store.search("straße", server, room, limit=2)
    assert [hit.msgid for hit in hits] == ["s9", "s5"]
    assert more


def test_what_is_not_in_the_index_yet_is_found_too(store: Store, server: int, room: int) -> None:
    put(store, room, "needle", *["hay"] * 1500)
    assert [hit.text for hit in store.search("needle", server)[0]] == ["needle"]
    while store.tidy():
        pass
    assert [hit.text for hit in store.search("needle", server)[0]] == ["needle"]


def test_only_this_server_is_searched(store: Store, server: int, room: int) -> None:
    put(store, room, "needle here")
    other = store.servers.save(Server()).number
    assert store.search("needle", other) == ((), False)
    assert len(store.search("needle", server)[0]) == 1


def test_what_happened_is_not_found(store: Store, server: int, room: int) -> None:
    store.messages.add(room, [said("ann joined", shape="happening"), said("ann joined the club", 1)])
    assert [hit.text for hit in store.search("joined", server)[0]] == ["ann joined the club"]


def test_the_index_is_made_again_where_messages_came_without_it(path: Path) -> None:
    store, _ = open_store(path)
    server = store.servers.save(Server()).number
    room = store.conversations.begin(server, "#room", "#room", Kind.ROOM).number
    put(store, room, "first words", "second words")
    while store.tidy():
        pass
    store.close()

    without = reopened(path, indexed=False)
    without.messages.redact(room, "m0", START)
    put(without, room, "third words", first=2)
    assert [hit.text for hit in without.search("words", server)[0]] == ["third words", "second words"]
    without.close()

    again, _ = open_store(path)
    assert again.index.there
    assert [hit.text for hit in again.search("words", server)[0]] == ["third words", "second words"]
    again._database.run("INSERT INTO found (found) VALUES ('integrity-check')")
    again.close()


def test_the_index_is_right_after_many_changes(store: Store, server: int, room: int) -> None:
    for start in range(0, 600, 100):
        put(store, room, *[f"word{number}x common" for number in range(start, start + 100)], first=start)
        store.messages.redact(room, f"m{start + 50}", START)
        store.tidy()
    for number in range(0, 600, 40):
        store.messages.redact(room, f"m{number}", START)
    while store.tidy():
        pass
    store._database.run("INSERT INTO found (found) VALUES ('integrity-check')")
    assert store.search("word40x", server)[0] == ()
    assert len(store.search("common", server, limit=1000)[0]) == 600 - 15 - 6
