"""What of the open conversation the person has read, as far as the window knows: what is in sight of somebody.

It asks the core to mark that as read, and draws the line "New messages" above what came while nobody looked. Runs on
Kivy's thread.
"""

from __future__ import annotations

from itertools import islice

from kivy.core.window import Window
from kivy.uix.widget import Widget

from kivy_client.core.model.commands import MarkRead
from kivy_client.core.model.entries import Entry
from kivy_client.core.model.events import Spliced
from kivy_client.ui.board import Board
from kivy_client.ui.timeline.view import TimelineView

_LOOKED_AT = 50
"""So many of the last entries: the newest may stand before own lines that still wait, and among happenings."""


class Reading:
    """`foreground`: the person can see the app. The view may yet be out of the window, behind another pane."""

    def __init__(self, board: Board, view: TimelineView) -> None:
        self.foreground = True
        self._board, self._view = board, view
        self._read_to = 0
        self._line_is_fresh = False
        """The unread line was drawn for what came while nobody looked."""
        self._away_with: Widget | None = None
        """What the view is in, that is not in the window itself."""

    @property
    def is_seen(self) -> bool:
        """Somebody can see the view."""
        return self.foreground and not self._is_away()

    def begin(self) -> None:
        """Another conversation."""
        self._read_to, self._line_is_fresh = 0, False

    def came(self, event: Spliced) -> None:
        """Before the view takes it in. What comes while nobody looks is new for who comes back."""
        if self._line_is_fresh or not self._view.at_bottom or self.is_seen:
            return
        end = len(self._view.entries)
        came = [entry for one in event.splices if one.at >= end and not one.removed for entry in one.entries]
        first = next((entry for entry in came if not entry.own and entry.shape != "happening"), None)
        if first is not None:
            self._line_is_fresh = True
            self._view.mark_unread(first.key)

    def look(self, *_: object) -> None:
        """What is in sight now is read: all up to the last message, if that is. Own lines that the server does not have
        yet do not count: their time is this device's, and others may have said something before them."""
        view = self._view
        if not view.at_bottom or not view.entries or not self._board.current or not self.is_seen:
            return
        self._line_is_fresh = False
        last = max((entry.time for entry in islice(reversed(view.entries), _LOOKED_AT) if _counts(entry)), default=0)
        if last > self._read_to:
            self._read_to = last
            self._board.ask(MarkRead(self._board.current, last))

    def _is_away(self) -> bool:
        """If so, it is looked again once that is in the window."""
        top: Widget = self._view
        while top.parent is not None and top.parent is not Window:
            top = top.parent
        if top.parent is Window:
            return False
        if top is not self._away_with:
            self._away_with = top
            top.fbind("parent", self._on_put_back)
        return True

    def _on_put_back(self, top: Widget, _: object) -> None:
        top.funbind("parent", self._on_put_back)
        self._away_with = None
        self.look()


def _counts(entry: Entry) -> bool:
    return entry.state == "kept" and entry.shape != "happening"
