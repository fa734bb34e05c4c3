"""Where something may be missing between two messages of a conversation: noted, told for a page, narrowed, closed."""

from __future__ import annotations

from kivy_client.core.store.database import Database, Row
from kivy_client.core.store.places import kept_time
from kivy_client.core.store.rows import Edge, Gap

_SELECT = "SELECT number, conversation, after_msgid, after_time, before_msgid, before_time FROM gaps"
_ALWAYS = 1 << 62
MOST_GAPS = 50
"""Of a conversation; with one more, the two oldest become one: what is between them may be missing, for all we know."""


class Gaps:
    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, conversation: int, after: Edge, before: Edge) -> Gap:
        """Something may be missing between these two; the gap as it is kept. Noted twice, it is one."""
        values = (conversation, after.msgid, kept_time(after.time), before.msgid, kept_time(before.time))
        with self._database.transaction():
            self._database.run(
                "INSERT OR IGNORE INTO gaps (conversation, after_msgid, after_time, before_msgid, before_time)"
                " VALUES (?, ?, ?, ?, ?)",
                *values,
            )
            (row,) = self._database.rows(
                f"{_SELECT} WHERE conversation = ? AND after_msgid = ? AND after_time = ?"
                " AND before_msgid = ? AND before_time = ?",
                *values,
            )
            gap = _gap(row)
            gaps = self.list(conversation)
            while len(gaps) > MOST_GAPS:
                first, second = gaps.pop(0), gaps.pop(0)
                end = max(first.before, second.before, key=lambda edge: edge.time)
                self.close(second.number)
                whole = self.narrow(first.number, before=end) or first
                gap = whole if gap.number in (first.number, second.number) else gap
                gaps.insert(0, whole)
        return gap

    def list(self, conversation: int, start: int = 0, end: int = _ALWAYS) -> list[Gap]:
        """Those that begin or end or lie between these times (of the first and last message of a page), in order."""
        rows = self._database.rows(
            f"{_SELECT} WHERE conversation = ? AND after_time <= ? AND before_time >= ? ORDER BY after_time, number",
            *(conversation, end, kept_time(start)),
        )
        return [_gap(row) for row in rows]

    def get(self, number: int) -> Gap | None:
        row = self._database.row(f"{_SELECT} WHERE number = ?", number)
        return _gap(row) if row else None

    def narrow(self, number: int, *, after: Edge | None = None, before: Edge | None = None) -> Gap | None:
        """A part of it was filled: it begins or ends elsewhere, and keeps its number. None: nothing is missing now."""
        with self._database.transaction():
            old = self.get(number)
            if old is None:
                return None
            first, last = after or old.after, before or old.before
            if kept_time(first.time) > kept_time(last.time) or (first.msgid and first.msgid == last.msgid):
                self.close(number)
                return None
            values = (first.msgid, kept_time(first.time), last.msgid, kept_time(last.time))
            self._database.run(
                "UPDATE OR REPLACE gaps SET after_msgid = ?, after_time = ?, before_msgid = ?, before_time = ?"
                " WHERE number = ?",
                *(*values, number),
            )
        return Gap(number, old.conversation, Edge(*values[:2]), Edge(*values[2:]))

    def close(self, number: int) -> None:
        """Nothing is missing there any more."""
        self._database.run("DELETE FROM gaps WHERE number = ?", number)


def _gap(row: Row) -> Gap:
    number, conversation, after_msgid, after_time, before_msgid, before_time = row
    return Gap(number, conversation, Edge(after_msgid, after_time), Edge(before_msgid, before_time))
