"""What is asked of who comes first, or of a server to be saved: checked, and made into a `Server`. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ircwire.value import value
from kivy_client.core.model.servers import Server
from kivy_client.core.settings import SettingsError, clean_host, clean_name, clean_port

ACCOUNT_MISSING = "Please type the account's password."
SECRET_ALONE = "Please type the account that the password is for."


@value
class Form:
    """As it is typed. An account may be left out; a secret may not, if there is an account. `server_password`: what
    some servers ask of everybody."""

    name: str = ""
    host: str = ""
    port: str = ""
    tls: bool = True
    label: str = ""
    account: str = ""
    secret: str = field(default="", repr=False)
    server_password: str = field(default="", repr=False)


@dataclass(slots=True)
class Complaints:
    """One sentence beside each field that makes no sense."""

    name: str = ""
    server: str = ""
    account: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.server or self.account)


def check(form: Form, base: Server) -> tuple[Server, Complaints]:
    """`base`, changed as the form says, and what is wrong with it."""
    complaints, name, host, port = Complaints(), "", "", base.port
    try:
        name = clean_name(form.name)
    except SettingsError as error:
        complaints.name = str(error)
    try:
        host = clean_host(form.host)
        port = clean_port(form.port)
    except SettingsError as error:
        complaints.server = str(error)
    account = form.account.strip()
    if account and not form.secret:
        complaints.account = ACCOUNT_MISSING
    elif form.secret and not account:
        complaints.account = SECRET_ALONE
    moved = (host, port) != (base.host, base.port)
    server = replace(
        base,
        nick=name,
        host=host,
        port=port,
        tls=form.tls,
        label=form.label.strip()[:60],
        account=account,
        secret=form.secret,
        server_password=form.server_password,
        fingerprint="" if moved else base.fingerprint,
    )
    return server, complaints


def filled(server: Server) -> Form:
    """The form as it looks for a server."""
    return Form(
        server.nick,
        server.host,
        str(server.port),
        server.tls,
        server.label,
        server.account,
        server.secret,
        server.server_password,
    )


def grouped(fingerprint: str) -> str:
    """A fingerprint to be read and compared by people: pairs of digits, eight to a line."""
    digits = "".join(character for character in fingerprint.upper() if character.isalnum())
    pairs = [digits[at : at + 2] for at in range(0, len(digits), 2)]
    return "\n".join(" ".join(pairs[at : at + 8]) for at in range(0, len(pairs), 8))
