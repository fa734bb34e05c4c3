"""What the app is told on starting: name and server, from the command line, the environment or the prompt.

Pure values; a wrong one raises SettingsError, whose message is one sentence for the person who typed it.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

DEFAULT_HOST = "localhost"
DEFAULT_PORT = 6667
LOBBY = "#lobby"
MOST_NAME_CHARACTERS = 64


class SettingsError(ValueError):
    """A setting cannot be used; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`name` is "" until the prompt has asked for it."""

    name: str = ""
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    room: str = LOBBY


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


def from_command_line(arguments: Sequence[str], environment: Mapping[str, str]) -> Settings:
    """Options first, then CHORUS_NAME, CHORUS_HOST and CHORUS_PORT. Exits with code 2 and one line if one is wrong."""
    parser = argparse.ArgumentParser(prog="chorus", description="Chorus, the chat app.")
    option = parser.add_argument
    name, host = environment.get("CHORUS_NAME", ""), environment.get("CHORUS_HOST", DEFAULT_HOST)
    port = environment.get("CHORUS_PORT", str(DEFAULT_PORT))
    option("--name", default=name, help="join at once under this name [CHORUS_NAME; default: the app asks]")
    option("--host", default=host, help=f"the server's name or address [CHORUS_HOST; default: {DEFAULT_HOST}]")
    option("--port", default=port, help=f"its port for IRC, without TLS [CHORUS_PORT; default: {DEFAULT_PORT}]")
    given = parser.parse_args(arguments)
    try:
        name = clean_name(given.name) if given.name else ""
        return Settings(name, clean_host(given.host), clean_port(given.port))
    except SettingsError as error:
        parser.exit(2, f"chorus: {error}\n")
