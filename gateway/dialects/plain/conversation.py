"""One plain client's conversation: perhaps a password, the name, then lines for the lobby until QUIT or {quit}.

Implements `gateway.dialects.base.Conversation`; runs on `gw-loop`.
"""

from __future__ import annotations

import hmac
import re
from collections import deque
from collections.abc import Sequence
from enum import Enum, auto

from gateway.dialects.base import Ask, Format, Leave, Reply, Step
from gateway.dialects.masks import shown_host
from gateway.dialects.plain.format import PLAIN, sentence
from gateway.dialects.plain.lines import PlainLines
from gateway.dialects.tls_hello import SENTENCE, is_tls
from gateway.model.answers import Answer, Refused, Registered
from gateway.model.commands import Command, Join, Register, Say
from gateway.model.disconnects import Disconnect
from gateway.model.facts import Fact, Renamed
from gateway.model.refusals import Reason, Refusal
from gateway.model.server import LOBBY, Server
from ircwire.lines import CONTENT_BYTES
from ircwire.names import nick_problem, normalise_nick
from ircwire.text import split, strip_controls

_USERNAME = "~plain"
_QUIT_WORDS = ("QUIT", "{quit}")
_ASK_NAME = "What is your name?"
_HTTP_REQUEST = re.compile(r"[A-Z]+ \S+ HTTP/\d", re.ASCII)
_ASK_PASSWORD = "This chat has a password. What is it?"


class _Stage(Enum):
    """What the next line is taken for."""

    PASSWORD = auto()
    NAME = auto()
    CHAT = auto()


class PlainConversation:
    """`host`: the client's address, as others see it in masks."""

    format: Format = PLAIN
    patience = 120.0
    """Four times what a program has: a person at `nc` reads the question and thinks of a name, perhaps of a second one
    where the first is taken. Someone who says nothing costs a socket and a few kilobytes meanwhile."""

    def __init__(self, server: Server, host: str) -> None:
        self._server = server
        self._host = shown_host(host)
        self._name = ""
        self._stage = _Stage.PASSWORD if server.password else _Stage.NAME
        self._lines = PlainLines()
        self._steps: deque[Step] = deque()
        self._silent = True  # nothing has come yet

    def opened(self) -> bytes:
        question = _ASK_PASSWORD if self._stage is _Stage.PASSWORD else _ASK_NAME
        return sentence(f"Welcome to {self._server.info or self._server.name}!") + sentence(question)

    def feed(self, data: bytes) -> None:
        if self._silent:
            self._silent = False
            if is_tls(data):
                self._steps.append(Leave(sentence(SENTENCE), Disconnect.PROTOCOL, SENTENCE))
        self._lines.feed(data)

    @property
    def pending(self) -> bool:
        return bool(self._steps or self._lines)

    def step(self) -> Step | None:
        if not self._steps:
            raw = self._lines.take()
            if raw is None:
                return None
            # A line that comes to nothing is a step too, so that flood control counts it.
            self._steps.extend(self._line(raw) or (Reply(b""),))
        return self._steps.popleft()

    def answer(self, command: Command, answer: Answer) -> bytes:
        if isinstance(answer, Refused):
            return self._refused(command, answer.refusal)
        if isinstance(answer, Registered):
            self._name = answer.nick
            self._stage = _Stage.CHAT
            self._steps.append(Ask(Join(LOBBY)))
            return sentence(f"Hi there, {answer.nick}! To leave the chat, type QUIT or {{quit}}.")
        return b""

    def labelled(self, label: str, data: bytes) -> bytes:
        """There are no labels."""
        return data

    def noticed(self, fact: Fact) -> None:
        if isinstance(fact, Renamed):
            self._name = fact.nick

    def personal(self, fact: Fact) -> bytes:
        """The lobby keeps its name, and a terminal shows what it shows."""
        return b""

    def monitored(self, fact: Fact) -> bytes:
        """It waits for nobody."""
        return b""

    def ping(self) -> bytes:
        """A person does not answer pings."""
        return b""

    def served_by(self, server: Server) -> None:
        self._server = server

    def farewell(self, why: Disconnect, detail: str) -> bytes:
        return sentence(f"{why.text} ({detail})" if detail else why.text)

    def _line(self, raw: bytes) -> Sequence[Step]:
        if not raw:
            return ()  # telnet's own, none of a person's words
        text = strip_controls(raw.decode(errors="replace")).rstrip()
        if text.strip() in _QUIT_WORDS:
            return [Leave(raw, Disconnect.QUIT, "Quit")]
        if not text and self._stage is not _Stage.NAME:
            return ()
        if self._stage is not _Stage.CHAT and _HTTP_REQUEST.match(text):
            # A page in somebody's browser must not be able to post lines into the chat behind their back.
            return [Leave(sentence(Disconnect.PROTOCOL.text), Disconnect.PROTOCOL, Disconnect.PROTOCOL.text)]
        match self._stage:
            case _Stage.PASSWORD:
                return self._password(text)
            case _Stage.NAME:
                return self._ask_for(text.strip())
            case _Stage.CHAT:
                mask = f"{self._name}!{_USERNAME}@{self._host}"
                size = CONTENT_BYTES - len(f":{mask} PRIVMSG {LOBBY} :".encode())
                return [Ask(Say(LOBBY, piece)) for piece in split(text, size)]

    def _password(self, text: str) -> Sequence[Step]:
        if hmac.compare_digest(text.encode(), self._server.password.encode()):
            self._stage = _Stage.NAME
            return [Reply(sentence(_ASK_NAME))]
        why = Disconnect.BAD_PASSWORD
        return [Leave(sentence(why.text), why, why.text)]

    def _ask_for(self, text: str) -> Sequence[Step]:
        name = normalise_nick(text.replace(" ", "_"))
        problem = nick_problem(name, self._server.limits.nick)
        if problem:
            return [Reply(sentence(f"{problem}. {_ASK_NAME}"))]
        return [Ask(Register(name, _USERNAME, name, self._host), wait=True)]

    def _refused(self, command: Command, refusal: Refusal) -> bytes:
        reason = refusal.reason.value
        if refusal.reason is Reason.SERVER_BANNED:
            why = Disconnect.BANNED
            self._steps.append(Leave(self.farewell(why, refusal.subject), why, why.text))
            return b""
        if isinstance(command, Register):
            return sentence(f"{reason[0].upper()}{reason[1:]}. {_ASK_NAME}")
        return sentence(f"That did not work: {reason}.")
