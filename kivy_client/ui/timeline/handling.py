"""What is done with an entry: by a tap, by a key, by its menu; and selecting a part of its text. Runs on Kivy's thread.

It asks the core itself. What concerns other parts of the window it has the pane tell.
"""

from __future__ import annotations

from typing import Any

from kivy.core.clipboard import Clipboard
from kivy.uix.floatlayout import FloatLayout

from kivy_client.core.model.commands import Discard, JumpTo, React, Redact, Resend
from kivy_client.core.model.entries import Entry
from kivy_client.ui.board import Board
from kivy_client.ui.timeline.actions import Action, actions, can_react, copied
from kivy_client.ui.timeline.compose import Hit
from kivy_client.ui.timeline.gestures import Timeline
from kivy_client.ui.timeline.menu import MORE_SIGNS, EntryMenu
from kivy_client.ui.timeline.selection import Selection


class Handling:
    """Of one `TimelinePane`, which dispatches its events. `menu`, `selection`: the last one, or None."""

    def __init__(self, pane: FloatLayout, board: Board, view: Timeline) -> None:
        self._pane, self._board, self._view = pane, board, view
        self.menu: EntryMenu | None = None
        self.selection: Selection | None = None
        view.fbind("on_tap", self._on_tap)
        view.fbind("on_menu", lambda _, entry, x, y: self.ask_menu(entry, x, y))
        view.fbind("on_command", self._on_command)
        view.fbind("on_moved", self._follow)

    def end(self) -> None:
        """Close what is open: these are not the entries any more that it is about."""
        self._end_selection()
        if self.menu is not None and self.menu.parent is not None:
            self.menu.close()

    def react(self, entry: Entry, sign: str) -> None:
        """Give a sign, or take it back if we gave it. The entry may be gone meanwhile, or another conversation open."""
        now = self._view.entry(entry.key)
        if now is not None and self._can_react(now):
            on = not any(one.own for one in now.reactions if one.sign == sign)
            self._board.ask(React(self._board.current, now.msgid, sign, on))

    def ask_menu(self, entry: Entry, x: float, y: float, at: str = "", by_keyboard: bool = False) -> None:
        """Open the menu of an entry at a place in the window. `by_keyboard`: with the first action chosen, or the first
        one called `at`."""
        self.end()
        found = self._actions(entry)
        react = (lambda sign: self._react_or_pick(entry, sign)) if self._can_react(entry) else None
        if found or react:
            self.menu = EntryMenu(self._view.ink, found, lambda action: self.act(entry, action), react, (x, y))
            first = next((number for number, action in enumerate(found) if action.name == at), 0)
            self.menu.open(by_keyboard, first)

    def act(self, entry: Entry, action: Action) -> None:
        """Do what was chosen of the menu."""
        conversation = self._board.current
        match action.name:
            case "retry":
                self._board.ask(Resend(conversation, entry.key))
            case "discard":
                self._board.ask(Discard(conversation, entry.key))
            case "redact":
                self._board.ask(Redact(conversation, entry.msgid))
            case "reply":
                self._pane.dispatch("on_reply", entry)
            case "profile":
                self._pane.dispatch("on_profile", entry.nick)
            case "open-link":
                self._pane.dispatch("on_link", action.target)
            case "quote":
                self._go_to(action.target)
            case "unfold":
                self._view.toggle(entry.key)
            case "react":
                self.react(entry, action.target)
            case "copy":
                self._copy(copied(entry))
            case "copy-link":
                self._copy(action.target)
            case "select":
                self._select_text(entry)

    def _actions(self, entry: Entry) -> list[Action]:
        one = self._board.conversation
        operator = one is not None and one.operator
        return actions(entry, self._board.link.features, operator, self._view.folding(entry.key))

    def _can_react(self, entry: Entry) -> bool:
        return can_react(entry, self._board.link.features)

    def _react_or_pick(self, entry: Entry, sign: str) -> None:
        if sign == MORE_SIGNS:
            self._pane.dispatch("on_pick_sign", entry)
        else:
            self.react(entry, sign)

    # By tap

    def _on_tap(self, _: Timeline, entry: Entry, hit: Hit | None) -> None:
        match hit.kind if hit is not None else "":
            case "link":
                self._pane.dispatch("on_link", hit.target)
            case "nick":
                self._pane.dispatch("on_profile", hit.target)
            case "quote":
                self._go_to(hit.target)
            case "reaction":
                self.react(entry, hit.target)
            case "fold":
                self._view.toggle(hit.target)
            case "retry":
                self._board.ask(Resend(self._board.current, entry.key))

    def _go_to(self, msgid: str) -> None:
        """Show a message: here if it is here, or else the core brings it."""
        found = next((entry for entry in self._view.entries if entry.msgid == msgid), None)
        if found is not None:
            self._view.show(found.key, flash=True)
        elif msgid:
            self._board.ask(JumpTo(self._board.current, msgid))

    # By key, for the selected entry

    def _on_command(self, _: Timeline, name: str) -> None:
        entry = self._view.entry(self._view.selected)
        if entry is not None:
            self._do_with(entry, name)

    def _do_with(self, entry: Entry, name: str) -> None:
        can = {action.name: action for action in self._actions(entry)}
        match name:
            case "copy" | "reply" if name in can:
                self.act(entry, can[name])
            case "menu" if len(entry.parts) > 1:
                self._view.toggle(entry.key)
            case "menu":
                self._menu_of(entry)
            case "delete":
                removing = next((action.name for action in can.values() if action.harmful), "")
                if removing:
                    self._menu_of(entry, removing)

    def _menu_of(self, entry: Entry, at: str = "") -> None:
        place = self._view.place(entry.key)
        x, y = self._pane.to_window(*place[:2]) if place else self._pane.to_window(*self._view.center)
        self.ask_menu(entry, x + (place[2].x if place else 0), y, at, by_keyboard=True)

    # A part of a text

    def _copy(self, words: str) -> None:
        Clipboard.copy(words)
        self._pane.dispatch("on_copied", words)

    def _select_text(self, entry: Entry) -> None:
        """Lay a field over the entry's text, in which parts of it can be selected."""
        self._end_selection()
        self._view.reveal(entry.key)
        place = self._view.place(entry.key)
        if place is not None and place[2].bubble:
            self.selection = Selection(entry, place[2], self._end_selection)
            self.selection.stand(*place)
            self._pane.add_widget(self.selection, index=1)
            self.selection.start()

    def _follow(self, *_: object) -> None:
        """The selection stays over its text; it ends when that is another, or out of sight."""
        selection = self.selection
        if selection is None:
            return
        place = self._view.place(selection.entry.key)
        if place is not None and place[2].block == selection.block:
            selection.stand(*place)
        else:
            self._end_selection()

    def _end_selection(self, *_: Any) -> None:
        selection, self.selection = self.selection, None
        if selection is not None:
            selection.close()
            self._pane.remove_widget(selection)
