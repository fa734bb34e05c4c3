"""What the app is told on starting: name, server and store, from the command line, the environment or a form.

Pure values; a wrong one raises SettingsError, whose message is one sentence for the person who typed it.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from ircwire.value import value
from kivy_client.core.model.servers import DEFAULT_PORT as TLS_PORT
from kivy_client.core.model.servers import LOBBY, PLAIN_PORT, Server

DEFAULT_HOST = "localhost"
DEFAULT_PORT = PLAIN_PORT
MOST_NAME_CHARACTERS = 64
_TRUE = {"1": True, "yes": True, "true": True, "on": True, "0": False, "no": False, "false": False, "off": False}


class SettingsError(ValueError):
    """A setting cannot be used; the message is a sentence."""


@value
class Settings:
    """`name` "": nobody is to be connected at once. `store`: the file in which everything is kept; None: where the
    system keeps such things."""

    name: str = ""
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    room: str = LOBBY
    tls: bool = False
    store: Path | None = None

    @property
    def server(self) -> Server | None:
        """Where to go at once, None: where we were last."""
        if not self.name:
            return None
        return Server(host=self.host, port=self.port, tls=self.tls, nick=self.name, room=self.room)


def clean_name(text: str) -> str:
    """A name as it will be asked for: spaces become `_`. Whether it is free and allowed, the server says."""
    name = "_".join(text.split())
    if not name:
        raise SettingsError("Please type a name.")
    if len(name) > MOST_NAME_CHARACTERS or not name.isprintable():
        raise SettingsError("That name is too long or has characters that cannot be shown.")
    if name.startswith(":"):
        raise SettingsError("A name cannot begin with a colon.")
    return name


def clean_host(text: str) -> str:
    host = text.strip()
    if not host or not host.isprintable() or " " in host:
        raise SettingsError("Please type the server's host name or address.")
    return host


def clean_port(text: str) -> int:
    value = text.strip()
    if not (value.isascii() and value.isdigit() and 0 < int(value[:6]) < 65536):
        raise SettingsError("The server's port is a number from 1 to 65535.")
    return int(value)


def is_local(host: str) -> bool:
    """Whether a server is on this very machine: then it needs no TLS."""
    return host.lower() in ("localhost", "::1") or host.startswith("127.")


def usual_port(*, tls: bool) -> int:
    return TLS_PORT if tls else PLAIN_PORT


def from_command_line(arguments: Sequence[str], environment: Mapping[str, str]) -> Settings:
    """Options first, then CHORUS_NAME, CHORUS_HOST, CHORUS_PORT, CHORUS_TLS and CHORUS_STORE. Exits with code 2 and one
    line if one is wrong. TLS is used if nothing is said of it, but not on this machine, and not by the plain port."""
    parser = argparse.ArgumentParser(prog="chorus", description="Chorus, the chat app.")
    option = parser.add_argument
    given_by = {name: environment.get(f"CHORUS_{name.upper()}", "") for name in ("name", "host", "port", "store")}
    option("--name", default=given_by["name"], help="join at once under this name [CHORUS_NAME; default: the app asks]")
    option(
        "--host",
        default=given_by["host"] or DEFAULT_HOST,
        help=f"the server's name or address [CHORUS_HOST; default: {DEFAULT_HOST}]",
    )
    option(
        "--port", default=given_by["port"] or None, help=f"its port [CHORUS_PORT; default: {TLS_PORT} or {PLAIN_PORT}]"
    )
    option(
        "--tls",
        action=argparse.BooleanOptionalAction,
        default=_TRUE.get(environment.get("CHORUS_TLS", "").lower()),
        help="connect by TLS, or not [CHORUS_TLS; default: by TLS, but not on this machine]",
    )
    option("--store", default=given_by["store"], help="the file to keep everything in [CHORUS_STORE]")
    given = parser.parse_args(arguments)
    try:
        name = clean_name(given.name) if given.name else ""
        host = clean_host(given.host)
        port = None if given.port is None else clean_port(given.port)
        tls = given.tls if given.tls is not None else not is_local(host) and port != PLAIN_PORT
        store = Path(given.store) if given.store else None
        return Settings(name, host, usual_port(tls=tls) if port is None else port, tls=tls, store=store)
    except SettingsError as error:
        parser.exit(2, f"chorus: {error}\n")
