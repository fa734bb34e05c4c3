"""The store as the engine sees it: its parts, search, several changes as one, and the work that can wait."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from kivy_client.core.model.conversations import Hit
from kivy_client.core.store.aside import delete_set_aside
from kivy_client.core.store.conversations import Conversations
from kivy_client.core.store.database import Database
from kivy_client.core.store.errors import StoreDamaged
from kivy_client.core.store.gaps import Gaps
from kivy_client.core.store.index import Index
from kivy_client.core.store.messages import Messages
from kivy_client.core.store.outbox import StoredOutbox
from kivy_client.core.store.preferences import StoredPreferences
from kivy_client.core.store.reactions import Reactions
from kivy_client.core.store.schema import TABLES
from kivy_client.core.store.search import Search
from kivy_client.core.store.servers import Servers
from kivy_client.core.store.tidying import MOST_MESSAGES, Tidying
from kivy_client.core.store.traits import Traits


class Store:
    """Each change is kept, and outlives the process, when its call returns. Any call may raise a `StoreError`; then
    nothing of it was done. After `StoreDamaged`, `repair` gives a store that works.

    `indexed` False: search without the full-text index, as where SQLite has none. `most`: messages kept of a
    conversation.
    """

    def __init__(self, database: Database, path: Path, *, indexed: bool = True, most: int = MOST_MESSAGES) -> None:
        self.path = path
        self._database = database
        self.index = Index(database, wanted=indexed)
        self._search = Search(database, self.index)
        self._tidying = Tidying(database, self.index, most)
        self.reactions = Reactions(database)
        self.messages = Messages(database, self.reactions, self._tidying.note_added)
        self.conversations = Conversations(database)
        self.servers = Servers(database, self._on_forgotten)
        self.traits = Traits(database)
        self.preferences = StoredPreferences(database)
        self.gaps = Gaps(database)
        self.outbox = StoredOutbox(database)

    def search(self, text: str, server: int, conversation: int = 0, limit: int = 50) -> tuple[tuple[Hit, ...], bool]:
        """Messages of a server (of one conversation, by its number) that have all words of the text, newest first; and
        whether there are more. Any text will do; one without words finds nothing."""
        return self._search.find(text, server, conversation, limit)

    def together(self, *, durable: bool = False) -> contextlib.AbstractContextManager[None]:
        """What is changed inside is kept as one: all, or (after an exception) nothing. It is also faster.

        `durable`: what of it must be on the disk is, when it ends; needed where a change of the outbox is inside.
        """
        return self._database.transaction(durable=durable)

    def tidy(self) -> bool:
        """Do a slice (some ten milliseconds at most) of the work that can wait; whether there is more.

        To be called until it says no, whenever there is nothing better to do, and not only at the end: without it a
        conversation grows without bound, and what was of a forgotten server stays on the disk.
        """
        return self._tidying.slice()

    def close(self) -> None:
        """Nothing may be asked any more. (A process that is killed instead loses nothing.)"""
        self._database.close()

    def mend(self) -> bool:
        """Make all indexes again from the tables, and read everything: seconds for a big store. False: the tables
        themselves are damaged."""
        try:
            self.index.make_again()
            self._database.run("REINDEX")
            checked = [self._database.rows(f"PRAGMA integrity_check('{table}')") for table in TABLES]
        except (StoreDamaged, sqlite3.IntegrityError):  # or two rows where there may be one
            return False
        return all(rows == [("ok",)] for rows in checked)

    def _on_forgotten(self) -> None:
        self._tidying.note_forgotten()
        delete_set_aside(self.path)
