"""The members of the open room, beside it: filtered by a field when they are many, told more of when pressed.

Runs on Kivy's thread.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kivy.clock import Clock
from kivy.lang import Builder
from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout

from ircwire.casemapping import fold
from kivy_client.core.model.conversations import Member
from kivy_client.ui import controls  # noqa: F401  the classes named in the kv file
from kivy_client.ui.conversations.words import grouped
from kivy_client.ui.lists.rows import RowList
from kivy_client.ui.members import rows
from kivy_client.ui.shell.menus import Choice
from kivy_client.ui.shell.side import Panel
from kivy_client.ui.timeline.compose import Sheet

if TYPE_CHECKING:
    from kivy_client.ui.base import Shell

MANY = 12
"""With so many members a filter is worth its room."""

Builder.load_file(str(Path(__file__).with_name("pane.kv")))


class MemberList(RowList):
    """One row for each member."""

    def __init__(self, **options: Any) -> None:
        super().__init__(rows.ROW_DP, **options)

    def key(self, item: Member) -> str:
        return item.nick

    def compose(self, item: Member, width: float, chosen: bool) -> Sheet:
        return rows.compose(item, self.ink.faces, width, self.row_height)


class FilterBox(BoxLayout):
    """The field to filter by."""


class MembersPane(Panel):
    """With many members there is a field to filter by."""

    filter_words = StringProperty("")
    alone = True

    def __init__(self, shell: Shell, **options: Any) -> None:
        super().__init__(shell, **options)
        self.filter_box = FilterBox()
        self.field = self.filter_box.ids.filter_field
        self.field.fbind("text", self.setter("filter_words"))
        self.field.fbind("on_text_validate", lambda _: self.choose_first())
        self.list = MemberList()
        self.add_widget(self.list)
        self._refresh = Clock.create_trigger(lambda _: self.refresh(), -1)
        self._entitle = Clock.create_trigger(lambda _: self._tell_number(), -1)
        follows = {"members": self._refresh, "conversations": self._entitle}
        self._bound = [(name, self.board.fbind(name, call)) for name, call in follows.items()]
        self.fbind("filter_words", lambda *_: self.refresh())
        self.list.fbind("on_choose", lambda _, one: shell.open("profile", nick=one.nick))
        self.list.fbind("on_menu", lambda _, one, x, y, keys: self._ask_menu(one, x, y, keys))
        self.refresh()

    def begin(self) -> None:
        self.list.focus = True

    def end(self) -> None:
        for name, number in self._bound:
            self.board.unbind_uid(name, number)

    def back(self) -> bool:
        """Show all again."""
        had = bool(self.filter_words)
        self.field.text = ""
        return had

    def choose_first(self) -> None:
        """Enter in the field."""
        if self.list.items:
            self.shell.open("profile", nick=self.list.items[0].nick)

    def _tell_number(self) -> None:
        """Of a very large room not all are listed."""
        one = self.board.conversation
        number = max(len(self.board.members), one.people if one is not None else 0)
        self.title = f"Members · {grouped(number)}" if number else "Members"

    def refresh(self) -> None:
        members = self.board.members
        self._tell_number()
        many = len(members) >= MANY
        if many and self.filter_box.parent is None:
            self.add_widget(self.filter_box, index=1)
        elif not many and self.filter_box.parent is not None:
            self.field.text = ""
            self.remove_widget(self.filter_box)
        self.list.show(rows.filtered(members, self.filter_words))

    def _ask_menu(self, member: Member, x: float, y: float, by_keyboard: bool) -> None:
        shell, nick = self.shell, member.nick
        choices = [Choice(f"About {nick}", "account", lambda: shell.open("profile", nick=nick))]
        if not member.own:
            choices.append(Choice(f"Write to {nick}", "pencil", lambda: shell.open_conversation(fold(nick), nick)))
        shell.menus.show(choices, x, y, by_keyboard)
