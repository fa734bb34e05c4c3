"""What was learnt of a saved server, and holds until it says otherwise: how it compares names, what is a room there,
until when it must be talked to by TLS, by which name the person goes there, and since when somebody may have written to
us without our knowing.
"""

from __future__ import annotations

from typing import NamedTuple

from kivy_client.core.store.database import Database


class Learnt(NamedTuple):
    """`casemapping` and `chantypes`: as in ISUPPORT, "" if it never said. Times: microseconds since 1970, or 0.
    `called`: the name that the person gave, whatever they are called there by now."""

    casemapping: str = ""
    chantypes: str = ""
    secure_until: int = 0
    unheard_since: int = 0
    called: str = ""


class Traits:
    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, server: int) -> Learnt:
        row = self._database.row(
            "SELECT casemapping, chantypes, secure_until, unheard_since, called FROM servers WHERE number = ?", server
        )
        return Learnt(*row) if row else Learnt()

    def names(self, server: int, casemapping: str, chantypes: str) -> None:
        """How it compares names, and how those of rooms begin."""
        self._database.run(
            "UPDATE servers SET casemapping = ?, chantypes = ? WHERE number = ?", casemapping, chantypes, server
        )

    def called(self, server: int, name: str) -> None:
        """The person goes there by this name."""
        self._database.run("UPDATE servers SET called = ? WHERE number = ?", name, server)

    def secure(self, server: int, until: int) -> None:
        """Until then it must not be talked to without TLS; 0: it may be."""
        with self._database.transaction(durable=True):
            self._database.run("UPDATE servers SET secure_until = ? WHERE number = ?", until, server)

    def secure_port(self, host: str, now: int) -> int:
        """By which port a host is reached by TLS that must not be talked to without, now; 0: it may be."""
        port: int | None = self._database.value(
            "SELECT port FROM servers WHERE host = ? COLLATE NOCASE AND tls = 1 AND secure_until > ?"
            " ORDER BY secure_until DESC LIMIT 1",
            *(host, now),
        )
        return port or 0

    def unheard(self, server: int, since: int) -> None:
        """Since then somebody may have written to us alone without our knowing; 0: we know of all."""
        self._database.run("UPDATE servers SET unheard_since = ? WHERE number = ?", since, server)
