"""A chaos client: connects, registers, joins, records what it is told, and comes back when it is cut off.

What it writes and how it recovers differs: `writers`. Each runs on a thread of its own, with random numbers of its own;
the trial's thread reads `settled`, `trouble` and `closed`, and the observer once the thread has ended.
"""

from __future__ import annotations

import sys
import threading
import time
import traceback
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from random import Random

from ircwire.client import Identity
from ircwire.client_events import (
    Event,
    Failed,
    History,
    Joined,
    MessageReceived,
    NickRefused,
    Parted,
    Registered,
    ServerError,
)
from ircwire.msgids import id_of
from tests.chaos.link import Link, LinkLost, user_of
from tests.chaos.observations import MILLISECOND, Connection, Message, Observer, Seen, Visit

_NO_MOTD = "422"
TURN_SECONDS = 0.05
"""How long a client listens before it looks whether there is something to do."""


@dataclass(slots=True)
class Stage:
    """What all clients share. `marks`: room to the id of the line that everyone in it must have seen to be settled;
    replaced, never changed."""

    ports: list[int]
    people: list[str]
    """Who keeps one nick all the while, which is its name."""
    common_nicks: list[str]
    marks: dict[str, int] = field(default_factory=dict)
    talking: threading.Event = field(default_factory=threading.Event)
    closing: threading.Event = field(default_factory=threading.Event)
    """Nothing is recorded any more."""
    ending: threading.Event = field(default_factory=threading.Event)


