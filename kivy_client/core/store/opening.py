"""Opening the store: a new one, one of an earlier version, or one that turns out to be damaged.

What is damaged is set aside (`aside`), what can be is saved from it (`salvage`), and a fresh store begins. Only what is
cheap is looked at here, whatever the size of the file; the rest shows when it is read (`repair`). One process has the
store at a time: SQLite locks the file, and the lock goes with the process.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

from kivy_client.core.store.aside import set_aside
from kivy_client.core.store.database import Database
from kivy_client.core.store.errors import StoreDamaged, StoreError
from kivy_client.core.store.salvage import salvage
from kivy_client.core.store.schema import APPLICATION_ID, MIGRATIONS, TABLES, migrate
from kivy_client.core.store.store import Store

PATIENCE_SECONDS = 0.5
"""How long another process may take to let go."""
_MODE = 0o600
_CACHE_KIB = 8192
_MOST_LOG_BYTES = 8 << 20


def open_store(path: Path) -> tuple[Store, str]:
    """The store at this path, made if there is none, and a sentence for the person, "" if all is well.

    Raises `StoreBusy` if another process has it, `StoreError` if it cannot be opened or made.
    """
    try:
        return _open(path), ""
    except StoreDamaged as damage:
        return _begin_anew(path, str(damage))


def repair(store: Store, *, in_vain: bool = False) -> tuple[Store, str]:
    """A store that works in place of one that said `StoreDamaged`, which is closed; and a sentence, as above.

    If only what can be made again from the rest is damaged (indexes), it is, and the store stays the same. `in_vain`:
    that was done already. Raises as `open_store` does; then the store is neither mended nor set aside.
    """
    if not in_vain and store.mend():
        return store, ""
    store.close()
    return _begin_anew(store.path, "The store is damaged.")


def _begin_anew(path: Path, reason: str) -> tuple[Store, str]:
    try:
        aside = set_aside(path)
    except OSError as error:
        raise StoreError(f"{reason} It cannot be set aside: {error}.") from error
    store = _open(path, salvaging=aside)
    saved = " Servers, drafts and unsent messages were saved from it." if store.servers.list() else ""
    return store, f"{reason} It was set aside as {aside.name}.{saved}"


def _open(path: Path, salvaging: Path | None = None) -> Store:
    database = Database(_connection(path))
    try:
        _look(database)
        migrate(database)
        if salvaging is not None:
            salvage(salvaging, database)
        _try(database)
        return Store(database, path)
    except BaseException:
        database.close()
        raise


def _try(database: Database) -> None:
    """Read a little of everything."""
    there = {name for (name,) in database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not there >= set(TABLES):
        raise StoreDamaged("A part of the store is missing.")
    for table in TABLES:
        database.rows(f"SELECT * FROM {table} LIMIT 1")


def _connection(path: Path) -> sqlite3.Connection:
    """SQLite gives the files that it keeps beside a database the permissions of the database."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Never opened if it is there: closing it again would undo SQLite's lock (https://sqlite.org/howtocorrupt.html).
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, _MODE))
        path.chmod(_MODE)
        return sqlite3.connect(path, timeout=PATIENCE_SECONDS, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"The store cannot be opened: {error}.") from error


def _look(database: Database) -> None:
    """Take the store for this process, and see whether it is one."""
    database.run("PRAGMA locking_mode = EXCLUSIVE")
    with database.transaction():
        version: int = database.value("PRAGMA user_version")
        mark: int = database.value("PRAGMA application_id")
        empty = database.row("SELECT 1 FROM sqlite_master LIMIT 1") is None
        if not empty and mark != APPLICATION_ID:
            raise StoreDamaged("The file is not a store of this app.")
        if version > len(MIGRATIONS):
            raise StoreDamaged("The store was made by a newer version of the app.")
    database.run("PRAGMA journal_mode = WAL")
    database.run("PRAGMA synchronous = NORMAL")
    database.run("PRAGMA foreign_keys = ON")
    database.run("PRAGMA secure_delete = ON")
    database.run(f"PRAGMA cache_size = -{_CACHE_KIB}")
    database.run(f"PRAGMA journal_size_limit = {_MOST_LOG_BYTES}")
