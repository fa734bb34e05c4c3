"""Who somebody is, and what can be done: write to them, name them, and what an operator may. Runs on Kivy's thread."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ColorProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from ircwire.casemapping import fold
from kivy_client.core.model.commands import AskProfile, SetMode
from kivy_client.core.model.conversations import Kind, Member
from kivy_client.core.model.events import Link, ProfileShown, Toast
from kivy_client.ui.board import Board
from kivy_client.ui.controls import ListRow
from kivy_client.ui.conversations.words import initial
from kivy_client.ui.dialogs.facts import facts
from kivy_client.ui.dialogs.removal import RemovalSheet
from kivy_client.ui.sheet import Sheet
from kivy_client.ui.theme import theme

if TYPE_CHECKING:
    from kivy_client.ui.base import Shell

ASKING, OFFLINE = "Asking the server …", "No connection: nothing more is known."
_ABOVE = frozenset("~&!")
"""Prefixes of who is more than an operator already (owner, admin)."""


class FactRow(BoxLayout):
    """What it is about, and what is known."""

    about = StringProperty("")
    words = StringProperty("")


class ProfileSheet(Sheet):
    """`member`: of the open room, None if they are not in it."""

    nick = StringProperty("")
    note = StringProperty("")
    letter = StringProperty("")
    fill = ColorProperty()
    own = BooleanProperty(False)

    def __init__(self, shell: Shell, *, nick: str, **options: Any) -> None:
        super().__init__(nick=nick, title=nick, **options)
        self._shell, self.board = shell, shell.board
        self.letter, self.fill = initial(nick), theme.avatar_colour(nick)
        self.own = fold(nick) == fold(self.board.link.nick)
        self._host = ""
        bound = {"on_profile": self._on_profile, "on_toast": self._on_toast}
        bound |= {"members": self._on_members, "link": self._on_link}
        self._bound = [(name, self.board.fbind(name, call)) for name, call in bound.items()]
        self._shown = self.member
        self._show_actions()
        if self.board.link.link is Link.ONLINE:
            self.note = ASKING
            self.board.ask(AskProfile(nick))
        else:
            self.note = OFFLINE

    @property
    def member(self) -> Member | None:
        return next((one for one in self.board.members if one.nick == self.nick), None)

    def on_dismiss(self) -> None:
        for name, number in self._bound:
            self.board.unbind_uid(name, number)

    def _show_actions(self) -> None:
        """The rows that can be pressed."""
        box, one, nick = self.ids.actions, self.board.conversation, self.nick
        box.clear_widgets()
        if self.own:
            return
        if one is None or one.kind is not Kind.PERSON or one.key != fold(nick):
            self._row("Write a message", "pencil", lambda: self._shell.open_conversation(fold(nick), nick))
        if one is not None and one.kind is not Kind.SERVER:
            self._row("Mention", "account", lambda: self._shell.mention(nick))
        if one is not None and one.kind is Kind.ROOM and one.operator:
            self._show_powers(one.key, self.member)

    def _show_powers(self, key: str, member: Member | None) -> None:
        """What an operator of the room may do with them, in it or not."""
        nick = self.nick
        if member is not None and member.role == "@":
            self._row("Take back operator rights", "crown", lambda: self.board.ask(SetMode(key, ("-o", nick))))
        elif member is not None and member.role not in _ABOVE:
            self._row("Make an operator", "crown", lambda: self.board.ask(SetMode(key, ("+o", nick))))
            on = member.role != "+"
            words = "Give a voice" if on else "Take back the voice"
            self._row(words, "star", lambda: self.board.ask(SetMode(key, ("+v" if on else "-v", nick))))
        if member is not None:
            self._row("Remove from the room", "kick", lambda: RemovalSheet(self.board, key, nick).open(), danger=True)
        self._row("Ban", "ban", lambda: self._ban(key, nick), danger=True)

    def _ban(self, key: str, nick: str) -> None:
        RemovalSheet(self.board, key, nick, ban=True, here=self.member is not None, host=self._host).open()

    def _row(self, title: str, icon: str, act: Any, danger: bool = False) -> None:
        row = ListRow(title=title, icon=icon, danger=danger)
        row.fbind("on_release", lambda _: self._do(act))
        self.ids.actions.add_widget(row)

    def _do(self, act: Any) -> None:
        self.dismiss()
        act()

    def _on_profile(self, _: Board, event: ProfileShown) -> None:
        if fold(event.profile.nick) != fold(self.nick):
            return
        self.note = ""
        self._host = event.profile.host if " " not in event.profile.host else ""
        self.ids.facts.clear_widgets()
        for about, words in facts(event.profile):
            self.ids.facts.add_widget(FactRow(about=about, words=words))

    def _on_toast(self, _: Board, event: Toast) -> None:
        """Why nothing is known: what the server refuses begins with the name it was asked about."""
        if self.note == ASKING and fold(event.sentence).startswith(f"{fold(self.nick)}:"):
            self.note = event.sentence

    def _on_link(self, *_: object) -> None:
        if self.note == ASKING and self.board.link.link is not Link.ONLINE:
            self.note = OFFLINE

    def _on_members(self, *_: object) -> None:
        if self.member != self._shown:
            self._shown = self.member
            self._show_actions()


Builder.load_file(str(Path(__file__).with_name("profile.kv")))
