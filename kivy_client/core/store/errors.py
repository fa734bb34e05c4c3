"""What can go wrong with the store, as errors that say it in one sentence for the person.

SQLite's own errors are translated here, in one place; what is left (a wrong statement) is a bug and stays as it is.
"""

from __future__ import annotations

import sqlite3

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_FAILED = {
    sqlite3.SQLITE_FULL: "The disk is full: nothing more can be kept.",
    sqlite3.SQLITE_READONLY: "The store cannot be written to.",
    sqlite3.SQLITE_IOERR: "Reading or writing the store failed.",
    sqlite3.SQLITE_CANTOPEN: "The store cannot be opened.",
    sqlite3.SQLITE_PERM: "The store must not be opened.",
    sqlite3.SQLITE_NOMEM: "There is not enough memory for the store.",
}
_PRIMARY = 0xFF
"""An extended result code has the primary one in its last byte (https://sqlite.org/rescode.html)."""


class StoreError(Exception):
    """The store could not do it; nothing of what was asked was done. The text is a sentence for the person."""


class StoreBusy(StoreError):
    """Another process has the store."""


class StoreDamaged(StoreError):
    """The file is no store, or a part of it cannot be read. `opening.repair` helps."""


def translated(error: sqlite3.Error) -> StoreError | None:
    """What an error of SQLite means here; None if it is a bug of ours."""
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
    if code in _BUSY:
        return StoreBusy("The app is already open: its store is in use.")
    if code in _DAMAGED:
        return StoreDamaged("The store is damaged.")
    if code in _FAILED:
        return StoreError(_FAILED[code])
    return None
