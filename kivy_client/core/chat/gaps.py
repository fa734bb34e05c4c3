"""Gaps in what is here: found, narrowed page by page, closed. Pure, over the store; who asks for pages is `catchup`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kivy_client.core.chat.context import Context
from kivy_client.core.chat.conversations import Row
from kivy_client.core.store.rows import Edge, Gap, Message

_MOST_MSGID_BYTES = 200


def can_be_asked(msgid: str) -> bool:
    """Whether a line can carry this message id as a parameter. A server may say what it likes."""
    return (
        bool(msgid) and len(msgid) <= _MOST_MSGID_BYTES and msgid.isascii() and msgid.isprintable() and " " not in msgid
    )


def reaches_back(page: Iterable[Edge], edge: Edge) -> bool:
    """Whether a page reaches back to what is here."""
    return any((edge.msgid and one.msgid == edge.msgid) or one.time < edge.time for one in page)


def reaches_on(page: Iterable[Edge], edge: Edge) -> bool:
    return any((edge.msgid and one.msgid == edge.msgid) or one.time > edge.time for one in page)


def edge_of(message: Message) -> Edge:
    return Edge(message.msgid, message.time)


class Gaps:
    def __init__(self, context: Context) -> None:
        self._context = context

    def note(self, row: Row, after: Edge, before: Edge) -> Gap:
        """Something may be missing between these two."""
        return self._context.store.gaps.note(row.number, after, before)

    def get(self, number: int) -> Gap | None:
        return self._context.store.gaps.get(number)

    def close(self, number: int) -> None:
        """Nothing is missing there."""
        self._context.store.gaps.close(number)

    def fill(self, gap: Gap, page: Sequence[Edge], *, backwards: bool) -> Gap | None:
        """A page from one end of a gap has come (`backwards`: from its later end); what is left of it.

        A page that brings nothing new ends it too: no server makes us ask for ever.
        """
        gaps = self._context.store.gaps
        if not page or (reaches_back(page, gap.after) if backwards else reaches_on(page, gap.before)):
            gaps.close(gap.number)
            return None
        edge = page[0] if backwards else page[-1]
        left = gaps.narrow(gap.number, before=edge) if backwards else gaps.narrow(gap.number, after=edge)
        if left is not None and (left.after, left.before) == (gap.after, gap.before):
            gaps.close(left.number)
            return None
        return left

    def island(self, row: Row, page: Sequence[Edge]) -> None:
        """A page from the middle of nowhere was kept: something may be missing on both sides of it."""
        messages = self._context.store.messages
        kept = [one for one in (messages.by_msgid(row.number, one.msgid) for one in page) if one is not None]
        if not kept:
            return
        for before in messages.page(row.number, 1, before=kept[0].row):
            self.note(row, edge_of(before), edge_of(kept[0]))
        for after in messages.page(row.number, 1, after=kept[-1].row):
            self.note(row, edge_of(kept[-1]), edge_of(after))
