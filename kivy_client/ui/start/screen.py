"""The first screen: who are you, and where is the server. Asks again with a sentence when it did not go well.

Runs on Kivy's thread.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kivy.clock import Clock
from kivy.lang import Builder
from kivy.properties import BooleanProperty
from kivy.uix.floatlayout import FloatLayout

from kivy_client.core.model.commands import Connect
from kivy_client.core.model.events import Link, Refused
from kivy_client.core.model.servers import PLAIN_PORT, Server
from kivy_client.ui.controls import FlatButton, ListRow
from kivy_client.ui.focus import HAS_KEYS
from kivy_client.ui.start.fields import ServerFields
from kivy_client.ui.start.form import Complaints

if TYPE_CHECKING:
    from kivy_client.ui.base import Shell

Builder.load_file(str(Path(__file__).with_name("screen.kv")))

FIRST = Server(host="localhost", port=PLAIN_PORT, tls=False)
"""What the form begins with."""
_FIELDS = {"name": "name_field", "server": "host_field", "account": "secret_field"}


class StartScreen(FloatLayout):
    """`joining`: an attempt is under way. `can_go_back`: there are conversations behind this screen."""

    joining = BooleanProperty(False)
    can_go_back = BooleanProperty(False)

    def __init__(self, shell: Shell, **options: Any) -> None:
        super().__init__(**options)
        self.shell, self.board = shell, shell.board
        self.fields: ServerFields = self.ids.fields
        self.fields.fill(shell.suggested or FIRST)
        follows = {"servers": self._list_saved, "link": self._on_link}
        self._bound = [(name, self.board.fbind(name, call)) for name, call in follows.items()]
        self.back_button = FlatButton(text="Back to the conversations", kind="text", size_hint_x=1)
        self.back_button.fbind("on_release", lambda _: self.back())
        self.fbind("can_go_back", self._on_can_go_back)
        self._list_saved()
        self.can_go_back = bool(self.board.conversations)

    def end(self) -> None:
        """It is not shown any more, and does not come again: let go of the board."""
        for name, number in self._bound:
            self.board.unbind_uid(name, number)

    def show(self, server: Server | None) -> None:
        """A server that is being joined, or None: ask for one."""
        if server is not None:
            self.fields.fill(server)
        self.joining = server is not None
        self.can_go_back = bool(self.board.conversations)
        if server is None:
            self._focus("name_field")

    def join(self) -> None:
        """Enter, or the button."""
        if self.joining:
            return
        server = self.fields.read()
        if server is not None:
            self.joining = True
            self.board.ask(Connect(server))

    def refuse(self, event: Refused) -> None:
        """We did not get in."""
        if self.board.server is not None:
            self.fields.fill(self.board.server)
        self.joining = False
        self.can_go_back = bool(self.board.conversations)
        complaints = Complaints()
        setattr(complaints, event.about, event.sentence)
        self.fields.complain(complaints)
        self._focus(_FIELDS[event.about], select=event.about == "name")

    def back(self) -> bool:
        """To the conversations, if there are any."""
        if self.can_go_back:
            self.shell.show_chats()
        return self.can_go_back

    def _focus(self, name: str, select: bool = False) -> None:
        def give(_: float) -> None:
            if self.get_parent_window() is not None:
                field = (self.fields.account if name == "secret_field" else self.fields).ids[name]
                field.focus = True
                if select:
                    field.select_all()

        if HAS_KEYS:
            Clock.schedule_once(give)

    def _on_can_go_back(self, *_: object) -> None:
        place = self.ids.way_back
        (place.add_widget if self.can_go_back else place.remove_widget)(self.back_button)

    def _on_link(self, *_: object) -> None:
        if self.board.link.link is Link.NONE:
            self.joining = False

    def _list_saved(self, *_: object) -> None:
        """Servers that were visited before: one press, and we are there."""
        box = self.ids.saved
        box.clear_widgets()
        for server in self.board.servers:
            row = ListRow(icon="server", title=server.title, detail=f"as {server.nick}")
            row.fbind("on_release", lambda _, server=server: self._go(server))
            box.add_widget(row)

    def _go(self, server: Server) -> None:
        self.fields.fill(server)
        self.joining = True
        self.board.ask(Connect(server))
