"""What the server says, handed to the parts that it concerns. Pure; called between `enter` and `leave` of the chat."""

from __future__ import annotations

from ircwire.client_events import (
    Acknowledged,
    AwayChanged,
    Event,
    Failed,
    HasQuit,
    History,
    HistoryTargets,
    InvitationSent,
    Invited,
    Joined,
    MemberList,
    MessageReceived,
    ModesChanged,
    Parted,
    Ponged,
    PresenceChanged,
    Reacted,
    ReadMarked,
    Ready,
    Redacted,
    Renamed,
    RoomRenamed,
    ServerNotice,
    ServerReply,
    TopicChanged,
    TypingReceived,
    WhoEnded,
    Whois,
)
from kivy_client.core.chat.context import sentence
from kivy_client.core.chat.conversations import Row
from kivy_client.core.chat.happenings import note
from kivy_client.core.chat.pace import Pace
from kivy_client.core.chat.parts import Parts
from kivy_client.core.model.conversations import Kind
from kivy_client.core.model.events import Alerted
from kivy_client.core.plaintext import readable, readable_name, readable_text
from kivy_client.core.store.rows import Message

_QUIET = frozenset({"MARKREAD", "MONITOR", "TAGMSG", "CHATHISTORY"})
"""What is asked without the person: when it fails, nobody is told."""
_FOR_NOW = frozenset({"405", "437", "471"})
"""Refusals of JOIN that may be over by the next connection: too many rooms, not available, full."""
MOST_INVITATIONS = 5
INVITATION_SECONDS = 60.0
"""So many invitations in this time are heeded."""

_IN_ONE_BREATH = (
    *(HasQuit, Joined, MessageReceived, ModesChanged, Parted, Reacted, Renamed, ServerNotice, TopicChanged),
    TypingReceived,
)
"""What asks for nothing that was said before, if it is not about us."""


