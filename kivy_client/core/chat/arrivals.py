"""What is said and what happens: kept in the store, counted, shown if it is open, told as an alert. Pure.

Texts are made readable here, on their way in: the store and the window have clean ones only. What comes in one breath
is kept at once, which costs a fraction of keeping it one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ircwire.client_events import MessageReceived, Reacted, Redacted
from kivy_client.core.chat import mentions
from kivy_client.core.chat.alerts import Alerts
from kivy_client.core.chat.context import Context
from kivy_client.core.chat.conversations import Conversations, Row
from kivy_client.core.chat.gaps import can_be_asked
from kivy_client.core.chat.opened import OpenConversation
from kivy_client.core.model.conversations import Kind
from kivy_client.core.model.entries import Shape
from kivy_client.core.plaintext import readable, readable_name, readable_text
from kivy_client.core.store.rows import Message

_SHAPES: dict[str, Shape] = {"PRIVMSG": "message", "ACTION": "action", "NOTICE": "notice"}
_SIGN_CHARACTERS = 16


class Arrivals:
    def __init__(self, context: Context, conversations: Conversations, opened: OpenConversation) -> None:
        self._context = context
        self._conversations = conversations
        self._opened = opened
        self._alerts = Alerts(context)
        self._waiting: dict[int, tuple[Row, list[Message]]] = {}
        self._signed: dict[tuple[int, str], Row] = {}
        context.latest = max((row.last.time for row in conversations if row.last is not None), default=0)

    def message(self, event: MessageReceived) -> Message:
        """As it is kept. What a server without server-time says was said now."""
        text = readable_text(event.text)
        if event.status:
            text = f"[{event.status}] {text}"
        return Message(
            time=self._context.past(event.time),
            nick=readable_name(event.nick),
            text=text,
            shape=_SHAPES[event.kind],
            msgid=event.msgid,
            own=event.own,
            mention=not event.own and event.kind != "NOTICE" and self._names_us(text),
            bot=event.bot,
            reply_to=event.reply_to if can_be_asked(event.reply_to) else "",
        )

    def _names_us(self, text: str) -> bool:
        """By the name we have now, or by our own."""
        return mentions.names(text, self._context.nick) or mentions.names(text, self._context.server.nick)

    def later(self, row: Row, message: Message) -> None:
        """This was said or happened there just now; it is kept by `flush`, with what else comes in the same breath."""
        self._waiting.setdefault(row.number, (row, []))[1].append(message)

    def flush(self) -> None:
        """Keep what waits. To be called before anything else looks at messages, and before the window is told."""
        if self._waiting:
            waiting, self._waiting = self._waiting, {}
            for row, messages in waiting.values():
                self.keep(row, messages, live=True)
        if self._signed:
            signed, self._signed = self._signed, {}
            for (_, msgid), row in signed.items():
                message = self._context.store.messages.by_msgid(row.number, msgid)
                if message is not None:
                    self._opened.changed(row, message)

    def keep(self, row: Row, messages: Iterable[Message], *, live: bool, before: int = 0) -> list[Message]:
        """These were said or happened there. Returns those that are new. `live`: just now. `before`: the row of a
        message that came later than all of these."""
        new = self._context.store.messages.add(row.number, messages, before=before)
        self.kept(row, new, live=live)
        return new

    def kept(self, row: Row, new: Sequence[Message], *, live: bool) -> None:
        """The store has these now: tell of them."""
        if not new:
            return
        self._opened.arrived(row, new)
        said = [one for one in new if one.shape != "happening"]
        for one in said:
            self._conversations.said(row, one)
        self._count(row, said)
        heard = [one for one in said if not one.own and one.time > row.read]
        if live or heard:
            self._alert(row, heard)

    def _count(self, row: Row, said: Sequence[Message]) -> None:
        if self._opened.is_this(row) and self._opened.seen:
            return  # the window says what was read
        for one in said:
            if not one.own and not one.removed and one.time > row.read:
                row.unread += 1
                row.mentions += row.kind is Kind.PERSON or one.mention
        self._conversations.touch(row)

    def _alert(self, row: Row, heard: Sequence[Message]) -> None:
        """Of a page of history the last one stands for all."""
        if self._opened.is_this(row) and not self._context.hidden:
            return
        for one in reversed(heard):
            if self._alerts.tell(row, one):
                return

    def reacted(self, row: Row, event: Reacted) -> None:
        sign = readable(event.sign, _SIGN_CHARACTERS).strip()
        if not sign:
            return
        reactions = self._context.store.reactions
        time = self._context.past(event.time)
        nick = readable_name(event.nick)
        if reactions.give(row.number, event.about, sign, nick, time, own=event.own, on=event.on):
            self._signed[row.number, event.about] = row

    def redacted(self, row: Row, event: Redacted) -> None:
        lines = self._context.store.messages.redact(row.number, event.about, self._context.past(event.time))
        for line in lines:
            self._opened.changed(row, line)
        if lines:
            self._conversations.recount(row)
