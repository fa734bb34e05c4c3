"""A page of history, into the store: what was said, what happened, what is attached to it. Pure, over the store.

Nothing is kept twice. A message is known again by its id; one without an id by its time, its nick and its text; and an
own one that the server had acknowledged without an id gets it now.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from ircwire.client_events import (
    Event,
    HasQuit,
    History,
    Joined,
    MessageReceived,
    Parted,
    Reacted,
    Redacted,
)
from kivy_client.core.chat.arrivals import Arrivals
from kivy_client.core.chat.context import Context
from kivy_client.core.chat.conversations import Row
from kivy_client.core.chat.happenings import happening
from kivy_client.core.chat.opened import OpenConversation
from kivy_client.core.chat.outgoing import Outgoing
from kivy_client.core.store.rows import Edge, Message, OutboxLine


class Page(NamedTuple):
    """`edges`: the places of all that was in it, also of what is not kept. `new`: how many messages were not here."""

    edges: list[Edge]
    new: int


class Pages:
    def __init__(self, context: Context, opened: OpenConversation, arrivals: Arrivals, outgoing: Outgoing) -> None:
        self._context = context
        self._opened = opened
        self._arrivals = arrivals
        self._outgoing = outgoing

    def keep(self, row: Row, event: History, before: int) -> Page:
        """Keep a page. `before`: the row of a message before which all of it was."""
        events = event.events or event.messages
        page: list[Message] = []
        lines: dict[str, OutboxLine] = {}
        for one in events:
            message = self._message(one)
            if message is None or self._is_known(row, message):
                continue
            page.append(message)
            line = self._line(row, one, lines.values())
            if line is not None:
                lines[message.msgid] = line
        new = self._store(row, page, lines, before)
        for one in events:
            if isinstance(one, Reacted):
                self._arrivals.reacted(row, one)
            elif isinstance(one, Redacted):
                self._arrivals.redacted(row, one)
        places = ((getattr(one, "msgid", ""), getattr(one, "time", None)) for one in events)
        return Page([Edge(msgid, time) for msgid, time in places if time is not None], new)

    def _message(self, event: Event) -> Message | None:
        if isinstance(event, MessageReceived):
            return self._arrivals.message(event)
        if isinstance(event, Joined | Parted | HasQuit) and self._context.is_me(event.nick):
            return None  # we know when we were there
        if not getattr(event, "msgid", "") or getattr(event, "time", None) is None:
            return None
        return happening(event, self._context.past)

    def _is_known(self, row: Row, message: Message) -> bool:
        """Whether it is here already, though no id says so."""
        session, messages = self._context.session, self._context.store.messages
        if not message.msgid and messages.has(row.number, message):
            return True
        if not message.own or session is None or session.echoes or session.sends_once:
            return False
        if messages.by_msgid(row.number, message.msgid) is not None:
            return False
        adopted = messages.adopt(row.number, message)
        if adopted is None:
            return False
        self._opened.changed(row, adopted)
        return True

    def _line(self, row: Row, event: Event, taken: Collection[OutboxLine]) -> OutboxLine | None:
        """The line of ours that a message is. One that was here before is another of the same text."""
        if not isinstance(event, MessageReceived) or not event.own or not event.msgid:
            return None
        if not event.send_id and self._context.store.messages.by_msgid(row.number, event.msgid) is not None:
            return None
        return self._outgoing.line_of(row, event, taken)

    def _store(self, row: Row, page: list[Message], lines: dict[str, OutboxLine], before: int) -> int:
        """All at once, so that messages of one time keep their order; a line goes when its message comes."""
        store = self._context.store
        with store.together(durable=bool(lines)):
            new = store.messages.add(row.number, page, before=before)
            for line in lines.values():
                store.outbox.remove(line.send_id)
        for msgid, line in lines.items():
            self._outgoing.settled(row, line, store.messages.by_msgid(row.number, msgid))
        self._arrivals.kept(row, [one for one in new if one.msgid not in lines], live=False)
        if lines:
            self._outgoing.send()
        return len(new)
