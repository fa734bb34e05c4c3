"""The parts of a chat, made in the order in which they need each other, and what takes several of them at once."""

from __future__ import annotations

from kivy_client.core.chat.arrivals import Arrivals
from kivy_client.core.chat.asking import Asking
from kivy_client.core.chat.catchup import CatchUp
from kivy_client.core.chat.context import Context
from kivy_client.core.chat.conversations import Conversations, Row
from kivy_client.core.chat.markers import Markers
from kivy_client.core.chat.opened import OpenConversation
from kivy_client.core.chat.outgoing import Outgoing
from kivy_client.core.chat.own_nick import OwnNick
from kivy_client.core.chat.presence import Presence
from kivy_client.core.chat.rooms import Rooms
from kivy_client.core.chat.typed import Mistake
from kivy_client.core.chat.typing import TellTyping, Writers
from kivy_client.core.chat.who import Who
from kivy_client.core.model.conversations import Kind
from kivy_client.core.plaintext import readable_text
from kivy_client.core.store.rows import Message


class Parts:
    """`replies_until`: so long, numerics of no other meaning are answers to what was typed. `jump_to`: a message id
    that is asked for to be shown. `wanted_nick`: what the person asked to be called. `motd`: the message of the day,
    until somebody looks at the server's own conversation."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.conversations = Conversations(context)
        self.opened = OpenConversation(context)
        self.arrivals = Arrivals(context, self.conversations, self.opened)
        self.outgoing = Outgoing(context, self.conversations, self.opened, self.arrivals)
        self.catch_up = CatchUp(context, self.conversations, self.opened, self.arrivals, self.outgoing)
        self.rooms = Rooms(context, self.conversations, self.opened, self.arrivals, self.catch_up, self.close)
        self.presence = Presence(context, self.conversations)
        self.own_nick = OwnNick(context)
        self.who = Who(context, self.conversations, self.opened)
        self.markers = Markers(context, self.conversations)
        self.asking = Asking(context, self.conversations)
        self.tell_typing = TellTyping()
        self.writers = Writers()
        self.replies_until = 0.0
        self.jump_to = ""
        self.wanted_nick = ""
        self.motd = ""

    def begin(self, name: str) -> Row:
        """The conversation of this name, made if need be. Raises Mistake."""
        row = self.conversations.find(name)
        if row is not None:
            return row
        names = self.context.names
        if not name.isprintable() or not (names.is_nick(name) or names.is_known_room(name)):
            raise Mistake("That is no name")
        if self.conversations.full:
            raise Mistake("There are too many conversations: leave some first")
        row = self.conversations.ensure(name, Kind.ROOM if names.is_room(name) else Kind.PERSON)
        self.presence.began(row)
        return row

    def show(self, row: Row, number: int = 0) -> None:
        """Open a conversation, or (`number`) jump to a message of it."""
        before = self.opened.row
        self.jump_to = ""
        self.writers.clear()
        if row.kind is Kind.SERVER and self.motd:
            text, self.motd = readable_text(self.motd), ""
            self.arrivals.keep(row, [Message(self.context.past(None), "", text, "notice", own=True)], live=False)
        if number:
            self.opened.jump(row, number)
        else:
            self.opened.open(row)
        if before is not row:
            self.context.store.conversations.set_current(self.context.server.number, row.key)
            self.rooms.tell_members()
            if before is not None and self.conversations.get(before.key) is before:
                self.conversations.recount(before)
            self.who.seen(row)
        self.catch_up.view()

    def hide(self) -> None:
        """No conversation is open any more."""
        before = self.opened.row
        self.jump_to = ""
        self.opened.close()
        self.writers.clear()
        self.context.store.conversations.set_current(self.context.server.number, "")
        if before is not None and self.conversations.get(before.key) is before:
            self.conversations.recount(before)

    def close(self, row: Row) -> None:
        """A conversation goes from the list."""
        self.outgoing.forget(row)
        self.presence.ended(row)
        if self.opened.is_this(row):
            self.hide()
        self.conversations.close(row)

    def rename(self, row: Row, name: str) -> None:
        """A person or a room has another name (or the same, compared otherwise). What had that name before is a part of
        it now."""
        other = self.conversations.find(name)
        shown = self.opened.row
        self.conversations.rename(row, name)
        if other is not None and other is not row:
            self.outgoing.load()
        if shown is not None and other is not row and shown in (row, other):
            self.show(row)
