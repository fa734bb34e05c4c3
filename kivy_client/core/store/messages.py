"""The messages of all conversations: added, read page by page, redacted. A message id is kept once in a conversation.

What the server says of a message may come before the message does: redactions are remembered and then carried out,
reactions wait for it (`reactions`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from kivy_client.core.store.database import Database, Row
from kivy_client.core.store.places import allot, allot_before, first_after, first_at, kept_time, same_moment
from kivy_client.core.store.reactions import Reactions, Waiting
from kivy_client.core.store.rows import Edge, Message
from kivy_client.core.store.searchable import fold

_COLUMNS = "time, nick, text, shape, msgid, part, own, mention, bot, reply_to, removed, kind, conversation, row"
_SELECT = f"SELECT {_COLUMNS} FROM messages"
_INSERT = f"INSERT OR IGNORE INTO messages ({_COLUMNS}, folded) VALUES ({', '.join('?' * 15)})"
_TEXT = 2
_AT_ONCE = 500
_LOOKED_AT = 1000
"""So many messages are looked at for one that the server can find: a room where people only come and go has many."""
_FINDABLE = "(msgid <> '' OR own = 0 AND shape <> 'happening')"
"""What the server can find again: by the id that it gave, or by its time. Those of own lines may be by our clock."""
_END = 1 << 62
_CLOCKS_DIFFER = 120 * 1_000_000
"""By so much at most, the server's and ours."""


