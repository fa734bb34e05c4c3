"""Being in the room: what is said and shown, fetched and sent again. Pure; it outlives connections.

It is lent the session of the present connection whenever it may send. Connecting is `participant`'s affair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from ircwire.client import ClientSession
from ircwire.client_events import Event, Failed, History, MessageReceived, Parted
from ircwire.text import split
from kivy_client.core.catchup import CatchUp, Request, last_msgid
from kivy_client.core.events import Spliced, UiEvent
from kivy_client.core.moment import Moment
from kivy_client.core.outbox import Outbox, Outgoing
from kivy_client.core.plaintext import readable
from kivy_client.core.room import Room
from kivy_client.core.timeline import Splice

_CARRIERS = ("", "PRIVMSG")
"""Commands of a Failed that may concern a line of ours; a numeric does not say."""


class Attendance:
    """`show` takes what is to be shown. `new_id` makes unguessable send-ids."""

    def __init__(self, room: str, new_id: Callable[[], str], show: Callable[[UiEvent], None]) -> None:
        self.room = Room(room)
        self._outbox = Outbox()
        self._catch_up = CatchUp()
        self._new_id = new_id
        self._show = show
        self._visited = False

    @property
    def waiting(self) -> int:
        """Own lines that the server does not have yet."""
        return len(self._outbox)

    def enter(self, session: ClientSession, time: int, now: Moment) -> None:
        """We are in the room (again), since `time`. What waits is sent first: then history shows nothing twice."""
        if not self._visited:
            words = f"Hi there, {session.nick}! To leave, type QUIT or press Leave chat."
        elif session.has_history:
            words = "Connected again"
        else:
            words = "Connected again; this server does not keep what was said meanwhile"
        self._visited = True
        self._tell(words, time)
        self._send_queued(session, now.wall)
        if session.has_history:
            self._ask(session, self._catch_up.begin())

    def leave(self) -> None:
        """The connection is gone."""
        self._catch_up.stop()
        for line in self._outbox.connection_lost():
            self._splice(self.room.mark(line.send_id, "unsure"))

    def say(self, text: str, session: ClientSession, now: Moment, *, inside: bool) -> None:
        """The person wrote something: it is shown at once, sent as soon as we are inside."""
        for piece in _pieces(text, session.text_bytes(self.room.name)):
            if self._outbox.full:
                self._tell("Too many lines wait to be sent; this one was not taken", now.wall)
                return
            send_id = self._new_id()
            self._outbox.add(send_id, self.room.name, piece)
            self._splice(self.room.hold(send_id, session.nick, piece, now.wall))
        if inside:
            self._send_queued(session, now.wall)

    def apply(self, event: Event, session: ClientSession, now: Moment) -> None:
        """Follow what the server says while we are inside."""
        match event:
            case MessageReceived(own=True) if self._acknowledged(event, now.wall):
                self._catch_up.on_live(event.msgid)
            case MessageReceived():
                self._splice(self.room.apply(event, now.wall))
                if self.room.is_this(event.target):
                    self._catch_up.on_live(event.msgid)
            case History(target, messages) if self.room.is_this(target):
                self._on_history(messages, session, now.wall)
            case Failed():
                self._on_failed(event, session, now.wall)
            case Parted(room, own=True) if self.room.is_this(room):
                self._splice(self.room.apply(event, now.wall))
                self._tell("You are not in the room any more. Leave the chat and join again to come back.", now.wall)
            case _:
                self._splice(self.room.apply(event, now.wall))

    def _send_queued(self, session: ClientSession, wall: int) -> None:
        for line in self._outbox.give_up_stale(wall, repeatable=session.sends_once):
            self._splice(self.room.mark(line.send_id, "unsure"))
        for line in self._outbox.take_queued(wall, repeatable=session.sends_once):
            session.say(line.target, line.text, line.send_id)
            if not (session.echoes or session.sends_once):  # nothing will tell us that it arrived
                self._outbox.acknowledge(line.send_id)
                self._splice(self.room.timeline.settle(line.send_id))

    def _acknowledged(self, message: MessageReceived, wall: int) -> bool:
        """An own message came back: it is one of those that wait, or it was said elsewhere."""
        line: Outgoing | None
        if message.send_id:
            line = self._outbox.acknowledge(message.send_id)
        else:
            text = message.text if message.kind != "ACTION" else f"\x01ACTION {message.text}\x01"
            line = self._outbox.acknowledge_text(message.target, text)
        if line is None:
            return False
        self._splice(self.room.timeline.settle(line.send_id, self.room.entry(message, wall)))
        return True

    def _on_history(self, messages: Sequence[MessageReceived], session: ClientSession, wall: int) -> None:
        timeline = self.room.timeline
        met = timeline.knows(last_msgid(messages))
        rest = [message for message in messages if not (message.own and self._acknowledged(message, wall))]
        joins = any(timeline.knows(message.msgid) for message in messages)
        self._splice(self.room.add_history(rest, wall, gap=self._catch_up.gap and not joins))
        self._ask(session, self._catch_up.on_page(messages, met=met, newest=timeline.newest_msgid))

    def _on_failed(self, failure: Failed, session: ClientSession, wall: int) -> None:
        if failure.command == "CHATHISTORY":
            self._ask(session, self._catch_up.on_failed())
            return
        words = readable(failure.text, 200) or failure.code
        line = self._refused(failure)
        if line is not None:
            self._splice(self.room.mark(line.send_id, "failed"))
            words = f"Not sent: {words}"
        self._tell(words, wall)

    def _refused(self, failure: Failed) -> Outgoing | None:
        """Which line of ours it was, if any."""
        if failure.send_id:
            return self._outbox.acknowledge(failure.send_id)
        if failure.command in _CARRIERS and any(self.room.is_this(word) for word in failure.context):
            return self._outbox.refuse(self.room.name)
        return None

    def _ask(self, session: ClientSession, request: Request | None) -> None:
        if request is None:
            return
        if request.after:
            session.history_after(self.room.name, request.after)
        else:
            session.history_latest(self.room.name)

    def _tell(self, words: str, time: int) -> None:
        self._splice(self.room.tell(words, time))

    def _splice(self, splices: Iterable[Splice]) -> None:
        for splice in splices:
            self._show(Spliced(splice))


def _pieces(text: str, size: int) -> Iterator[str]:
    """What was written, as texts of at most `size` bytes that lines can carry; blank ones are left out."""
    text = text.replace("\0", "").encode(errors="replace").decode()
    for line in text.splitlines():
        yield from split(line.rstrip(), size)
