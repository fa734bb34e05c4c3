"""The left pane: the search field, the conversations, and a line on how it stands with the connection.

What is typed into the field filters the list at once, and Enter opens the first; it can be looked for in all messages
too. Runs on Kivy's thread.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kivy.clock import Clock
from kivy.lang import Builder
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kivy_client.core.model.conversations import Conversation
from kivy_client.ui import controls
from kivy_client.ui.board import Board
from kivy_client.ui.conversations.order import filtered, ordered
from kivy_client.ui.conversations.status import status_words
from kivy_client.ui.conversations.view import ConversationList

if TYPE_CHECKING:
    from kivy_client.ui.base import Shell

Builder.load_file(str(Path(__file__).with_name("pane.kv")))

NOTHING = "No conversations yet.\nThe pencil above begins one."
NOT_FOUND = "No conversation is called so."
_DAY_SECONDS = 60.0


class ConversationsPane(BoxLayout):
    """`edge`: another pane is at its right."""

    shell = ObjectProperty()
    filter_words = StringProperty("")
    note = StringProperty("")
    status = StringProperty("")
    link_name = StringProperty("none")
    edge = BooleanProperty(True)

    def __init__(self, shell: Shell, **options: Any) -> None:
        super().__init__(shell=shell, **options)
        self.board: Board = shell.board
        self.ordered: list[Conversation] = []
        """All, as they are listed without a filter."""
        self.list = ConversationList(pos_hint={"x": 0, "y": 0})
        self.ids.body.add_widget(self.list)
        self._refresh = Clock.create_trigger(lambda _: self.refresh(), -1)
        self.list.fbind("on_choose", lambda _, one: self._choose(one))
        self.list.fbind("on_menu", lambda _, one, x, y, keys: shell.menus.conversation(one, x, y, keys))
        self.search_row = controls.ListRow(icon="search", title="Search in messages")
        self.search_row.fbind("on_release", lambda _: self.search_messages())
        self.fbind("filter_words", self._on_filter)
        board = self.board
        board.fbind("conversations", lambda *_: self._refresh())
        board.fbind("current", self._on_current)
        for name in ("link", "server"):
            board.fbind(name, lambda *_: self._show_status())
        self._show_status()
        self.refresh()
        self._on_current(board, board.current)
        # Times are told by the day, and days end.
        Clock.schedule_interval(self._repaint, _DAY_SECONDS)

    def _repaint(self, *_: object) -> None:
        self.list.repaint()

    def refresh(self) -> None:
        """List them anew."""
        self.ordered = ordered(self.board.conversations.values())
        shown = filtered(self.ordered, self.filter_words)
        self.list.show(shown)
        self.note = "" if shown or not self.board.host else NOT_FOUND if self.filter_words.strip() else NOTHING

    def clear_filter(self) -> bool:
        """Show all again; whether some were hidden."""
        had = bool(self.filter_words)
        self.ids.search_field.text = ""
        return had

    def choose_first(self) -> None:
        """Enter in the field."""
        if self.list.items:
            self._choose(self.list.items[0])
        elif self.filter_words.strip():
            self.search_messages()

    def search_messages(self) -> None:
        self.shell.open("search", text=self.filter_words.strip())

    def ask_main_menu(self) -> None:
        button = self.ids.menu_button
        self.shell.menus.main(*button.to_window(button.x, button.y), by_keyboard=button.focus)

    def _on_filter(self, *_: object) -> None:
        """What is typed may be meant for the messages: that is offered above the list."""
        self.search_row.detail = words = self.filter_words.strip()
        if bool(words) != (self.search_row.parent is not None):
            (self.ids.offer.add_widget if words else self.ids.offer.remove_widget)(self.search_row)
        self.refresh()

    def _choose(self, one: Conversation) -> None:
        self.clear_filter()
        self.shell.open_conversation(one.key)

    def _on_current(self, _: Board, key: str) -> None:
        self.list.chosen = key

    def _show_status(self) -> None:
        self.status = status_words(self.board.link, self.board.host) if self.board.host else ""
        self.link_name = self.board.link.link.value
