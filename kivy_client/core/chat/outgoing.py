"""What the person says, on its way: on the disk first, then sent, then acknowledged; and sent again if need be.

How a line is acknowledged depends on the server: by its send-id (docs/send-once.md), by the label of its echo, by the
echo's text, or, where nothing is echoed, by the answer to a PING behind it. Where a connection broke and the server
cannot say what it had, or an echo never comes, lines become `unsure` and are never repeated by themselves: better a
question than a line said twice. Pure, over the store; used between `enter` and `leave` of a connection, and offline.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from ircwire.client_events import Failed, MessageKind, MessageReceived
from kivy_client.core.chat.arrivals import Arrivals
from kivy_client.core.chat.context import Context, sentence
from kivy_client.core.chat.conversations import Conversations, Row
from kivy_client.core.chat.opened import OpenConversation
from kivy_client.core.chat.outbox import Outbox
from kivy_client.core.chat.underway import UnderWay
from kivy_client.core.model.entries import Shape
from kivy_client.core.plaintext import readable, readable_text
from kivy_client.core.store.rows import Message, OutboxLine

MOST_LINES = 2000
"""Lines that may wait; more are not taken."""
MOST_UNDER_WAY = 10
"""Lines sent and not yet acknowledged: a server takes only so many at once."""
REMEMBERED_MICROS = 24 * 3600 * 1_000_000
"""So long a server remembers a send-id."""
FENCE = "said-"
"""A PING with this and a send-id, answered: the server has come to the line before it."""
_EARLIER = 120 * 1_000_000
"""The server's clock may be so much behind ours, or ours have been set back."""
_NOT_IN_HISTORY = "The server's history does not have it: it was probably not heard."
_NOT_DELIVERED = "The server took it, but nobody got it."
_SHAPES: dict[MessageKind, Shape] = {"PRIVMSG": "message", "ACTION": "action", "NOTICE": "notice"}
_KINDS: dict[Shape, MessageKind] = {shape: kind for kind, shape in _SHAPES.items()}


