"""Catching up: what was said while we were away, what is older, what is missing in between; all by chathistory. Pure.

On coming into a conversation the newest page after the last message that is here is asked for. If it does not join
what is here, the gap is kept in the store, and filled page by page from its end; what is left of it when the connection
breaks or too much was missed is filled once it is looked at. Nothing is kept twice: message ids are unique in the
store. Without history a gap stays, and is shown. Source: IRCv3 draft chathistory.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from ircwire.client_events import Failed, History, HistoryTargets
from kivy_client.core.chat.absence import OVERLAP, Absence
from kivy_client.core.chat.arrivals import Arrivals
from kivy_client.core.chat.context import Context
from kivy_client.core.chat.conversations import Conversations, Row
from kivy_client.core.chat.gaps import Gaps, can_be_asked, edge_of, reaches_back
from kivy_client.core.chat.opened import OpenConversation
from kivy_client.core.chat.outgoing import Outgoing
from kivy_client.core.chat.pages import Pages
from kivy_client.core.chat.requests import Request, Requests
from kivy_client.core.model.conversations import Kind
from kivy_client.core.store.rows import Edge, Message

MOST_PAGES = 5
"""Pages of a gap that are fetched before anybody looks at it."""
MOST_PAGES_SEEN = 100
"""Pages of a gap in what is open that are fetched in a row: no server makes us ask for ever."""
_MOST_GAPS = 5
"""Gaps of a conversation that are filled without being looked at: the newest."""


class CatchUp:
    """`find` gives the row of whom a history is of, made if need be; None: not wanted."""

    def __init__(
        self,
        context: Context,
        conversations: Conversations,
        opened: OpenConversation,
        arrivals: Arrivals,
        outgoing: Outgoing,
    ) -> None:
        self._context = context
        self._conversations = conversations
        self._opened = opened
        self._arrivals = arrivals
        self._pages = Pages(context, opened, arrivals, outgoing)
        self._absence = Absence(context, conversations)
        self._gaps = Gaps(context)
        self._requests = Requests()
        self._behind: dict[str, Edge] = {}
        """Where something may be missing behind this message until the first page has come."""

    @property
    def deadline(self) -> float:
        return self._requests.deadline

    @property
    def _possible(self) -> bool:
        return self._context.session is not None and self._context.session.has_history

    # When

    def connected(self) -> None:
        """We are in: who wrote to us meanwhile? Talks that are listed are asked for by name."""
        self._requests.clear()
        self._behind.clear()
        self._absence.is_over = True
        if not self._possible:
            return
        self._absence.begin()
        self._requests.add(Request("targets", "", self._absence.since))
        if self._opened.wants_older:
            self.older()
        self._next()

    def entered(self, row: Row) -> None:
        """We are in a room (again), or talk with a person who wrote meanwhile."""
        newest = self._context.store.messages.newest(row.number)
        if newest is not None:
            self._behind[row.key] = newest
        elif row.last is not None:
            self._behind[row.key] = Edge("", row.last.time)
        if self._possible:
            is_open = self._opened.is_this(row)
            reference = self._reference(newest) if newest else None
            if is_open:
                self._want_gaps("fill")
            self._requests.add(Request("latest", row.key, reference), first=is_open)
            for gap in self._context.store.gaps.list(row.number)[-_MOST_GAPS:]:
                self._requests.add(Request("fill", row.key, None, gap.number))
            self._next()

    def lost(self) -> None:
        self._requests.clear()

    def live(self, row: Row, message: Message) -> None:
        """Something was said or happened just now. If what was said meanwhile has not come yet, there is a gap, which
        outlives this connection."""
        behind = self._behind.pop(row.key, None) or self._absence.before_live(row)
        if behind is None:
            self._arrivals.later(row, message)
            return
        gap = self._gaps.note(row, behind, edge_of(message))
        if self._possible:
            self._requests.add(Request("fill", row.key, None, gap.number))
        self._arrivals.flush()
        self._arrivals.keep(row, [message], live=True)
        self._opened.gaps_changed(row)

    def older(self) -> None:
        """The window wants more than it has."""
        row = self._opened.row
        if row is None:
            return
        if self._opened.load_older():
            self.view()
            return
        if row.complete or (self._context.session is not None and not self._possible) or row.kind is Kind.SERVER:
            self._opened.end_reached()
            return
        self._opened.wants_older = True
        if self._possible:
            oldest = self._context.store.messages.oldest(row.number)
            self._requests.add(Request("older", row.key, self._reference(oldest) if oldest else None), first=True)
            self._next()

    def view(self, why: Literal["fill", "fill on"] = "fill") -> None:
        """What is loaded now is looked at: the gaps in it are filled, from the end that is nearer."""
        if self._opened.row is not None and self._possible:
            self._want_gaps(why)
            self._next()

    def _want_gaps(self, why: Literal["fill", "fill on"]) -> None:
        """Those in what is loaded, before all else."""
        assert self._opened.row is not None
        for gap in self._opened.gaps:
            self._requests.add(Request(why, self._opened.row.key, None, gap.number), first=True)

    def around(self, row: Row, msgid: str) -> bool:
        """Ask for a message that is not here, to show it. False: that cannot be asked."""
        if not self._possible:
            return False
        self._requests.add(Request("around", row.key, msgid), first=True)
        self._next()
        return True

    def tick(self, mono: float) -> None:
        if self._requests.overdue(mono):
            self._requests.answered()
            self._next()

    # What comes

    def on_history(self, event: History) -> Row | None:
        """A page. Returns the row to jump in, if that was asked."""
        request = self._requests.current
        row = self._conversations.find(event.target)
        if request is None or row is None or request.key != row.key or not self._requests.is_answer(event.label):
            return None  # nobody asked for it, or it came too late
        self._requests.answered()
        oldest = self._context.store.messages.oldest(row.number)
        page = self._pages.keep(row, event, self._behind_page(row, request))
        match request.why:
            case "latest":
                self._on_latest(row, request, page)
            case "fill" | "fill on":
                self._on_fill(row, request, page)
            case "older":
                self._on_older(row, request, page, oldest)
            case "around":
                self._gaps.island(row, page)
        self._opened.gaps_changed(row)
        self._next()
        return row if request.why == "around" else None

    def on_targets(self, event: HistoryTargets, find: Callable[[str], Row | None]) -> None:
        """Who wrote meanwhile. Rooms are asked for as we come into them. `find` gives a talk, made if need be."""
        request = self._requests.current
        if request is None or request.why != "targets" or not self._requests.is_answer(event.label):
            return
        self._requests.answered()
        session = self._context.session
        for name, _ in event.targets:
            row = find(name) if session is not None and not session.is_room(name) else None
            if row is not None:
                if not row.read and isinstance(request.reference, int):
                    self._conversations.mark_read(row, request.reference)
                self._absence.wrote(row)
                self.entered(row)
        newest = max((time for _, time in event.targets), default=0)
        if session is not None and len(event.targets) >= session.history_page and newest > self._since(request):
            if request.pages + 1 < MOST_PAGES:
                self._requests.add(Request("targets", "", newest, 0, request.pages + 1), first=True)
        else:
            self._absence.told()
        self._next()

    def on_failed(self, failure: Failed) -> bool:
        """A request came to nothing. False: it was none of ours."""
        request = self._requests.current
        if failure.command != "CHATHISTORY" or request is None or not self._requests.is_answer(failure.label):
            return False
        self._requests.answered()
        row = self._conversations.get(request.key)
        if row is not None and request.why == "latest" and request.reference is not None:
            self._retry_latest(row, request)
        elif request.why == "latest":
            self._absence.was_read(request.key)
        elif row is not None and request.why == "older" and self._opened.is_this(row):
            self._opened.end_reached()
        elif request.why == "around":
            self._context.toast("That message is not kept any more")
        self._next()
        return True

    # How

    def _next(self) -> None:
        session = self._context.session
        while session is not None and (request := self._requests.next(self._context.now.mono)) is not None:
            if request.why == "targets":
                self._requests.label = session.history_targets(self._since(request), self._context.now.wall + OVERLAP)
                return
            row = self._conversations.get(request.key)
            if row is None or not self._ask(row, request):
                self._requests.answered()

    def _ask(self, row: Row, request: Request) -> bool:
        """False: there is nothing to ask any more."""
        session = self._context.session
        assert session is not None
        reference = request.reference
        gap = self._gaps.get(row, request.gap) if request.gap else None
        match request.why:
            case "fill" if gap is not None:
                label = session.history_before(row.name, self._reference(gap.before))
            case "fill on" if gap is not None:
                label = session.history_after(row.name, self._reference(gap.after))
            case "older" if reference is not None:
                label = session.history_before(row.name, reference)
            case "around" if reference is not None:
                label = session.history_around(row.name, reference)
            case "latest" | "older":
                label = session.history_latest(row.name, reference)
            case _:
                return False
        self._requests.label = label
        return True

    @staticmethod
    def _since(request: Request) -> int:
        assert isinstance(request.reference, int)
        return request.reference

    def _behind_page(self, row: Row, request: Request) -> int:
        """The row of the message before which the page is, 0 if it is behind all."""
        messages = self._context.store.messages
        gap = self._gaps.get(row, request.gap) if request.gap else None
        edge = gap.before if gap is not None else messages.oldest(row.number) if request.why == "older" else None
        found = messages.by_msgid(row.number, edge.msgid) if edge is not None else None
        return found.row if found is not None else 0

    def _on_latest(self, row: Row, request: Request, page: Sequence[Edge]) -> None:
        self._absence.was_read(row.key)
        behind = self._behind.pop(row.key, None)
        if behind is None and request.reference is None and not page:
            self._conversations.keep(row, complete=True)
        if behind is None or not page or reaches_back(page, behind) or not self._is_full(page):
            return
        gap = self._gaps.note(row, behind, page[0])
        self._requests.add(Request("fill", row.key, None, gap.number))

    def _on_fill(self, row: Row, request: Request, page: Sequence[Edge]) -> None:
        gap = self._gaps.get(row, request.gap)
        left = self._gaps.fill(gap, page, backwards=request.why == "fill") if gap is not None else None
        most = MOST_PAGES_SEEN if self._opened.is_this(row) else MOST_PAGES
        if left is not None and request.pages + 1 < most:
            self._requests.add(Request(request.why, row.key, None, left.number, request.pages + 1))

    def _on_older(self, row: Row, request: Request, page: Sequence[Edge], oldest: Edge | None) -> None:
        """`oldest`: what was the first message here before this page came."""
        nothing_new = self._context.store.messages.oldest(row.number) == oldest
        if page and nothing_new and request.pages + 1 < MOST_PAGES and self._reference(page[0]) != request.reference:
            # Only what is not kept (signs, typing): further back.
            self._requests.add(Request("older", row.key, self._reference(page[0]), 0, request.pages + 1), first=True)
            return
        if nothing_new:
            self._conversations.keep(row, complete=True)
        if self._opened.is_this(row) and self._opened.wants_older:
            self._opened.wants_older = False
            if not self._opened.load_older() and row.complete:
                self._opened.end_reached()

    def _retry_latest(self, row: Row, request: Request) -> None:
        """The server does not know the message any more: by its time, and then without."""
        behind = self._behind.get(row.key)
        by_time = behind is not None and isinstance(request.reference, str)
        reference = behind.time if behind is not None and by_time else None
        self._requests.add(Request("latest", row.key, reference), first=True)

    def _is_full(self, page: Sequence[Edge]) -> bool:
        session = self._context.session
        return session is None or len(page) >= session.history_page // 2

    def _reference(self, edge: Edge) -> str | int:
        """By its id where the server takes that, and a line can carry it."""
        session = self._context.session
        by_msgid = session is None or session.history_by_msgid
        return edge.msgid if by_msgid and can_be_asked(edge.msgid) else edge.time
