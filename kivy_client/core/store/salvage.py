"""Saving from a damaged file what no server can give again: servers, preferences, conversations, drafts, the outbox.

Messages are not saved; they are fetched again. Whatever cannot be read is left behind: nothing here may fail.
"""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from kivy_client.core.store.database import Database
from kivy_client.core.store.errors import StoreError
from kivy_client.core.store.schema import APPLICATION_ID

_TABLES = ("servers", "preferences", "conversations", "outbox")
"""In this order, for the later ones refer to the earlier."""
_MOST_ROWS = 20_000


def salvage(aside: Path, database: Database) -> None:
    """Bring over what can be read into a store that is empty."""
    with contextlib.suppress(sqlite3.Error):
        damaged = sqlite3.connect(aside, isolation_level=None)
        try:
            mark = damaged.execute("PRAGMA application_id").fetchone()
            for table in _TABLES if mark == (APPLICATION_ID,) else ():
                with contextlib.suppress(sqlite3.Error, StoreError):
                    _bring(table, damaged, database)
        finally:
            damaged.close()


def _bring(table: str, damaged: sqlite3.Connection, database: Database) -> None:
    """Row by row, as far as the file can be read, with the columns that both have."""
    here = [row[1] for row in database.rows(f"PRAGMA table_info({table})")]
    there = {row[1] for row in damaged.execute(f"PRAGMA table_info({table})")}
    columns = ", ".join(name for name in here if name in there)
    marks = ", ".join("?" for name in here if name in there)
    if not columns:
        return
    found = damaged.execute(f"SELECT {columns} FROM {table} LIMIT {_MOST_ROWS}")
    with database.transaction(durable=True):
        with contextlib.suppress(sqlite3.Error):
            for row in found:
                with contextlib.suppress(sqlite3.IntegrityError):
                    database.run(f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})", *row)
        if table == "conversations":
            database.run("UPDATE conversations SET complete = 0")