class Client(threading.Thread, ABC):
    """The base of all: subclasses say what to write (`_write`) and what to do about the events that differ."""

    patience = (2.5, 8.0)
    """Between so many seconds without an answer it gives a connection up."""

    def __init__(self, stage: Stage, name: str, rooms: Iterable[str], seed: int, wanted: Collection[str]) -> None:
        super().__init__(name=name)
        self.stage = stage
        self.observer = Observer(name, name)
        self._settled_for: dict[str, int] | None = None
        """The marks for which it was last found settled."""
        self.closed = threading.Event()
        """The observer is complete."""
        self.trouble = ""
        """Why it is not settled, in words."""
        self._rooms = list(rooms)
        self._random = Random(f"{seed} {name}")
        self._wanted = wanted
        self._count = 0
        self._link: Link
        self._connection: Connection
        self._visits: dict[str, Visit] = {}
        self._patience = 0.0
        self._left_open: list[Link] = []

    # -- the thread

    def run(self) -> None:
        while not self.stage.ending.is_set():
            try:
                self._live()
            except LinkLost as lost:
                self.trouble = f"is not connected: {lost}"
                self._on_lost(str(lost))
            except Exception:
                self.observer.oddities.append(f"a bug in the checker's client: {traceback.format_exc()}")
                break
            self._settled_for = None
            self.stage.ending.wait(self._random.uniform(0.02, 0.4 if self._random.random() < 0.7 else 3.0))
        self.closed.set()
        for link in self._left_open:
            link.close()

    @property
    def settled(self) -> bool:
        """Nothing is pending, and the marks have been seen; read by any thread."""
        return self._settled_for is self.stage.marks

    def _live(self) -> None:
        """One connection, from its beginning to its end."""
        self._visits = {}
        self._connection = Connection()
        self.observer.connections.append(self._connection)
        self._patience = self._random.uniform(*self.patience)
        self._link = Link(self._port(), self._identity(), self._wanted)
        try:
            self._prepare()
            while not self.stage.ending.is_set():
                for event in self._link.receive(TURN_SECONDS):
                    self._on(event)
                self._turn()
        finally:
            if self._link not in self._left_open:
                self._link.close()

    def _turn(self) -> None:
        if self.stage.closing.is_set():
            self._close_record()
        else:
            if self._unanswered() and self._silent() > self._patience:
                self._give_up()
            if self.stage.talking.is_set() and self._is_in():
                self._write()
            marks = self.stage.marks
            self.trouble = self._why_not_settled()
            self._settled_for = None if self.trouble else marks
        self._link.flush()

    def _silent(self) -> float:
        return time.monotonic() - max(self._link.heard, self._link.asked)

    def _close_record(self) -> None:
        if not self.closed.is_set():
            self.observer.nick = self._link.session.nick
            self.observer.rooms = set(self._visits)
            for visit in self._visits.values():
                visit.lasted = True
            self.closed.set()

    def _is_in(self) -> bool:
        """Registered, and in all of its rooms."""
        return self._link.session.registered and all(room in self._visits for room in self._rooms)

    def _why_not_settled(self) -> str:
        if not self._is_in():
            return "is not back in its rooms"
        for room, visit in self._visits.items():
            newest = id_of(visit.lines[-1].msgid) if visit.lines else visit.since + MILLISECOND - 1
            if newest < self.stage.marks.get(room, 0):
                return f"has not seen the last line of {room}"
        return ""

    # -- to be made different

    def _session(self) -> int:
        """As `Message.session`."""
        return len(self.observer.connections)

    def _port(self) -> int:
        return self._random.choice(self.stage.ports)

    @abstractmethod
    def _identity(self) -> Identity:
        """Who it says it is."""

    def _prepare(self) -> None:
        """A connection begins."""

    def _write(self) -> None:
        """Say something, if it is time."""

    def _unanswered(self) -> bool:
        """Whether an answer is awaited."""
        return not self._is_in()

    def _give_up(self) -> None:
        """No answer came: the connection is left, closed or, as after a lost network, without a word."""
        self._leave("gave up")

    def _on_lost(self, why: str) -> None:
        """The connection has ended."""

    # -- what it is told

    def _on(self, event: Event) -> None:
        if self.stage.closing.is_set():
            return
        match event:
            case Registered():
                for room in self._rooms:
                    self._link.session.join(room)
            case Joined(room=room, own=True, time=when):
                assert when is not None
                self._visits[room] = Visit(room, when)
                self._connection.visits.append(self._visits[room])
                self._on_joined(room)
            case Parted(room=room, own=True):
                self._visits.pop(room, None)
            case MessageReceived():
                self._on_line(seen_of(event))
            case History():
                self._on_history(event)
            case NickRefused():
                self._on_nick_refused(event)
            case Failed():
                if event.code != _NO_MOTD:
                    self._on_failed(event)
            case ServerError(text=text):
                raise LinkLost(text)
            case _:
                pass

    def _on_joined(self, room: str) -> None:
        """It is in a room."""

    def _on_history(self, history: History) -> None:
        """A page came."""

    def _on_nick_refused(self, event: NickRefused) -> None:
        self._odd(f"the nick {event.nick} was refused: {event.code} {event.text}")

    def _on_failed(self, event: Failed) -> None:
        self._odd(f"something was refused: {event}")

    def _on_line(self, seen: Seen) -> None:
        if seen.user == self.name and (message := self.observer.messages.get(seen.text)):
            message.msgids.add(seen.msgid)
            self._acknowledged(message)
        if not seen.target.startswith("#"):
            self._connection.private.append(seen)
        elif visit := self._visits.get(seen.target):
            visit.lines.append(seen)
            self._on_seen(seen)
        else:
            self._odd(f"was told {seen.text!r} of {seen.target}, where it is not")

    def _acknowledged(self, message: Message) -> None:
        """The server has kept it."""

    def _on_seen(self, seen: Seen) -> None:
        """A room's line came live."""

    # -- what it does

    def _new(self, target: str, receiver: str = "") -> Message:
        """A message that has not been sent."""
        self._count += 1
        filler = " " + "x" * self._random.choice((1, 10, 300)) if self._random.random() < 0.1 else ""
        text = sys.intern(f"{self.name} {self._count}{filler}")
        message = self.observer.messages[text] = Message(text, self.name, target, receiver, self._session())
        return message

    def _leave(self, why: str, *, without_a_word: bool = False) -> None:
        """End this connection; `without_a_word`: it stays open, and nobody reads it any more."""
        if without_a_word:
            self._left_open.append(self._link)
            if len(self._left_open) > 2:
                self._left_open.pop(0).close()
        raise LinkLost(why)

    def _odd(self, sentence: str) -> None:
        self.observer.oddities.append(sentence)


def seen_of(message: MessageReceived) -> Seen:
    """The line as it is compared; equal texts and ids are kept once."""
    return Seen(sys.intern(message.text), sys.intern(message.msgid), sys.intern(user_of(message.mask)), message.target)
