"""Catching up: what was said while we were away, what is older, what is missing in between; all by chathistory. Pure.

On coming into a conversation the newest page after the last message that is here is asked for. If it does not join
what is here, the gap is kept in the store, and filled page by page from its end; what is left of it when the connection
breaks or too much was missed is filled once it is looked at. Nothing is kept twice: message ids are unique in the
store. Without history a gap stays, and is shown. What is under way is known by the number of its conversation, which
may be renamed meanwhile. Own lines that were typed while we were away come back before all this is answered: they hide
nothing (`acknowledged`, `absence`). Source: IRCv3 draft chathistory.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

from ircwire.client_events import Failed, History, HistoryTargets, MessageReceived
from kivy_client.core.chat.absence import OVERLAP, Absence
from kivy_client.core.chat.arrivals import Arrivals
from kivy_client.core.chat.behind import Behind
from kivy_client.core.chat.context import Context
from kivy_client.core.chat.conversations import Conversations, Row
from kivy_client.core.chat.gaps import Gaps, edge_of, reaches_back
from kivy_client.core.chat.opened import OpenConversation
from kivy_client.core.chat.outgoing import Outgoing
from kivy_client.core.chat.pages import Page, Pages
from kivy_client.core.chat.questions import Questions
from kivy_client.core.chat.requests import Request, Requests
from kivy_client.core.model.conversations import Kind
from kivy_client.core.store.rows import Edge, Message

MOST_PAGES = 5
"""Pages of a gap that are fetched before anybody looks at it."""
MOST_PAGES_SEEN = 100
"""Pages of a gap in what is open that are fetched in a row: no server makes us ask for ever."""
_MOST_GAPS = 5
"""Gaps of a conversation that are filled without being looked at: the newest."""
_NOTHING_THERE = frozenset({"INVALID_TARGET", "UNKNOWN_COMMAND"})
"""Refusals that will be the same again."""


class CatchUp:
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
        self._outgoing = outgoing
        self._pages = Pages(context, opened, arrivals, outgoing)
        self._absence = Absence(context)
        self._gaps = Gaps(context)
        self._questions = Questions(context, self._gaps)
        self._requests = Requests()
        self._behind = Behind(self._gaps)

    @property
    def deadline(self) -> float:
        return self._requests.deadline

    # When

    def connected(self) -> None:
        """We are in: who wrote to us meanwhile? Talks that are listed are asked for by name."""
        self._requests.clear()
        self._behind.clear()
        self._absence.is_over = True
        if self._questions.possible:
            self._absence.begin()
            self._requests.add(Request("targets", 0, self._absence.since))
        if self._opened.wants_older:
            self._opened.wants_older = False
            self.older()
        self._next()

    def entered(self, row: Row) -> None:
        """We are in a room (again), or talk with a person who wrote meanwhile."""
        possible = self._questions.possible
        messages = self._context.store.messages
        known = messages.newest(row.number)
        if row.kind is Kind.PERSON and possible:
            known = self._absence.edge(row)
        last = Edge("", row.last.time) if row.last is not None else None
        self._behind.entered(row, known or last, asked=possible)
        if not possible:
            return
        is_open = self._opened.is_this(row)
        if is_open:
            self._want_gaps("fill")
        reference = self._questions.reference(known) if known and messages.oldest(row.number) else None
        self._requests.add(Request("latest", row.number, reference), first=is_open)
        for gap in self._context.store.gaps.list(row.number)[-_MOST_GAPS:]:
            self._requests.add(Request("fill", row.number, None, gap.number))
        self._next()

    def lost(self) -> None:
        self._requests.clear()

    def acknowledged(self, row: Row, event: MessageReceived) -> bool:
        """An own message came back. False: it is none of what was said here, but elsewhere."""
        line = self._outgoing.line_of(row, event, live=True)
        if line is None:
            return False
        self._outgoing.acknowledged(row, line, event)
        self._behind.own_line(row, Edge(event.msgid, self._context.past(event.time)))
        return True

    def live(self, row: Row, message: Message) -> None:
        """Something was said or happened just now. If what was said meanwhile has not come yet, there is a gap, which
        outlives this connection."""
        if self._is_played_again(row, message):
            self._behind.take(row)
            return
        behind = self._behind.edge(row) or self._absence.before_live(row)
        if behind is None:
            self._arrivals.later(row, message)
            return
        gap = self._behind.missed(row, behind, edge_of(message))
        if self._questions.possible:
            self._requests.add(Request("fill", row.number, None, gap.number))
        self._arrivals.flush()
        self._arrivals.keep(row, [message], live=True)
        self._opened.gaps_changed(row)
        self._next()

    def older(self) -> None:
        """The window wants more than it has."""
        row = self._opened.row
        if row is None or self._opened.wants_older:
            return
        if self._opened.load_older():
            self.view()
            return
        session, possible = self._context.session, self._questions.possible
        if row.complete or (session is not None and not possible) or row.kind is Kind.SERVER:
            self._opened.end_reached()
            return
        self._opened.wants_older = True
        if possible:
            oldest = self._context.store.messages.oldest(row.number)
            reference = self._questions.reference(oldest) if oldest else None
            self._requests.add(Request("older", row.number, reference), first=True)
            self._next()

    def view(self, why: Literal["fill", "fill on"] = "fill") -> None:
        """What is loaded now is looked at: the gaps in it are filled, from the end that is nearer."""
        if self._opened.row is not None and self._questions.possible:
            self._want_gaps(why)
            self._next()

    def _want_gaps(self, why: Literal["fill", "fill on"]) -> None:
        """Those in what is loaded, before all else."""
        assert self._opened.row is not None
        for number in self._opened.gaps:
            self._requests.add(Request(why, self._opened.row.number, None, number), first=True)

    def around(self, row: Row, msgid: str) -> bool:
        """Ask for a message that is not here, to show it. False: that cannot be asked."""
        if not self._questions.possible:
            return False
        self._requests.add(Request("around", row.number, msgid), first=True)
        self._next()
        return True

    def tick(self, mono: float) -> None:
        request = self._requests.current
        if request is not None and self._requests.overdue(mono):
            self._requests.answered()
            self._postpone(request)
        self._next()

    # What comes

    def on_history(self, event: History) -> Row | None:
        """A page. Returns the row to jump in, if that was asked."""
        request = self._requests.current
        row = self._conversations.numbered(request.conversation) if request is not None else None
        if request is None or row is None or not self._is_answer(row, event):
            self._on_playback(event)
            return None
        self._requests.answered()
        top = self._opened.top
        page = self._pages.keep(row, event, self._questions.behind_page(row, request))
        match request.why:
            case "latest":
                self._on_latest(row, request, page.edges)
            case "fill" | "fill on":
                self._on_fill(row, request, page.edges)
            case "older":
                self._on_older(row, request, page, shown=self._opened.top != top)
            case "around":
                self._gaps.island(row, page.edges)
        self._opened.gaps_changed(row)
        self._next()
        return row if request.why == "around" else None

    def on_targets(self, event: HistoryTargets, find: Callable[[str], Row | None]) -> None:
        """Who wrote meanwhile. Rooms are asked for as we come into them. `find` gives a talk, made if need be; None: it
        is not wanted."""
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
                self._requests.add(Request("targets", 0, newest, 0, request.pages + 1), first=True)
        else:
            self._absence.told()
        self._next()

    def on_failed(self, failure: Failed) -> bool:
        """A request came to nothing. False: it was none of ours."""
        request = self._requests.current
        if failure.command != "CHATHISTORY" or request is None or not self._requests.is_answer(failure.label):
            return False
        self._requests.answered()
        row = self._conversations.numbered(request.conversation)
        other = self._questions.otherwise(row, request, self._behind.edge(row)) if row is not None else None
        if other is not None:
            self._requests.add(other, first=True)
        elif failure.code in _NOTHING_THERE or request.why == "around":
            self._give_up(request)
        else:
            self._postpone(request)
        self._next()
        return True

    # How

    def _next(self) -> None:
        while self._questions.possible and (request := self._requests.next(self._context.now.mono)) is not None:
            if request.why == "targets":
                self._requests.sent(self._questions.ask_targets(self._since(request)))
                return
            row = self._conversations.numbered(request.conversation)
            label = self._questions.ask(row, request) if row is not None else None
            if row is None or label is None:
                self._requests.answered()
            else:
                self._requests.sent(label, row.name)

    @staticmethod
    def _since(request: Request) -> int:
        assert isinstance(request.reference, int)
        return request.reference

    def _is_answer(self, row: Row, event: History) -> bool:
        """Whether a page is the one that was asked for. With no label it is known by the name, now or then."""
        if not self._requests.is_answer(event.label):
            return False
        fold = self._context.names.fold
        labelled = bool(event.label) and event.label == self._requests.label
        return labelled or fold(event.target) in (row.key, fold(self._requests.name))

    def _is_played_again(self, row: Row, message: Message) -> bool:
        """A bouncer plays what it had kept, without ids, to all who come."""
        old = message.time < self._context.now.wall - OVERLAP
        return old and not message.msgid and self._context.store.messages.has(row.number, message)

    def _on_playback(self, event: History) -> None:
        """A page that nobody asked for is taken once after we came into a room, from a server that cannot be asked."""
        row = self._conversations.find(event.target)
        if row is None or self._questions.possible or not self._behind.plays(row):
            return
        page = self._pages.keep(row, event, 0).edges
        behind = self._behind.take(row)
        if behind is not None and page and not reaches_back(page, behind):
            self._gaps.note(row, behind, page[0])
        self._opened.gaps_changed(row)

    def _on_latest(self, row: Row, request: Request, page: Sequence[Edge]) -> None:
        self._absence.was_read(row.number)
        behind = self._behind.take(row)
        if behind is None and request.reference is None and not page:
            self._conversations.keep(row, complete=True)
        if behind is None:
            return
        if not page or reaches_back(page, behind) or not self._questions.is_full(page):
            self._outgoing.not_in_history(row, behind.time)
            return
        gap = self._gaps.note(row, behind, page[0])
        self._requests.add(Request("fill", row.number, None, gap.number))

    def _on_fill(self, row: Row, request: Request, page: Sequence[Edge]) -> None:
        gap = self._gaps.get(request.gap)
        left = self._gaps.fill(gap, page, backwards=request.why == "fill") if gap is not None else None
        most = MOST_PAGES_SEEN if self._opened.is_this(row) else MOST_PAGES
        if left is not None and request.pages + 1 < most:
            self._requests.add(Request(request.why, row.number, None, left.number, request.pages + 1))

    def _on_older(self, row: Row, request: Request, page: Page, *, shown: bool) -> None:
        """`shown`: the window has something of it already."""
        first = self._questions.reference(page.edges[0]) if page.edges else request.reference
        further = replace(request, reference=first, pages=request.pages + 1, tries=0)
        goes_on = first != request.reference
        if not page.new:
            if goes_on and request.pages + 1 < MOST_PAGES_SEEN:  # only what is not kept (signs, typing): further back
                self._requests.add(further, first=True)
                return
            self._conversations.keep(row, complete=True)
        if not self._opened.is_this(row) or not self._opened.wants_older:
            return
        if shown or self._opened.load_older():
            self._opened.answer()
        elif row.complete:
            self._opened.end_reached()
        elif goes_on and request.pages + 1 < MOST_PAGES_SEEN:  # only what the person does not want to see
            self._requests.add(further, first=True)
        else:
            self._opened.answer()

    def _postpone(self, request: Request) -> None:
        """Not now: what was missed or is wanted is asked for again after a pause. What is not answered in this
        connection is still not here in the next: nothing counts as read."""
        repeats = request.why in ("latest", "targets", "older")
        if not repeats or not self._requests.again(request, self._context.now.mono):
            self._give_up(request, for_now=True)

    def _give_up(self, request: Request, *, for_now: bool = False) -> None:
        """It will not be answered (`for_now`: in this connection)."""
        row = self._conversations.numbered(request.conversation)
        if request.why == "latest" and not for_now:
            self._absence.was_read(request.conversation)
        elif request.why == "targets" and not for_now:
            self._absence.told()
        elif request.why == "older" and row is not None and self._opened.is_this(row):
            if for_now:
                self._opened.answer()
            else:
                self._opened.end_reached()
        elif request.why == "around":
            self._context.toast("The server does not answer" if for_now else "That message is not kept any more")
