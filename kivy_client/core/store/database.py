"""The one connection to SQLite: statements, nested transactions, and errors as `errors` names them. No tables here.

Durability: every transaction outlives the process. One begun with `durable` has also reached the disk when it ends,
so that it outlives a power cut; the others (what the server would give again) spare that wait.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NoReturn

from kivy_client.core.store.errors import translated

Row = tuple[Any, ...]


class Database:
    """A connection in autocommit mode (`isolation_level=None`)."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._depth = 0

    def rows(self, statement: str, *values: object) -> list[Row]:
        """All rows of an answer."""
        try:
            return self._execute(statement, values).fetchall()
        except sqlite3.DatabaseError as error:
            _raise(error)

    def row(self, statement: str, *values: object) -> Row | None:
        """The first row of an answer, None if there is none."""
        found = self.rows(statement, *values)
        return found[0] if found else None

    def value(self, statement: str, *values: object) -> Any:
        """The first column of the first row, None if there is none."""
        found = self.row(statement, *values)
        return found[0] if found else None

    def run(self, statement: str, *values: object) -> int:
        """Change something; how many rows were changed."""
        try:
            return self._execute(statement, values).rowcount
        except sqlite3.DatabaseError as error:
            _raise(error)

    def insert(self, statement: str, *values: object) -> int:
        """Add a row; its number, 0 if it was left out because it is there already."""
        try:
            cursor = self._execute(statement, values)
            return (cursor.lastrowid or 0) if cursor.rowcount == 1 else 0
        except sqlite3.DatabaseError as error:
            _raise(error)

    def run_many(self, statement: str, values: Iterable[Sequence[object]]) -> None:
        try:
            self._connection.executemany(statement, values)
        except sqlite3.DatabaseError as error:
            _raise(error)

    @contextlib.contextmanager
    def transaction(self, *, durable: bool = False) -> Iterator[None]:
        """All that is changed inside, or (after an exception) nothing. Inside another one: a part of that one."""
        if self._depth:
            yield
            return
        if durable:
            self.run("PRAGMA synchronous = FULL")
        try:
            self.run("BEGIN IMMEDIATE")
            self._depth = 1
            try:
                yield
                self.run("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    self._connection.rollback()
                raise
            finally:
                self._depth = 0
        finally:
            if durable:
                self.run("PRAGMA synchronous = NORMAL")

    def close(self) -> None:
        self._connection.close()

    def _execute(self, statement: str, values: Sequence[object]) -> sqlite3.Cursor:
        try:
            return self._connection.execute(statement, values)
        except UnicodeEncodeError:  # half a surrogate pair, which cannot be written as UTF-8
            return self._connection.execute(statement, [_encodable(value) for value in values])


def _raise(error: sqlite3.DatabaseError) -> NoReturn:
    """As `errors` names it; a bug of ours as it is."""
    meaning = translated(error)
    if meaning is None:
        raise error
    raise meaning from error


def _encodable(value: object) -> object:
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value
