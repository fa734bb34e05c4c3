"""The menus of the window: the main one, and what can be done with a conversation. Runs on Kivy's thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kivy_client.core.model.commands import Join, MarkRead, Part, SetMuted, SetPinned
from kivy_client.core.model.conversations import Conversation, Kind
from kivy_client.ui.conversations.words import parting

if TYPE_CHECKING:
    from kivy_client.ui.base import Shell
    from kivy_client.ui.timeline.menu import EntryMenu

LEAVE_CHAT = "Leave chat"
SERVER_KEY = "*"
"""Of the conversation in which the server talks to us."""


class Choice(NamedTuple):
    """`icon` by its name in `ui.icons`. `harmful`: it has to be chosen twice."""

    label: str
    icon: str
    act: Callable[[], object]
    harmful: bool = False


class Menus:
    """One is open at most: `shown`, or None."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self.shown: EntryMenu | None = None

    def main(self, x: float, y: float, by_keyboard: bool = False) -> None:
        """Of the whole app."""
        shell = self._shell
        choices = [
            Choice("New conversation", "pencil", lambda: shell.open("new")),
            Choice("Rooms of this server", "hash", lambda: shell.open("rooms")),
            Choice("Search everywhere", "search", lambda: shell.open("search")),
            Choice("Servers", "server", lambda: shell.open("servers")),
            Choice("Messages of the server", "history", lambda: shell.open_conversation(SERVER_KEY)),
            Choice("Settings", "settings", lambda: shell.open("settings")),
            Choice("Keyboard", "keyboard", lambda: shell.open("keys")),
            Choice("About Chorus", "info", lambda: shell.open("about")),
            Choice(LEAVE_CHAT, "logout", shell.leave),
        ]
        self.show(choices, x, y, by_keyboard)

    def open_one(self, x: float, y: float, by_keyboard: bool = False) -> None:
        """Of the open conversation, in its header."""
        one, shell = self._shell.board.conversation, self._shell
        if one is None:
            return
        about = {Kind.ROOM: "Room settings", Kind.PERSON: f"About {one.name}"}.get(one.kind)
        choices = [Choice("Search here", "search", shell.search_here)]
        if one.kind is Kind.ROOM:
            choices.append(Choice("Members", "people", shell.toggle_members))
        if about is not None:
            choices.append(Choice(about, "info", shell.tell_about))
        choices += [*self._of(one), Choice(LEAVE_CHAT, "logout", shell.leave)]
        self.show(choices, x, y, by_keyboard)

    def conversation(self, one: Conversation, x: float, y: float, by_keyboard: bool = False) -> None:
        """Of a row of the list."""
        self.show(self._of(one), x, y, by_keyboard)

    def show(self, choices: Sequence[Choice], x: float, y: float, by_keyboard: bool) -> None:
        """Open a menu at a place in the window; its upper left corner is there, if there is room."""
        from kivy_client.ui.timeline.ink import Ink
        from kivy_client.ui.timeline.menu import EntryMenu

        self.close()
        self.shown = EntryMenu(Ink(), choices, lambda choice: choice.act(), None, (x, y))
        self.shown.open(by_keyboard)

    def close(self) -> None:
        """If one is open, none is."""
        if self.shown is not None and self.shown.parent is not None:
            self.shown.close()

    def _of(self, one: Conversation) -> list[Choice]:
        ask, found = self._shell.board.ask, []
        if one.unread and one.last is not None:
            last = one.last.time
            found.append(Choice("Mark as read", "check-all", lambda: ask(MarkRead(one.key, last))))
        words, icon = ("Unmute", "bell") if one.muted else ("Mute", "bell-off")
        found.append(Choice(words, icon, lambda: ask(SetMuted(one.key, not one.muted))))
        words, icon = ("Unpin", "unpin") if one.pinned else ("Pin to the top", "pin")
        found.append(Choice(words, icon, lambda: ask(SetPinned(one.key, not one.pinned))))
        if one.kind is Kind.ROOM and not one.joined:
            label = "Join this room" if one.invited_by else "Join again"
            found.append(Choice(label, "plus", lambda: ask(Join(one.name))))
        if one.kind is not Kind.SERVER:
            icon = "door" if one.kind is Kind.ROOM and one.joined else "close"
            found.append(Choice(parting(one).label, icon, lambda: ask(Part(one.key)), harmful=True))
        return found
