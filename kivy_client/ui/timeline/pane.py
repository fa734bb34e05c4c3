"""The timeline as a part of the window: the list, who is typing, the button to the newest, the menu of an entry.

It follows the board by itself and asks it. What concerns other parts of the window it tells as events. Runs on Kivy's
thread.
"""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.metrics import dp
from kivy.properties import BooleanProperty
from kivy.uix.floatlayout import FloatLayout

from kivy_client.core.model.commands import JumpToLatest, LoadNewer, LoadOlder
from kivy_client.core.model.entries import Entry
from kivy_client.core.model.events import EndReached, Found, Link, Linked, Opened, Spliced
from kivy_client.ui.board import Board
from kivy_client.ui.theme import theme
from kivy_client.ui.timeline.gestures import Timeline
from kivy_client.ui.timeline.handling import Handling
from kivy_client.ui.timeline.menu import EntryMenu
from kivy_client.ui.timeline.painted import BUTTON_DP, EmptyNote, LatestButton, TypingLine
from kivy_client.ui.timeline.reading import Reading
from kivy_client.ui.timeline.selection import Selection

_TYPING_DP = 22
_SIDE_DP = 14
_AGAIN_SECONDS = 3.0
"""After this time, more messages are asked for again where none came though there may be some."""
EMPTY = "No messages here yet."
LOOKING = "Looking for messages …"


