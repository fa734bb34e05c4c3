"""The list of conversations: which there are, what is unread in them, what was said last. Pure, over the store.

Rows are changed freely while something is handled; `settle` then tells each that differs from what was told last.
Bounded: strangers open only so many talks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Unpack

from kivy_client.core.chat.context import Context
from kivy_client.core.model.conversations import Conversation, Kind, Preview
from kivy_client.core.model.events import ConversationChanged, ConversationGone, ConversationRenamed
from kivy_client.core.plaintext import one_line, readable_name
from kivy_client.core.store.conversations import Fields
from kivy_client.core.store.rows import Message, StoredConversation

MOST_CONVERSATIONS = 1000
SERVER_KEY = "*"
"""The conversation of what the server says to us alone."""
_NAMES = {"joined": "stay"}
"""What the store calls otherwise."""


@dataclass(slots=True)
class Row:
    """One conversation. `name` is as the server spells it, and what is sent to. `joined`: of a room, we are in it now.
    `stay`: we want to be (again). `read`: up to when it was read, microseconds since 1970. `number`: the store's."""

    number: int
    key: str
    name: str
    kind: Kind
    topic: str = ""
    joined: bool = False
    stay: bool = True
    unread: int = 0
    mentions: int = 0
    muted: bool = False
    pinned: bool = False
    draft: str = ""
    last: Preview | None = None
    people: int = 0
    away: str = ""
    online: bool | None = None
    operator: bool = False
    invited_by: str = ""
    read: int = 0
    complete: bool = False
    password: str = ""
    told: Conversation | None = field(default=None, repr=False)

    @property
    def room(self) -> bool:
        return self.kind is Kind.ROOM

    @property
    def may_write(self) -> bool:
        """Something said is taken, now or for when we are in the room again."""
        return self.kind is Kind.PERSON or (self.room and (self.joined or self.stay))

    def value(self) -> Conversation:
        """As the window gets it."""
        return Conversation(
            key=self.key,
            name=readable_name(self.name),
            kind=self.kind,
            topic=self.topic,
            joined=self.joined or not self.room,
            unread=self.unread,
            mentions=self.mentions,
            muted=self.muted,
            pinned=self.pinned,
            draft=self.draft,
            last=self.last,
            people=self.people,
            away=self.away,
            online=self.online,
            operator=self.operator,
            may_write=self.may_write,
            invited_by=self.invited_by,
        )


