"""One connection of a chaos client: a blocking socket with a client's session on it. Runs on its client's thread."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterable

from ircwire.client import ClientSession, Identity
from ircwire.client_events import Event
from ircwire.lines import LineBuffer, parse
from tests.chaos.observations import Move

CONNECT_SECONDS = 3.0
WRITE_SECONDS = 5.0
READ_BYTES = 1 << 16


class LinkLost(Exception):
    """The connection is gone; the text says why."""


class Link:
    """Events in, lines out. `asked` and `heard`: when something was last sent and received (monotonic seconds)."""

    def __init__(self, port: int, identity: Identity, wanted: Iterable[str]) -> None:
        self.session = ClientSession(identity, wanted)
        try:
            self._sock = socket.create_connection(("127.0.0.1", port), timeout=CONNECT_SECONDS)
        except OSError as error:
            raise LinkLost(f"cannot connect: {error}") from None
        self._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.asked = self.heard = time.monotonic()
        self.moves: list[Move] | None = None
        """A witness's list, to which is added what is told of members."""
        self._lines = LineBuffer()
        self.send(self.session.connected())

    def receive(self, seconds: float) -> list[Event]:
        """What comes within so many seconds; nothing, if nothing does."""
        self._sock.settimeout(max(0.001, seconds))
        try:
            data = self._sock.recv(READ_BYTES)
        except TimeoutError:
            return []
        except OSError as error:
            raise LinkLost(str(error)) from None
        if not data:
            raise LinkLost(f"closed: {self.session.closed('without a word')}")
        self.heard = time.monotonic()
        if self.moves is not None:
            self._hear_moves(data, self.moves)
        return self.session.receive(data)

    def flush(self) -> None:
        """Send what the session has to say."""
        if data := self.session.take_output():
            self.send(data)

    def send(self, data: bytes) -> None:
        self._sock.settimeout(WRITE_SECONDS)
        self.asked = time.monotonic()
        try:
            self._sock.sendall(data)
        except OSError as error:
            raise LinkLost(f"cannot send: {error}") from None

    def close(self) -> None:
        self._sock.close()

    def _hear_moves(self, data: bytes, moves: list[Move]) -> None:
        self._lines.feed(data)
        while raw := self._lines.take():
            line = parse(raw.decode())
            nick, _, rest = line.source.partition("!")
            user = user_of(line.source) if rest else ""
            if line.command == "353":
                moves += [Move("LISTED", name.lstrip("@+"), "", line.params[2]) for name in line.params[-1].split()]
            elif line.command == "JOIN":
                moves.append(Move("JOIN", nick, user, line.params[0]))
            elif line.command == "PART":
                moves.append(Move("PART", nick, user, line.params[0]))
            elif line.command == "QUIT":
                moves.append(Move("QUIT", nick, user))
            elif line.command == "NICK":
                moves.append(Move("NICK", nick, user, new=line.params[0]))
            elif line.command == "PRIVMSG" and line.params[0].startswith("#") and "batch" not in line.tags:
                moves.append(Move("SAID", nick, user, line.params[0]))


def user_of(mask: str) -> str:
    """The username in `nick!~user@host`."""
    return mask.partition("!")[2].partition("@")[0].removeprefix("~")
