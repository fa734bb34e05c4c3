"""Registration of a client: CAP negotiation, login, NICK, PASS and USER, as one small state machine.

The order matters: USER carries the sender key as a tag, so it is held back until the capabilities are settled, and
CAP END until the account is let in. A server that knows no CAP says so by 421 or 451, and gets USER then; some say
nothing at all, and get it when the owner's patience ends (`hurry`). Sources:
IRCv3 capability-negotiation and sts, RFC 2812, docs/send-once.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import field
from typing import NamedTuple

from ircwire.capabilities import SASL, SEND_ONCE, SENDER_TAG, STS, VALUES_VERSION, parse_offers, parse_wishes
from ircwire.client_events import SecurityDemanded, SecurityPromised
from ircwire.client_lines import number
from ircwire.client_login import Login
from ircwire.client_state import State
from ircwire.lines import Line, build
from ircwire.text import pack
from ircwire.value import value

_SENDER_KEY = re.compile(r"[!-~]{16,64}")
_REQUEST_BYTES = 400
"""A CAP REQ's list is kept shorter than this, which leaves room for the rest of the line."""
_HIGHEST_PORT = 65535


@value
class Identity:
    """Who registers. `sender_key`: the secret of send-once (16-64 printable ASCII characters), "" for none. `account`
    and `secret`: name and password to log in with (SASL); "" without.

    Raises ValueError for what no line can carry, so that no line from a server can make a session raise it.
    """

    nick: str
    username: str
    realname: str
    password: str = field(default="", repr=False)
    sender_key: str = field(default="", repr=False)
    account: str = ""
    secret: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        build("NICK", self.nick)
        build("PASS", self.password)
        build("USER", self.username, "0", "*", self.realname)
        if self.sender_key and not _SENDER_KEY.fullmatch(self.sender_key):
            raise ValueError("A sender key has 16 to 64 printable ASCII characters, and no spaces")
        if "\0" in self.account + self.secret:
            raise ValueError("An account's name and password must not contain NUL")
        (self.account + self.secret).encode()


class _Subcommand(NamedTuple):
    name: str
    words: str
    more: bool


def _subcommand(line: Line) -> _Subcommand:
    """`CAP * LS * :a b` is LS with "a b", and more to come."""
    words = line.params[-1] if len(line.params) > 2 else ""
    more = len(line.params) > 3 and line.params[2] == "*"
    return _Subcommand(line.params[1].upper() if len(line.params) > 1 else "", words, more)


def _names(answer: _Subcommand) -> set[str]:
    return {wish.name for wish in parse_wishes(answer.words)}


