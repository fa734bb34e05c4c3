"""Which panes are seen now: it follows the window's width, the open conversation, and what is told at the side.

The pane of the conversation is made when it is needed first, or shortly after the start (`complete`): the list is there
before it. Runs on Kivy's thread.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kivy.uix.widget import Widget

from kivy_client.core.model.commands import Open, Prefer
from kivy_client.core.model.conversations import Kind
from kivy_client.ui.shell import panels
from kivy_client.ui.shell.panes import Panes
from kivy_client.ui.shell.places import Place, seen
from kivy_client.ui.shell.side import Panel, SideFrame

if TYPE_CHECKING:
    from kivy_client.ui.base import Shell
    from kivy_client.ui.shell.chat import ChatPane

MEMBERS = "members"


class Arrangement:
    """`wants_chat`: on a phone, the conversation is in front of the list."""

    def __init__(self, shell: Shell, list_pane: Widget) -> None:
        self._shell, self._board, self._list = shell, shell.board, list_pane
        self.side = SideFrame(shell=shell)
        self.wants_chat = False
        self._members_came_along = False
        """The members are there because the window is wide, and go when it is not."""
        self.panes = Panes({"list": lambda: list_pane, "chat": self._make_chat, "side": lambda: self.side})
        self.panes.late = frozenset({"chat"})
        self.panes.fbind("count", self.arrange)
        for name in ("preferences", "conversations"):
            self._board.fbind(name, self.arrange)

    def _make_chat(self) -> Widget:
        from kivy_client.ui.shell.chat import ChatPane

        return ChatPane(self._shell)

    @property
    def chat(self) -> ChatPane:
        """The pane of the conversation."""
        chat: ChatPane = self.panes.pane("chat")
        return chat

    @property
    def has_chat(self) -> bool:
        """Whether it was made."""
        return "chat" in self.panes.made

    def complete(self) -> None:
        """Make what was left for later; what was opened before it was there is told again."""
        if self.panes.late:
            missed = self._board.current
            self.panes.late = frozenset()
            self.panes.pane("chat")
            self.panes.fill()
            self.arrange()
            if missed:
                self._board.ask(Open(missed))

    def sees(self, place: Place) -> bool:
        """Whether a pane is in sight."""
        return place in self.panes.shown and place in self.panes.made

    @property
    def shows_chat_alone(self) -> bool:
        return self.panes.shown == ("chat",)

    # The side

    @property
    def is_wide(self) -> bool:
        """There is room for three panes."""
        return bool(self.panes.count == 3)

    @property
    def side_is_asked_for(self) -> bool:
        """Something is at the side that goes with Back: not the members, where they always are."""
        return self.side.panel is not None and not (self.is_wide and self.side.name == MEMBERS)

    def show_side(self, panel: Panel, name: str) -> None:
        self.side.show(panel, name)
        self.arrange()

    def show_chat(self) -> None:
        """Have the conversation in sight, in the place of what is there instead."""
        if not self.sees("chat"):
            self.side.show(None)
            self.wants_chat = True
            self.arrange()

    def close_side(self) -> None:
        """Close what is at the side; members that are always there are not wanted any more."""
        if self.is_wide and self.side.name == MEMBERS:
            self.prefer_members(False)
        self.side.show(None)
        self.arrange()

    def leave_side(self, everything: bool = False) -> None:
        """Another conversation was opened: what was told of the one before goes."""
        panel = self.side.panel
        if panel is not None and (everything or (not panel.alone and self.side_is_asked_for)):
            self.side.show(None)

    def prefer_members(self, on: bool) -> None:
        """Have them at the side from now on, or not."""
        board = self._board
        board.preferences = replace(board.preferences, side_panel=on)
        board.ask(Prefer(board.preferences))

    def arrange(self, *_: Any) -> None:
        """Show the panes that belong in sight."""
        if self.panes.parent is None:
            return
        one = self._board.conversation
        is_open = one is not None and (self.wants_chat or self.panes.count > 1)
        self._bring_members(is_room=one is not None and one.kind is Kind.ROOM)
        side, panes = self.side.panel, self.panes
        panes.wide_side = side is not None and side.wide
        panes.shown = seen(panes.count, is_open, side is not None)
        self._list.edge = len(panes.shown) > 1
        self.side.as_back = not self.is_wide
        if self.has_chat:
            self.chat.header.has_back = self.shows_chat_alone
            self.chat.header.side_open = "side" in panes.shown and self.side.name == MEMBERS
        panes.arrange()

    def _bring_members(self, is_room: bool) -> None:
        """In a wide window the members are beside their room, if the person likes that."""
        if self.is_wide and self.side.panel is None and is_room and self._board.preferences.side_panel:
            self.side.show(panels.make(MEMBERS, self._shell), MEMBERS)
        elif self.side.name == MEMBERS and (not is_room or (not self.is_wide and self._members_came_along)):
            self.side.show(None)
        self._members_came_along = self.is_wide and self.side.name == MEMBERS
