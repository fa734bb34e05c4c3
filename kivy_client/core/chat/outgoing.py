"""What the person says, on its way: on the disk first, then sent, then acknowledged; and sent again if need be.

How a line is acknowledged depends on the server: by its send-id (docs/send-once.md), by the label of its echo, by the
echo's text, or, where nothing is echoed, by the answer to a PING behind it. Where a connection broke and the server
cannot say what it had, lines become `unsure` and are never repeated by themselves: better a question than a line said
twice. Pure, over the store; used between `enter` and `leave` of a connection, and offline.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from ircwire.client_events import Failed, MessageKind, MessageReceived
from kivy_client.core.chat.arrivals import Arrivals
from kivy_client.core.chat.context import Context
from kivy_client.core.chat.conversations import Conversations, Row
from kivy_client.core.chat.opened import OpenConversation
from kivy_client.core.model.entries import Shape
from kivy_client.core.plaintext import readable, readable_text
from kivy_client.core.store.rows import Message, OutboxLine, OutboxState

MOST_LINES = 2000
"""Lines that may wait; more are not taken."""
MOST_UNDER_WAY = 10
"""Lines sent and not yet acknowledged: a server takes only so many at once."""
REMEMBERED_MICROS = 24 * 3600 * 1_000_000
"""So long a server remembers a send-id."""
FENCE = "said-"
"""A PING with this and a send-id, answered: the server has come to the line before it."""
_EARLIER = 120 * 1_000_000
"""An echo's time, by the server's clock, may be so much earlier than ours."""
_SHAPES: dict[MessageKind, Shape] = {"PRIVMSG": "message", "ACTION": "action", "NOTICE": "notice"}
_KINDS: dict[Shape, MessageKind] = {shape: kind for kind, shape in _SHAPES.items()}


class Outgoing:
    """The lines of one server that are not acknowledged, in the order in which they were written."""

    def __init__(
        self, context: Context, conversations: Conversations, opened: OpenConversation, arrivals: Arrivals
    ) -> None:
        self._context = context
        self._conversations = conversations
        self._opened = opened
        self._arrivals = arrivals
        self._lines = {line.send_id: line for line in context.store.outbox.list(context.server.number)}
        self._labels: dict[str, str] = {}
        for line in self._sent():  # by an earlier start of the app, which did not live to see what became of them
            self._mark(line, "queued" if line.repeatable else "unsure")

    def __len__(self) -> int:
        """How many will still be sent, or are on their way."""
        return sum(line.state in ("queued", "sent") for line in self._lines.values())

    # What the person wants

    def say(self, row: Row, text: str, kind: MessageKind = "PRIVMSG", reply_to: str = "") -> None:
        """Take what was written: it is on the disk when this returns, and shown; sent as soon as may be."""
        for piece in self._pieces(row, text, kind):
            if len(self._lines) >= MOST_LINES:
                self._context.toast("Too many lines wait to be sent; this one was not taken")
                return
            line = OutboxLine(
                send_id=self._context.new_id(),
                conversation=row.number,
                text=piece,
                shape=_SHAPES[kind],
                reply_to=reply_to,
                written_at=self._context.now.wall,
            )
            self._context.store.outbox.add(line)
            self._lines[line.send_id] = line
            self._opened.held(row, line)
        self.send()

    def resend(self, send_id: str) -> None:
        """Try again what failed, or what nobody knows of. The person decided: it may be said twice."""
        line = self._lines.get(send_id)
        if line is not None and line.state in ("failed", "unsure"):
            self._mark(line, "queued", again=True)
            self.send()

    def discard(self, send_id: str) -> None:
        line = self._lines.get(send_id)
        if line is not None and line.state != "sent":
            self._remove(line)

    def forget(self, row: Row) -> None:
        """The conversation is closed: nothing of it is sent any more."""
        for line in tuple(self._lines.values()):
            if line.conversation == row.number:
                self._remove(line)

    # The connection

    def send(self) -> None:
        """Send what waits, in order, as far as the server takes it now."""
        while self._context.session is not None and len(self._sent()) < MOST_UNDER_WAY:
            line, row = self._next()
            if line is None or row is None:
                return
            if line.sent_at and not self._repeatable(line):
                self._mark(line, "unsure")
            else:
                self._transmit(row, line)

    def lost(self) -> None:
        """The connection is gone: what may be repeated waits again."""
        self._labels.clear()
        for line in self._sent():
            self._mark(line, "queued" if line.repeatable else "unsure")

    # What the server says

    def acknowledged(self, row: Row, event: MessageReceived) -> bool:
        """An own message came back. False: it is none of ours, but was said elsewhere."""
        line = self.line_of(row, event)
        if line is None:
            return False
        self._settle(row, line, self._arrivals.message(event))
        return True

    def done(self, label: str) -> None:
        """The server carried out the line of this label, and echoes nothing."""
        session = self._context.session
        if session is not None and not (session.echoes or session.sends_once):
            self._settle_as_it_is(self._lines.get(self._labels.pop(label, "")))

    def fenced(self, token: str) -> bool:
        """A PING was answered. False: it was not one of ours."""
        if not token.startswith(FENCE):
            return False
        self._settle_as_it_is(self._lines.get(token.removeprefix(FENCE)))
        return True

    def refused(self, failure: Failed) -> bool:
        """Something was refused. False: it was none of our lines."""
        line = self._refused_line(failure)
        if line is None:
            return False
        words = readable(failure.text, 200) or failure.code
        self._mark(line, "failed", failure=words if words.endswith((".", "!", "?")) else f"{words}.")
        self.send()
        return True

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
        for line in self._lines.values():
            row = self._row(line) if line.state == "queued" else None
            if row is not None and (row.joined or not row.room):
                return line, row
        return None, None

    def _transmit(self, row: Row, line: OutboxLine) -> None:
        session = self._context.session
        assert session is not None
        kind = _KINDS[line.shape]
        if not session.fits(row.name, line.text, kind):
            line = self._cut(row, line)
        line = self._mark(line, "sent", sent_at=line.sent_at or self._context.now.wall, repeatable=session.sends_once)
        try:
            label = session.say(row.name, line.text, line.send_id, kind, line.reply_to)
        except ValueError:
            self._mark(line, "failed", failure="That cannot be sent.")
            return
        if label:
            self._labels[label] = line.send_id
        elif not (session.echoes or session.sends_once):
            session.ping(FENCE + line.send_id)

    def _cut(self, row: Row, line: OutboxLine) -> OutboxLine:
        """A line that is too long for this server becomes several; the first of them, which is sent now."""
        session = self._context.session
        assert session is not None
        first, *rest = session.pieces(row.name, line.text, _KINDS[line.shape])
        pieces = [replace(line, text=piece, send_id=self._context.new_id(), reply_to="") for piece in rest]
        whole = [kept for kept in self._lines.values() if kept.send_id != line.send_id]
        at = list(self._lines).index(line.send_id)
        self._lines = {kept.send_id: kept for kept in [*whole[:at], replace(line, text=first), *pieces, *whole[at:]]}
        outbox = self._context.store.outbox
        with self._context.store.together(durable=True):
            for kept in tuple(self._lines.values())[at:]:
                outbox.remove(kept.send_id)
                outbox.add(kept)
        following = [kept for kept in self._lines.values() if kept.conversation == row.number]
        for kept in following:
            self._opened.dropped(row, kept.send_id)
        for kept in following:
            self._opened.held(row, kept)
        return self._lines[line.send_id]

    def _repeatable(self, line: OutboxLine) -> bool:
        """Whether the server would know the line again, which was sent before."""
        session = self._context.session
        fresh = self._context.now.wall - line.sent_at <= REMEMBERED_MICROS
        return session is not None and session.sends_once and line.repeatable and fresh

    def _sent(self) -> list[OutboxLine]:
        return [line for line in self._lines.values() if line.state == "sent"]

    def _row(self, line: OutboxLine) -> Row | None:
        return next((row for row in self._conversations if row.number == line.conversation), None)

    def line_of(self, row: Row, event: MessageReceived, taken: Collection[OutboxLine] = ()) -> OutboxLine | None:
        """Which line an own message is, if any: by its send-id, its label, or (of lines that a server would not know
        again) its text; none of those that are `taken`."""
        if event.send_id:
            return self._lines.get(event.send_id)
        if event.label in self._labels:
            return self._lines.get(self._labels.pop(event.label))
        for line in self._lines.values():
            same = (line.conversation, line.text, line.shape) == (row.number, event.text, _SHAPES[event.kind])
            asked = line.state in ("sent", "unsure") and not line.repeatable and line not in taken
            if same and asked and (event.time is None or event.time >= line.sent_at - _EARLIER):
                return line
        return None

    def _refused_line(self, failure: Failed) -> OutboxLine | None:
        """Without a send-id or label: the oldest that was sent there, for a server answers in order."""
        if failure.send_id:
            return self._lines.get(failure.send_id)
        if failure.label:
            return self._lines.get(self._labels.pop(failure.label, ""))
        if failure.command not in ("", "PRIVMSG", "NOTICE"):
            return None
        rows = [self._conversations.find(word) for word in failure.context]
        numbers = {row.number for row in rows if row is not None}
        return next((line for line in self._sent() if line.conversation in numbers and not line.repeatable), None)

    def _settle_as_it_is(self, line: OutboxLine | None) -> None:
        """The server has the line, and tells neither an id nor a time."""
        row = self._row(line) if line is not None else None
        if line is None or row is None or line.state != "sent":
            return
        wall, nick = self._context.now.wall, self._context.nick
        self._settle(
            row, line, Message(wall, nick, readable_text(line.text), line.shape, own=True, reply_to=line.reply_to)
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
        self._lines.pop(line.send_id, None)
        if kept is None:
            self._opened.dropped(row, line.send_id)
        else:
            self._opened.settled(row, line.send_id, kept)
            self._conversations.said(row, kept)

    def _remove(self, line: OutboxLine) -> None:
        self._context.store.outbox.remove(line.send_id)
        del self._lines[line.send_id]
        row = self._row(line)
        if row is not None:
            self._opened.dropped(row, line.send_id)

    def _mark(
        self,
        line: OutboxLine,
        state: OutboxState,
        *,
        sent_at: int | None = None,
        repeatable: bool | None = None,
        failure: str = "",
        again: bool = False,
    ) -> OutboxLine:
        """The line is in another state, on the disk and to be seen. `again`: as if it had never been sent."""
        if again and not line.repeatable:
            sent_at = 0
        self._context.store.outbox.mark(line.send_id, state, sent_at=sent_at, repeatable=repeatable, failure=failure)
        changed = replace(
            line,
            state=state,
            sent_at=line.sent_at if sent_at is None else sent_at,
            repeatable=line.repeatable if repeatable is None else repeatable,
            failure=failure,
        )
        self._lines[line.send_id] = changed
        row = self._row(changed)
        if row is not None:
            self._opened.held(row, changed)
        return changed
