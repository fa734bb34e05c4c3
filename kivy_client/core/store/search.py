"""Finding messages by the words in them, newest first. Any text is a query: all its words must be there, also as parts.

The index gives messages that have all pieces of three letters of the words; whether the words are really there is then
read from the message. Words too short for the index are looked for in the messages alone, from the newest on: 50 ms
for 100,000 of them, if nothing is found.
"""

from __future__ import annotations

from kivy_client.core.model.conversations import Hit
from kivy_client.core.store.database import Database, Row
from kivy_client.core.store.index import PIECE, Index
from kivy_client.core.store.searchable import first_match, words

MOST_WORDS = 8
_MOST_LETTERS = 100
_MOST_PIECES = 24
_COLUMNS = "SELECT c.key, c.name, m.msgid, m.row, m.nick, m.text, m.time"


class Search:
    def __init__(self, database: Database, index: Index) -> None:
        self._database = database
        self._index = index

    def find(self, text: str, server: int, conversation: int, limit: int) -> tuple[tuple[Hit, ...], bool]:
        """See `Store.search`."""
        wanted = [word[:_MOST_LETTERS] for word in words(text, MOST_WORDS)]
        if not wanted:
            return (), False
        pieces = _pieces(wanted)
        if pieces and self._index.is_ready():
            found = self._by_index(pieces, wanted, server, conversation, limit + 1)
        else:
            found = self._by_reading(wanted, server, conversation, limit + 1)
        hits = tuple(_hit(row, wanted) for row in found[:limit])
        return hits, len(found) > limit

    def _by_index(self, pieces: list[str], wanted: list[str], *where: int) -> list[Row]:
        query = " AND ".join('"' + piece.replace('"', '""') + '"' for piece in pieces)
        condition, values = _condition(wanted, *where)
        return self._database.rows(
            f"{_COLUMNS} FROM found CROSS JOIN messages m ON m.row = found.rowid"
            f" CROSS JOIN conversations c ON c.number = m.conversation"
            f" WHERE found MATCH ? AND {condition} ORDER BY found.rowid DESC LIMIT ?",
            query,
            *values,
        )

    def _by_reading(self, wanted: list[str], *where: int) -> list[Row]:
        condition, values = _condition(wanted, *where)
        return self._database.rows(
            f"{_COLUMNS} FROM messages m CROSS JOIN conversations c ON c.number = m.conversation"
            f" WHERE {condition} ORDER BY m.row DESC LIMIT ?",
            *values,
        )


def _hit(row: Row, wanted: list[str]) -> Hit:
    key, name, msgid, number, nick, text, time = row
    return Hit(key, name, msgid, number, nick, text, time, *first_match(text, wanted))


def _condition(wanted: list[str], server: int, conversation: int, limit: int) -> tuple[str, list[object]]:
    """What a message must be, and the values for that and for the limit."""
    tests = ["instr(m.folded, ?) > 0"] * len(wanted)
    if conversation:
        return " AND ".join([*tests, "m.conversation = ?", "c.server = ?"]), [*wanted, conversation, server, limit]
    return " AND ".join([*tests, "c.server = ?"]), [*wanted, server, limit]


def _pieces(wanted: list[str]) -> list[str]:
    """Some pieces of the words, by which the index is asked; none if all words are shorter than a piece."""
    found = [word[at : at + PIECE] for word in wanted for at in range(len(word) - PIECE + 1)]
    return list(dict.fromkeys(found))[:_MOST_PIECES]
