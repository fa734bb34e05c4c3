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
    Invited,
    Joined,
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
)
from kivy_client.core.chat.conversations import Row
from kivy_client.core.chat.parts import Parts
from kivy_client.core.model.conversations import Kind
from kivy_client.core.plaintext import readable, readable_name, readable_text
from kivy_client.core.store.rows import Message

_QUIET = frozenset({"MARKREAD", "MONITOR", "TAGMSG", "WHO", "CHATHISTORY"})
"""What is asked without the person: when it fails, nobody is told."""


_IN_ONE_BREATH = (
    *(HasQuit, Joined, MessageReceived, ModesChanged, Parted, Reacted, Renamed, ServerNotice, TopicChanged),
    TypingReceived,
)
"""What asks for nothing that was said before, if it is not about us."""


class Happened:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._context = parts.context

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
            case PresenceChanged() | AwayChanged():
                parts.presence.apply(event)
            case Acknowledged(label):
                parts.outgoing.done(label)
            case Ponged(token):
                parts.outgoing.fenced(token)
            case Failed():
                self._failed(event)
            case Renamed():
                self._renamed(event)
            case RoomRenamed(room, new):
                row = parts.conversations.find(room)
                if row is not None and row.room and self._context.names.is_known_room(new):
                    parts.rename(row, new)
                    parts.rooms.apply(event)
            case Invited(room, _, by, own=True):
                self._context.toast(f"{readable_name(by)} invites you to {readable_name(room)}: /join {room}")
            case Ready(text):
                parts.motd = text
            case ServerNotice(text):
                self._server_says(text)
            case ServerReply(_, params):
                if self._context.now.mono < parts.replies_until:
                    self._server_says(" ".join(params))
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
        if event.own and self._parts.outgoing.acknowledged(row, event):
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
        """What was to be jumped to has come, or has not."""
        msgid, self._parts.jump_to = self._parts.jump_to, ""
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
        if event.command in ("JOIN", ""):
            self._not_joined(event)
        if event.command not in _QUIET:
            words = readable(event.text, 200) or event.code
            about = readable(" ".join(event.context), 60)
            self._context.toast(f"{about}: {words}" if about else words)

    def _not_joined(self, event: Failed) -> None:
        """A room we may not enter is not entered again by itself; one in which we never were goes from the list."""
        for word in event.context:
            row = self._parts.conversations.find(word)
            if row is not None and row.room and row.stay and not row.joined:
                self._parts.conversations.keep(row, joined=False)
                if row.last is None and not row.read:
                    self._parts.close(row)

    def _renamed(self, event: Renamed) -> None:
        if event.own:
            self._context.nick = event.new
            self._context.renamed = self._parts.wanted_nick == event.new
        row = self._parts.conversations.find(event.nick)
        if row is not None and row.kind is Kind.PERSON and self._context.names.is_nick(event.new):
            self._parts.arrivals.flush()
            self._parts.rename(row, event.new)
        self._parts.rooms.apply(event)

    def _server_says(self, text: str) -> None:
        row = self._parts.conversations.server()
        said = Message(self._context.now.wall, "", readable_text(text), "notice")
        self._parts.arrivals.later(row, said)
