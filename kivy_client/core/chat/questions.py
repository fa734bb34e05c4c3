"""How a request for history is put to the server: as a CHATHISTORY of the kind, with what it can find. Pure.

Source: IRCv3 draft chathistory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kivy_client.core.chat.context import Context
from kivy_client.core.chat.conversations import Row
from kivy_client.core.chat.gaps import Gaps, can_be_asked
from kivy_client.core.chat.requests import Request
from kivy_client.core.store.rows import Edge

_UNTIL = 4_102_444_800_000_000
"""The year 2100. Who wrote is asked until now; when that is, our clock may not know."""


class Questions:
    def __init__(self, context: Context, gaps: Gaps) -> None:
        self._context = context
        self._gaps = gaps

    @property
    def possible(self) -> bool:
        """There is a connection, and the server has history."""
        return self._context.session is not None and self._context.session.has_history

    def ask_targets(self, since: int) -> str:
        """Who wrote since then; the label."""
        assert self._context.session is not None
        return self._context.session.history_targets(since, _UNTIL)

    def ask(self, row: Row, request: Request) -> str | None:
        """The label, "" where the server knows none. None: there is nothing to ask any more."""
        session = self._context.session
        assert session is not None
        reference = request.reference
        gap = self._gaps.get(request.gap) if request.gap else None
        match request.why:
            case "fill" if gap is not None:
                return session.history_before(row.name, self.reference(gap.before))
            case "fill on" if gap is not None:
                return session.history_after(row.name, self.reference(gap.after))
            case "older" if reference is not None:
                return session.history_before(row.name, reference)
            case "around" if reference is not None:
                return session.history_around(row.name, reference)
            case "latest" | "older":
                return session.history_latest(row.name, reference)
            case _:
                return None

    def otherwise(self, row: Row, request: Request, behind: Edge | None) -> Request | None:
        """What to ask where the server does not know the message any more: by its time, and (the latest, of which what
        is here ends with `behind`) then without. None: nothing else."""
        by_id = isinstance(request.reference, str)
        if request.why == "latest" and request.reference is not None:
            return replace(request, reference=behind.time if behind is not None and by_id else None)
        oldest = self._context.store.messages.oldest(row.number) if request.why == "older" and by_id else None
        return replace(request, reference=oldest.time) if oldest is not None else None

    def behind_page(self, row: Row, request: Request) -> int:
        """The row of the message before which its page is, 0 if it is behind all."""
        messages = self._context.store.messages
        gap = self._gaps.get(request.gap) if request.gap else None
        edge = gap.before if gap is not None else messages.oldest(row.number) if request.why == "older" else None
        found = messages.by_msgid(row.number, edge.msgid) if edge is not None else None
        return found.row if found is not None else 0

    def reference(self, edge: Edge) -> str | int:
        """By its id where the server takes that, and a line can carry it."""
        session = self._context.session
        by_msgid = session is None or session.history_by_msgid
        return edge.msgid if by_msgid and can_be_asked(edge.msgid) else edge.time

    def is_full(self, page: Sequence[Edge]) -> bool:
        """Whether there may be more than this page has."""
        session = self._context.session
        return session is None or len(page) >= session.history_page // 2