class Registration:
    """Keeps `State.enabled`, the capabilities in force, now and after registration (cap-notify)."""

    def __init__(self, identity: Identity, wanted: Iterable[str], state: State, *, secure: bool) -> None:
        self._identity = identity
        self._wanted = frozenset(wanted) | ({SASL} if identity.account else frozenset())
        self._state = state
        self._secure = secure
        self._login = Login(identity.account, identity.secret, state, self._end, secure=secure)
        self._holds_password = bool(identity.password) and STS in self._wanted and not secure
        """The server may want it by TLS only, and says so when it is asked for its capabilities."""
        self._asked: list[set[str]] = []
        """What each CAP REQ that is not answered yet asks for, oldest first."""
        self._heard = self._has_user = False
        self._settled = False
        self._ended = False
        self._subcommands: dict[str, Callable[[_Subcommand], None]] = {
            "LS": self._on_offers,
            "NEW": self._on_offers,
            "ACK": self._on_ack,
            "NAK": self._on_nak,
            "DEL": self._on_del,
        }
        self.handlers: dict[str, Callable[[Line], None]] = {"CAP": self._on_cap, **self._login.handlers}

    def begin(self) -> None:
        self._state.send("CAP", "LS", str(VALUES_VERSION))
        if not self._holds_password:
            self._introduce()

    def without_cap(self) -> None:
        """The server knows no CAP: register the old way."""
        if not self._settled:
            self._settled = self._ended = self._heard = True
            self._send_user()
            if self._identity.account:
                self._login.begin()

    def hurry(self) -> None:
        """The server has said nothing of capabilities for long: it may not know of them, and wait for USER. If it does
        answer later, all goes on as usual, but without send-once: it did not get the sender key."""
        if not self._heard:
            self._wanted -= {SEND_ONCE}
            self._send_user()

    def welcomed(self) -> None:
        """We are in: if nothing was settled, there is nothing to settle."""
        self._has_user = True
        self._login.welcomed()
        self.without_cap()

    def _on_cap(self, line: Line) -> None:
        self._heard = True
        subcommand = _subcommand(line)
        handler = self._subcommands.get(subcommand.name)
        if handler is not None:
            handler(subcommand)

    def _on_offers(self, offers: _Subcommand) -> None:
        offered = {name: value for name, value in parse_offers(offers.words).items() if name in self._wanted}
        if STS in offered and self._on_sts(offered.pop(STS)):
            return
        self._state.offered |= offered
        if offers.more:
            return
        self._ask((self._state.offered.keys() - self._state.enabled).difference(*self._asked))
        self._settle_if_answered()

    def _ask(self, names: Iterable[str]) -> None:
        for words in filter(None, pack(sorted(names), _REQUEST_BYTES)):
            self._asked.append(set(words.split()))
            self._state.send("CAP", "REQ", words)

    def _on_sts(self, value: str) -> bool:
        """Returns whether this connection has come to its end."""
        words = dict(word.partition("=")[::2] for word in value.split(","))
        if self._secure:
            duration = words.get("duration", "")
            if duration.isascii() and duration.isdigit():
                self._state.emit(SecurityPromised(number(duration)))
            return False
        port = number(words.get("port", ""))
        if not 0 < port <= _HIGHEST_PORT:
            return False
        self._state.emit(SecurityDemanded(port))
        self._state.halt()
        return True

    def _on_ack(self, answer: _Subcommand) -> None:
        for wish in parse_wishes(answer.words):
            if wish.on and wish.name in self._wanted:
                self._state.enabled.add(wish.name)
            else:
                self._state.enabled.discard(wish.name)
        names = _names(answer)
        request = self._request_of(names)
        asked = [request, *self._asked] if request & names else self._asked
        self._asked = [rest for each in asked if (rest := each - names)]  # a long answer may come in parts
        self._settle_if_answered()

    def _on_nak(self, answer: _Subcommand) -> None:
        """A list is refused as a whole: ask for its words one by one. A single one is refused for good."""
        request = self._request_of(_names(answer))
        if len(request) > 1:
            for name in sorted(request):
                self._ask([name])
        self._settle_if_answered()

    def _request_of(self, names: set[str]) -> set[str]:
        """Take the request that is answered: the one for these names; if none is, the oldest."""
        at = next((at for at, request in enumerate(self._asked) if request & names), 0)
        return self._asked.pop(at) if self._asked else set()

    def _on_del(self, removed: _Subcommand) -> None:
        for name in parse_offers(removed.words):
            self._state.offered.pop(name, None)
            self._state.enabled.discard(name)

    def _settle_if_answered(self) -> None:
        if self._settled or self._asked:
            return
        self._settled = True
        self._send_user()
        if self._identity.account:
            self._login.begin()
        else:
            self._end()

    def _introduce(self) -> None:
        """PASS is the first of those that register (RFC 2812 3.1): there are servers that refuse it later."""
        if self._identity.password:
            self._state.send("PASS", self._identity.password)
        self._state.send("NICK", self._identity.nick)

    def _send_user(self) -> None:
        if self._has_user:
            return
        self._has_user = True
        if self._holds_password:
            self._introduce()
        key = self._identity.sender_key if SEND_ONCE in self._state.enabled else ""
        tags = {SENDER_TAG: key} if key else None
        self._state.send("USER", self._identity.username, "0", "*", self._identity.realname, tags=tags)

    def _end(self) -> None:
        if not self._ended:
            self._ended = True
            self._state.send("CAP", "END")