class Messages:
    """`added` is told of every conversation that gets new messages, and how many."""

    def __init__(self, database: Database, reactions: Reactions, added: Callable[[int, int], None]) -> None:
        self._database = database
        self._reactions = reactions
        self._redactions = Waiting(database, "redactions", "time")
        self._added = added

    def add(self, conversation: int, messages: Iterable[Message], *, before: int = 0) -> list[Message]:
        """Keep messages; those that are new, as they are kept, in order. Of one time they keep the order given.

        `before`: the `row` of a message before which all of these were, for pages of history that are read backwards:
        many messages may have the same time. Those that are here already show the others their place in the same way.
        Many at once are much cheaper than one by one.
        """
        some = sorted(messages, key=lambda message: kept_time(message.time))
        limit = before or _END
        last: list[Message] = []
        new: list[Message] = []
        with self._database.transaction():
            redacted = self._redacted(conversation, some)
            known = self._known(conversation, some) if len(some) > 1 else {}
            for message in reversed(some):
                here = known.get((message.msgid, message.part), 0)
                if here:
                    limit = min(limit, here)
                elif first_at(message.time) < same_moment(limit):
                    last.append(message)
                else:
                    place = allot_before(self._database, limit)
                    new += self._insert(conversation, message, redacted, place)
                    limit = place
            for message in reversed(last):
                new += self._insert(conversation, message, redacted, allot(self._database, message.time))
        if new:
            self._added(conversation, len(new))
        return self._with_reactions(sorted(new, key=lambda message: message.row))

    def _known(self, conversation: int, messages: Sequence[Message]) -> dict[tuple[str, int], int]:
        """Those that are here: message id and part to their place."""
        msgids = list({message.msgid for message in messages if message.msgid})
        found: dict[tuple[str, int], int] = {}
        for start in range(0, len(msgids), _AT_ONCE):
            some = msgids[start : start + _AT_ONCE]
            rows = self._database.rows(
                "SELECT msgid, part, row FROM messages WHERE conversation = ? AND msgid <> ''"
                f" AND msgid IN ({', '.join('?' * len(some))})",
                *(conversation, *some),
            )
            found |= {(msgid, part): row for msgid, part, row in rows}
        return found

    def _insert(self, conversation: int, message: Message, redacted: set[str], place: int) -> list[Message]:
        """The message as it is kept; nothing, if it is here already."""
        row = self._row(conversation, message, redacted, place)
        folded = "" if message.shape == "happening" else fold(row[_TEXT])
        return [_message(row)] if self._database.run(_INSERT, *row, folded) else []

    def _row(self, conversation: int, message: Message, redacted: set[str], place: int) -> Row:
        """In the order of `_COLUMNS`."""
        time = kept_time(message.time)
        removed = message.removed or message.msgid in redacted
        text, mention = ("", False) if removed else (message.text, message.mention)
        return (
            *(time, message.nick, text, message.shape, message.msgid, message.part, message.own, mention, message.bot),
            *(message.reply_to, removed, message.kind, conversation, place),
        )

    def _redacted(self, conversation: int, messages: Sequence[Message]) -> set[str]:
        """Which of these messages were redacted before they came."""
        if not self._database.row("SELECT 1 FROM redactions WHERE conversation = ? LIMIT 1", conversation):
            return set()
        query = "SELECT msgid FROM redactions WHERE conversation = ? AND msgid = ?"
        found = (self._database.row(query, conversation, message.msgid) for message in messages if message.msgid)
        return {row[0] for row in found if row}

    def page(
        self,
        conversation: int,
        limit: int,
        *,
        before: int = 0,
        after: int = 0,
        around: int = 0,
        hidden: Collection[str] = (),
    ) -> list[Message]:
        """At most so many, in order: the newest, or those before, after or around a message, by its `row`.

        Around: that one in the middle, included if it is here. `hidden`: kinds of happenings that are left out.
        """
        if around:
            older = self._older(conversation, around, limit // 2, hidden)
            newer = self._newer(conversation, around - 1, limit - len(older), hidden)
            return self._with_reactions([*older, *newer])
        if after:
            return self._with_reactions(self._newer(conversation, after, limit, hidden))
        return self._with_reactions(self._older(conversation, before or _END, limit, hidden))

    def _older(self, conversation: int, row: int, limit: int, hidden: Collection[str]) -> list[Message]:
        found = self._database.rows(
            f"{_SELECT} WHERE conversation = ? AND row < ?{_but(hidden)} ORDER BY row DESC LIMIT ?",
            *(conversation, row, *hidden, limit),
        )
        return [_message(one) for one in reversed(found)]

    def _newer(self, conversation: int, row: int, limit: int, hidden: Collection[str]) -> list[Message]:
        found = self._database.rows(
            f"{_SELECT} WHERE conversation = ? AND row > ?{_but(hidden)} ORDER BY row LIMIT ?",
            *(conversation, row, *hidden, limit),
        )
        return [_message(one) for one in found]

    def get(self, row: int) -> Message | None:
        found = self._database.row(f"{_SELECT} WHERE row = ?", row)
        return self._with_reactions([_message(found)])[0] if found else None

    def by_msgid(self, conversation: int, msgid: str) -> Message | None:
        """A message (of one that came line by line, the first line)."""
        if not msgid:
            return None
        found = self._database.row(
            f"{_SELECT} WHERE conversation = ? AND msgid = ? AND msgid <> '' ORDER BY part LIMIT 1", conversation, msgid
        )
        return self._with_reactions([_message(found)])[0] if found else None

    def first_unread(self, conversation: int, read_time: int) -> int:
        """The `row` of the first message that counts as unread, 0 for none."""
        row: int | None = self._database.value(
            "SELECT min(row) FROM messages INDEXED BY messages_counted WHERE conversation = ? AND row >= ?"
            " AND own = 0 AND part = 0 AND shape <> 'happening' AND removed = 0",
            *(conversation, first_after(read_time)),
        )
        return row or 0

    def newest(self, conversation: int, *, of_others: bool = False) -> Edge | None:
        """The last message after which the server can be asked (`of_others`: that was not ours), if one has an id, of
        those that have. None: none is near the end."""
        return self._edge(conversation, "row DESC", "own = 0" if of_others else "1")

    def oldest(self, conversation: int) -> Edge | None:
        """The first message before which the server can be asked, in the same way."""
        return self._edge(conversation, "row", "1")

    def said_until(self, conversation: int) -> int:
        """When the last message was said whose time the server gave, microseconds since 1970; 0: there is none."""
        time: int | None = self._database.value(
            "SELECT time FROM messages INDEXED BY messages_said WHERE conversation = ? AND shape <> 'happening'"
            f" AND removed = 0 AND {_FINDABLE} ORDER BY row DESC LIMIT 1",
            conversation,
        )
        return time or 0

    def heard_until(self, server: int) -> int:
        """The same of all rooms and talks of a server."""
        numbers = self._database.rows("SELECT number FROM conversations WHERE server = ? AND kind <> 'server'", server)
        return max((self.said_until(number) for (number,) in numbers), default=0)

    def _edge(self, conversation: int, order: str, which: str) -> Edge | None:
        found = self._database.row(
            "SELECT msgid, time FROM (SELECT row, msgid, time, own, shape FROM messages WHERE conversation = ?"
            f" ORDER BY {order} LIMIT {_LOOKED_AT}) WHERE {_FINDABLE} AND {which} ORDER BY msgid = '', {order} LIMIT 1",
            conversation,
        )
        return Edge(*found) if found else None

    def has(self, conversation: int, message: Message) -> bool:
        """Whether one of the same time, nick and text is here: of what has no id, that is the same message."""
        found = self._database.row(
            "SELECT 1 FROM messages WHERE row >= ? AND row < ? AND conversation = ? AND nick = ? AND text = ?",
            *(first_at(message.time), first_after(message.time), conversation, message.nick, message.text),
        )
        return found is not None

    def adopt(self, conversation: int, message: Message) -> Message | None:
        """An own message that was kept without an id gets the id of this one, which is the same: it has the same text,
        and nearly the same time. None: there is none."""
        row: int | None = self._database.value(
            "SELECT row FROM messages WHERE row >= ? AND row < ? AND conversation = ? AND own = 1 AND msgid = ''"
            " AND shape = ? AND text = ? ORDER BY row LIMIT 1",
            *(first_at(message.time - _CLOCKS_DIFFER), first_after(message.time + _CLOCKS_DIFFER), conversation),
            *(message.shape, message.text),
        )
        if row is None:
            return None
        self._database.run("UPDATE OR IGNORE messages SET msgid = ? WHERE row = ?", message.msgid, row)
        return self.get(row)

    def redact(self, conversation: int, msgid: str, time: int) -> list[Message]:
        """Take the text away, for good and from the search too; the lines that it had, as they are now.

        If the message is not here, it will have no text when it comes. `time`: when it was redacted.
        """
        if not msgid:
            return []
        with self._database.transaction():
            if self._database.run(
                "INSERT OR IGNORE INTO redactions (conversation, msgid, time) VALUES (?, ?, ?)",
                *(conversation, msgid, kept_time(time)),
            ):
                self._redactions.added(conversation, msgid)
            self._database.run(
                "UPDATE messages SET removed = 1, mention = 0, text = '', folded = ''"
                " WHERE conversation = ? AND msgid = ? AND msgid <> ''",
                *(conversation, msgid),
            )
            lines = self._database.rows(
                f"{_SELECT} WHERE conversation = ? AND msgid = ? AND msgid <> '' ORDER BY row", conversation, msgid
            )
        return self._with_reactions([_message(line) for line in lines])

    def _with_reactions(self, messages: Sequence[Message]) -> list[Message]:
        by_conversation: dict[int, list[str]] = {}
        for message in messages:
            if message.msgid and not message.part:
                by_conversation.setdefault(message.conversation, []).append(message.msgid)
        given = {
            (conversation, msgid): signs
            for conversation, msgids in by_conversation.items()
            for msgid, signs in self._reactions.of(conversation, msgids).items()
        }
        if not given:
            return list(messages)
        return [
            replace(message, reactions=given.get((message.conversation, message.msgid), ()))
            if not message.part
            else message
            for message in messages
        ]


def _but(hidden: Collection[str]) -> str:
    return f" AND NOT (shape = 'happening' AND kind IN ({', '.join('?' * len(hidden))}))" if hidden else ""


def _message(row: Row) -> Message:
    time, nick, text, shape, msgid, part, own, mention, bot, reply_to, removed, kind, conversation, number = row
    return Message(
        *(time, nick, text, shape, msgid, part, bool(own), bool(mention), bool(bot)),
        *(reply_to, bool(removed), kind, (), conversation, number),
    )
