"""Own messages that the server has not acknowledged, in the order in which they were written.

Each change is on the disk when the call returns: a message is here before it is sent, and is known to have been sent
before it is sent, whatever then happens to the process or the machine.
"""

from __future__ import annotations

from kivy_client.core.store.database import Database, Row
from kivy_client.core.store.rows import OutboxLine, OutboxState

_COLUMNS = (
    *("send_id", "conversation", "text", "shape", "reply_to"),
    *("written_at", "state", "sent_at", "repeatable", "failure"),
)
_SELECT = f"SELECT {', '.join(f'o.{name}' for name in _COLUMNS)} FROM outbox o"


class StoredOutbox:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, line: OutboxLine) -> None:
        """Keep a line, last of all. A send-id is kept once."""
        marks = ", ".join("?" * len(_COLUMNS))
        with self._database.transaction(durable=True):
            self._database.run(
                f"INSERT OR IGNORE INTO outbox ({', '.join(_COLUMNS)}) VALUES ({marks})",
                *(getattr(line, name) for name in _COLUMNS),
            )

    def list(self, server: int) -> list[OutboxLine]:
        """All of a server, in order."""
        rows = self._database.rows(
            f"{_SELECT} JOIN conversations c ON c.number = o.conversation WHERE c.server = ? ORDER BY o.number", server
        )
        return [_line(row) for row in rows]

    def mark(
        self,
        send_id: str,
        state: OutboxState,
        *,
        sent_at: int | None = None,
        repeatable: bool | None = None,
        failure: str = "",
    ) -> None:
        """It is in another state now. `sent_at` and `repeatable` stay as they are if they are not given."""
        with self._database.transaction(durable=True):
            self._database.run(
                "UPDATE outbox SET state = ?, failure = ?, sent_at = ifnull(?, sent_at),"
                " repeatable = ifnull(?, repeatable) WHERE send_id = ?",
                *(state, failure, sent_at, repeatable, send_id),
            )

    def remove(self, send_id: str) -> None:
        """The server has it, or the person gave it up."""
        with self._database.transaction(durable=True):
            self._database.run("DELETE FROM outbox WHERE send_id = ?", send_id)


def _line(row: Row) -> OutboxLine:
    send_id, conversation, text, shape, reply_to, written_at, state, sent_at, repeatable, failure = row
    return OutboxLine(
        *(send_id, conversation, text, shape, reply_to, written_at, state, sent_at),
        repeatable=bool(repeatable),
        failure=failure,
    )
