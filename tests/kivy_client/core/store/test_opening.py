"""Opening: a damaged file is set aside and told, what can be is saved from it; one process at a time."""

from __future__ import annotations

import functools
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kivy_client.core.model.conversations import Kind
from kivy_client.core.model.servers import Preferences, Server
from kivy_client.core.store import Store, StoreBusy, StoreDamaged, StoreError, open_store, repair
from kivy_client.core.store.aside import MOST_ASIDE
from kivy_client.core.store.database import Database
from kivy_client.core.store.rows import OutboxLine
from kivy_client.core.store.schema import MIGRATIONS, migrate
from tests.kivy_client.core.store.filling import fill
from tests.kivy_client.core.store.said import put, texts

ROOT = Path(__file__).parents[4]


def filled(path: Path) -> None:
    """A store with a server, a draft, an unsent line and some messages."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(_filled())


@functools.cache
def _filled() -> bytes:
    """Made once."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chorus.db"
        _fill(path)
        return path.read_bytes()


def _fill(path: Path) -> None:
    store, warning = open_store(path)
    assert warning == ""
    server = store.servers.save(Server(host="chat.example", secret="pw"))
    store.preferences.save(Preferences(theme="dark"))
    room = store.conversations.begin(server.number, "#room", "#room", Kind.ROOM).number
    store.conversations.save(room, draft="half", complete=True)
    store.outbox.add(OutboxLine("s1", room, "unsent"))
    put(store, room, *[f"message number {number}" for number in range(2000)])
    while store.tidy():
        pass
    store.close()


def not_a_database(path: Path) -> None:
    path.write_bytes(b"this is no database, and never was one\n" * 300)


