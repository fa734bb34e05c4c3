"""The middle pane: the open conversation's header, its timeline, and the field to write into. Runs on Kivy's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout

from kivy_client.core.model.entries import Entry
from kivy_client.ui.compose.composer import Composer
from kivy_client.ui.search.bar import SearchBar
from kivy_client.ui.shell.header import Header
from kivy_client.ui.timeline.pane import TimelinePane

if TYPE_CHECKING:
    from kivy_client.ui.shell.base import Shell

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
        timeline.fbind("on_reply", lambda _, entry: self.composer.reply(entry))
        timeline.fbind("on_profile", lambda _, nick: shell.open("profile", nick=nick))
        timeline.fbind("on_link", lambda _, address: shell.open_address(address))
        timeline.fbind("on_pick_sign", lambda _, entry: self._pick_sign(entry))
        timeline.fbind("on_copied", lambda *_: shell.toast("Copied."))
        timeline.fbind("on_leave_focus", lambda _: self.composer.focus_field())
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
        """Close what is open within; False: nothing is."""
        return self.search.back() or self.composer.back()

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
