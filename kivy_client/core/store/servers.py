"""The saved servers. Their secrets are in the store's file, which only its owner may read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kivy_client.core.model.servers import Server
from kivy_client.core.store.database import Database, Row

_COLUMNS = (
    *("label", "host", "port", "tls", "nick", "realname", "account", "secret"),
    *("fingerprint", "sender_key", "room", "server_password"),
)
_SELECT = f"SELECT number, {', '.join(_COLUMNS)} FROM servers"


class Servers:
    """`forgotten` is called when one was deleted."""

    def __init__(self, database: Database, forgotten: Callable[[], None]) -> None:
        self._database = database
        self._forgotten = forgotten

    def list(self) -> tuple[Server, ...]:
        """All, in the order in which they were saved."""
        return tuple(_server(row) for row in self._database.rows(f"{_SELECT} ORDER BY number"))

    def last(self) -> Server | None:
        """The one that was used last, None if none is saved."""
        row = self._database.row(f"{_SELECT} ORDER BY used DESC, number LIMIT 1")
        return _server(row) if row else None

    def save(self, server: Server) -> Server:
        """Keep it (number 0: as a new one), durably; as it is kept, with its number."""
        values = [getattr(server, name) for name in _COLUMNS]
        with self._database.transaction(durable=True):
            if server.number:
                names = ", ".join(f"{name} = ?" for name in _COLUMNS)
                if self._database.run(f"UPDATE servers SET {names} WHERE number = ?", *values, server.number):
                    return server
            marks = ", ".join("?" * len(_COLUMNS))
            number = self._database.insert(f"INSERT INTO servers ({', '.join(_COLUMNS)}) VALUES ({marks})", *values)
        return replace(server, number=number)

    def use(self, number: int) -> None:
        """From now on this is the one used last."""
        self._database.run(
            "UPDATE servers SET used = (SELECT max(used) + 1 FROM servers) WHERE number = ?",
            number,
        )

    def forget(self, number: int) -> None:
        """Delete it and all that is kept of it. It is gone at once; its messages are deleted by and by (`Tidying`)."""
        with self._database.transaction(durable=True):
            self._database.run(
                "DELETE FROM outbox WHERE conversation IN (SELECT number FROM conversations WHERE server = ?)", number
            )
            self._database.run(
                "UPDATE conversations SET topic = '', draft = '', password = '', joined = 0 WHERE server = ?", number
            )
            self._database.run("DELETE FROM servers WHERE number = ?", number)
        self._forgotten()


def _server(row: Row) -> Server:
    number, label, host, port, tls, *rest = row
    return Server(number, label, host, port, bool(tls), *rest)
