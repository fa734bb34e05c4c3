"""The full-text index (FTS5): which pieces of three letters are in which message. It follows `messages` by triggers.

New messages only go into the list `unindexed`, for adding one by one would cost more than keeping the message; they are
taken into the index many at a time (`catch_up`). What is removed from `messages` goes from the index at once. An SQLite
without FTS5 (python-for-android builds it without) has no index, and `search` reads the messages instead.

Pieces of three letters (the trigram tokenizer) find parts of words, and words of languages that put no blanks between
them. `detail=none` keeps no places inside of messages, which halves the index; `search` looks at the text itself.
"""

from __future__ import annotations

import contextlib
import sqlite3

from kivy_client.core.store.database import Database

PIECE = 3
_MOST_AT_ONCE = 256
_SLICES_BEFORE_SEARCH = 4
"""Some ten milliseconds each. With more to take in, reading the messages is faster."""

_TABLE = """CREATE VIRTUAL TABLE found USING fts5(
    folded, content='messages', content_rowid='row', tokenize='trigram case_sensitive 1', detail=none, columnsize=0)"""
_GOES = """
    INSERT INTO found (found, rowid, folded)
        SELECT 'delete', old.row, old.folded WHERE NOT EXISTS (SELECT 1 FROM unindexed WHERE row = old.row);
    DELETE FROM unindexed WHERE row = old.row;"""
_TRIGGERS = {
    "message_comes": """AFTER INSERT ON messages WHEN new.folded <> ''
        BEGIN INSERT INTO unindexed (row) VALUES (new.row); END""",
    "message_goes": f"AFTER DELETE ON messages WHEN old.folded <> '' BEGIN {_GOES} END",
    "message_changes": f"""AFTER UPDATE OF folded ON messages WHEN old.folded <> ''
        BEGIN {_GOES} INSERT INTO unindexed (row) SELECT new.row WHERE new.folded <> ''; END""",
}


class Index:
    """`there`: this SQLite has FTS5 with trigrams, and the index is in use."""

    def __init__(self, database: Database, *, wanted: bool = True) -> None:
        self._database = database
        self.there = wanted and self._is_possible()
        with database.transaction():
            self._set_up()

    def catch_up(self) -> bool:
        """Take in some of the new messages; whether there are more."""
        if not self.there:
            return False
        with self._database.transaction():
            new = self._database.rows(
                "SELECT row, folded FROM unindexed JOIN messages USING (row) ORDER BY row LIMIT ?", _MOST_AT_ONCE
            )
            if new:
                self._database.run_many("INSERT INTO found (rowid, folded) VALUES (?, ?)", new)
                self._database.run("DELETE FROM unindexed WHERE row <= ?", new[-1][0])
        return len(new) == _MOST_AT_ONCE

    def is_ready(self) -> bool:
        """Whether it has all messages, after taking in what can be taken in quickly."""
        return self.there and not all(self.catch_up() for _ in range(_SLICES_BEFORE_SEARCH))

    def make_again(self) -> None:
        """From the messages alone: 30 ms for a thousand."""
        if self.there:
            with self._database.transaction():
                self._database.run("DROP TABLE IF EXISTS found")
                self._database.run(_TABLE)
                self._fill()

    def _fill(self) -> None:
        self._database.run("INSERT INTO found (found) VALUES ('rebuild')")
        self._database.run("DELETE FROM unindexed")

    def _set_up(self) -> None:
        """Without triggers the messages have changed and the index has not: then it is made again."""
        have = {name for (name,) in self._database.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
        if not self.there:
            for name in have & _TRIGGERS.keys():
                self._database.run(f"DROP TRIGGER {name}")
        elif not _TRIGGERS.keys() <= have:
            for name, what in _TRIGGERS.items():
                self._database.run(f"CREATE TRIGGER IF NOT EXISTS {name} {what}")
            self.make_again()

    def _is_possible(self) -> bool:
        with contextlib.suppress(sqlite3.OperationalError):
            self._database.run("CREATE VIRTUAL TABLE temp.probe USING fts5(text, tokenize='trigram', detail=none)")
            self._database.run("DROP TABLE temp.probe")
            return True
        return False
