"""The conversation that is open: its window over the store, and how the window is told. Pure, over the store.

What is loaded lies between two numbers of the store: `_low` (0: from the beginning) and `_high`. What arrives outside
of them is not shown until it is loaded. Splices are collected while something is handled, and told by `settle` at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from kivy_client.core.chat.context import Context
from kivy_client.core.chat.conversations import Row
from kivy_client.core.chat.draw import entry_of, pending_entry, pending_key, quote_of
from kivy_client.core.chat.happenings import note
from kivy_client.core.chat.timeline import Timeline
from kivy_client.core.model.entries import Entry, Quote, Splice
from kivy_client.core.model.events import EndReached, Opened, Spliced
from kivy_client.core.store.places import first_at
from kivy_client.core.store.rows import Gap, Message, OutboxLine

PAGE = 100
"""Messages loaded at once."""
MOST_UNREAD_SHOWN = 400
"""So many unread messages are loaded at once, to begin with the first of them."""
_MOVING = frozenset({"came", "went", "renamed"})
MISSING = "Messages may be missing here"


class OpenConversation:
    """`row` None: none is open. `wants_older`: the window asked for more than the store has, and waits."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.row: Row | None = None
        self.timeline = Timeline(self._draw)
        self.wants_older = False
        self._low = 0
        self._high = 0
        self._gaps: dict[int, int] = {}
        """Number of a gap in view to the row of its note."""
        self.waiting: Callable[[Row], Iterable[OutboxLine]] = lambda row: ()
        """Own lines of a conversation that are not acknowledged."""
        self._splices: list[Splice] = []
        self._owes = False
        """The window asked for more, and is to be told that this is done."""

    def is_this(self, row: Row) -> bool:
        return self.row is row

    @property
    def seen(self) -> bool:
        """What arrives here now is seen, as far as the core knows."""
        return self.row is not None and not self._context.hidden and not self.timeline.newer

    @property
    def top(self) -> int:
        """The row of the first message that is shown, 0 if there is none."""
        first = self.timeline.first
        return first.row if first is not None else 0

    # Opening

    def close(self) -> None:
        """None is open any more."""
        self.row = None
        self._begin((), newer=False)

    def open(self, row: Row) -> None:
        """Show the end of a conversation, from its first unread message on."""
        self.row = row
        unread = min(row.unread, MOST_UNREAD_SHOWN)
        limit = max(PAGE, unread + PAGE // 2)
        page = self._page(limit)
        self._begin(page, newer=False, whole=len(page) < limit)
        first = self._context.store.messages.first_unread(row.number, row.read) if row.unread else 0
        self._opened(unread_from=self.timeline.key_of(first))

    def jump(self, row: Row, number: int) -> None:
        """Show what was said around a message of the store."""
        self.row = row
        page = self._page(PAGE, around=number)
        newest = self._page(1)
        newer = bool(page and newest and newest[-1].row > page[-1].row)
        self._begin(page, newer=newer)
        self._opened(focus=self.timeline.key_of(number))

    def load_older(self) -> bool:
        """More from the store. False: it has no more."""
        assert self.row is not None
        if not self._low:
            return False
        page = self._page(PAGE, before=self._low)
        if not page:
            self._low = 0
            return False
        self._owes = True
        self._low = page[0].row if len(page) == PAGE else 0
        self._show(self.timeline.add(page))
        self._note_gaps()
        self._show(self.timeline.trim(at_start=False))
        self._lower_high()
        return True

    def load_newer(self) -> None:
        """More of what follows, until we are at the end, where own lines wait."""
        self._owes = True
        if self.row is None or not self.timeline.newer:
            return
        page = self._page(PAGE, after=self._high)
        if page:
            self._high = page[-1].row
        if len(page) < PAGE:
            self.timeline.newer = False
        self._show(self.timeline.add(page))
        if not self.timeline.newer:
            for line in self.waiting(self.row):
                self._show(self.timeline.hold(self._pending(line)))
        self._note_gaps()
        self._show(self.timeline.trim(at_start=True))
        self._raise_low()

    def answer(self) -> None:
        """What the window asked for has come, as far as it does."""
        self.wants_older, self._owes = False, True

    def end_reached(self) -> None:
        """There is nothing older anywhere."""
        self.timeline.older = False
        self.answer()
        if self.row is not None:
            self.settle()
            self._context.show(EndReached(self.row.key))

    # What changes

    def arrived(self, row: Row, messages: Sequence[Message]) -> None:
        """The store has these now."""
        if not self.is_this(row) or not messages:
            return
        inside = [one for one in messages if self._is_inside(one.row)]
        if inside and not self.timeline.newer:
            self._high = max(self._high, max(one.row for one in inside))
        self._make_room(inside)
        self._show(self.timeline.add(self._shown(inside)))
        self._requote(inside)
        self._show(self.timeline.trim(at_start=not self.timeline.newer))
        self._raise_low()

    def changed(self, row: Row, message: Message) -> None:
        """A message is another now; so are the quotes of it."""
        if self.is_this(row):
            self._show(self.timeline.change(message))
            self._requote([message])

    def held(self, row: Row, line: OutboxLine) -> None:
        """An own line waits, or its state is another."""
        if self.is_this(row):
            self._show(self.timeline.hold(self._pending(line)))

    def dropped(self, row: Row, send_id: str) -> None:
        if self.is_this(row):
            self._show(self.timeline.drop(pending_key(send_id)))

    def settled(self, row: Row, send_id: str, message: Message) -> None:
        """The server has an own line, as this message."""
        if self.is_this(row):
            if not self.timeline.newer:
                self._high = max(self._high, message.row)
            self._show(self.timeline.settle(pending_key(send_id), message))
            self._requote([message])

    def gaps_changed(self, row: Row) -> None:
        if self.is_this(row):
            self._note_gaps()

    @property
    def gaps(self) -> list[int]:
        """The numbers of the gaps within what is loaded, in order."""
        return sorted(self._gaps, key=lambda number: self._gaps[number])

    def settle(self) -> None:
        """Tell what changed."""
        if self.row is not None and (self._splices or self._owes):
            timeline = self.timeline
            self._context.show(Spliced(self.row.key, tuple(self._splices), timeline.newer, timeline.older))
        self._splices, self._owes = [], False

    # How

    def _begin(self, page: Sequence[Message], *, newer: bool, whole: bool = False) -> None:
        self._splices, self._owes = [], False
        self._gaps = {}
        self.wants_older = False
        self._low = page[0].row if page and not whole else 0
        self._high = page[-1].row if page else 0
        self.timeline.older = True
        pending: Iterable[Entry] = () if newer or self.row is None else map(self._pending, self.waiting(self.row))
        self.timeline.begin(page, pending, newer=newer)
        self._note_gaps()
        self._splices = []

    def _opened(self, unread_from: str = "", focus: str = "") -> None:
        assert self.row is not None
        timeline = self.timeline
        self._context.show(Opened(self.row.key, timeline.entries(), unread_from, focus, timeline.older, timeline.newer))

    def _page(self, limit: int, *, before: int = 0, after: int = 0, around: int = 0) -> list[Message]:
        """From the store, of what the person wants to see."""
        assert self.row is not None
        hidden = () if self._context.preferences.happenings else _MOVING
        messages = self._context.store.messages
        return messages.page(self.row.number, limit, before=before, after=after, around=around, hidden=hidden)

    def _show(self, splices: Iterable[Splice]) -> None:
        self._splices += splices

    def _shown(self, page: Iterable[Message]) -> list[Message]:
        """What of it the person wants to see."""
        if self._context.preferences.happenings:
            return list(page)
        return [one for one in page if one.shape != "happening" or one.kind not in _MOVING]

    def _is_inside(self, number: int) -> bool:
        return number >= self._low and (not self.timeline.newer or number <= self._high)

    def _lower_high(self) -> None:
        """The newest were let go."""
        last = self.timeline.last
        if self.timeline.newer and last is not None:
            self._high = min(self._high, last.row)

    def _raise_low(self) -> None:
        """The oldest were let go."""
        first = self.timeline.first
        if len(self.timeline) >= self.timeline.most // 2 and first is not None:
            self._low = max(self._low, first.row)

    def _note_gaps(self) -> None:
        """A line wherever something may be missing, as long as it may."""
        if self.row is None:
            return
        seen: dict[int, int] = {}
        first = self.timeline.first
        start = first.time if first is not None and self._low else 0
        for gap in self._context.store.gaps.list(self.row.number, start):
            below = self._below(gap)
            if below and self._low < below <= self._high and not self._context.store.messages.get(below - 1):
                seen[gap.number] = below - 1
        for number, at in tuple(self._gaps.items()):
            if seen.get(number) != at:
                self._show(self.timeline.remove(at))
        for number, at in seen.items():
            if self._gaps.get(number) != at:
                self._show(self.timeline.add([self._missing(at)]))
        self._gaps = seen

    def _below(self, gap: Gap) -> int:
        """The row of the message that a gap ends with, 0 if it is not here."""
        assert self.row is not None
        messages = self._context.store.messages
        edge = messages.by_msgid(self.row.number, gap.before.msgid)
        found = [edge] if edge else messages.page(self.row.number, 1, after=first_at(gap.before.time) - 1)
        return found[0].row if found else 0

    def _make_room(self, messages: Sequence[Message]) -> None:
        """Where the note of a gap stood, a message of the gap has come: the note is put elsewhere, by `_note_gaps`."""
        rows = {one.row for one in messages}
        for number, at in tuple(self._gaps.items()):
            if at in rows:
                del self._gaps[number]
                self._show(self.timeline.remove(at))

    def _missing(self, at: int) -> Message:
        following = self.timeline.following(at)
        line = note(MISSING, following.time if following else self._context.now.wall)
        return Message(line.time, "", line.text, "happening", kind="gap", row=at)

    def _pending(self, line: OutboxLine) -> Entry:
        return pending_entry(line, self._context.nick, self._quote)

    def _draw(self, key: str, messages: Sequence[Message]) -> Entry:
        return entry_of(key, messages, self._quote)

    def _quote(self, msgid: str) -> Quote:
        if self.row is None:
            return Quote(msgid)
        return quote_of(self._context.store.messages.by_msgid(self.row.number, msgid), msgid)

    def _requote(self, messages: Iterable[Message]) -> None:
        """Replies to these show them."""
        for message in messages:
            if message.msgid:
                replies = [one.row for one in self.timeline.quoting(message.msgid)]
                self._show(self.timeline.redraw(replies))
