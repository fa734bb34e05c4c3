"""Who writes: send-once clients, which lose nothing; plain IRC clients, which send once and hope; and witnesses.

A send-once client resends under the same send-id until it is answered, takes its nick back with its key, and reads what
it missed. A plain one only has echo-message, and fights with others for nicks. A witness is a send-once client of the
calm gateway that must never lose its connection. Each runs on its own thread.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Iterable

from ircwire import capabilities as caps
from ircwire.client import WANTED, Identity
from ircwire.client_events import Failed, History, NickRefused
from ircwire.lines import build
from ircwire.msgids import id_of
from tests.chaos.clients import Client, Stage, seen_of
from tests.chaos.observations import Message, Seen

SECONDS_BETWEEN_LINES = 0.15
"""On average, of one client."""
MOST_PENDING = 60
BURST = 20
PLAIN_WANTED = WANTED - {caps.SEND_ONCE, caps.CHATHISTORY, caps.BATCH}
LOBBY = "#lobby"
_NICK_TAKEN = "433"
_NO_SUCH_NICK = "401"


class SendOnceClient(Client):
    """`pending`: what is not acknowledged, oldest first."""

    def __init__(self, stage: Stage, name: str, rooms: Iterable[str], seed: int) -> None:
        super().__init__(stage, name, rooms, seed, WANTED)
        self.observer.catches_up = True
        self._key = f"key-of-{name}-{self._random.getrandbits(64):016x}"
        self._pending: dict[str, Message] = {}
        self._tried: set[str] = set()
        """Texts sent on any connection."""
        self._position: dict[str, str] = {}
        """Room to the msgid up to which all of it has been seen."""
        self._catching_up: dict[str, list[Seen]] = {}
        self._sending = False
        """On this connection, what was pending has been sent again."""
        self._next = 0.0

    def _identity(self) -> Identity:
        return Identity(self.name, self.name, "a send-once client", sender_key=self._key)

    def _session(self) -> int:
        return 0

    def _prepare(self) -> None:
        self._catching_up = {}
        self._sending = False

    def _unanswered(self) -> bool:
        return super()._unanswered() or bool(self._pending) or bool(self._catching_up)

    def _give_up(self) -> None:
        self._leave("gave up", without_a_word=self._random.random() < 0.5)

    def _why_not_settled(self) -> str:
        if self._pending:
            return f"waits for {len(self._pending)} answers, first for {next(iter(self._pending))!r}"
        return "is catching up" if self._catching_up else super()._why_not_settled()

    def _turn(self) -> None:
        if not self._sending and self._is_in() and not self.stage.closing.is_set():
            self._sending = True
            for message in self._pending.values():
                self._send(message)
        super()._turn()

    def _write(self) -> None:
        if time.monotonic() < self._next or len(self._pending) >= MOST_PENDING:
            return
        self._next = time.monotonic() + self._random.expovariate(1 / SECONDS_BETWEEN_LINES)
        chance = self._random.random()
        if chance < 0.15:
            self._tell()
        elif chance < 0.165:
            self._tell()
            self._say(self._random.randrange(5))
            self._link.flush()  # and it will not hear what became of these
            self._leave("left on purpose", without_a_word=self._random.random() < 0.5)
        else:
            self._say(BURST if chance > 0.99 else 1)

    def _tell(self) -> None:
        name = self._random.choice([each for each in self.stage.people if each != self.name])
        self._begin(self._new(name, name))

    def _say(self, count: int) -> None:
        room = self._random.choice(self._rooms)
        for _ in range(count):
            self._begin(self._new(room))

    def _begin(self, message: Message) -> None:
        self._pending[message.text] = message
        if self._sending:
            self._send(message)

    def _send(self, message: Message) -> None:
        if message.text in self._tried:
            self._connection.resent.add(message.text)
        self._tried.add(message.text)
        self._link.session.say(message.target, message.text, send_id=self._send_id(message))

    @staticmethod
    def _send_id(message: Message) -> str:
        """Its text up to the filler: the client's name and the number."""
        return "-".join(message.text.split(" ")[:2])

    def _acknowledged(self, message: Message) -> None:
        self._pending.pop(message.text, None)

    def _on_failed(self, event: Failed) -> None:
        found = [each for each in self._pending.values() if self._send_id(each) == event.send_id]
        if not found:
            super()._on_failed(event)
            return
        message = found[0]
        del self._pending[message.text]
        message.refused = message.text not in self._connection.resent
        if event.code != _NO_SUCH_NICK or not message.private:
            self._odd(f"{message.text!r} to {message.target} was refused: {event.code} {event.text}")

    # -- catching up

    def _on_joined(self, room: str) -> None:
        if room in self._position:
            self._catching_up[room] = []
            self.observer.caught_up.setdefault(room, []).append(self._catching_up[room])
            self._link.session.history_after(room, self._position[room])

    def _on_history(self, history: History) -> None:
        room = history.target
        pages = self._catching_up.get(room)
        if pages is None:
            self._odd(f"got a page of the history of {room}, which it had not asked for")
            return
        pages += map(seen_of, history.messages)
        if history.messages:
            self._position[room] = history.messages[-1].msgid
        if len(history.messages) >= self._link.session.history_page:
            self._link.session.history_after(room, self._position[room])
            return
        del self._catching_up[room]
        if visit := self._visits.get(room):
            for seen in visit.lines:
                self._on_seen(seen)

    def _on_seen(self, seen: Seen) -> None:
        room = seen.target
        if room not in self._catching_up and id_of(seen.msgid) > id_of(self._position.get(room) or "00000"):
            self._position[room] = seen.msgid


