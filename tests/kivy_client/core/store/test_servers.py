"""Saved servers and preferences; a server that is forgotten is gone with all that was of it."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

from kivy_client.core.model.conversations import Kind
from kivy_client.core.model.servers import Preferences, Server
from kivy_client.core.store import Store, open_store
from kivy_client.core.store.rows import OutboxLine
from tests.kivy_client.core.store.said import SECOND, START, put

WHOLE = Server(
    *(0, "Home", "chat.example", 6667, False, "ann", "Ann A.", "acc", "s3cret-word", "ab" * 32),
    room="#start",
    server_password="op3n-word",
)


def test_servers_are_saved_and_changed(store: Store, path: Path) -> None:
    assert store.servers.list() == ()
    assert store.servers.last() is None
    one = store.servers.save(WHOLE)
    assert one == replace(WHOLE, number=one.number)
    other = store.servers.save(Server(host="other.example"))
    changed = store.servers.save(replace(one, fingerprint="cd" * 32))
    assert changed.number == one.number
    store.servers.use(other.number)
    store.close()
    again, _ = open_store(path)
    assert again.servers.list() == (changed, other)
    assert again.servers.last() == other
    again.servers.use(one.number)
    assert again.servers.last() == changed
    again.close()


def test_only_the_owner_may_read_the_files(store: Store, path: Path, room: int) -> None:
    put(store, room, "text")
    files = list(path.parent.iterdir())
    assert path in files
    assert len(files) > 1, "the write-ahead log is there while the store is open"
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    store.close()
    path.chmod(0o644)
    again, _ = open_store(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again.close()


def test_a_secret_is_not_told_by_accident(store: Store) -> None:
    shown = repr(store.servers.save(WHOLE))
    assert "s3cret" not in shown
    assert "op3n" not in shown


def test_forgetting_a_server_deletes_all_of_it(store: Store, path: Path) -> None:
    one, other = store.servers.save(WHOLE), store.servers.save(Server(host="other.example"))
    kept = store.conversations.begin(other.number, "#kept", "#kept", Kind.ROOM).number
    put(store, kept, "stays here")
    room = store.conversations.begin(one.number, "#talk", "#talk", Kind.ROOM).number
    with store.together():
        for start in range(0, 900, 90):
            put(store, room, *[f"xylophone {number}" for number in range(90)], first=start)
    store.conversations.save(room, draft="xylophone draft", topic="xylophone topic", password="xylophone key")
    store.outbox.add(OutboxLine("s1", room, "xylophone unsent"))
    store.reactions.give(room, "m1", "xylophone", "bo", START)
    path.with_name(f"{path.name}.damaged-1").write_bytes(b"xylophone")

    store.servers.forget(one.number)

    assert store.servers.list() == (other,)
    assert store.conversations.load(one.number) == []
    assert store.outbox.list(one.number) == []
    assert store.search("xylophone", one.number) == ((), False)
    slices = 0
    while store.tidy():
        slices += 1
    assert slices > 4, "not all in one go"
    assert store.messages.page(room, 10) == []
    assert [hit.text for hit in store.search("stays", other.number)[0]] == ["stays here"]
    for file in path.parent.iterdir():
        data = file.read_bytes()
        assert b"xylophone" not in data, file
        assert b"s3cret-word" not in data, file
        assert b"op3n-word" not in data, file
    assert store.servers.save(Server()).number > other.number, "a number is not used again"


def test_deleting_goes_on_after_a_restart(store: Store, server: int, room: int, path: Path) -> None:
    put(store, room, "xylophone")
    store.servers.forget(server)
    store.close()
    again, _ = open_store(path)
    while again.tidy():
        pass
    assert again.messages.page(room, 10) == []
    assert again._database.value("SELECT count(*) FROM unindexed") == 0
    again.close()
    assert b"xylophone" not in path.read_bytes()


def test_preferences(store: Store, path: Path) -> None:
    assert store.preferences.load() == Preferences()
    changed = Preferences("dark", 22, "none", False, False, True, False)
    store.preferences.save(changed)
    store.close()
    again, _ = open_store(path)
    assert again.preferences.load() == changed
    again.close()


def test_preferences_that_make_no_sense_are_as_by_default(store: Store) -> None:
    store.preferences.save(Preferences(text_size=20))
    for name, value in {"theme": '"pink"', "happenings": "7", "notify": "[1", "unknown": "1"}.items():
        store._database.run("INSERT OR REPLACE INTO preferences VALUES (?, ?)", name, value)
    assert store.preferences.load() == Preferences(text_size=20)


def test_reading_times_are_of_one_server(store: Store, server: int, room: int) -> None:
    other = store.servers.save(Server(host="other.example")).number
    same = store.conversations.begin(other, "#room", "#Room", Kind.ROOM).number
    put(store, room, "a", "b")
    put(store, same, "a", "b")
    store.conversations.mark_read(room, START + SECOND)
    assert [row.unread for row in (*store.conversations.load(server), *store.conversations.load(other))] == [0, 2]
