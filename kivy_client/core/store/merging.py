"""Renaming a conversation. Where one of the new name is here already (a nick that was used before), both become one."""

from __future__ import annotations

from kivy_client.core.store.database import Database

_HELD = ("messages", "reactions", "redactions", "gaps", "outbox")


def rename(database: Database, number: int, key: str, name: str) -> int:
    """The number of what they are then. Called inside a transaction."""
    found = database.row(
        "SELECT o.number FROM conversations c JOIN conversations o ON o.server = c.server AND o.key = ?"
        " WHERE c.number = ? AND o.number <> c.number",
        *(key, number),
    )
    if found:
        number = _merge(database, number, found[0])
    old = database.row("SELECT server, key FROM conversations WHERE number = ?", number)
    database.run("UPDATE conversations SET key = ?, name = ? WHERE number = ?", key, name, number)
    if old:
        database.run("UPDATE servers SET current = ? WHERE number = ? AND current = ?", key, *old)
    return number


def _merge(database: Database, one: int, other: int) -> int:
    """The one with more messages takes what the other has: fewer are moved."""
    count = "SELECT count(*) FROM messages WHERE conversation = ?"
    into, gone = (one, other) if database.value(count, one) >= database.value(count, other) else (other, one)
    for table in _HELD:
        database.run(f"UPDATE OR IGNORE {table} SET conversation = ? WHERE conversation = ?", into, gone)
        # What is left is known there already.
        database.run(f"DELETE FROM {table} WHERE conversation = ?", gone)
    database.run(
        "UPDATE conversations AS c SET joined = max(c.joined, o.joined), muted = max(c.muted, o.muted),"
        " pinned = max(c.pinned, o.pinned), listed = max(c.listed, o.listed), complete = min(c.complete, o.complete),"
        " draft = CASE WHEN c.draft = '' THEN o.draft ELSE c.draft END,"
        " read_time = max(c.read_time, o.read_time)"
        " FROM (SELECT * FROM conversations WHERE number = ?) AS o WHERE c.number = ?",
        *(gone, into),
    )
    database.run("DELETE FROM conversations WHERE number = ?", gone)
    return into
