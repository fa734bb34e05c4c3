"""The middle pane: the open conversation's header, its timeline, and the field to write into. Runs on Kivy's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout

from kivy_client.core.model.entries import Entry
from kivy_client.ui.compose.composer import Composer
from kivy_client.ui.focus import HAS_KEYS, above, focused
from kivy_client.ui.search.bar import SearchBar
from kivy_client.ui.shell.header import Header
from kivy_client.ui.timeline.pane import TimelinePane

if TYPE_CHECKING:
    from kivy_client.ui.base import Shell

CHOOSE = "Choose a conversation, or begin one."


class Placeholder(FloatLayout):
    """What is there while no conversation is open."""

    words = StringProperty(CHOOSE)


class ChatPane(BoxLayout):
    """Its parts are made once, and stay whatever conversation is open."""

    def __init__(self, shell: Shell, **options: Any) -> None:
        super().__init__(**options)
        self.shell = shell
        self.board = shell.board
        self.header = Header(shell)
        self.timeline = TimelinePane(self.board)
        self.composer = Composer(self.board)
        self.search = SearchBar(self.board)
        self.placeholder = Placeholder()
        self.board.fbind("current", self._show)
        timeline = self.timeline
        timeline.foreground = shell.foreground
        shell.fbind("foreground", timeline.setter("foreground"))
        timeline.fbind("on_reply", lambda _, entry: self.composer.reply(entry))
        timeline.fbind("on_profile", lambda _, nick: shell.open("profile", nick=nick))
        timeline.fbind("on_link", lambda _, address: shell.open_address(address))
        timeline.fbind("on_pick_sign", lambda _, entry: self._pick_sign(entry))
        timeline.fbind("on_copied", lambda *_: shell.toast("Copied."))
        self.composer.fbind("on_profile", lambda _, nick: shell.open("profile", nick=nick))
        self.composer.fbind("on_rooms", lambda _: shell.open("rooms"))
        self.search.fbind("on_everywhere", lambda _, text: self._search_everywhere(text))
        self.search.fbind("on_end", lambda _: self.focus_field())
        self._show()

    @property
    def is_open(self) -> bool:
        return self.header.parent is not None

    def focus_field(self) -> None:
        """Give the keyboard to the field to write into."""
        if self.is_open:
            self.composer.focus_field()

    def back(self) -> bool:
        """Close what is open within, and return from the messages to the field; False: there is nothing to do."""
        return self.search.back() or self._leave_messages() or self.composer.back()

    def _leave_messages(self) -> bool:
        """The keyboard is in the timeline, or in a part of a message that is being selected: not any more."""
        holder = focused()
        if holder is None or self.timeline not in above(holder):
            return False
        holder.focus = False
        if HAS_KEYS:
            self.focus_field()
        return True

    def _search_everywhere(self, text: str) -> None:
        self.search.close()
        self.shell.open("search", text=text)

    def _pick_sign(self, entry: Entry) -> None:
        self.shell.open("signs", choose=lambda sign: self.timeline.react(entry, sign))

    def _show(self, *_: object) -> None:
        is_open = bool(self.board.current)
        if is_open == self.is_open and self.children:
            return
        self.clear_widgets()
        for part in (self.header, self.search, self.timeline, self.composer) if is_open else (self.placeholder,):
            self.add_widget(part)
