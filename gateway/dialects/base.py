"""The one interface of all dialects. Everything here runs on `gw-loop`, without blocking.

A *conversation* is one client's state: the hub feeds it bytes and takes *steps* out of it, one at a time, so that flood
control and waiting for an answer are the hub's. A *format* is a way to write facts, shared by all who see the same
bytes.
"""

from __future__ import annotations

from typing import Protocol

from gateway.model.answers import Answer
from gateway.model.commands import Command
from gateway.model.disconnects import Disconnect
from gateway.model.facts import Fact
from gateway.model.server import Server
from ircwire.value import value


@value
class Ask:
    """Carry out a command; `Conversation.answer` writes what comes back. `wait`: take no further step until then."""

    command: Command
    wait: bool = False


@value
class Reply:
    """Tell the client these bytes, after the answers to all steps before. `settled`: also after what others on this
    gateway asked before, as far as that does not take too long."""

    data: bytes
    settled: bool = False


@value
class Leave:
    """Tell the client these bytes, close, and tell the others `reason`."""

    data: bytes
    why: Disconnect
    reason: str


@value
class Audit:
    """The audit log is told what the client tried; it is told nothing."""

    text: str


Step = Ask | Reply | Leave | Audit


@value
class Labelled:
    """All that these steps come to is the answer to one line, to which its client gave a label
    (`Conversation.labelled`)."""

    label: str
    steps: tuple[Step, ...]


class Format(Protocol):
    """A way to write facts. Equal bytes for equal formats: compared by identity, so a dialect makes each only once."""

    def encode(self, fact: Fact) -> bytes:
        """What the others are told; b"" for nothing."""

    def own(self, fact: Fact) -> bytes:
        """What the user is told who did it; b"" for nothing."""


class Conversation(Protocol):
    """One client's side of the dialect."""

    format: Format
    """How this client sees facts from now on; it may change with any step (capabilities)."""
    patience: float
    """Seconds that a client has to say who it is."""

    def opened(self) -> bytes:
        """What the client is told on connecting."""

    def feed(self, data: bytes) -> None:
        """Take bytes in. Keeps at most one line of unfinished input and whole lines not yet stepped through."""

    @property
    def pending(self) -> bool:
        """Whether `step` has something to give."""

    def step(self) -> Step | Labelled | None:
        """What the next line of input comes to (one line may come to several steps); None: no whole line is left."""

    def answer(self, command: Command, answer: Answer) -> bytes:
        """Write the answer (perhaps a `Refused`) to a command asked by a step. Called in the order of the steps."""

    def labelled(self, label: str, data: bytes) -> bytes:
        """Write all that a labelled line came to; b"" if it came to nothing."""

    def noticed(self, fact: Fact) -> None:
        """A fact about this very user (a new nick, for instance) is being applied; called before it is written."""

    def personal(self, fact: Fact) -> bytes:
        """Write a fact in words that are for this very client: a room renamed, or a new host of its own, where its
        format has no line for that;
        its user's read marker; an invitation, or a knock at the door of its room. b"" for nothing."""

    def monitored(self, fact: Fact) -> bytes:
        """What the client is told because it waits for the one whom the fact is about; b"" for nothing."""

    def ping(self) -> bytes:
        """Bytes that make a living client send something; b"" where the dialect has none."""

    def served_by(self, server: Server) -> None:
        """What the server is from now on: its admin has changed the message of the day or the operators."""

    def farewell(self, why: Disconnect, detail: str) -> bytes:
        """The last words to a client whom the server disconnects."""