class Witness(SendOnceClient):
    """In all rooms, on the calm gateway, for the whole run. Says the marks it is asked to say, and little else."""

    patience = (1e9, 1e9)

    def __init__(self, stage: Stage, name: str, rooms: Iterable[str], seed: int, port: int) -> None:
        super().__init__(stage, name, rooms, seed)
        self._calm_port = port
        self._to_say: queue.SimpleQueue[str] = queue.SimpleQueue()

    def say(self, room: str) -> None:
        """Say a line there; from any thread."""
        self._to_say.put(room)

    def _port(self) -> int:
        return self._calm_port

    def _prepare(self) -> None:
        super()._prepare()
        self._link.moves = self.observer.moves

    def _turn(self) -> None:
        if self._is_in() and not self._to_say.empty():
            self._begin(self._new(self._to_say.get()))
        if self.stage.closing.is_set():
            self._link.moves = None
        super()._turn()

    def _write(self) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + self._random.expovariate(1 / (4 * SECONDS_BETWEEN_LINES))
            self._begin(self._new(self._random.choice(self._rooms)))

    def _on_lost(self, why: str) -> None:
        self._odd(f"lost its connection to a gateway that nothing happened to: {why}")


class PlainClient(Client):
    """Takes what nick it gets; parts and joins; what was not echoed is not sent again."""

    def __init__(self, stage: Stage, name: str, rooms: Iterable[str], seed: int) -> None:
        super().__init__(stage, name, rooms, seed, PLAIN_WANTED)
        self._all_rooms = list(self._rooms)
        self._unechoed: set[str] = set()
        self._wishes: set[str] = set()
        """Nicks it asked for on this connection."""
        self._names = 0
        self._next = 0.0

    def _identity(self) -> Identity:
        return Identity(self._wish(self._random.choice(self.stage.common_nicks)), self.name, "a plain client")

    def _wish(self, nick: str) -> str:
        self._wishes.add(nick)
        return nick

    def _prepare(self) -> None:
        self._unechoed.clear()
        self._rooms = list(self._all_rooms)

    def _on_lost(self, why: str) -> None:
        self._wishes.clear()

    def _unanswered(self) -> bool:
        return super()._unanswered() or bool(self._unechoed)

    def _why_not_settled(self) -> str:
        return "waits for echoes" if self._unechoed else super()._why_not_settled()

    def _write(self) -> None:
        if time.monotonic() < self._next or len(self._unechoed) >= MOST_PENDING:
            return
        self._next = time.monotonic() + self._random.expovariate(1 / SECONDS_BETWEEN_LINES)
        chance = self._random.random()
        if chance < 0.08:
            self._tell()
        elif chance < 0.10:
            nick = self._wish(self._random.choice(self.stage.common_nicks))
            self._link.send(build("NICK", nick))
        elif chance < 0.12:
            self._part_or_join()
        elif chance < 0.125:
            self._say(self._random.randrange(5))
            if self._random.random() < 0.5:
                self._link.session.quit("see you")
            self._link.flush()
            self._leave("left on purpose")
        else:
            self._say(BURST if chance > 0.99 else 1)

    def _say(self, count: int) -> None:
        room = self._random.choice(self._rooms)
        for _ in range(count):
            message = self._new(room)
            self._unechoed.add(message.text)
            self._link.session.say(room, message.text)

    def _tell(self) -> None:
        nicks = [*self.stage.people, *(nick for nick in self.stage.common_nicks if nick not in self._wishes)]
        nick = self._random.choice(nicks)
        message = self._new(nick, nick if nick in self.stage.people else "")
        self._link.session.say(nick, message.text)

    def _part_or_join(self) -> None:
        """Called while it is in all of `_rooms`: it parts from one, or comes back to all."""
        left = [room for room in self._all_rooms if room not in self._rooms]
        if left:
            if any(room in self._visits for room in left):
                return  # its PART is still under way
            for room in left:
                self._link.session.join(room)
            self._rooms = list(self._all_rooms)
        else:
            room = self._random.choice([each for each in self._rooms if each != LOBBY])
            self._rooms.remove(room)
            self._link.session.part(room, "for a while")

    def _acknowledged(self, message: Message) -> None:
        self._unechoed.discard(message.text)

    def _on_nick_refused(self, event: NickRefused) -> None:
        if event.code != _NICK_TAKEN:
            super()._on_nick_refused(event)
        self._names += 1
        self._link.session.retry(f"{self.name}-{self._names}")

    def _on_failed(self, event: Failed) -> None:
        if event.code not in (_NICK_TAKEN, _NO_SUCH_NICK):
            super()._on_failed(event)
