"""The fields that describe a server and who one is there, with a complaint beside each. Runs on Kivy's thread."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kivy_client.core.model.servers import Server
from kivy_client.core.settings import is_local, usual_port
from kivy_client.ui import controls  # noqa: F401  the classes named in the kv file
from kivy_client.ui.start.form import Complaints, Form, check, filled

Builder.load_file(str(Path(__file__).with_name("fields.kv")))


class AccountFields(BoxLayout):
    """Account and password, and the server's own; they are there when they are wanted."""

    fields = ObjectProperty(None, rebind=True)


class ServerFields(BoxLayout):
    """`more`: the account's fields are shown. Dispatches `on_done` at Enter.

    Until the person chooses, TLS is on for servers far away and off for near ones, and the port is the usual one.
    """

    more = BooleanProperty(False)
    name_complaint = StringProperty("")
    server_complaint = StringProperty("")
    account_complaint = StringProperty("")

    __events__ = ("on_done",)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.account = AccountFields(fields=self)
        self.fbind("more", self._on_more)
        self._base = Server()
        self._chosen = False

    def on_done(self) -> None:
        """Enter was pressed in a field."""

    def fill(self, server: Server) -> None:
        """Show a server."""
        self._base, self._chosen = server, True
        form, ids = filled(server), self.ids
        ids.name_field.text, ids.host_field.text = form.name, form.host
        ids.tls_switch.active, ids.port_field.text = form.tls, form.port
        account = self.account.ids
        account.account_field.text, account.secret_field.text = form.account, form.secret
        account.server_password_field.text = form.server_password
        self.more = bool(form.account or form.server_password)
        self.complain(Complaints())
        self._chosen = bool(server.number)

    def read(self, label: str = "") -> Server | None:
        """The server that is described, or None, and the complaints are shown."""
        ids, account = self.ids, self.account.ids
        form = Form(
            ids.name_field.text,
            ids.host_field.text,
            ids.port_field.text,
            ids.tls_switch.active,
            label,
            account.account_field.text,
            account.secret_field.text,
            account.server_password_field.text,
        )
        server, complaints = check(form, self._base)
        self.complain(complaints)
        return None if complaints else server

    def complain(self, complaints: Complaints) -> None:
        self.name_complaint, self.server_complaint = complaints.name, complaints.server
        self.account_complaint = complaints.account
        self.more = self.more or bool(complaints.account)

    def host_changed(self, host: str) -> None:
        """Another host: TLS and port as they usually are there, unless the person has chosen."""
        if not self._chosen and host.strip():
            self.ids.tls_switch.active = not is_local(host.strip())
            self._chosen = False

    def tls_changed(self, tls: bool) -> None:
        """The switch was moved: the port follows, unless it is one of the person's own."""
        self._chosen = True
        ports = {str(usual_port(tls=True)), str(usual_port(tls=False)), ""}
        if self.ids.port_field.text.strip() in ports:
            self.ids.port_field.text = str(usual_port(tls=tls))

    def _on_more(self, *_: object) -> None:
        place = self.ids.account_place
        if self.more != (self.account.parent is not None):
            (place.add_widget if self.more else place.remove_widget)(self.account)
