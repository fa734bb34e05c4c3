"""Saved servers, and the person's preferences."""

from __future__ import annotations

from dataclasses import field
from typing import Literal

from ircwire.value import value

DEFAULT_PORT = 6697
PLAIN_PORT = 6667
LOBBY = "#lobby"


@value
class Server:
    """Where to connect and as whom. `number` 0: not saved yet.

    `fingerprint`: SHA-256 of the certificate that the person trusts though no authority vouches for it, hexadecimal, ""
    for none. `account` and `secret`: for SASL, "" without. `sender_key`: by which the server knows us again
    (docs/send-once.md); the core makes it and keeps it.
    """

    number: int = 0
    label: str = ""
    host: str = "localhost"
    port: int = DEFAULT_PORT
    tls: bool = True
    nick: str = ""
    realname: str = ""
    account: str = ""
    secret: str = field(default="", repr=False)
    fingerprint: str = ""
    sender_key: str = field(default="", repr=False)
    room: str = LOBBY
    """Entered at the first visit; later those are, in which one was."""
    server_password: str = field(default="", repr=False)
    """What the server wants of everybody who connects (PASS), "" for nothing. None of an account."""

    @property
    def title(self) -> str:
        """What the person calls it."""
        return self.label or self.host


Theme = Literal["system", "light", "dark"]
Notifying = Literal["all", "mentions", "none"]


@value
class Preferences:
    """`text_size` in sp. `happenings`: show who comes and goes."""

    theme: Theme = "system"
    text_size: int = 15
    notify: Notifying = "mentions"
    happenings: bool = True
    send_typing: bool = True
    plain_keyboard: bool = False
    """Android: no suggestions, which some keyboards turn into gibberish (Kivy #9167)."""
    side_panel: bool = True
    """Wide windows: the members are shown."""
    enter_sends: bool = True
    """Else Enter begins a new line, and Ctrl-Enter sends."""
    recent_emoji: str = ""
    """Those chosen last, the newest first, with spaces between them."""
    emoji_tone: int = 0
    """The skin tone chosen last, 1 to 5; 0 for none."""