def truncated(path: Path) -> None:
    filled(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def cut_in_a_page(path: Path) -> None:
    filled(path)
    path.write_bytes(path.read_bytes()[:5000])


def zeroed_header(path: Path) -> None:
    filled(path)
    path.write_bytes(bytes(100) + path.read_bytes()[100:])


def of_another_app(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE preferences (name TEXT, value TEXT)")
        other.execute("""INSERT INTO preferences VALUES ('theme', '"dark"')""")
    other.close()


def with_a_table_missing(path: Path) -> None:
    filled(path)
    with sqlite3.connect(path) as other:
        other.execute("DROP TABLE gaps")
    other.close()


def from_the_future(path: Path) -> None:
    filled(path)
    with sqlite3.connect(path) as other:
        other.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
        other.execute("ALTER TABLE servers ADD COLUMN colour TEXT NOT NULL DEFAULT 'red'")
    other.close()


@pytest.mark.parametrize(
    ("damage", "saved"),
    [
        (not_a_database, False),
        (truncated, None),
        (cut_in_a_page, False),
        (zeroed_header, False),
        (of_another_app, False),
        (with_a_table_missing, True),
        (from_the_future, True),
    ],
)
def test_a_damaged_file_is_set_aside(path: Path, damage: Callable[[Path], None], saved: bool | None) -> None:
    """`saved` None: it depends on which pages are left."""
    path.parent.mkdir()
    damage(path)
    content = path.read_bytes()
    store, warning = open_store(path)
    aside = path.with_name(f"{path.name}.damaged-1")
    assert f"It was set aside as {aside.name}." in warning
    assert warning.endswith(".")
    assert len(aside.read_bytes()) >= min(len(content), 4096)
    servers = store.servers.list()
    if saved is not None:
        assert bool(servers) is saved
        assert store.preferences.load().theme == ("dark" if saved else "system")
        assert ("were saved" in warning) is saved
    if saved:
        assert servers[0].secret == "pw"
        (room,) = store.conversations.load(servers[0].number)
        assert (room.draft, room.complete, room.unread) == ("half", False, 0)
        assert [line.text for line in store.outbox.list(servers[0].number)] == ["unsent"]
    store.servers.save(Server(host="new.example"))
    store.close()
    again, warning = open_store(path)
    assert warning == ""
    assert again.servers.list()[-1].host == "new.example"
    again.close()


def test_an_empty_file_is_a_new_store(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    store, warning = open_store(path)
    assert warning == ""
    store.close()


def test_what_is_damaged_inside_shows_when_it_is_read(path: Path) -> None:
    filled(path)
    data = path.read_bytes()
    page = data.index(b"message number 1000") // 4096 * 4096
    path.write_bytes(data[:page] + b"\xff" * 64 + data[page + 64 :])
    store, warning = open_store(path)
    assert warning == "", "only what is cheap is looked at"
    (server,) = store.servers.list()
    (room,) = store.conversations.load(server.number)
    with pytest.raises(StoreDamaged, match=r"The store is damaged\."):
        store.messages.page(room.number, 5000)
    fresh, warning = repair(store)
    assert fresh is not store
    assert "It was set aside as" in warning
    assert fresh.servers.list() == (server,)
    assert [line.text for line in fresh.outbox.list(server.number)] == ["unsent"]
    (room,) = fresh.conversations.load(server.number)
    assert texts(put(fresh, room.number, "goes on")) == ["goes on"]
    fresh.close()


def test_a_damaged_index_is_made_again(path: Path) -> None:
    filled(path)
    store, _ = open_store(path)
    (server,) = store.servers.list()
    store._database.run("UPDATE found_data SET block = x'ff' WHERE id > 10")
    store.close()
    store, _ = open_store(path)
    with pytest.raises(StoreDamaged):
        store.search("message", server.number)
    same, warning = repair(store)
    assert same is store
    assert warning == ""
    assert len(same.search("message", server.number)[0]) == 50
    (room,) = same.conversations.load(server.number)
    assert len(same.messages.page(room.number, 5000)) == 2000, "no message is lost by it"
    same.close()


def test_an_index_that_does_not_fit_its_table_is_made_again(path: Path) -> None:
    """SQLite finds it only when it deletes or changes a row by that index."""
    filled(path)
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA writable_schema = ON")
        schema = other.execute("SELECT sql FROM sqlite_master WHERE name = 'messages_in_order'").fetchone()
        other.execute("UPDATE sqlite_master SET sql = sql || ' WHERE row < 0' WHERE name = 'messages_in_order'")
    other.close()
    with sqlite3.connect(path) as other:
        other.execute("REINDEX messages_in_order")
        other.execute("PRAGMA writable_schema = ON")
        other.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'messages_in_order'", schema)
    other.close()
    store, _ = open_store(path)
    assert store._database.rows("PRAGMA quick_check('messages')") == [("ok",)], "it does not look at it"
    with pytest.raises(StoreDamaged):
        store._database.run("DELETE FROM messages WHERE text LIKE '%0'")
    same, warning = repair(store)
    assert (same is store, warning) == (True, "")
    (server,) = same.servers.list()
    (room,) = same.conversations.load(server.number)
    assert same._database.run("DELETE FROM messages WHERE text LIKE '%0'") == 200
    assert len(same.messages.page(room.number, 5000)) == 1800
    same.close()


def test_what_was_mended_in_vain_is_set_aside(path: Path) -> None:
    filled(path)
    store, _ = open_store(path)
    fresh, warning = repair(store, in_vain=True)
    assert fresh is not store
    assert "It was set aside as" in warning
    fresh.close()


def test_a_full_disk_is_no_reason_to_set_a_store_aside(path: Path) -> None:
    filled(path)
    store, _ = open_store(path)
    store._database.run("PRAGMA query_only = ON")
    with pytest.raises(StoreError, match="cannot be written to"):
        repair(store)
    assert not list(path.parent.glob("*damaged*"))
    store.close()


def test_only_the_last_few_are_kept_aside(path: Path) -> None:
    path.parent.mkdir()
    for _ in range(MOST_ASIDE + 2):
        not_a_database(path)
        open_store(path)[0].close()
    names = sorted(file.name for file in path.parent.iterdir())
    assert names == [path.name, *(f"{path.name}.damaged-{number}" for number in (3, 4, 5))]


def test_another_process_is_told_that_the_store_is_in_use(store: Store, path: Path) -> None:
    opener = (
        "import sys; from pathlib import Path; from kivy_client.core.store import StoreBusy, open_store\n"
        "try: open_store(Path(sys.argv[1]))\n"
        "except StoreBusy as busy: print(busy)"
    )

    def other() -> str:
        command = [sys.executable, "-c", opener, str(path)]
        return subprocess.run(command, cwd=ROOT, timeout=30, check=True, capture_output=True, text=True).stdout.strip()

    assert other() == "The app is already open: its store is in use."
    assert not list(path.parent.glob("*damaged*"))
    store.servers.save(Server())
    store.close()
    assert other() == ""


def test_the_same_process_too(store: Store, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kivy_client.core.store.opening.PATIENCE_SECONDS", 0)
    with pytest.raises(StoreBusy):
        open_store(path)
    store.servers.save(Server())


def test_a_place_where_no_file_can_be_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="The store cannot be opened"):
        open_store(tmp_path / "file" / "chorus.db")
    with pytest.raises(StoreError, match="The store cannot be opened"):
        open_store(tmp_path)


def test_migrations_are_carried_out_once_each_and_all_or_none() -> None:
    database = Database(sqlite3.connect(":memory:", isolation_level=None))
    first = "CREATE TABLE a (x INTEGER);\nINSERT INTO a VALUES (1);\n"
    migrate(database, [first])
    migrate(database, [first])
    migrate(database, [first, "ALTER TABLE a ADD COLUMN y INTEGER NOT NULL DEFAULT 5;\n"])
    assert database.rows("SELECT * FROM a") == [(1, 5)]
    assert database.value("PRAGMA user_version") == 2
    with pytest.raises(sqlite3.OperationalError):
        migrate(database, [first, "", "DROP TABLE a;\nDROP TABLE nowhere;\n"])
    assert database.rows("SELECT * FROM a") == [(1, 5)]
    assert database.value("PRAGMA user_version") == 2
    database.close()


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS)))
def test_a_store_of_an_earlier_version_is_taken_over(path: Path, version: int) -> None:
    path.parent.mkdir()
    old = Database(sqlite3.connect(path, isolation_level=None))
    migrate(old, MIGRATIONS[:version])
    columns = "label, host, port, tls, nick, realname, account, secret, fingerprint, sender_key, room"
    old.run(f"INSERT INTO servers ({columns}) VALUES ('', 'chat.example', 6697, 1, 'ann', '', '', 'pw', '', 'key', '')")
    old.run("INSERT INTO conversations (server, key, name, kind, read_time) VALUES (1, '#a', '#A', 'room', 5)")
    old.close()
    store, warning = open_store(path)
    assert warning == ""
    (server,) = store.servers.list()
    assert (server.secret, server.sender_key, server.server_password) == ("pw", "key", "")
    (room,) = store.conversations.load(server.number)
    assert (room.name, room.read_time) == ("#A", 5)
    store.close()


def test_a_filled_store_is_as_it_was(path: Path) -> None:
    store, _ = open_store(path)
    server = fill(store, 2000, 10)
    store.close()
    store, _ = open_store(path)
    rows = store.conversations.load(server.number)
    assert len(rows) == 10
    assert store.conversations.current(server.number) == rows[-1].key
    assert 0 < rows[-1].unread <= 20 < rows[-2].unread
    assert all(len(store.messages.page(row.number, 300)) == 200 for row in rows)
    assert store.search("https", server.number, limit=10)[1]
    store.close()
