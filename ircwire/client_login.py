"""Logging in while registering (IRCv3 sasl 3.1 and 3.2): which mechanism, its AUTHENTICATE lines, what comes of it.

SCRAM-SHA-256 where the server has it, else PLAIN, and that only by TLS. A login counts only if the server has proven
that it knows the account, where the mechanism can tell.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable

from ircwire import capabilities as caps
from ircwire.client_events import LoginFailed
from ircwire.client_lines import last, param
from ircwire.client_state import State
from ircwire.lines import Line
from ircwire.sasl import Mechanism, Plain, SaslError, ScramSha256

_CHUNK = 400
_MOST_CHALLENGE = 16_384
_SAFEST_FIRST = (ScramSha256.name, Plain.name)


class Login:
    """`done` is called once, when the account is let in. After LoginFailed nothing more happens."""

    def __init__(self, account: str, password: str, state: State, done: Callable[[], None], *, secure: bool) -> None:
        self._account = account
        self._password = password
        self._state = state
        self._done = done
        self._secure = secure
        self._untried: list[str] = []
        self._mechanism: Mechanism | None = None
        self._challenge = ""
        self._answered = False
        self.handlers: dict[str, Callable[[Line], None]] = {
            "AUTHENTICATE": self._on_authenticate,
            "902": self._on_refused,
            "903": self._on_success,
            "904": self._on_refused,
            "905": self._on_refused,
            "906": self._on_refused,
            "907": self._on_success,
            "908": self._on_mechanisms,
        }

    def begin(self) -> None:
        """The capabilities are settled."""
        if caps.SASL not in self._state.enabled:
            self._fail("This server has no accounts")
            return
        offered = self._state.offered.get(caps.SASL, "").upper().split(",")
        self._untried = [name for name in _SAFEST_FIRST if name in offered or offered == [""]]
        if self._untried == [Plain.name] and not self._secure:
            self._fail("This server takes passwords only as they are, which is safe by TLS alone")
            return
        self._try_next("This server lets nobody in by name and password")

    def welcomed(self) -> None:
        """The server took us in."""
        if self._mechanism is not None:
            self._fail("The server did not wait for the login")

    def _try_next(self, otherwise: str) -> None:
        self._challenge, self._answered = "", False
        while self._untried:
            name = self._untried.pop(0)
            if name == Plain.name and not self._secure:
                continue
            try:
                make = ScramSha256 if name == ScramSha256.name else Plain
                self._mechanism = make(self._account, self._password)
            except SaslError as error:
                otherwise = str(error)
                continue
            self._state.send("AUTHENTICATE", name)
            return
        self._fail(otherwise)

    def _on_authenticate(self, line: Line) -> None:
        if self._mechanism is None:
            return
        chunk = param(line, 0)
        self._challenge += "" if chunk == "+" else chunk
        if len(self._challenge) > _MOST_CHALLENGE:
            self._give_up("The server's answer is too long")
        elif len(chunk) < _CHUNK:
            challenge, self._challenge = self._challenge, ""
            try:
                self._respond(self._mechanism.respond(base64.b64decode(challenge, validate=True)))
            except SaslError as error:
                self._give_up(str(error))
            except (binascii.Error, ValueError):
                self._give_up("The server's answer is not valid")

    def _respond(self, response: bytes) -> None:
        self._answered = True
        text = base64.b64encode(response).decode()
        for at in range(0, len(text), _CHUNK):
            self._state.send("AUTHENTICATE", text[at : at + _CHUNK])
        if len(text) % _CHUNK == 0:
            self._state.send("AUTHENTICATE", "+")

    def _on_success(self, line: Line) -> None:
        """903, or 907 (we are logged in already): the server has to prove itself either way."""
        if self._mechanism is None:
            return
        if self._mechanism.proven:
            self._mechanism = None
            self._done()
        else:
            self._fail("The server did not prove that it knows this account")

    def _on_mechanisms(self, line: Line) -> None:
        """Which there are: the server did not know the one that was tried. The refusal follows."""
        offered = param(line, 1).upper().split(",")
        self._untried = [name for name in self._untried if name in offered]

    def _on_refused(self, line: Line) -> None:
        if self._mechanism is None:
            return
        self._mechanism = None
        words = last(line) or "The server did not take this name and password"
        if self._answered:
            self._fail(words)
        else:
            self._try_next(words)  # the mechanism was refused, not the password

    def _give_up(self, sentence: str) -> None:
        self._mechanism = None
        self._state.send("AUTHENTICATE", "*")
        self._fail(sentence)

    def _fail(self, sentence: str) -> None:
        self._mechanism = None
        self._state.emit(LoginFailed(self._account, sentence))
