"""Completes what is being written in a field, with the list of choices above it. Runs on Kivy's thread."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence

from kivy_client.core.model.conversations import Kind
from kivy_client.core.model.entries import Entry
from kivy_client.core.model.events import Opened, Spliced
from kivy_client.ui.board import Board
from kivy_client.ui.compose.choices import ChoiceList
from kivy_client.ui.compose.completion import Choice, Completion, Known, closed_code, complete
from kivy_client.ui.compose.entry import EntryField

_MOST_SPEAKERS = 50
_ENTER = frozenset({"enter", "numpadenter"})


class Speakers:
    """Who spoke in the open conversation, the last one first."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._nicks: OrderedDict[str, None] = OrderedDict()
        board.fbind("on_opened", self._on_opened)
        board.fbind("on_spliced", self._on_spliced)

    def nicks(self) -> Sequence[str]:
        """All that can be named: members of the room, or the other person."""
        one, own = self._board.conversation, self._board.link.nick
        if one is None or one.kind is not Kind.ROOM:
            return [one.name] if one is not None and one.kind is Kind.PERSON else []
        here = {member.nick for member in self._board.members}
        spoke = [nick for nick in reversed(self._nicks) if (nick in here or not here) and nick != own]
        known = set(spoke)
        return spoke + [one.nick for one in self._board.members if one.nick not in known and not one.own]

    def _on_opened(self, _: Board, event: Opened) -> None:
        self._nicks.clear()
        self._heard(event.entries)

    def _on_spliced(self, _: Board, event: Spliced) -> None:
        if event.conversation == self._board.current:
            for splice in event.splices:
                if splice.at:  # what is older comes at the beginning
                    self._heard(splice.entries)

    def _heard(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            if entry.nick and not entry.own and entry.shape in ("message", "action"):
                self._nicks[entry.nick] = None
                self._nicks.move_to_end(entry.nick)
        while len(self._nicks) > _MOST_SPEAKERS:
            self._nicks.popitem(last=False)


class Completing:
    """`list` is shown while there is something to choose; `place` puts it into the window, or takes it out."""

    def __init__(self, board: Board, field: EntryField, place: Callable[[bool], None]) -> None:
        self.list = ChoiceList()
        self._board, self._field, self._place = board, field, place
        self._speakers = Speakers(board)
        self._now: Completion | None = None
        self._busy = False
        self._before = self._text = ""
        """What was written before the last change, and since."""
        self._closed_at = ""
        """What was written when the person closed the list: it stays closed until that changes."""
        self.list.fbind("on_choose", lambda _, choice: self._take(choice))

    @property
    def is_open(self) -> bool:
        return bool(self.list.shown)

    def look(self) -> None:
        """The text or the cursor has changed."""
        if self._busy:
            return
        field = self._field
        text, cursor = field.text, field.cursor_index()
        if text != self._text:
            self._before, self._text = self._text, text
        # A name is closed by the person who types the second colon; what is pasted or taken back stays as it is.
        if self._before == text[: max(cursor - 1, 0)] + text[cursor:]:
            closed = closed_code(text, cursor, self._board.preferences.emoji_tone)
            if closed is not None and not field._selection:
                self._replace(cursor - len(closed.label), cursor, closed.insert)
                return
        if field.focus and text[:cursor] != self._closed_at:
            self._offer(complete(text, cursor, self._known()))
        else:
            self.close()

    def ask(self) -> bool:
        """Tab: complete the word at the cursor; False: there is nothing to complete it with."""
        field = self._field
        found = complete(field.text, field.cursor_index(), self._known(), asked=True)
        if found is None:
            return False
        if len(found.choices) == 1:
            self._now = found
            self._take(found.choices[0])
        else:
            self._offer(found)
        return True

    def key(self, name: str, held: frozenset[str]) -> bool:
        """A key was pressed in the field while the list is there; True: it was for the list."""
        if not self.is_open or held - {"shift"}:
            return False
        if name in ("up", "down"):
            self.list.step(-1 if name == "up" else 1)
        elif name == "tab":
            if held:
                self.list.step(-1)
            else:
                self._take(self.list.items[self.list.at])
        elif name in _ENTER and not held and not (self._now is not None and self._now.whole):
            self._take(self.list.items[self.list.at])
        else:
            return False
        return True

    def back(self) -> bool:
        """Esc: close the list; False: it was not open."""
        was = self.is_open
        if was:
            self._closed_at = self._field.text[: self._field.cursor_index()]
            self.close()
        return was

    def close(self) -> None:
        self._now = None
        if self.is_open:
            self.list.end()
            self._place(False)

    def _offer(self, found: Completion | None) -> None:
        if found is None:
            self.close()
            return
        if self._now is None or found.choices != self._now.choices:
            self.list.begin(found.choices)
            self._place(True)
        self._now = found

    def _take(self, choice: Choice) -> None:
        if self._now is not None:
            now = self._now
            self._replace(now.start, now.end, choice.insert)

    def _replace(self, start: int, end: int, text: str) -> None:
        after = self._field.text[end : end + 1]
        self._busy = True
        try:
            self._field.replace(start, end, text.rstrip(" ") if after == " " else text)
        finally:
            self._busy = False
        self._before = self._text = self._field.text
        self.close()

    def _known(self) -> Known:
        return Known(self._speakers.nicks, self._rooms, self._board.preferences.emoji_tone)

    def _rooms(self) -> Mapping[str, str]:
        rooms = [one for one in self._board.conversations.values() if one.kind is Kind.ROOM]
        return {one.name: one.topic for one in sorted(rooms, key=lambda one: one.name.casefold())}
