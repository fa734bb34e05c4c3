"""The lines of one server that are not acknowledged, in the order in which they were written: in memory, on the disk,
and as they are shown. When each is sent and what becomes of it, `outgoing` decides. Pure, over the store.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kivy_client.core.chat.context import Context
from kivy_client.core.chat.conversations import Conversations, Row
from kivy_client.core.chat.opened import OpenConversation
from kivy_client.core.store.rows import Message, OutboxLine, OutboxState


class Outbox:
    def __init__(self, context: Context, conversations: Conversations, opened: OpenConversation) -> None:
        self._context = context
        self._conversations = conversations
        self._opened = opened
        self._lines: dict[str, OutboxLine] = {}
        self.load()
        opened.waiting = self.of

    def load(self) -> None:
        """As the store has them."""
        self._lines = {line.send_id: line for line in self._context.store.outbox.list(self._context.server.number)}

    def __iter__(self) -> Iterator[OutboxLine]:
        return iter(tuple(self._lines.values()))

    def __len__(self) -> int:
        return len(self._lines)

    def get(self, send_id: str) -> OutboxLine | None:
        return self._lines.get(send_id)

    def of(self, row: Row) -> list[OutboxLine]:
        """Those for that conversation, in whatever state."""
        return [line for line in self._lines.values() if line.conversation == row.number]

    def sent(self) -> list[OutboxLine]:
        return [line for line in self._lines.values() if line.state == "sent"]

    def row_of(self, line: OutboxLine) -> Row | None:
        """Where it goes."""
        return self._conversations.numbered(line.conversation)

    def add(self, row: Row, lines: Sequence[OutboxLine]) -> None:
        """They were written just now: on the disk first, all of them or none."""
        with self._context.store.together(durable=True):
            for line in lines:
                self._context.store.outbox.add(line)
        for line in lines:
            self._lines[line.send_id] = line
            self._opened.held(row, line)

    def mark(
        self,
        line: OutboxLine,
        state: OutboxState,
        *,
        sent_at: int | None = None,
        repeatable: bool | None = None,
        failure: str = "",
    ) -> OutboxLine:
        """It is in another state, on the disk and to be seen."""
        self._context.store.outbox.mark(line.send_id, state, sent_at=sent_at, repeatable=repeatable, failure=failure)
        changed = replace(
            line,
            state=state,
            sent_at=line.sent_at if sent_at is None else sent_at,
            repeatable=line.repeatable if repeatable is None else repeatable,
            failure=failure,
        )
        self.hold(changed)
        return changed

    def hold(self, line: OutboxLine) -> None:
        """It is in another state in memory and to be seen; what the disk has says the same otherwise."""
        self._lines[line.send_id] = line
        row = self.row_of(line)
        if row is not None:
            self._opened.held(row, line)

    def cut(self, row: Row, line: OutboxLine, texts: Sequence[str]) -> OutboxLine:
        """In its place there are several lines, with these texts; the first of them."""
        first, *rest = texts
        pieces = [replace(line, text=piece, send_id=self._context.new_id(), reply_to="") for piece in rest]
        others = [kept for kept in self._lines.values() if kept.send_id != line.send_id]
        at = list(self._lines).index(line.send_id)
        self._lines = {kept.send_id: kept for kept in [*others[:at], replace(line, text=first), *pieces, *others[at:]]}
        outbox = self._context.store.outbox
        with self._context.store.together(durable=True):
            for kept in tuple(self._lines.values())[at:]:
                outbox.remove(kept.send_id)
                outbox.add(kept)
        following = self.of(row)
        for kept in following:
            self._opened.dropped(row, kept.send_id)
        for kept in following:
            self._opened.held(row, kept)
        return self._lines[line.send_id]

    def settled(self, row: Row, line: OutboxLine, kept: Message | None) -> None:
        """The store has this message in place of the line (None: not any more)."""
        self._lines.pop(line.send_id, None)
        if kept is None:
            self._opened.dropped(row, line.send_id)
        else:
            self._opened.settled(row, line.send_id, kept)
            self._conversations.said(row, kept)

    def remove(self, line: OutboxLine) -> None:
        """It is given up."""
        self._context.store.outbox.remove(line.send_id)
        del self._lines[line.send_id]
        row = self.row_of(line)
        if row is not None:
            self._opened.dropped(row, line.send_id)
