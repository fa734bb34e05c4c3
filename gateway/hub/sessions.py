"""A session: one client's place in the hub, and the order of what it is told. Runs on `gw-loop`; no sockets here.

Answers leave in the order of the commands, each once the facts up to its log id have been written. While a command is
under way, facts for its session are *held*: those up to the answer's log id are written before it, later ones after it.
So replies, echoes and errors come in the order of the commands that caused them, and a snapshot fits what follows it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from gateway.bus.base import Actor
from gateway.dialects.base import Conversation, Leave, Reply
from gateway.hub.flood import TokenBucket
from gateway.model.answers import Answer
from gateway.model.commands import Command, Quit, Say
from gateway.model.facts import Fact
from gateway.transport.base import Connection

MOST_PARTS = 50
"""Of one answer: the whole of it is bounded too."""


@dataclass(slots=True)
class Asked:
    """A command under way; `answer` is None until the bus has told it. `rest`: what asks for the next part of the
    answer (`model.parts`), which is told in its place. `parts`: so many there may be yet, with this one. `at`: the log
    id of the first part, 0 if this is it. `until`: when the last part must have been asked, monotonic seconds."""

    command: Command
    answer: Answer | None = None
    rest: Asked | None = None
    parts: int = MOST_PARTS
    at: int = 0
    until: float = 0.0


@dataclass(slots=True)
class OpenLabel:
    """What comes up to the `CloseLabel` is the answer to a labelled line."""

    label: str


@dataclass(slots=True)
class CloseLabel:
    """See `OpenLabel`."""


class Session:
    """State and order only: who feeds it and who applies facts to it are `hub.client` and `hub.hub`."""

    __slots__ = (
        "actor",
        "answers",
        "bucket",
        "connection",
        "conversation",
        "ended",
        "heard",
        "held",
        "id",
        "label",
        "nick",
        "operator",
        "pinged",
        "registered",
        "rooms",
        "since",
        "snapshots",
        "uid",
        "unfinished",
        "waiting",
    )

    def __init__(self, connection: Connection, conversation: Conversation, bucket: TokenBucket, now: float) -> None:
        self.id = connection.id
        self.connection = connection
        self.conversation = conversation
        self.bucket = bucket
        self.uid = ""
        """Of its user; "" until it asks to register."""
        self.actor = Actor(self.id, "")
        """Who asks, when this session asks."""
        self.registered = False
        self.nick = ""
        """Of its user, for the log."""
        self.operator = False
        """Its user is a server operator."""
        self.rooms: set[str] = set()
        self.unfinished: deque[Asked | Reply | Leave | OpenLabel | CloseLabel] = deque()
        self.held: deque[tuple[int, bytes, Fact | None, bool]] = deque()
        self.label = ""
        """Of the line that is being answered; "" if it has none."""
        self.answers: list[bytes] = []
        """What the labelled line has come to so far."""
        self.snapshots = 0
        """How many unfinished commands are answered with a snapshot."""
        self.waiting = False
        """No further step until the last command has been answered."""
        self.ended = False
        """It quit or was disconnected: takes no further step."""
        self.since = now
        """When it came, monotonic seconds."""
        self.heard = now
        """When the client last sent something, monotonic seconds."""
        self.pinged: float | None = None
        """When it was pinged since it was last heard."""

    def belong_to(self, uid: str) -> None:
        """It asks to register as this user."""
        self.uid = uid
        self.actor = Actor(self.id, uid)

    def tell(self, at: int, chunk: bytes, about: Fact | None = None, mine: bool = False) -> None:
        """Write what facts up to log id `at` come to, or hold it while a command is under way.

        `about`: a fact that changes the conversation itself (`Conversation.noticed`), at the moment it is written.
        `mine`: its user did it."""
        if self.unfinished:
            self.held.append((at, chunk, about, mine))
        else:
            self._write(chunk, about)

    def put(self, entry: Reply | OpenLabel | CloseLabel) -> None:
        """After all that is unfinished."""
        if self.unfinished:
            self.unfinished.append(entry)
        else:
            self._perform(entry)

    def begin(self, asked: Asked) -> None:
        """A command is under way."""
        self.unfinished.append(asked)
        self.snapshots += asked.command.snapshot

    def advance(self, applied: int) -> int:
        """Write all that may leave now that the log is applied up to `applied`.

        Returns the log id that the first command still needs, or 0 if that is unknown or there is none."""
        unfinished = self.unfinished
        while unfinished:
            head = unfinished[0]
            if isinstance(head, Asked):
                if head.answer is None:
                    return 0
                if head.answer.at > applied:
                    return head.answer.at
                self._finish(head, head.answer)
            else:
                unfinished.popleft()
                self._perform(head)
        self.waiting = False
        if self.held:
            self._release(applied)
        return 0

    def abandon(self) -> None:
        """No answer will come any more: a client that is leaving has its last words now."""
        for entry in self.unfinished:
            if isinstance(entry, Leave):
                self.connection.write(entry.data)
        self.connection.close()

    def _finish(self, asked: Asked, answer: Answer) -> None:
        command = asked.command
        if self.held:
            # Not what comes after the first part: it may be the echo of a later command.
            self._release(asked.at or answer.at)
        self.unfinished.popleft()
        self.snapshots -= command.snapshot
        if asked.rest is not None:
            self.unfinished.appendleft(asked.rest)
            self.snapshots += command.snapshot
        # Of a line that was said its fact tells all, and most answers are to such lines.
        if (type(answer) is not Answer or type(command) is not Say) and not isinstance(command, Quit):
            self._answer(self.conversation.answer(command, answer))

    def _release(self, at: int) -> None:
        """Write the facts held up to log id `at`."""
        first = self._first_come_to(at) if self.label else 0
        while self.held and self.held[0][0] <= at:
            when, chunk, about, mine = self.held.popleft()
            if self.label and mine and when >= first:
                if about is not None:
                    self.conversation.noticed(about)
                self.answers.append(chunk)
            else:
                self._write(chunk, about)

    def _first_come_to(self, at: int) -> int:
        """The first of the facts that the command came to whose answer is at this log id: those of its own user up to
        there without a gap. (The ids of what one command does follow each other.)"""
        first = at + 1
        for when, _, _, mine in reversed(self.held):
            if when < first - 1:
                break
            if mine and when <= at:
                first = when
        return first

    def _perform(self, entry: Reply | Leave | OpenLabel | CloseLabel) -> None:
        if isinstance(entry, Reply):
            self._answer(entry.data)
        elif isinstance(entry, OpenLabel):
            self.label = entry.label
        else:
            if isinstance(entry, Leave):
                self._answer(entry.data)
            if self.label:
                self.connection.write(self.conversation.labelled(self.label, b"".join(self.answers)))
                self.label = ""
                self.answers.clear()
            if isinstance(entry, Leave):
                self.connection.close()

    def _answer(self, data: bytes) -> None:
        if self.label:
            self.answers.append(data)
        else:
            self.connection.write(data)

    def _write(self, chunk: bytes, about: Fact | None) -> None:
        if about is not None:
            self.conversation.noticed(about)
        self.connection.write(chunk)
