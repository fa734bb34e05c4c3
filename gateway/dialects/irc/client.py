"""What one conversation knows of its client, and the lines that the server says to it in its own name.

Changed by registration, CAP, OPER and a rename only; verbs read it. Runs on `gw-loop`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from gateway.dialects.irc.formats import IrcFormat, format_for
from gateway.dialects.irc.open_batch import OpenBatch
from gateway.model.server import Server
from ircwire.capabilities import MULTILINE
from ircwire.lines import CONTENT_BYTES, build
from ircwire.text import truncate

_LONGEST_WORD = 200
"""Bytes of a client's own word in an error reply: enough to be recognised, and the sentence behind it still fits."""


@dataclass(slots=True)
class Client:
    """`nick`, `username`: "" until given. `key`: the sender key (docs/send-once.md). `password`: what PASS said."""

    server: Server
    host: str
    secure: bool = False
    """It came by TLS."""
    web: bool = False
    """It came by WebSocket."""
    uid: str = ""
    """Of its user, once registered."""
    nick: str = ""
    username: str = ""
    realname: str = ""
    password: str = ""
    key: str = ""
    cloak: str = ""
    """The host that others see instead, given by an operator; "" if none was."""
    registered: bool = False
    operator: bool = False
    negotiating: bool = False
    """CAP LS or REQ came before registration, and CAP END has not."""
    cap_version: int = 0
    capabilities: frozenset[str] = frozenset()
    """Changed by `enable` only."""
    format: IrcFormat = field(default_factory=lambda: format_for(frozenset()))
    label: str = ""
    """Of the line that is being read; "" if it is not to be answered under one."""
    batch: OpenBatch | None = None
    """The message of several lines that is coming in."""
    bot: bool = False
    """It says of itself that it is one."""
    monitored: dict[str, str] = field(default_factory=dict)
    """For whom it waits (MONITOR): the nicks by their keys."""
    batches: int = 0
    """How many batches were sent, to give each its own reference."""

    @property
    def name(self) -> str:
        """What the server calls the client in replies."""
        return self.nick if self.registered else "*"

    @property
    def mask(self) -> str:
        return f"{self.nick}!{self.username}@{self.cloak or self.host}"

    def enable(self, capabilities: frozenset[str]) -> None:
        """From now on exactly these are on."""
        self.capabilities = capabilities
        self.format = format_for(capabilities)
        if MULTILINE not in capabilities:
            self.batch = None

    def has(self, capability: str) -> bool:
        return capability in self.capabilities

    def line(self, command: str, *words: str, tags: dict[str, str] | None = None) -> bytes:
        """A line from the server without any text; the words are the server's own, and fit a line."""
        return build(command, *words, source=self.server.name, tags=tags)

    def text_line(self, command: str, *params: str, tags: dict[str, str] | None = None) -> bytes:
        """A line from the server. The last parameter is its text; the others may be any words that the client said."""
        *words, text = params
        return build(command, *map(_word, words), text, source=self.server.name, tags=tags, colon=True)

    def numeric(self, code: str, *params: str, tags: dict[str, str] | None = None) -> bytes:
        """A numeric reply, with the parameters of `text_line`."""
        return self.text_line(code, self.name, *params, tags=tags)

    def fail(self, command: str, code: str, *params: str, tags: dict[str, str] | None = None) -> bytes:
        """A standard reply (IRCv3 standard-replies): its last parameter is the sentence for a person."""
        return self.text_line("FAIL", command, code, *params, tags=tags)

    def room_for_text(self, verb: str, target: str) -> int:
        """How many bytes of text fit a line from this client to a target, as the others will get it."""
        return CONTENT_BYTES - len(f":{self.mask} {verb} {target} :".encode())


def _word(text: str) -> str:
    """`text` as it can stand before the last parameter; "*" for what cannot."""
    if not text or text[0] == ":" or " " in text:
        return "*"
    return text if len(text) <= _LONGEST_WORD // 4 else truncate(text, _LONGEST_WORD)
