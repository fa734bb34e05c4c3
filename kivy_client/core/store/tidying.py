"""Work that can wait, done a slice at a time so that no call takes long: the index catches up, what belonged to a
forgotten server is deleted, and a conversation keeps only its newest messages.
"""

from __future__ import annotations

from kivy_client.core.store.database import Database
from kivy_client.core.store.index import Index

MOST_MESSAGES = 200_000
"""Kept of a conversation; then the oldest go."""
SLICE = 200
"""Messages deleted by one call: about 20 ms."""
_LOOK_AFTER = 500
"""A conversation is looked at after so many new messages, and when the first comes."""


class Tidying:
    def __init__(self, database: Database, index: Index, most: int = MOST_MESSAGES) -> None:
        self._database = database
        self._index = index
        self._most = most
        self._added: dict[int, int] = {}
        self._too_long: set[int] = set()
        self._orphans = True

    def note_added(self, conversation: int, count: int) -> None:
        """So many messages have come."""
        before = self._added.get(conversation, 0)
        self._added[conversation] = before + count
        if not before or before // _LOOK_AFTER != (before + count) // _LOOK_AFTER:
            self._too_long.add(conversation)

    def note_forgotten(self) -> None:
        """A server was forgotten, and its conversations belong to none."""
        self._orphans = True

    def slice(self) -> bool:
        """Do some; whether there is more to do."""
        if self._orphans:
            self._orphans = self._delete_orphans()
        elif self._too_long:
            conversation = self._too_long.pop()
            if self._prune(conversation):
                self._too_long.add(conversation)
        elif not self._index.catch_up():
            return False
        return True

    def _delete_orphans(self) -> bool:
        with self._database.transaction():
            number = self._database.value("SELECT number FROM conversations WHERE server IS NULL LIMIT 1")
            if number is None:
                return False
            if not self._delete(number, 1 << 62):
                self._database.run("DELETE FROM conversations WHERE number = ?", number)
            left = self._database.value("SELECT 1 FROM conversations WHERE server IS NULL LIMIT 1")
        if left is None:
            # Until then, what was deleted is still to be read in the write-ahead log.
            self._database.run("PRAGMA wal_checkpoint(TRUNCATE)")
        return left is not None

    def _prune(self, conversation: int) -> bool:
        """Whether there were too many; a slice of the oldest is gone, and what was kept about them."""
        newest_gone: int | None = self._database.value(
            "SELECT row FROM messages WHERE conversation = ? ORDER BY row DESC LIMIT 1 OFFSET ?",
            *(conversation, self._most),
        )
        if newest_gone is None:
            return False
        with self._database.transaction():
            self._delete(conversation, newest_gone)
            oldest: int = self._database.value(
                "SELECT time FROM messages WHERE conversation = ? ORDER BY row LIMIT 1", conversation
            )
            for what, time in (("reactions", "time"), ("redactions", "time"), ("gaps", "before_time")):
                self._database.run(f"DELETE FROM {what} WHERE conversation = ? AND {time} < ?", conversation, oldest)
            self._database.run("UPDATE conversations SET complete = 0 WHERE number = ?", conversation)
        return True

    def _delete(self, conversation: int, up_to: int) -> int:
        return self._database.run(
            "DELETE FROM messages WHERE row IN"
            " (SELECT row FROM messages WHERE conversation = ? AND row <= ? ORDER BY row LIMIT ?)",
            *(conversation, up_to, SLICE),
        )
