"""The window: either the first screen, or the panes with a banner above them. It opens panels by name and goes back;
its parts ask it for that and hold the board for all else.

It decides nothing about the chat: that is the core's. Runs on Kivy's thread.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kivy.clock import Clock
from kivy.input import MotionEvent
from kivy.lang import Builder
from kivy.properties import BooleanProperty
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from kivy_client.core.model.commands import Leave, Open
from kivy_client.core.model.conversations import Kind
from kivy_client.core.model.events import CertificateAsked, Link, Loaded, Refused, Toast
from kivy_client.core.model.servers import Server
from kivy_client.platform.device import Device
from kivy_client.platform.keyboard import keyboard
from kivy_client.ui.board import Board
from kivy_client.ui.conversations.pane import ConversationsPane
from kivy_client.ui.focus import HAS_KEYS, above, focused, keep_focus
from kivy_client.ui.shell import panels
from kivy_client.ui.shell.arrangement import Arrangement
from kivy_client.ui.shell.banner import Banner
from kivy_client.ui.shell.menus import Menus
from kivy_client.ui.shell.places import Place
from kivy_client.ui.shell.shortcuts import Shortcuts
from kivy_client.ui.shell.toasts import Toasts

if TYPE_CHECKING:
    from kivy_client.ui.shell.chat import ChatPane

Builder.load_file(str(Path(__file__).with_name("shell.kv")))


class Shell(FloatLayout):
    """`board`: what is known; `device`: the system. `start`: the first screen while it is shown, else None; it begins
    with the `suggested` server, at once if the app is `fresh`. `foreground`: the person can see the window."""

    foreground = BooleanProperty(True)

    def __init__(
        self, board: Board, device: Device, suggested: Server | None = None, fresh: bool = False, **options: Any
    ) -> None:
        super().__init__(**options)
        self.board, self.device, self.suggested = board, device, suggested
        self.toasts, self.menus = Toasts(), Menus(self)
        self._shortcuts = Shortcuts(self)
        self.start: Any = None
        self._first_visit = False
        # Once all the parts have followed the board.
        self._focus_soon = Clock.create_trigger(lambda _: self.focus_field(), -1)
        self.list = ConversationsPane(self)
        self.arrangement = Arrangement(self, self.list)
        self.panes, self.side = self.arrangement.panes, self.arrangement.side
        self.banner = Banner(board)
        self.fbind("size", self._place)
        self.banner.fbind("height", self._place)
        self._bind_board()
        if fresh:
            self.show_start()
        else:
            self.show_chats()

    def _bind_board(self) -> None:
        board = self.board
        board.fbind("on_loaded", self._on_loaded)
        board.fbind("on_refused", self._on_refused)
        board.fbind("on_certificate", self._on_certificate)
        board.fbind("on_toast", self._on_toast)
        board.fbind("link", self._on_link)
        board.fbind("current", self._on_current)
        board.fbind("conversations", self._on_conversations)

    @property
    def chat(self) -> ChatPane:
        """The pane of the open conversation."""
        return self.arrangement.chat

    # What the parts and panels ask for

    def open(self, name: str, **options: Any) -> Any:
        """Open a panel of the table, and give it the keyboard. A menu would have the keys below it: none stays open."""
        self._close_menus()
        panel = panels.make(name, self, **options)
        if panels.PANELS[name].where == "dialog":
            panel.open()
        else:
            self.arrangement.show_side(panel, name)
            if HAS_KEYS:
                panel.begin()
        return panel

    def close_side(self) -> None:
        """Close what is at the side."""
        self.arrangement.close_side()
        self.focus_field()

    def open_conversation(self, key: str, name: str = "") -> None:
        """Show a conversation. One that is not in the list yet begins: `name` as it was written."""
        self.arrangement.complete()
        self.arrangement.wants_chat = True
        if key == self.board.current:
            self.arrangement.arrange()
            self.focus_field()
        else:
            self.board.ask(Open(key, name))

    def close_conversation(self) -> None:
        """Show the list alone: none is open any more."""
        board = self.board
        self.arrangement.wants_chat = False
        board.ask(Open(""))
        board.members, board.typing, board.current = (), (), ""

    def open_address(self, address: str) -> None:
        if not self.device.open_address(address):
            self.toast("That link could not be opened.")

    def toast(self, sentence: str) -> None:
        self.toasts.say(sentence)

    def mention(self, nick: str) -> None:
        """Name somebody in what is written in the open conversation, which is shown if it is not."""
        if self.board.current:
            self.arrangement.show_chat()
            self.chat.composer.mention(nick)

    def focus_field(self) -> None:
        """Give the keyboard, where there is one, to the field to write into; to the list if no conversation is seen."""
        if not HAS_KEYS or self.start is not None:
            return
        if self.board.current and self.arrangement.sees("chat"):
            self.chat.focus_field()
        elif self.arrangement.sees("list"):
            self.list.list.focus = True

    def tell_about(self) -> None:
        """More of the open conversation."""
        one = self.board.conversation
        if one is not None and one.kind is Kind.ROOM:
            self.open("room", conversation=one.key)
        elif one is not None and one.kind is Kind.PERSON:
            self.open("profile", nick=one.name)

    def toggle_members(self) -> None:
        if self.side.name == "members":
            self.close_side()
        else:
            if self.arrangement.is_wide:
                self.arrangement.prefer_members(True)
            self.open("members")

    def search_here(self) -> None:
        if self.board.current:
            self.arrangement.show_chat()
            self.chat.search.begin()

    def search_everywhere(self) -> None:
        self.open("search")

    def leave(self) -> None:
        """Say QUIT, then close the app."""
        try:
            self.keep()
        finally:
            self.board.ask(Leave())

    def keep(self) -> None:
        """Have kept what is half done: the app may be gone soon."""
        if self.arrangement.has_chat and self.chat.is_open:
            self.chat.composer.keep_draft()

    def back(self) -> bool:
        """One step back; False: there is none, we are at the root."""
        if self.start is not None:
            return self.start.back()
        if any(step() for step in self._steps_back()):
            return True
        if self.arrangement.shows_chat_alone:
            self.close_conversation()
            return True
        return False

    def _steps_back(self) -> list[Callable[[], bool]]:
        """What can close something, for each pane in sight: first in the one that has the keyboard."""
        steps: dict[Place, Callable[[], bool]] = {
            "side": self._back_at_side,
            "list": self.list.clear_filter,
            "chat": lambda: self.chat.back(),
        }
        places = [place for place in steps if self.arrangement.sees(place)]
        holders = list(above(focused()))
        return [steps[place] for place in sorted(places, key=lambda place: self.panes.made[place] not in holders)]

    def _back_at_side(self) -> bool:
        panel = self.side.panel
        if panel is not None and panel.back():
            return True
        asked_for = self.arrangement.side_is_asked_for
        if asked_for:
            self.close_side()
        return asked_for

    # What is seen

    def show_chats(self) -> None:
        """The panes."""
        if self.start is not None:
            self._take_away(self.start)
            self.start.end()
            self.start = None
        if self.panes.parent is None:
            self.add_widget(self.panes)
            self.add_widget(self.banner)
            self._place()
        self.arrangement.arrange()

    def show_start(self) -> Any:
        """The first screen."""
        self._close_menus()
        if self.start is None:
            from kivy_client.ui.start.screen import StartScreen

            self._take_away(self.panes, self.banner)
            self.start = StartScreen(self)
            self.add_widget(self.start)
            self._place()
        return self.start

    def _take_away(self, *widgets: Widget) -> None:
        for widget in widgets:
            if widget.parent is not None:
                self.remove_widget(widget)

    def _close_menus(self) -> None:
        """That of the window and that of a message."""
        self.menus.close()
        menu = self.chat.timeline.menu if self.arrangement.has_chat else None
        if menu is not None and menu.parent is not None:
            menu.close()

    def _place(self, *_: object) -> None:
        """The banner is above the panes, and all of it above the keyboard on the screen."""
        self.banner.size_hint = self.panes.size_hint = (None, None)
        self.banner.width, self.banner.pos = self.width, (self.x, self.top - self.banner.height)
        hidden = keyboard.height
        self.panes.pos = (self.x, self.y + hidden)
        self.panes.size = (self.width, self.height - self.banner.height - hidden)
        if self.start is not None:
            self.start.size_hint = (1, None)
            self.start.y, self.start.height = self.y + hidden, self.height - hidden

    # What the core tells

    def _on_loaded(self, _: Board, event: Loaded) -> None:
        self.toast(event.warning)
        self.arrangement.wants_chat, self._first_visit = False, not event.conversations
        self.arrangement.leave_side(everything=True)
        if event.server is None or self._first_visit:
            self.show_start().show(event.server)
            self.arrangement.complete()
            return
        self.show_chats()
        # The list is seen a moment before the rest is made.
        Clock.schedule_once(lambda _: self._open_last(event.current))

    def _open_last(self, key: str) -> None:
        """What was open when the app ended; on a phone the list is enough."""
        self.arrangement.complete()
        if self.panes.count > 1 and key in self.board.conversations and not self.board.current:
            self.board.ask(Open(key))

    def _on_refused(self, _: Board, event: Refused) -> None:
        self.show_start().refuse(event)

    def _on_certificate(self, _: Board, event: CertificateAsked) -> None:
        self.open("certificate", event=event)

    def _on_toast(self, _: Board, event: Toast) -> None:
        self.toast(event.sentence)

    def _on_link(self, *_: object) -> None:
        if self.board.link.link is Link.ONLINE and self.start is not None:
            self.show_chats()
            self._on_conversations()

    def _on_conversations(self, *_: object) -> None:
        """At the first visit, the first room is shown."""
        room = next((one for one in self.board.conversations.values() if one.kind is Kind.ROOM and one.joined), None)
        if self._first_visit and self.start is None and room is not None:
            self._first_visit = False
            self.open_conversation(room.key)

    def _on_current(self, *_: object) -> None:
        self.arrangement.leave_side()
        if self.board.current:
            self.arrangement.wants_chat = True
            self._focus_soon()
        self.arrangement.arrange()

    # What the person does

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """With a real keyboard the field keeps it wherever one clicks; on a phone a tap hides the keyboard."""
        used = bool(super().on_touch_down(touch))
        if HAS_KEYS:
            keep_focus(touch)
        return used

    def bind_window(self) -> None:
        """From now on keys of the window are for us."""
        self._shortcuts.bind()
        keyboard.fbind("height", self._place)

    def unbind_window(self) -> None:
        self._shortcuts.unbind()
        keyboard.funbind("height", self._place)
        self._close_menus()
        self.toasts.clear()
