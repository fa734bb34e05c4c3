"""The saved servers: go to one, change or forget it, add one. Runs on Kivy's thread."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kivy_client.core.model.commands import Connect, ForgetServer
from kivy_client.core.model.servers import Server
from kivy_client.ui.sheet import Sheet
from kivy_client.ui.start.fields import ServerFields

if TYPE_CHECKING:
    from kivy_client.ui.base import Shell

Builder.load_file(str(Path(__file__).with_name("servers.kv")))

FORGET = "Forget {title}? All messages that are kept of it on this device go with it."


class ServerRow(BoxLayout):
    """`selected`: we are there."""

    title = StringProperty("")
    detail = StringProperty("")
    selected = BooleanProperty(False)
    sheet = ObjectProperty()

    def __init__(self, sheet: ServersSheet, server: Server, selected: bool) -> None:
        self.server = server
        detail = f"{server.nick} at {server.host}:{server.port}{'' if server.tls else ', not encrypted'}"
        super().__init__(sheet=sheet, title=server.title, detail=detail, selected=selected)


class ServersSheet(Sheet):
    """A row for each server."""

    def __init__(self, shell: Shell, **options: Any) -> None:
        super().__init__(title="Servers", **options)
        self._shell, self._board = shell, shell.board
        self._bound = [(name, self._board.fbind(name, self._show)) for name in ("servers", "server")]
        self._show()

    def go(self, server: Server) -> None:
        self.dismiss()
        if server.number != getattr(self._board.server, "number", 0):
            self._board.ask(Connect(server))

    def edit(self, server: Server | None) -> None:
        """Change a server, or None: describe a new one."""
        self.dismiss()
        self._shell.open("server", server=server)

    def forget(self, server: Server) -> None:
        self._shell.open(
            "confirm",
            title="Forget the server",
            sentence=FORGET.format(title=server.title),
            label="Forget",
            act=lambda: self._board.ask(ForgetServer(server.number)),
        )

    def on_dismiss(self) -> None:
        for name, number in self._bound:
            self._board.unbind_uid(name, number)

    def _show(self, *_: object) -> None:
        here = getattr(self._board.server, "number", 0)
        self.ids.rows.clear_widgets()
        for server in self._board.servers:
            self.ids.rows.add_widget(ServerRow(self, server, server.number == here))


class ServerSheet(Sheet):
    """One server, to be changed or described; then the app goes there."""

    host = StringProperty("")

    def __init__(self, shell: Shell, *, server: Server | None, **options: Any) -> None:
        super().__init__(title="Server" if server else "Another server", **options)
        self._board = shell.board
        own = self._board.server
        fresh = Server(nick=own.nick if own else "", host="")
        self.fields: ServerFields = self.ids.fields
        self.fields.fill(server or fresh)
        self.ids.label_field.text = server.label if server else ""
        self.host = server.host if server else "As its host"

    def save(self) -> None:
        """Enter, or the button."""
        server = self.fields.read(self.ids.label_field.text)
        if server is not None:
            self.dismiss()
            self._board.ask(Connect(server))
