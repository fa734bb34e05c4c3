"""The timeline as a part of the window: the list, who is typing, the button to the newest, the menu of an entry.

It follows the board by itself and asks it. What concerns other parts of the window it tells as events. Runs on Kivy's
thread.
"""

from __future__ import annotations

from typing import Any

from kivy.core.clipboard import Clipboard
from kivy.core.window import Window
from kivy.metrics import dp
from kivy.properties import BooleanProperty
from kivy.uix.floatlayout import FloatLayout

from kivy_client.core.model.commands import (
    Discard,
    JumpTo,
    JumpToLatest,
    LoadNewer,
    LoadOlder,
    MarkRead,
    React,
    Redact,
    Resend,
)
from kivy_client.core.model.entries import Entry
from kivy_client.core.model.events import EndReached, Link, Linked, Opened, Spliced
from kivy_client.ui.board import Board
from kivy_client.ui.theme import theme
from kivy_client.ui.timeline.actions import Action, actions, can_react, copied
from kivy_client.ui.timeline.compose import Hit
from kivy_client.ui.timeline.gestures import Timeline
from kivy_client.ui.timeline.menu import MORE_SIGNS, EntryMenu
from kivy_client.ui.timeline.painted import BUTTON_DP, EmptyNote, LatestButton, TypingLine
from kivy_client.ui.timeline.selection import Selection

_TYPING_DP = 22
_SIDE_DP = 14
EMPTY = "No messages here yet."
LOOKING = "Looking for messages …"