class Happened:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._context = parts.context
        self._invitations = Pace(MOST_INVITATIONS, INVITATION_SECONDS)

    def apply(self, event: Event) -> None:
        parts = self._parts
        if not isinstance(event, _IN_ONE_BREATH) or getattr(event, "own", False):
            parts.arrivals.flush()
        match event:
            case MessageReceived():
                self._message(event)
            case TypingReceived():
                self._typing(event)
            case Reacted() | Redacted():
                self._attached(event)
            case History():
                row = parts.catch_up.on_history(event)
                if row is not None:
                    self._jump(row)
            case HistoryTargets():
                parts.catch_up.on_targets(event, self._talk)
            case ReadMarked():
                parts.markers.apply(event)
            case Acknowledged(label):
                parts.outgoing.done(label)
            case Ponged(token):
                parts.outgoing.fenced(token)
            case Failed():
                self._failed(event)
            case Ready(text):
                parts.motd = text
            case ServerNotice(text):
                self._server_says(text)
            case ServerReply(_, params):
                if self._context.now.mono < parts.replies_until:
                    self._server_says(" ".join(params))
            case _:
                self._of_people(event)

    def _of_people(self, event: Event) -> None:
        """Who is where, and is called how."""
        parts = self._parts
        match event:
            case PresenceChanged(nick, online=False):
                parts.presence.apply(event)
                parts.own_nick.freed(nick)
            case PresenceChanged() | AwayChanged():
                parts.presence.apply(event)
            case Renamed():
                self._renamed(event)
            case HasQuit(nick):
                parts.rooms.apply(event)
                parts.own_nick.freed(nick)
            case RoomRenamed():
                self._room_renamed(event)
            case Invited(own=True):
                self._invited(event)
            case InvitationSent(room, nick):
                self._context.toast(f"{readable_name(nick)} is invited to {readable_name(room)}")
            case MemberList(room):
                parts.who.entered(room)
            case WhoEnded(target):
                parts.who.answered(target)
            case Whois(nick):
                parts.presence.told(event)
                if not parts.who.answered(nick):
                    parts.asking.apply(event)
            case _:
                if not parts.asking.apply(event):
                    parts.rooms.apply(event)
                if isinstance(event, Joined) and event.own:
                    parts.outgoing.send()  # before history is read: then it shows nothing twice

    # Messages

    def _message(self, event: MessageReceived) -> None:
        row = self._row_of(event)
        if row is None:
            return
        if event.own and self._parts.catch_up.acknowledged(row, event):
            return
        message = self._parts.arrivals.message(event)
        self._parts.catch_up.live(row, message)
        if self._parts.opened.is_this(row):
            self._parts.writers.gone(message.nick)

    def _row_of(self, event: MessageReceived) -> Row | None:
        """The room we are in, or the talk; what a stranger sends as a notice is for the server's conversation."""
        session = self._context.session
        assert session is not None
        partner = session.partner(event.target, event.nick)
        if session.is_room(partner):
            return self._parts.conversations.find(partner)
        row = self._parts.conversations.find(partner)
        if row is None and event.kind == "NOTICE":
            return self._parts.conversations.server()
        return row or self._talk(partner) or self._parts.conversations.server()

    def _talk(self, nick: str) -> Row | None:
        """The talk with a person, begun if need be; None: there are too many."""
        row = self._parts.conversations.find(nick)
        if row is not None:
            return row
        if self._parts.conversations.full or not self._context.names.is_nick(nick):
            return None
        row = self._parts.conversations.ensure(nick, Kind.PERSON)
        self._parts.presence.began(row)
        return row

    def _attached(self, event: Reacted | Redacted) -> None:
        session = self._context.session
        assert session is not None
        nick = event.nick if isinstance(event, Reacted) else event.by
        row = self._parts.conversations.find(session.partner(event.target, nick))
        if row is None:
            return
        if isinstance(event, Reacted):
            self._parts.arrivals.reacted(row, event)
        else:
            self._parts.arrivals.redacted(row, event)

    def _typing(self, event: TypingReceived) -> None:
        session = self._context.session
        assert session is not None
        row = self._parts.conversations.find(session.partner(event.target, event.nick))
        if row is not None and self._parts.opened.is_this(row) and not event.own:
            self._parts.writers.heard(readable_name(event.nick), event.state, self._context.now.mono)

    def _jump(self, row: Row) -> None:
        """What was to be jumped to has come, or has not; unless the person went elsewhere meanwhile."""
        msgid, self._parts.jump_to = self._parts.jump_to, ""
        if not msgid:
            return
        message = self._parts.context.store.messages.by_msgid(row.number, msgid)
        if message is None:
            self._context.toast("That message is not kept any more")
        else:
            self._parts.show(row, message.row)

    # Everything else

    def _failed(self, event: Failed) -> None:
        parts = self._parts
        if parts.catch_up.on_failed(event) or parts.outgoing.refused(event) or parts.asking.apply(event):
            return
        if parts.own_nick.refused(event):
            return
        if (
            event.code == "401"
            and event.command in ("", "WHOIS")
            and any(parts.who.answered(word) for word in event.context)
        ):
            parts.presence.gone(event.context)
            return
        if event.command in ("WHO", "WHOIS") and parts.who.refused():
            return
        words = readable(event.text, 200) or event.code
        if event.command in ("JOIN", ""):
            self._not_joined(event, words)
        if event.command not in _QUIET:
            about = readable(" ".join(event.context), 60)
            self._context.toast(f"{about}: {words}" if about else words)

    def _not_joined(self, event: Failed, words: str) -> None:
        """A room we may not enter is not entered again by itself (a full one is); what was typed for it stays, to be
        tried again. One in which we never were goes from the list, if nothing was written there."""
        parts = self._parts
        for word in event.context:
            row = parts.conversations.find(word)
            if row is None or not row.room or not row.stay or row.joined:
                continue
            parts.outgoing.give_up(row, sentence(words))
            if event.code not in _FOR_NOW:
                parts.conversations.keep(row, joined=False)
            if not (row.last or row.read or row.draft or parts.outgoing.of(row)):
                parts.close(row)

    def _invited(self, event: Invited) -> None:
        """A row of the list, from which one can go there; only so many, for anybody can invite."""
        conversations, context = self._parts.conversations, self._context
        row = conversations.find(event.room)
        if (row is not None and row.joined) or not self._invitations.allows(context.now.mono):
            return
        if row is None:
            if conversations.full or not context.names.is_known_room(event.room):
                return
            row = conversations.ensure(event.room, Kind.ROOM, stay=False)
        row.invited_by = readable_name(event.by)
        conversations.touch(row)
        words = f"{row.invited_by} invites you to {row.value().name}"
        self._parts.arrivals.keep(row, [note(words, context.past(event.time), "invited")], live=True)
        if not context.hidden:
            context.toast(words)
        is_seen = self._parts.opened.is_this(row) and not context.hidden
        if context.preferences.notify != "none" and not row.muted and not is_seen:
            context.show(Alerted(row.key, row.value().name, sentence(words)))

    # Other names

    def _renamed(self, event: Renamed) -> None:
        parts = self._parts
        same = self._context.names.fold
        if event.own:
            self._context.nick = event.new
            parts.own_nick.renamed()
            self._context.renamed = bool(parts.wanted_nick) and same(parts.wanted_nick) == same(event.new)
        row = parts.conversations.find(event.nick)
        if row is not None and row.kind is Kind.PERSON and self._follows(row, event.new):
            parts.arrivals.flush()
            parts.presence.ended(row)
            parts.rename(row, event.new)
            parts.presence.began(row)
        parts.rooms.apply(event)
        parts.own_nick.freed(event.nick)

    def _follows(self, row: Row, name: str) -> bool:
        """A talk goes with the person; but where there is one of that name, both stay what they are: else anybody could
        take over somebody else's."""
        return self._context.names.is_nick(name) and self._parts.conversations.is_free(row, name)

    def _room_renamed(self, event: RoomRenamed) -> None:
        """Where we have a conversation of the new name, the old one is over, and that one goes on."""
        parts = self._parts
        row = parts.conversations.find(event.room)
        if row is None or not row.room or not self._context.names.is_known_room(event.new):
            return
        if parts.conversations.is_free(row, event.new):
            parts.rename(row, event.new)
        else:
            parts.outgoing.give_up(row, sentence(f"The room is called {readable_name(event.new)} now"))
            parts.rooms.moved(row, event.new)
        parts.rooms.apply(event)

    def _server_says(self, text: str) -> None:
        row = self._parts.conversations.server()
        said = Message(self._context.past(None), "", readable_text(text), "notice")
        self._parts.arrivals.later(row, said)