class TimelinePane(FloatLayout):
    """`foreground`: the person can see the app, so what is in sight counts as read.

    Dispatches `on_reply(entry)`, `on_profile(nick)`, `on_link(address)`, `on_pick_sign(entry)` to react with one that
    is to be picked, and `on_copied(words)`.
    """

    foreground = BooleanProperty(True)

    __events__ = ("on_reply", "on_profile", "on_link", "on_pick_sign", "on_copied")

    def __init__(self, board: Board, **options: Any) -> None:
        super().__init__(**options)
        self.board = board
        self._found: Found | None = None
        self._older = self._asked_older = self._asked_newer = False
        self.view = Timeline(size_hint=(None, None))
        self.handling = Handling(self, board, self.view)
        self._reading = Reading(board, self.view)
        self._ask_again = Clock.create_trigger(lambda _: self._look_again(), _AGAIN_SECONDS)
        ink = self.view.ink
        self.typing = TypingLine(ink, size_hint=(None, None))
        self.latest = LatestButton(ink, size_hint=(None, None))
        self.note = EmptyNote(ink, size_hint=(None, None))
        for widget in (self.view, self.note, self.typing, self.latest):
            self.add_widget(widget)
        self.fbind("pos", self._arrange)
        self.fbind("size", self._arrange)
        theme.bind(on_restyle=self._arrange)
        self._bind_view()
        self._bind_board()

    def on_reply(self, entry: Entry) -> None:
        """The default handlers: other parts of the window bind to the events."""

    def on_profile(self, nick: str) -> None:
        """As `on_reply`."""

    def on_link(self, address: str) -> None:
        """As `on_reply`."""

    def on_pick_sign(self, entry: Entry) -> None:
        """As `on_reply`."""

    def on_copied(self, words: str) -> None:
        """As `on_reply`."""

    @property
    def menu(self) -> EntryMenu | None:
        """That of an entry, opened last."""
        return self.handling.menu

    @property
    def selection(self) -> Selection | None:
        """Over a text of which a part is being selected."""
        return self.handling.selection

    def to_latest(self) -> None:
        """Show the newest messages."""
        if self.view.past:
            self.board.ask(JumpToLatest(self.board.current))
        else:
            self.view.scroll_to_end()

    def react(self, entry: Entry, sign: str) -> None:
        """Give a sign, or take it back if we gave it."""
        self.handling.react(entry, sign)

    # The board

    def _bind_board(self) -> None:
        board = self.board
        board.fbind("on_opened", self._on_opened)
        board.fbind("on_spliced", self._on_spliced)
        board.fbind("on_end_reached", self._on_end_reached)
        board.fbind("on_found", self._on_found)
        board.fbind("typing", lambda _, nicks: setattr(self.typing, "nicks", nicks))
        board.fbind("link", self._on_link_changed)
        board.fbind("current", self._on_current)
        self._on_link_changed(board, board.link)

    def _on_opened(self, _: Board, event: Opened) -> None:
        self.handling.end()
        self._older, self._asked_older, self._asked_newer = event.older, False, False
        self._reading.begin()
        found = {
            (hit.time, hit.text): (hit.start, hit.end)
            for hit in (self._found.hits if event.focus and self._found is not None else ())
            if hit.conversation == event.conversation
        }
        self.view.begin(event.entries, event.unread_from, event.focus, event.newer, found)
        self._tell_empty()
        self._reading.look()

    def _on_spliced(self, _: Board, event: Spliced) -> None:
        if event.conversation != self.board.current:
            return
        self._older = event.older
        if event.splices:
            self._asked_older = self._asked_older and not any(one.at == 0 and one.entries for one in event.splices)
            self._asked_newer = False
            self._reading.came(event)
            self.view.apply(event.splices, event.newer)
        else:
            # The answer that nothing came. Not at once again: that would go on for ever.
            if event.newer != self.view.past:
                self.view.apply((), event.newer)
            self._ask_again()
        self._tell_empty()
        self._reading.look()

    def _on_end_reached(self, _: Board, event: EndReached) -> None:
        if event.conversation == self.board.current:
            self._older = False
            self._tell_empty()

    def _on_found(self, _: Board, event: Found) -> None:
        """What is jumped to now is marked in what was found. The end of a search here ends that."""
        if event.text:
            self._found = event
        elif self._found is not None:
            if self._found.conversation:
                self.view.forget_found()
            self._found = None

    def _on_link_changed(self, _: Board, link: Linked) -> None:
        self.view.own_nick = link.nick
        if link.link is Link.ONLINE:
            self._asked_older = self._asked_newer = False

    def _on_current(self, _: Board, key: str) -> None:
        if not key:
            self._older = False
            self.handling.end()
            self.view.begin(())
            self.note.words = ""

    def _tell_empty(self) -> None:
        if self.view.entries or not self.board.current:
            self.note.words = ""
        else:
            self.note.words = LOOKING if self._older and self.board.link.link is Link.ONLINE else EMPTY

    # The list

    def _bind_view(self) -> None:
        view = self.view
        view.fbind("on_near_start", self._on_near_start)
        view.fbind("on_near_end", self._on_near_end)
        view.fbind("on_command", lambda _, name: self.to_latest() if name == "latest" else None)
        view.fbind("on_moved", self._on_moved)
        self.latest.fbind("on_release", lambda _: self.to_latest())
        self.fbind("foreground", self._on_foreground)

    def _on_near_start(self, _: Timeline) -> None:
        if self._older and not self._asked_older and self.board.current:
            self._asked_older = True
            self.board.ask(LoadOlder(self.board.current))

    def _on_near_end(self, _: Timeline) -> None:
        if not self._asked_newer and self.board.current:
            self._asked_newer = True
            self.board.ask(LoadNewer(self.board.current))

    def _look_again(self) -> None:
        self._asked_older = self._asked_newer = False
        self.view.look_at_ends()

    def _on_moved(self, *_: object) -> None:
        view = self.view
        self.latest.shown = not view.at_bottom
        self.latest.count = view.unseen
        self._reading.look()

    # The window

    def _on_foreground(self, *_: object) -> None:
        self._reading.foreground = self.foreground
        self._reading.look()

    def _arrange(self, *_: object) -> None:
        line = max(dp(_TYPING_DP), self.view.ink.faces.small.line_height + dp(4))
        self.typing.pos, self.typing.size = self.pos, (self.width, line)
        self.view.pos, self.view.size = (self.x, self.y + line), (self.width, max(self.height - line, 1))
        self.note.pos, self.note.size = self.view.pos, self.view.size
        button = dp(BUTTON_DP)
        self.latest.size = (button, button)
        self.latest.pos = (self.right - dp(_SIDE_DP) - button, self.y + line + dp(10))