class Conversations:
    """All rows of one server, by key."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._rows = {stored.key: _row(stored) for stored in context.store.conversations.load(context.server.number)}
        self._changed: dict[str, Row] = {}

    def __iter__(self) -> Iterator[Row]:
        return iter(tuple(self._rows.values()))

    def get(self, key: str) -> Row | None:
        return self._rows.get(key)

    def find(self, name: str) -> Row | None:
        """By the name of a room or a nick, however it is spelled."""
        return self._rows.get(self._context.names.fold(name))

    def numbered(self, number: int) -> Row | None:
        """By its number in the store, which stays when it is renamed."""
        return next((row for row in self._rows.values() if row.number == number), None)

    @property
    def full(self) -> bool:
        return len(self._rows) >= MOST_CONVERSATIONS

    def values(self) -> tuple[Conversation, ...]:
        """All of them, for `Loaded`; they count as told."""
        self._changed.clear()
        for row in self._rows.values():
            row.told = row.value()
        return tuple(row.told for row in self._rows.values() if row.told)

    def take_over(self, before: Conversations) -> None:
        """The window was told the rows of another list of this server: `settle` will tell what is otherwise in this."""
        for row in before:
            if row.told is not None and row.key not in self._rows:
                self._context.show(ConversationGone(row.key))
        for row in self._rows.values():
            known = before.get(row.key)
            if known is not None:
                row.told, row.invited_by = known.told, known.invited_by
            self.touch(row)

    def is_free(self, row: Row, name: str) -> bool:
        """Whether this name is the row's, or of no conversation that is or was here."""
        key = self._context.names.fold(name)
        return key == row.key or self._context.store.conversations.find(self._context.server.number, key) is None

    def ensure(self, name: str, kind: Kind, *, stay: bool = True) -> Row:
        """The row of this name, made if there is none. Whether one may be made (`full`) is the caller's to ask. `stay`:
        of a new one, we want to be there."""
        key = SERVER_KEY if kind is Kind.SERVER else self._context.names.fold(name)
        row = self._rows.get(key)
        if row is None:
            server = self._context.server.number
            stored = self._context.store.conversations.begin(server, key, name, kind, joined=stay)
            row = self._rows[key] = _row(stored)
            self.touch(row)
        return row

    def server(self) -> Row:
        return self.ensure(self._context.server.title, Kind.SERVER)

    def touch(self, row: Row) -> None:
        """Something of the row changed: `settle` will tell."""
        self._changed[row.key] = row

    def keep(self, row: Row, **fields: Unpack[Fields]) -> None:
        """Change fields that the store keeps, by their names there."""
        self._context.store.conversations.save(row.number, **fields)
        for name, value in fields.items():
            setattr(row, _NAMES.get(name, name), value)
        self.touch(row)

    def mark_read(self, row: Row, time: int) -> bool:
        """All up to this time was read; whether that is news."""
        if not self._context.store.conversations.mark_read(row.number, time):
            return False
        row.read = time
        self.recount(row)
        return True

    def said(self, row: Row, message: Message) -> None:
        """A message was kept there: it is the last one, if it is."""
        if message.shape == "happening" or (row.last is not None and message.time < row.last.time):
            return
        row.last = preview_of(message)
        self.touch(row)

    def recount(self, row: Row) -> None:
        """What is unread, and what was said last, by the store."""
        stored = self._context.store.conversations.get(row.number)
        if stored is not None:
            row.unread, row.mentions, row.last = stored.unread, stored.mentions, _short(stored.last)
            self.touch(row)

    def close(self, row: Row) -> None:
        """It goes from the list; what was said stays in the store."""
        self._context.store.conversations.close(row.number)
        self._forget(row)

    def _forget(self, row: Row) -> None:
        del self._rows[row.key]
        self._changed.pop(row.key, None)
        self._context.show(ConversationGone(row.key))

    def rename(self, row: Row, name: str) -> None:
        """A room or a person is called otherwise. What has that name already becomes one with it."""
        old, new = row.key, self._context.names.fold(name)
        if old == new:
            self.keep(row, name=name)
            return
        other = self._rows.get(new)
        if other is not None:
            self._forget(other)
        number = self._context.store.conversations.rename(row.number, new, name)
        stored = self._context.store.conversations.get(number)
        assert stored is not None
        fresh = _row(stored)
        for field_name in _KEPT:
            setattr(row, field_name, getattr(fresh, field_name))
        self._rows = {new if key == old else key: kept for key, kept in self._rows.items()}
        self._changed.pop(old, None)
        if row.told is None:
            self.touch(row)
            return  # nobody knows it yet: it will be told as a new one
        row.told = row.value()
        self._context.show(ConversationRenamed(old, row.told))

    def settle(self) -> None:
        """Tell the rows that changed."""
        changed, self._changed = self._changed, {}
        for row in changed.values():
            value = row.value()
            if value != row.told:
                row.told = value
                self._context.show(ConversationChanged(value))


def preview_of(message: Message) -> Preview:
    """The last message, on one line."""
    return Preview(message.nick, one_line(message.text), message.time, message.own)


def _short(preview: Preview | None) -> Preview | None:
    return preview._replace(text=one_line(preview.text)) if preview else None


_KEPT = (
    *("number", "key", "name", "topic", "stay", "unread", "mentions", "muted", "pinned", "draft", "last", "read"),
    *("complete", "password"),
)
"""Fields of a row that the store has."""


def _row(stored: StoredConversation) -> Row:
    return Row(
        number=stored.number,
        key=stored.key,
        name=stored.name,
        kind=stored.kind,
        topic=stored.topic,
        stay=stored.joined,
        unread=stored.unread,
        mentions=stored.mentions,
        muted=stored.muted,
        pinned=stored.pinned,
        draft=stored.draft,
        last=_short(stored.last),
        read=stored.read_time,
        complete=stored.complete,
        password=stored.password,
    )
