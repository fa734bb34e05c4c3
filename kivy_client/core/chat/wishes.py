"""What the window asks, carried out: each command by one method, found in a table by its type. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ircwire import capabilities as caps
from ircwire.client import ClientSession
from ircwire.client_events import Reacted
from kivy_client.core.chat import typed
from kivy_client.core.chat.conversations import SERVER_KEY, Row
from kivy_client.core.chat.draw import send_id_of
from kivy_client.core.chat.names import can_be_sent
from kivy_client.core.chat.parts import Parts
from kivy_client.core.chat.saying import UNSENDABLE, Saying
from kivy_client.core.model import commands as ask
from kivy_client.core.model.conversations import Hit, Kind
from kivy_client.core.model.events import Found

MOST_DRAFT = 20_000
MOST_HITS = 100
REPLY_SECONDS = 20.0
_OFFLINE = "You are not connected"


class Wishes:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._context = parts.context
        saying = Saying(parts, self._carry_out)
        self._handlers: dict[type[ask.Command], Callable[[Any], None]] = {
            ask.Open: self._open,
            ask.LoadOlder: self._load_older,
            ask.LoadNewer: self._load_newer,
            ask.JumpTo: self._jump_to,
            ask.JumpToLatest: lambda one: self._with(one, self._parts.show),
            ask.MarkRead: lambda one: self._with(one, lambda row: self._parts.markers.read(row, one.time)),
            ask.SetDraft: lambda one: self._with(one, lambda row: self._draft(row, one.text)),
            ask.SetMuted: lambda one: self._with(one, lambda row: self._keep(row, muted=one.muted)),
            ask.SetPinned: lambda one: self._with(one, lambda row: self._keep(row, pinned=one.pinned)),
            ask.Join: self._join,
            ask.Leave: lambda _: self._leave(),
            ask.Part: lambda one: self._with(one, lambda row: self._part(row, one.reason)),
            ask.ListRooms: lambda _: self._parts.asking.rooms(),
            ask.Say: saying.say,
            ask.Resend: self._resend,
            ask.Discard: lambda one: self._parts.outgoing.discard(send_id_of(one.key)),
            ask.React: self._react,
            ask.Redact: self._redact,
            ask.Typing: self._typing,
            ask.Search: self._search,
            ask.AskProfile: lambda one: self._parts.asking.profile(one.nick),
            ask.AskRoomSettings: lambda one: self._with(one, self._parts.asking.settings),
            ask.SetTopic: self._set_topic,
            ask.SetMode: self._set_mode,
            ask.Kick: self._kick,
            ask.Invite: self._invite,
            ask.SetAway: lambda one: self._parts.presence.go(one.text),
            ask.SetNick: self._set_nick,
            ask.RenameRoom: self._rename_room,
            typed.Speak: saying.speak_to,
            typed.SendRaw: self._raw,
        }

    def do(self, command: ask.Command) -> None:
        """Carry it out. What cannot be done is told in a sentence."""
        try:
            self._carry_out(command)
        except typed.Mistake as mistake:
            self._context.toast(str(mistake))
        except ValueError:
            self._context.toast(UNSENDABLE)

    def _carry_out(self, command: ask.Command) -> None:
        """Raises Mistake for what cannot be done, another ValueError for what no line can carry."""
        handler = self._handlers.get(type(command))
        if handler is not None:
            handler(command)

    def _leave(self) -> None:
        self._context.leaving = True

    def rejoin(self) -> None:
        """We are connected: into the rooms where we were; at the first visit, into the one named."""
        session, server = self._context.session, self._context.server
        assert session is not None
        rows = [row for row in self._parts.conversations if row.room and row.stay and can_be_sent(row.name)]
        first = self._context.names.fold(server.room)
        is_new = first and self._context.store.conversations.find(server.number, first) is None
        if is_new and self._context.names.is_known_room(server.room):
            row = self._parts.conversations.ensure(server.room, Kind.ROOM)
            session.join(row.name)
            if self._parts.opened.row is None:
                self._parts.show(row)
        shown = self._parts.opened.row
        rows.sort(key=lambda row: row is not shown)
        for row in rows:
            if row.password and can_be_sent(row.password):
                session.join(row.name, row.password)
            elif row.password:
                name = row.value().name
                self._context.toast(f"{name} cannot be joined again: its password has characters that none may have")
        session.join_all([row.name for row in rows if not row.password])

    # Conversations

    def _with(self, command: Any, carry_out: Callable[[Row], None]) -> None:
        """If the conversation is there."""
        row = self._parts.conversations.find(command.conversation)
        if row is not None:
            carry_out(row)

    def _online(self, carry_out: Callable[[ClientSession], object]) -> None:
        """If there is a connection."""
        if self._context.session is None:
            raise typed.Mistake(_OFFLINE)
        carry_out(self._context.session)

    def _keep(self, row: Row, **fields: bool) -> None:
        if "muted" in fields:
            self._parts.conversations.keep(row, muted=fields["muted"])
        if "pinned" in fields:
            self._parts.conversations.keep(row, pinned=fields["pinned"])

    def _draft(self, row: Row, text: str) -> None:
        self._parts.conversations.keep(row, draft=text[:MOST_DRAFT])

    def _open(self, command: ask.Open) -> None:
        name = command.name or command.conversation
        row = self._parts.conversations.find(command.conversation)
        if row is not None:
            self._parts.show(row)
        elif not name:
            self._parts.hide()
        elif name == SERVER_KEY:
            self._parts.show(self._parts.conversations.server())
        elif self._context.names.is_room(name):
            self._join(ask.Join(name))
        else:
            self._parts.show(self._parts.begin(name))

    def _join(self, command: ask.Join) -> None:
        if not self._context.names.is_room(command.room):
            raise typed.Mistake("That is no room's name")
        if command.password and not can_be_sent(command.password):
            raise typed.Mistake("That password has characters that none may have")
        row = self._parts.begin(command.room)
        if command.password:  # else the one that was good before
            self._parts.conversations.keep(row, password=command.password)
        self._enter(row)
        self._parts.show(row)

    def _enter(self, row: Row) -> None:
        """Into a room, now or once we are connected."""
        self._parts.conversations.keep(row, joined=True)
        session = self._context.session
        if session is not None and not row.joined:
            session.join(row.name, row.password)

    def _part(self, row: Row, reason: str) -> None:
        """We count as gone at once: who joins again before the server has said so, joins."""
        session = self._context.session
        if row.room and row.joined and session is not None:
            session.part(row.name, reason)
            row.joined = False
            self._parts.conversations.keep(row, joined=False)
            self._parts.outgoing.forget(row)
        else:
            self._parts.close(row)

    # The timeline

    def _load_older(self, command: ask.LoadOlder) -> None:
        self._with(command, lambda row: self._parts.catch_up.older() if self._parts.opened.is_this(row) else None)

    def _load_newer(self, command: ask.LoadNewer) -> None:
        row = self._parts.conversations.find(command.conversation)
        if row is not None and self._parts.opened.is_this(row):
            self._parts.opened.load_newer()
            self._parts.catch_up.view("fill on")

    def _jump_to(self, command: ask.JumpTo) -> None:
        row = self._parts.conversations.find(command.conversation)
        if row is None:
            return
        messages = self._context.store.messages
        found = messages.get(command.row) if command.row else messages.by_msgid(row.number, command.msgid)
        if found is not None and found.conversation == row.number:
            self._parts.show(row, found.row)
            return
        self._parts.jump_to = command.msgid
        if not command.msgid or not self._parts.catch_up.around(row, command.msgid):
            self._context.toast("That message is not here")

    def _search(self, command: ask.Search) -> None:
        row = self._parts.conversations.find(command.conversation)
        number = row.number if row is not None else 0
        hits: tuple[Hit, ...] = ()
        more = False
        if row is not None or not command.conversation:  # one that is not there has nothing
            hits, more = self._context.store.search(command.text, self._context.server.number, number, MOST_HITS)
        self._context.show(Found(command.text, command.conversation, hits, more))

    # Messages

    def _resend(self, command: ask.Resend) -> None:
        """Where we are not in the room, to try again is to go there again."""
        self._with(command, lambda row: self._enter(row) if row.room and not row.joined else None)
        self._parts.outgoing.resend(send_id_of(command.key))

    def _react(self, command: ask.React) -> None:
        row, session = self._parts.conversations.find(command.conversation), self._context.session
        if row is None or session is None or not session.passes_tag("draft/react"):
            self._context.toast(_OFFLINE if session is None else "This server does not carry reactions")
            return
        session.react(row.name, command.msgid, command.sign, on=command.on)
        if not session.echoes:  # nobody tells us
            nick, wall = self._context.nick, self._context.now.wall
            reacted = Reacted(row.name, nick, command.msgid, command.sign, command.on, own=True, time=wall)
            self._parts.arrivals.reacted(row, reacted)

    def _redact(self, command: ask.Redact) -> None:
        row, session = self._parts.conversations.find(command.conversation), self._context.session
        if row is None or session is None or caps.MESSAGE_REDACTION not in session.enabled:
            self._context.toast(_OFFLINE if session is None else "This server cannot remove messages")
            return
        session.redact(row.name, command.msgid, command.reason)

    def _typing(self, command: ask.Typing) -> None:
        row, session = self._parts.conversations.find(command.conversation), self._context.session
        if row is None or session is None or row.kind is Kind.SERVER or not self._context.preferences.send_typing:
            return
        if row.room and not row.joined:
            return
        if self._parts.tell_typing.tells(row.key, command.state, self._context.now.mono):
            session.typing(row.name, command.state)

    # People and rooms

    def _set_topic(self, command: ask.SetTopic) -> None:
        self._in_room(command, lambda session, row: session.set_topic(row.name, command.text))

    def _rename_room(self, command: ask.RenameRoom) -> None:
        def rename(session: ClientSession, row: Row) -> None:
            if not session.can_rename_rooms:
                raise typed.Mistake("This server cannot rename rooms")
            name = command.name if self._context.names.is_room(command.name) else f"#{command.name}"
            session.rename_room(row.name, name)

        self._in_room(command, rename)

    def _set_mode(self, command: ask.SetMode) -> None:
        self._in_room(command, lambda session, row: session.change_modes(row.name, *command.changes))

    def _kick(self, command: ask.Kick) -> None:
        def kick(session: ClientSession, row: Row) -> None:
            if command.ban:
                session.change_modes(row.name, "+b", command.mask or f"{command.nick}!*@*")
            session.kick(row.name, command.nick, command.reason)

        self._in_room(command, kick)

    def _set_nick(self, command: ask.SetNick) -> None:
        self._online(lambda session: session.change_nick(command.nick))
        self._parts.wanted_nick = command.nick

    def _invite(self, command: ask.Invite) -> None:
        self._in_room(command, lambda session, row: session.invite(row.name, command.nick))

    def _in_room(self, command: Any, carry_out: Callable[[ClientSession, Row], object]) -> None:
        row = self._parts.conversations.find(command.conversation)
        if row is None or not row.room:
            raise typed.Mistake("That is for rooms")
        self._online(lambda session: carry_out(session, row))

    def _raw(self, command: typed.SendRaw) -> None:
        self._parts.replies_until = self._context.now.mono + REPLY_SECONDS
        self._online(lambda session: session.raw(command.line))
