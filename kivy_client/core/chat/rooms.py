"""Rooms: who is in them, topics, and what happens there. Pure; who is where the session knows, this shows it.

Members of the open room are told at most a few times a second, however fast people come and go.
"""

from __future__ import annotations

from collections.abc import Callable

from ircwire.client_events import (
    Event,
    HasQuit,
    Joined,
    ModesChanged,
    Parted,
    Renamed,
    RoomRenamed,
    TopicChanged,
)
from ircwire.client_events import Member as WireMember
from kivy_client.core.chat.arrivals import Arrivals
from kivy_client.core.chat.catchup import CatchUp
from kivy_client.core.chat.context import Context
from kivy_client.core.chat.conversations import Conversations, Row
from kivy_client.core.chat.happenings import happening, note
from kivy_client.core.chat.opened import OpenConversation
from kivy_client.core.model.conversations import Kind, Member
from kivy_client.core.model.events import MembersChanged
from kivy_client.core.plaintext import readable, readable_name

MEMBERS_SECONDS = 0.3
"""Between two lists of members."""
MOST_QUICK = 2000
"""Of so many; more take longer to put in order, and are told less often."""
MOST_SHOWN = 5000
"""Members told to the window; `Conversation.people` counts all."""
_ORDER = "~&@%+"
NEVER = float("inf")


class Rooms:
    """`left` is called when we have left a room as the person wished."""

    def __init__(
        self,
        context: Context,
        conversations: Conversations,
        opened: OpenConversation,
        arrivals: Arrivals,
        catch_up: CatchUp,
        left: Callable[[Row], None],
    ) -> None:
        self._context = context
        self._conversations = conversations
        self._opened = opened
        self._arrivals = arrivals
        self._catch_up = catch_up
        self.left = left
        self._members_due = NEVER
        self._members_told = -NEVER

    @property
    def deadline(self) -> float:
        return self._members_due

    def apply(self, event: Event) -> None:
        """Something happened in rooms."""
        match event:
            case Joined(own=True):
                self._enter(event)
            case Parted(own=True):
                self._leave(event)
            case Joined(room) | Parted(room) | ModesChanged(room):
                self._happened(room, event)
            case HasQuit(rooms=rooms) | Renamed(rooms=rooms):
                for room in rooms:
                    self._happened(room, event)
            case TopicChanged(room, text):
                row = self._conversations.find(room)
                if row is not None:
                    self._conversations.keep(row, topic=readable(text))
                    self._happened(room, event)
            case RoomRenamed(room, new):
                self._happened(new, event)

    def look(self) -> None:
        """After anything happened: tell what changed about who is where."""
        session = self._context.session
        if session is None:
            return
        for key in session.take_changed_rooms():
            row = self._conversations.get(key) or self._conversations.find(session.rooms.get(key, ""))
            if row is None:
                continue
            row.people = session.count(row.name)
            row.operator = session.ranks_at_least(session.prefix(row.name), "%")
            self._conversations.touch(row)
            if self._opened.is_this(row):
                pause = MEMBERS_SECONDS * max(1, row.people / MOST_QUICK)
                self._members_due = min(self._members_due, self._members_told + pause)
        if self._context.now.mono >= self._members_due:
            self.tell_members()

    def tell_members(self) -> None:
        """Who is in the open conversation."""
        self._members_due = NEVER
        self._members_told = self._context.now.mono
        row, session = self._opened.row, self._context.session
        if row is None or not row.room:
            return
        members = session.members(row.name) if session is not None and row.joined else ()
        shown = sorted((self._member(one) for one in members), key=_rank)
        self._context.show(MembersChanged(row.key, tuple(shown[:MOST_SHOWN])))

    def lost(self) -> None:
        """The connection is gone: we are nowhere."""
        self._members_due = NEVER
        for row in self._conversations:
            if row.room and row.joined:
                row.joined = row.operator = False
                row.people = 0
                self._conversations.touch(row)

    def _member(self, one: WireMember) -> Member:
        return Member(readable_name(one.nick), one.prefix[:1], one.away, one.bot, self._context.is_me(one.nick))

    def _enter(self, event: Joined) -> None:
        row = self._conversations.find(event.room)
        if row is None:
            if self._conversations.full or not self._context.names.is_known_room(event.room):
                return  # nobody asked for it
            row = self._conversations.ensure(event.room, Kind.ROOM)
        row.name = event.room
        row.joined = True
        row.invited_by = ""
        self._conversations.keep(row, joined=True)
        if not row.read:  # what was said before we first came is not unread
            self._conversations.mark_read(row, self._context.past(event.time))
            self._welcome(row)
        self._catch_up.entered(row)

    def _welcome(self, row: Row) -> None:
        """Once, in the first room that anybody sees."""
        if row.key == self._context.names.fold(self._context.server.room):
            words = f"Hi there, {readable_name(self._context.nick)}! To leave, type QUIT or press Leave chat."
            self._arrivals.keep(row, [note(words, self._context.past(None))], live=True)

    def _leave(self, event: Parted) -> None:
        row = self._conversations.find(event.room)
        if row is None:
            return
        left_already = not row.joined  # as the person wished; they may have joined again since
        row.joined = row.operator = False
        row.people = 0
        if event.by:
            by, reason = readable_name(event.by), readable(event.reason, 200)
            self._context.toast(f"{by} removed you from {row.value().name}{f': {reason}' if reason else ''}")
        elif not row.stay:
            self.left(row)
            return
        elif left_already:
            return
        else:
            self._context.toast(f"You are not in {row.value().name} any more")
        self._conversations.keep(row, joined=False)
        self._happened(event.room, event)
        if self._opened.is_this(row):
            self.tell_members()

    def moved(self, row: Row, name: str) -> None:
        """The room is called as another one was, of which we have a conversation: there it goes on."""
        row.joined = row.operator = False
        row.people = 0
        self._conversations.keep(row, joined=False)
        other = self._conversations.ensure(name, Kind.ROOM)
        other.joined = True
        self._conversations.keep(other, joined=True)
        self._catch_up.entered(other)

    def _happened(self, room: str, event: Event) -> None:
        row: Row | None = self._conversations.find(room)
        message = happening(event, self._context.past)
        if row is not None and message is not None:
            self._catch_up.live(row, message)


def _rank(member: Member) -> tuple[int, str]:
    place = _ORDER.find(member.role) if member.role else len(_ORDER)
    return place if place >= 0 else len(_ORDER), member.nick.casefold()