class TimelinePane(FloatLayout):
    """`foreground`: the person can see the window, so what is in sight counts as read; it follows the window's focus,
    and an app that is paused sets it to False.

    Dispatches `on_reply(entry)`, `on_profile(nick)`, `on_link(address)`, `on_pick_sign(entry)` to react with one that
    is to be picked, `on_copied(words)`, and `on_leave_focus()` when the keyboard goes back to the field.
    """

    foreground = BooleanProperty(True)

    __events__ = ("on_reply", "on_profile", "on_link", "on_pick_sign", "on_copied", "on_leave_focus")

    def __init__(self, board: Board, **options: Any) -> None:
        super().__init__(**options)
        self.board = board
        self.menu: EntryMenu | None = None
        self.selection: Selection | None = None
        self._older = self._asked_older = self._asked_newer = False
        self._line_is_fresh = False
        """The unread line was drawn for what came while nobody looked."""
        self._read_to = 0
        self.view = Timeline(size_hint=(None, None))
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
        Window.bind(focus=self._on_window_focus)

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

    def on_leave_focus(self) -> None:
        """As `on_reply`."""

    def focus_entries(self) -> None:
        """Give the keyboard to the entries."""
        self.view.focus = True

    def to_latest(self) -> None:
        """Show the newest messages."""
        if self.view.past:
            self.board.ask(JumpToLatest(self.board.current))
        else:
            self.view.scroll_to_end()

    def react(self, entry: Entry, sign: str) -> None:
        """Give a sign, or take it back if we gave it."""
        if can_react(entry, self.board.link.features):
            on = not any(one.own for one in entry.reactions if one.sign == sign)
            self.board.ask(React(self.board.current, entry.msgid, sign, on))

    def ask_menu(self, entry: Entry, x: float, y: float, by_keyboard: bool = False) -> None:
        """Open the menu of an entry at a place in the window."""
        if self.menu is not None:
            self.menu.close()
        features = self.board.link.features
        found = actions(entry, features, self._is_operator())
        react = (lambda sign: self._react_or_pick(entry, sign)) if can_react(entry, features) else None
        if found or react:
            self.menu = EntryMenu(self.view.ink, found, lambda action: self.act(entry, action), react, (x, y))
            self.menu.open(by_keyboard)

    def act(self, entry: Entry, action: Action) -> None:
        """Do what was chosen of the menu."""
        conversation = self.board.current
        match action.name:
            case "retry":
                self.board.ask(Resend(conversation, entry.key))
            case "discard":
                self.board.ask(Discard(conversation, entry.key))
            case "redact":
                self.board.ask(Redact(conversation, entry.msgid))
            case "reply":
                self.dispatch("on_reply", entry)
            case "profile":
                self.dispatch("on_profile", entry.nick)
            case "copy":
                self._copy(copied(entry))
            case "copy-link":
                self._copy(action.target)
            case "select":
                self._select_text(entry)

    # The board

    def _bind_board(self) -> None:
        board = self.board
        board.fbind("on_opened", self._on_opened)
        board.fbind("on_spliced", self._on_spliced)
        board.fbind("on_end_reached", self._on_end_reached)
        board.fbind("typing", lambda _, nicks: setattr(self.typing, "nicks", nicks))
        board.fbind("link", self._on_link_changed)
        board.fbind("current", self._on_current)
        self._on_link_changed(board, board.link)

    def _on_opened(self, _: Board, event: Opened) -> None:
        self._older, self._asked_older, self._asked_newer, self._read_to = event.older, False, False, 0
        self.view.begin(event.entries, event.unread_from, event.focus, event.newer)
        self._tell_empty()
        self._mark_read()

    def _on_spliced(self, _: Board, event: Spliced) -> None:
        if event.conversation != self.board.current:
            return
        self._asked_older = self._asked_older and not any(one.at == 0 and one.entries for one in event.splices)
        self._asked_newer = False
        if not self.foreground and self.view.at_bottom:
            self._note_unseen(event)
        self.view.apply(event.splices, event.newer)
        self._tell_empty()
        self._mark_read()

    def _note_unseen(self, event: Spliced) -> None:
        """What comes while nobody looks is new for who comes back: the line is above the first of it."""
        if self._line_is_fresh:
            return
        end = len(self.view.entries)
        came = [entry for one in event.splices if one.at >= end and not one.removed for entry in one.entries]
        first = next((entry for entry in came if not entry.own and entry.shape != "happening"), None)
        if first is not None:
            self._line_is_fresh = True
            self.view.mark_unread(first.key)

    def _on_end_reached(self, _: Board, event: EndReached) -> None:
        if event.conversation == self.board.current:
            self._older = False
            self._tell_empty()

    def _on_link_changed(self, _: Board, link: Linked) -> None:
        self.view.own_nick = link.nick
        if link.link is Link.ONLINE:
            self._asked_older = self._asked_newer = False

    def _on_current(self, _: Board, key: str) -> None:
        if not key:
            self._older = False
            self.view.begin(())
            self.note.words = ""

    def _tell_empty(self) -> None:
        if self.view.entries or not self.board.current:
            self.note.words = ""
        else:
            self.note.words = LOOKING if self._older and self.board.link.link is Link.ONLINE else EMPTY

    def _mark_read(self, *_: object) -> None:
        """All is read up to the last entry, once it is in sight of somebody."""
        entries = self.view.entries
        if self.foreground and self.view.at_bottom and entries and self.board.current:
            last = max(entry.time for entry in entries[-20:])
            if last > self._read_to:
                self._read_to = last
                self.board.ask(MarkRead(self.board.current, last))

    # The list

    def _bind_view(self) -> None:
        view = self.view
        view.fbind("on_near_start", self._on_near_start)
        view.fbind("on_near_end", self._on_near_end)
        view.fbind("on_tap", self._on_tap)
        view.fbind("on_menu", lambda _, entry, x, y: self.ask_menu(entry, x, y))
        view.fbind("on_command", self._on_command)
        view.fbind("scroll_y", self._end_selection)
        view.fbind("at_bottom", self._on_moved)
        view.fbind("past", self._on_moved)
        view.fbind("unseen", self._on_moved)
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

    def _on_moved(self, *_: object) -> None:
        view = self.view
        self.latest.shown = not view.at_bottom
        self.latest.count = view.unseen
        self._mark_read()

    def _on_tap(self, _: Timeline, entry: Entry, hit: Hit | None) -> None:
        match hit.kind if hit is not None else "":
            case "link":
                self.dispatch("on_link", hit.target)
            case "nick":
                self.dispatch("on_profile", hit.target)
            case "quote":
                self._go_to(hit.target)
            case "reaction":
                self.react(entry, hit.target)
            case "fold":
                self.view.toggle(hit.target)
            case "retry":
                self.board.ask(Resend(self.board.current, entry.key))

    def _go_to(self, msgid: str) -> None:
        """Show a message: here if it is here, or else the core brings it."""
        found = next((entry for entry in self.view.entries if entry.msgid == msgid), None)
        if found is not None:
            self.view.show(found.key, flash=True)
        elif msgid:
            self.board.ask(JumpTo(self.board.current, msgid))

    def _on_command(self, _: Timeline, name: str) -> None:
        """By keyboard, for the selected entry."""
        if name == "leave":
            self.dispatch("on_leave_focus")
        elif name == "latest":
            self.to_latest()
        else:
            entry = self.view.entry(self.view.selected)
            if entry is not None:
                self._do_with(entry, name)

    def _do_with(self, entry: Entry, name: str) -> None:
        features = self.board.link.features
        can = {action.name: action for action in actions(entry, features, self._is_operator())}
        if name == "copy" and "copy" in can:
            self.act(entry, can["copy"])
        elif name == "reply" and "reply" in can:
            self.act(entry, can["reply"])
        elif name in ("menu", "delete"):
            if len(entry.parts) > 1:
                self.view.toggle(entry.key)
            else:
                place = self.view.place(entry.key)
                x, y = self.to_window(*place[:2]) if place else self.to_window(*self.view.center)
                layout = place[2] if place else None
                self.ask_menu(entry, x + (layout.x if layout else 0), y, by_keyboard=True)

    def _react_or_pick(self, entry: Entry, sign: str) -> None:
        if sign == MORE_SIGNS:
            self.dispatch("on_pick_sign", entry)
        else:
            self.react(entry, sign)

    def _copy(self, words: str) -> None:
        Clipboard.copy(words)
        self.dispatch("on_copied", words)

    def _select_text(self, entry: Entry) -> None:
        """Lay a field over the entry's text, in which parts of it can be selected."""
        self._end_selection()
        self.view.reveal(entry.key)
        place = self.view.place(entry.key)
        if place is not None and place[2].bubble:
            self.selection = Selection(entry, place[2], place[0], place[1], self._end_selection)
            self.add_widget(self.selection, index=1)
            self.selection.start()

    def _end_selection(self, *_: object) -> None:
        selection, self.selection = self.selection, None
        if selection is not None:
            selection.close()
            self.remove_widget(selection)

    def _is_operator(self) -> bool:
        conversation = self.board.conversation
        return conversation is not None and conversation.operator

    # The window

    def _on_window_focus(self, _: Any, focused: bool) -> None:
        self.foreground = focused

    def _on_foreground(self, *_: object) -> None:
        if self.foreground:
            self._line_is_fresh = False
            self._mark_read()

    def _arrange(self, *_: object) -> None:
        line = max(dp(_TYPING_DP), self.view.ink.faces.small.line_height + dp(4))
        self.typing.pos, self.typing.size = self.pos, (self.width, line)
        self.view.pos, self.view.size = (self.x, self.y + line), (self.width, max(self.height - line, 1))
        self.note.pos, self.note.size = self.view.pos, self.view.size
        button = dp(BUTTON_DP)
        self.latest.size = (button, button)
        self.latest.pos = (self.right - dp(_SIDE_DP) - button, self.y + line + dp(10))
