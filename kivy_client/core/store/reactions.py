"""Signs that people gave to messages. They may come before their message, twice, or in the wrong order: of two changes
by the same person with the same sign, the later one counts, so what was taken back is remembered too.
"""

from __future__ import annotations

from collections.abc import Sequence

from kivy_client.core.model.entries import Reaction
from kivy_client.core.store.database import Database
from kivy_client.core.store.places import kept_time

MOST_REACTIONS = 1000
"""Kept of one message; more are not taken."""
MOST_WAITING = 1000
"""Kept in a conversation of messages that are not here: the newest; a server can name any. (While the app runs there
may be twice as many.)"""
_AT_ONCE = 500
_NOT_HERE = (
    "NOT EXISTS (SELECT 1 FROM messages m WHERE m.conversation = {0}.conversation AND m.msgid = {0}.msgid"
    " AND m.msgid <> '')"
)


class Waiting:
    """What is kept in this table about messages that have not come, bounded. `order`: the column that says what is
    newer."""

    def __init__(self, database: Database, table: str, order: str) -> None:
        self._database = database
        self._table = table
        self._order = order
        self._added: dict[int, int] = {}

    def added(self, conversation: int, msgid: str) -> None:
        """Something about this message was kept."""
        if self._database.row(
            "SELECT 1 FROM messages WHERE conversation = ? AND msgid = ? AND msgid <> ''", conversation, msgid
        ):
            return
        self._added[conversation] = self._added.get(conversation, 0) + 1
        if self._added[conversation] >= MOST_WAITING:
            self._added[conversation] = 0
            self._database.run(
                f"DELETE FROM {self._table} AS t WHERE conversation = ? AND {_NOT_HERE.format('t')}"
                f" AND {self._order} <= (SELECT {self._order} FROM {self._table} AS o WHERE conversation = ?"
                f" AND {_NOT_HERE.format('o')} ORDER BY {self._order} DESC LIMIT 1 OFFSET {MOST_WAITING})",
                *(conversation, conversation),
            )


class Reactions:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting = Waiting(database, "reactions", "number")

    def give(
        self, conversation: int, msgid: str, sign: str, nick: str, time: int, *, own: bool = False, on: bool = True
    ) -> bool:
        """Somebody gave a message a sign, or (`on` False) took it back, at this time; whether that is news."""
        where = (conversation, msgid, sign, nick)
        time = kept_time(time)
        with self._database.transaction():
            had = self._database.row(
                "SELECT number, given, time FROM reactions"
                " WHERE conversation = ? AND msgid = ? AND sign = ? AND nick = ?",
                *where,
            )
            if had is None:
                count: int = self._database.value(
                    "SELECT count(*) FROM reactions WHERE conversation = ? AND msgid = ?", conversation, msgid
                )
                if count < MOST_REACTIONS:
                    self._database.run(
                        "INSERT INTO reactions (conversation, msgid, sign, nick, own, given, time)"
                        " VALUES (?, ?, ?, ?, ?, ?, ?)",
                        *(*where, own, on, time),
                    )
                    self._waiting.added(conversation, msgid)
                return on and count < MOST_REACTIONS
            number, given, since = had
            if time < since:
                return False
            self._database.run("UPDATE reactions SET given = ?, time = ? WHERE number = ?", on, time, number)
            return bool(given) != on

    def of(self, conversation: int, msgids: Sequence[str]) -> dict[str, tuple[Reaction, ...]]:
        """The signs of these messages, in the order in which each was first given."""
        given: dict[str, dict[str, list[tuple[str, bool]]]] = {}
        for start in range(0, len(msgids), _AT_ONCE):
            some = msgids[start : start + _AT_ONCE]
            for msgid, sign, nick, own in self._database.rows(
                "SELECT msgid, sign, nick, own FROM reactions WHERE conversation = ? AND given = 1"
                f" AND msgid IN ({', '.join('?' * len(some))}) ORDER BY time, number",
                *(conversation, *some),
            ):
                given.setdefault(msgid, {}).setdefault(sign, []).append((nick, bool(own)))
        return {
            msgid: tuple(
                Reaction(sign, tuple(nick for nick, _ in givers), any(own for _, own in givers))
                for sign, givers in signs.items()
            )
            for msgid, signs in given.items()
        }
