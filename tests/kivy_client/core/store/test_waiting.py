"""What is said of messages that are not here is kept for when they come: the newest of it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from kivy_client.core.store import Store
from kivy_client.core.store.reactions import MOST_WAITING
from tests.kivy_client.core.store.said import SECOND, START, put, said, texts

MANY = 3 * MOST_WAITING


def count(path: Path, table: str) -> int:
    with sqlite3.connect(path) as database:
        number: int = database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    return number


def test_signs_of_messages_that_never_come_are_bounded(store: Store, room: int, path: Path) -> None:
    put(store, room, "here")
    store.reactions.give(room, "m0", "👍", "ann", START)
    with store.together():
        for number in range(MANY):
            store.reactions.give(room, f"x{number}", "👍", "eve", START)
    assert store.reactions.of(room, ["m0"]), "what is of a message that is here stays"
    assert store.messages.add(room, [said("late", 1, f"x{MANY - 1}")])[0].reactions, "and the newest of the others"
    store.close()
    assert count(path, "reactions") <= 2 * MOST_WAITING + 1


def test_redactions_of_messages_that_never_come_are_bounded(store: Store, room: int, path: Path) -> None:
    put(store, room, "here", "gone")
    store.messages.redact(room, "m1", START)
    with store.together():
        for number in range(MANY):
            store.messages.redact(room, f"x{number}", START + number * SECOND)
    assert texts(store.messages.add(room, [said("late", 9, f"x{MANY - 1}")])) == [""]
    assert texts(store.messages.page(room, 3)) == ["here", "", ""]
    store.close()
    assert count(path, "redactions") <= 2 * MOST_WAITING + 1