class Outgoing:
    """The lines of one server that are not acknowledged, in the order in which they were written."""

    def __init__(
        self, context: Context, conversations: Conversations, opened: OpenConversation, arrivals: Arrivals
    ) -> None:
        self._context = context
        self._conversations = conversations
        self._arrivals = arrivals
        self._outbox = Outbox(context, conversations, opened)
        self._under_way = UnderWay()
        self._doubt_sent()  # an earlier start of the app did not live to see what became of them

    def __len__(self) -> int:
        """How many will still be sent, or are on their way."""
        return sum(line.state in ("queued", "sent") for line in self._outbox)

    @property
    def deadline(self) -> float:
        return self._under_way.deadline

    def load(self) -> None:
        """Two conversations became one in the store: their lines are of that one now."""
        self._outbox.load()
        self._doubt_sent()

    # What the person wants

    def say(self, row: Row, text: str, kind: MessageKind = "PRIVMSG", reply_to: str = "") -> bool:
        """Take what was written: it is on the disk when this returns, and shown; sent as soon as may be. False: too
        many lines wait, and nothing of it was taken."""
        pieces = self._pieces(row, text, kind)
        if len(self._outbox) + len(pieces) > MOST_LINES:
            return False
        lines = [
            OutboxLine(
                send_id=self._context.new_id(),
                conversation=row.number,
                text=piece,
                shape=_SHAPES[kind],
                reply_to=reply_to,
                written_at=self._context.now.wall,
            )
            for piece in pieces
        ]
        self._outbox.add(row, lines)
        self.send()
        return True

    def resend(self, send_id: str) -> None:
        """Try again what failed, or what nobody knows of. The person decided: it may be said twice."""
        line = self._outbox.get(send_id)
        if line is not None and line.state in ("failed", "unsure"):
            self._outbox.mark(line, "queued", sent_at=None if self._repeatable(line) else 0)
            self.send()

    def discard(self, send_id: str) -> None:
        line = self._outbox.get(send_id)
        if line is not None and line.state != "sent":
            self._remove(line)

    def of(self, row: Row) -> list[OutboxLine]:
        """The lines for that conversation, in whatever state."""
        return self._outbox.of(row)

    def give_up(self, row: Row, why: str) -> None:
        """What waits for that conversation cannot be sent: the person may try again. `why` is a sentence."""
        for line in self.of(row):
            if line.state == "queued":
                self._outbox.mark(line, "failed", failure=why)

    def forget(self, row: Row) -> None:
        """The conversation is closed: nothing of it is sent any more."""
        for line in self.of(row):
            self._remove(line)

    # The connection

    def send(self) -> None:
        """Send what waits, in order, as far as the server takes it now."""
        while self._context.session is not None and len(self._outbox.sent()) < MOST_UNDER_WAY:
            line, row = self._next()
            if line is None or row is None:
                return
            if line.sent_at and not self._repeatable(line):
                self._outbox.mark(line, "unsure")
            else:
                self._transmit(row, line)

    def lost(self) -> None:
        """The connection is gone: what may be repeated waits again. On the disk it stays as it was sent, which says the
        same: a connection may be lost because nothing can be written."""
        self._under_way.clear()
        self._doubt_sent()

    def _doubt_sent(self) -> None:
        for line in self._outbox.sent():
            if line.send_id not in self._under_way:
                self._outbox.hold(replace(line, state="queued" if line.repeatable else "unsure"))

    def tick(self, mono: float) -> None:
        """Echoes that do not come any more: the next lines need not wait for them."""
        late = [line for send_id in self._under_way.overdue(mono) if (line := self._outbox.get(send_id)) is not None]
        for line in late:
            if line.state == "sent":
                self._outbox.mark(line, "unsure")
        if late:
            self.send()

    # What the server says

    def acknowledged(self, row: Row, line: OutboxLine, event: MessageReceived) -> None:
        """This line came back (`line_of`)."""
        self._settle(row, line, self._arrivals.message(event))

    def done(self, label: str) -> None:
        """The server carried out the line of this label, and nothing comes back. From one that echoes, or answers a
        send-id, that means that it went nowhere."""
        line, session = self._outbox.get(self._under_way.by_label(label)), self._context.session
        if line is None or session is None or line.state != "sent":
            return
        if session.echoes or session.sends_once:
            self._fail(line, _NOT_DELIVERED)
        else:
            self._settle_as_it_is(line)

    def fenced(self, token: str) -> bool:
        """A PING was answered: the server has come past a line. False: it was not one of ours."""
        if not token.startswith(FENCE):
            return False
        send_id, session = token.removeprefix(FENCE), self._context.session
        if session is not None and session.echoes:
            self._under_way.doubt(send_id, self._context.now.mono)
        else:
            self._settle_as_it_is(self._outbox.get(send_id))
        return True

    def not_in_history(self, row: Row, since: int) -> None:
        """All that was said there since then is here, and what is still unsure was not in it: that is told. A history
        may lag or be cut, so it stays the person's to decide."""
        for line in self.of(row):
            if line.state == "unsure" and line.sent_at >= since:
                self._outbox.mark(line, "unsure", failure=_NOT_IN_HISTORY)

    def refused(self, failure: Failed) -> bool:
        """Something was refused. False: it was none of our lines."""
        line = self._refused_line(failure)
        if line is None:
            return False
        self._fail(line, sentence(readable(failure.text, 200) or failure.code))
        return True

    def _fail(self, line: OutboxLine, why: str) -> None:
        """It went nowhere; the next may go on."""
        self._outbox.mark(line, "failed", failure=why)
        self._under_way.done(line.send_id)
        self.send()

    # How

    def _pieces(self, row: Row, text: str, kind: MessageKind) -> list[str]:
        """As the server takes them; without a connection, whole: what is too long is cut when it is sent."""
        session = self._context.session
        if session is not None:
            return session.pieces(row.name, text, kind)
        text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").encode(errors="replace").decode()
        if kind == "ACTION":
            return [line.rstrip() for line in text.split("\n") if line.strip()]
        return [text.rstrip().strip("\n")] if text.strip() else []

    def _next(self) -> tuple[OutboxLine | None, Row | None]:
        """The first line that waits for nothing but its turn, and where it goes."""
        rows = {row.number: row for row in self._conversations}
        for line in self._outbox:
            row = rows.get(line.conversation) if line.state == "queued" else None
            if row is not None and (row.joined or not row.room):
                return line, row
        return None, None

    def _transmit(self, row: Row, line: OutboxLine) -> None:
        session = self._context.session
        assert session is not None
        kind = _KINDS[line.shape]
        if not session.fits(row.name, line.text, kind):
            line = self._outbox.cut(row, line, session.pieces(row.name, line.text, kind))
        line = self._outbox.mark(
            line, "sent", sent_at=line.sent_at or self._context.now.wall, repeatable=session.sends_once
        )
        try:
            label = session.say(row.name, line.text, line.send_id, kind, line.reply_to)
        except ValueError:
            self._outbox.mark(line, "failed", failure="That cannot be sent.")
            return
        self._under_way.sent(line.send_id, label)
        if not session.sends_once and not (session.echoes and label):
            session.ping(FENCE + line.send_id)

    def _repeatable(self, line: OutboxLine) -> bool:
        """Whether the server would know the line again, which was sent before."""
        session = self._context.session
        age = self._context.now.wall - line.sent_at
        fresh = -_EARLIER <= age <= REMEMBERED_MICROS
        return session is not None and session.sends_once and line.repeatable and fresh

    def line_of(
        self, row: Row, event: MessageReceived, taken: Collection[OutboxLine] = (), *, live: bool = False
    ) -> OutboxLine | None:
        """Which line an own message is, if any: by its send-id, its label, or (of lines that a server would not know
        again) its text; none of those that are `taken`. `live`: it comes just now, as an echo does: of what was sent on
        this connection it may have any time, for our clock may be wrong."""
        if event.send_id:
            return self._outbox.get(event.send_id)
        if send_id := self._under_way.by_label(event.label):
            return self._outbox.get(send_id)
        for line in self._outbox:
            same = (line.conversation, line.text, line.shape) == (row.number, event.text, _SHAPES[event.kind])
            asked = line.state in ("sent", "unsure") and not line.repeatable and line not in taken
            timely = event.time is None or event.time >= line.sent_at - _EARLIER
            if same and asked and (timely or (live and line.send_id in self._under_way)):
                return line
        return None

    def _refused_line(self, failure: Failed) -> OutboxLine | None:
        """Without a send-id or label: the oldest that was sent there, for a server answers in order."""
        if failure.send_id:
            return self._outbox.get(failure.send_id)
        if failure.label:
            return self._outbox.get(self._under_way.by_label(failure.label))
        if failure.command not in ("", "PRIVMSG", "NOTICE"):
            return None
        rows = [self._conversations.find(word) for word in failure.context]
        numbers = {row.number for row in rows if row is not None}
        return next(
            (line for line in self._outbox.sent() if line.conversation in numbers and not line.repeatable), None
        )

    def _settle_as_it_is(self, line: OutboxLine | None) -> None:
        """The server has the line, and tells neither an id nor a time."""
        row = self._outbox.row_of(line) if line is not None else None
        if line is None or row is None or line.state != "sent":
            return
        time, nick = self._context.past(None), self._context.nick
        self._settle(
            row, line, Message(time, nick, readable_text(line.text), line.shape, own=True, reply_to=line.reply_to)
        )

    def _settle(self, row: Row, line: OutboxLine, message: Message) -> None:
        """The message is kept, and the line is gone, both at once."""
        store = self._context.store
        with store.together(durable=True):
            new = store.messages.add(row.number, [message])
            store.outbox.remove(line.send_id)
        self.settled(row, line, new[0] if new else store.messages.by_msgid(row.number, message.msgid))
        self.send()

    def settled(self, row: Row, line: OutboxLine, kept: Message | None) -> None:
        """The store has this message in place of the line (None: not any more)."""
        self._under_way.done(line.send_id)
        self._outbox.settled(row, line, kept)

    def _remove(self, line: OutboxLine) -> None:
        self._under_way.done(line.send_id)
        self._outbox.remove(line)
