"""The conversations of a server, and what is counted of their messages. How one is renamed is in `merging`."""

from __future__ import annotations

from typing import TypedDict, Unpack

from kivy_client.core.model.conversations import Kind, Preview
from kivy_client.core.store import merging
from kivy_client.core.store.database import Database, Row
from kivy_client.core.store.places import kept_time
from kivy_client.core.store.rows import MOST_UNREAD, StoredConversation

_FLAGS = ("joined", "muted", "pinned", "listed", "complete")
_FIELDS = ("topic", *_FLAGS, "draft", "password", "read_time")
_COUNTED = "SELECT 1 FROM messages INDEXED BY messages_{} WHERE conversation = c.number AND {} AND row >= {} LIMIT {}"
_UNREAD_ROW = "((c.read_time / 1000 + 1) << 8)"
"""As `places.first_after`."""
_UNREAD = _COUNTED.format(
    "counted", "own = 0 AND part = 0 AND shape <> 'happening' AND removed = 0", _UNREAD_ROW, MOST_UNREAD
)
_MENTIONS = _COUNTED.format("mentioning", "own = 0 AND mention = 1 AND removed = 0", _UNREAD_ROW, MOST_UNREAD)
_LAST = """SELECT row FROM messages INDEXED BY messages_said
    WHERE conversation = c.number AND shape <> 'happening' AND removed = 0 ORDER BY row DESC LIMIT 1"""
_SELECT = f"""SELECT c.number, c.key, c.name, c.kind, {", ".join(f"c.{name}" for name in _FIELDS)},
    (SELECT count(*) FROM ({_UNREAD})), (SELECT count(*) FROM ({_MENTIONS})), m.nick, m.text, m.time, m.own
    FROM conversations c LEFT JOIN messages m ON m.row = ({_LAST})"""


class Fields(TypedDict, total=False):
    """What may be saved of a conversation; see `StoredConversation`."""

    name: str
    topic: str
    joined: bool
    muted: bool
    pinned: bool
    complete: bool
    draft: str
    password: str


class Conversations:
    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, server: int) -> list[StoredConversation]:
        """All that are listed."""
        rows = self._database.rows(f"{_SELECT} WHERE c.server = ? AND c.listed = 1 ORDER BY c.number", server)
        return [_conversation(row) for row in rows]

    def get(self, number: int) -> StoredConversation | None:
        """One, as it is now, counts included; also if it is closed."""
        row = self._database.row(f"{_SELECT} WHERE c.number = ?", number)
        return _conversation(row) if row else None

    def find(self, server: int, key: str) -> StoredConversation | None:
        row = self._database.row(f"{_SELECT} WHERE c.server = ? AND c.key = ?", server, key)
        return _conversation(row) if row else None

    def begin(self, server: int, key: str, name: str, kind: Kind, *, joined: bool = True) -> StoredConversation:
        """The conversation of this key, listed (again): with all that was kept of it, or new."""
        with self._database.transaction():
            self._database.run(
                "INSERT INTO conversations (server, key, name, kind, joined) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (server, key) DO UPDATE SET name = excluded.name, listed = 1, joined = excluded.joined",
                *(server, key, name, kind.value, joined),
            )
            found = self.find(server, key)
        assert found is not None
        return found

    def save(self, number: int, **fields: Unpack[Fields]) -> None:
        """Keep some of its fields."""
        if fields:
            names = ", ".join(f"{name} = ?" for name in fields)
            self._database.run(f"UPDATE conversations SET {names} WHERE number = ?", *fields.values(), number)

    def mark_read(self, number: int, time: int) -> bool:
        """All up to this time was read; whether that is news."""
        kept = kept_time(time)
        changed = self._database.run(
            "UPDATE conversations SET read_time = ? WHERE number = ? AND read_time < ?", kept, number, kept
        )
        return changed > 0

    def close(self, number: int) -> None:
        """It is not listed any more, and no room to be joined again; its history and draft stay."""
        self._database.run("UPDATE conversations SET listed = 0, joined = 0 WHERE number = ?", number)

    def rename(self, number: int, key: str, name: str) -> int:
        """It has another key and name from now on. If there is one of that key, both become one; its number."""
        with self._database.transaction(durable=True):
            return merging.rename(self._database, number, key, name)

    def current(self, server: int) -> str:
        """The key of the conversation that was open last, "" for none."""
        return self._database.value("SELECT current FROM servers WHERE number = ?", server) or ""

    def set_current(self, server: int, key: str) -> None:
        self._database.run("UPDATE servers SET current = ? WHERE number = ?", key, server)


def _conversation(row: Row) -> StoredConversation:
    number, key, name, kind, topic, joined, muted, pinned, listed, complete, draft, password, *rest = row
    read_time, unread, mentions, nick, text, time, own = rest
    last = None if nick is None else Preview(nick, text, time, bool(own))
    if kind == Kind.PERSON.value:
        mentions = unread
    return StoredConversation(
        *(number, key, name, Kind(kind), topic, bool(joined), bool(muted), bool(pinned), bool(listed), bool(complete)),
        *(draft, password, read_time, unread, mentions, last),
    )
