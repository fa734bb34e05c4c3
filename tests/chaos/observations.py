"""What was seen in a run: what clients sent, what they were told, and what is there at the end. Values only; no thread.

Each client fills its own `Observer` on its own thread; the checker reads them when all threads have ended.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

MILLISECOND = 1000
"""Ids and times are microseconds, but a line's time on the wire is cut to milliseconds."""


class Seen(NamedTuple):
    """A line as somebody was told it. `user`: the username in its mask, which names the client; `target`: room or
    nick."""

    text: str
    msgid: str
    user: str
    target: str


class Move(NamedTuple):
    """What a witness was told about members, in order. `room` is "" for QUIT and NICK; `user` is "" in a list."""

    kind: Literal["LISTED", "JOIN", "PART", "QUIT", "NICK", "SAID"]
    nick: str
    user: str
    room: str = ""
    new: str = ""


@dataclass(slots=True)
class Message:
    """A line that a client sent, once or again; its text is its number. `receiver`: the client that a private line is
    for, "" where the nick may be anybody's."""

    text: str
    author: str
    target: str
    receiver: str = ""
    session: int = 0
    """Which of its author's sessions sent it: lines of one session keep their order. 0 for all that are sent until they
    are acknowledged, whose order holds over all connections."""
    msgids: set[str] = field(default_factory=set)
    """Under which ids it was acknowledged."""
    refused: bool = False
    """It was sent once only, and the server said no."""

    @property
    def private(self) -> bool:
        return not self.target.startswith("#")


@dataclass(slots=True)
class Visit:
    """A stay of one connection in one room: all lines told live, in order. `since`: the time of its JOIN (µs)."""

    room: str
    since: int
    lines: list[Seen] = field(default_factory=list)
    lasted: bool = False
    """It was there until all was quiet."""


@dataclass(slots=True)
class Connection:
    """One connection of a client. `resent`: texts sent here that had been sent on an earlier one."""

    visits: list[Visit] = field(default_factory=list)
    private: list[Seen] = field(default_factory=list)
    """Private lines to it, and the echoes of its own."""
    resent: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Observer:
    """A client: its name is its username, and in every text that it sends. `nick`: at the end."""

    name: str
    nick: str = ""
    catches_up: bool = False
    """It reads after each reconnect what it missed, so that it knows all of its rooms."""
    messages: dict[str, Message] = field(default_factory=dict)
    connections: list[Connection] = field(default_factory=list)
    caught_up: dict[str, list[list[Seen]]] = field(default_factory=dict)
    """Room to what each catching up gave, oldest first."""
    moves: list[Move] = field(default_factory=list)
    """What a witness was told; empty for others."""
    oddities: list[str] = field(default_factory=list)
    """What must not happen and did, in sentences."""
    rooms: set[str] = field(default_factory=set)
    """Where it was when all was quiet."""


@dataclass(slots=True)
class Findings:
    """What one gateway said at the end: room to its history, oldest first, and room to its members' nicks."""

    histories: dict[str, list[Seen]] = field(default_factory=dict)
    members: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Observations:
    """A whole run. `findings`: by the name of the gateway."""

    observers: list[Observer] = field(default_factory=list)
    findings: dict[str, Findings] = field(default_factory=dict)
    oddities: list[str] = field(default_factory=list)
    """What went wrong with the run itself."""

    def messages(self) -> dict[str, Message]:
        """All that was sent, by text."""
        return {text: message for observer in self.observers for text, message in observer.messages.items()}
