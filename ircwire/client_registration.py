"""Registration of a client: CAP negotiation, NICK, PASS and USER, as one small state machine.

The order matters: USER carries the sender key as a tag, so it is held back until the capabilities are settled. A
server that knows no CAP says so by 421 or 451, and gets USER then. Sources: IRCv3 capability-negotiation, RFC 2812,
docs/send-once.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from ircwire.capabilities import SEND_ONCE, SENDER_TAG, VALUES_VERSION, parse_offers, parse_wishes
from ircwire.lines import Line, build
from ircwire.text import pack

_SENDER_KEY = re.compile(r"[!-~]{16,64}")
_REQUEST_BYTES = 400
"""A CAP REQ's list is kept shorter than this, which leaves room for the rest of the line."""


class Send(Protocol):
    """Queue one line (as `lines.build`)."""

    def __call__(self, command: str, *params: str, tags: dict[str, str] | None = None) -> None: ...


@dataclass(frozen=True, slots=True)
class Identity:
    """Who registers. `sender_key`: the secret of send-once (16-64 printable ASCII characters), "" for none.

    Raises ValueError for what no line can carry, so that no line from a server can make a session raise it.
    """

    nick: str
    username: str
    realname: str
    password: str = field(default="", repr=False)
    sender_key: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        build("NICK", self.nick)
        build("PASS", self.password)
        build("USER", self.username, "0", "*", self.realname)
        if self.sender_key and not _SENDER_KEY.fullmatch(self.sender_key):
            raise ValueError("A sender key has 16 to 64 printable ASCII characters, and no spaces")


class _Subcommand(NamedTuple):
    name: str
    words: str
    more: bool


def _subcommand(line: Line) -> _Subcommand:
    """`CAP * LS * :a b` is LS with "a b", and more to come."""
    words = line.params[-1] if len(line.params) > 2 else ""
    more = len(line.params) > 3 and line.params[2] == "*"
    return _Subcommand(line.params[1].upper() if len(line.params) > 1 else "", words, more)


class Registration:
    """`enabled` are the capabilities in force, now and after registration (cap-notify)."""

    def __init__(self, identity: Identity, wanted: Iterable[str], send: Send) -> None:
        self.enabled: set[str] = set()
        self._identity = identity
        self._wanted = frozenset(wanted)
        self._send = send
        self._offered: dict[str, str] = {}
        self._asked: set[str] = set()
        self._settled = False
        self._handlers: dict[str, Callable[[_Subcommand], None]] = {
            "LS": self._on_offers,
            "NEW": self._on_offers,
            "ACK": self._on_ack,
            "NAK": self._on_nak,
            "DEL": self._on_del,
        }

    def begin(self) -> None:
        self._send("CAP", "LS", str(VALUES_VERSION))
        if self._identity.password:
            self._send("PASS", self._identity.password)
        self._send("NICK", self._identity.nick)

    def on_cap(self, line: Line) -> None:
        subcommand = _subcommand(line)
        handler = self._handlers.get(subcommand.name)
        if handler is not None:
            handler(subcommand)

    def without_cap(self) -> None:
        """The server knows no CAP: register the old way."""
        if not self._settled:
            self._settle(end=False)

    def _on_offers(self, offers: _Subcommand) -> None:
        self._offered |= {name: value for name, value in parse_offers(offers.words).items() if name in self._wanted}
        if offers.more:
            return
        asked = sorted(self._offered.keys() - self.enabled - self._asked)
        self._asked |= set(asked)
        if asked:
            for words in pack(asked, _REQUEST_BYTES):
                self._send("CAP", "REQ", words)
        else:
            self._settle_if_answered()

    def _on_ack(self, answer: _Subcommand) -> None:
        for wish in parse_wishes(answer.words):
            self._asked.discard(wish.name)
            if wish.on and wish.name in self._wanted:
                self.enabled.add(wish.name)
            else:
                self.enabled.discard(wish.name)
        self._settle_if_answered()

    def _on_nak(self, answer: _Subcommand) -> None:
        """A list is refused as a whole: ask for its words one by one. A single one is refused for good."""
        names = [wish.name for wish in parse_wishes(answer.words) if wish.name in self._asked]
        if len(names) > 1:
            for name in names:
                self._send("CAP", "REQ", name)
            return
        self._asked -= set(names)
        self._settle_if_answered()

    def _on_del(self, removed: _Subcommand) -> None:
        for name in parse_offers(removed.words):
            self._offered.pop(name, None)
            self.enabled.discard(name)

    def _settle_if_answered(self) -> None:
        if not self._settled and not self._asked:
            self._settle(end=True)

    def _settle(self, *, end: bool) -> None:
        self._settled = True
        key = self._identity.sender_key if SEND_ONCE in self.enabled else ""
        tags = {SENDER_TAG: key} if key else None
        self._send("USER", self._identity.username, "0", "*", self._identity.realname, tags=tags)
        if end:
            self._send("CAP", "END")
