"""What the transport's tests share: a loop whose passes the test makes, and clients at the sockets' other ends."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from selectors import EVENT_READ

import pytest

from gateway.transport.clients import Clients
from gateway.transport.connection import ConnectionLimits, SocketConnection
from gateway.transport.counts import Counts
from gateway.transport.entrance import Entrance, Rules
from gateway.transport.listener import Listener
from gateway.transport.loop import EventLoop
from gateway.transport.sockets import bind_socket

SECONDS = 5.0
"""More than anything waited for here takes, unless it never comes."""


class Passes(EventLoop):
    """A loop on the test's own thread."""

    def until(self, condition: Callable[[], object]) -> None:
        """Make passes until the condition holds."""
        late: list[None] = []
        timer = self.call_later(SECONDS, lambda: late.append(None))
        while not condition():
            assert not late, "it did not come"
            self.step()
        timer.cancel()


@pytest.fixture
def loop() -> Iterator[Passes]:
    passes = Passes()
    yield passes
    passes.stop()
    passes.run()  # no pass, but the sockets are closed


@dataclass
class Recorder:
    """A handler that keeps what it is told."""

    data: bytes = b""
    ends: list[str] = field(default_factory=list)
    overflows: int = 0
    owes: bool = False
    input_ended: bool = False

    def received(self, data: bytes) -> None:
        self.data += data

    def ended(self) -> bool:
        self.input_ended = True
        return self.owes

    def closed(self, reason: str) -> None:
        self.ends.append(reason)

    def overflowed(self) -> None:
        self.overflows += 1


@dataclass
class Pair:
    """A connection, and the client's blocking end of its socket."""

    connection: SocketConnection
    client: socket.socket
    handler: Recorder
    counts: Counts
    loop: Passes
    received: bytearray = field(default_factory=bytearray)
    """What the client has read, once it reads."""
    end: bool = False
    """It has read the end of the stream."""

    def read_on(self, at_once: int = 2**20) -> None:
        """From now on the client reads, in the loop's passes."""

        def read(_mask: int) -> None:
            data = self.client.recv(at_once)
            self.received += data
            if not data:
                self.end = True
                self.loop.unwatch(self.client)

        self.loop.watch(self.client, EVENT_READ, read)

    def read_all(self) -> bytes:
        """What the client is told up to the end of the stream."""
        data = b""
        while more := self.client.recv(65536):
            data += more
        return data


Connect = Callable[..., Pair]


@pytest.fixture
def connect(loop: Passes) -> Iterator[Connect]:
    """Make a pair: `connect(handler=…, cap=…, linger=…)`."""
    clients = []
    counts = Counts()

    def make(handler: Recorder | None = None, **limits: float) -> Pair:
        ours, client = socket.socketpair()
        client.settimeout(SECONDS)
        clients.append(client)
        connection = SocketConnection(loop, ours, ("192.0.2.1", 7), counts, ConnectionLimits(**limits))  # type: ignore[arg-type]
        handler = handler or Recorder()
        connection.attach(handler)
        return Pair(connection, client, handler, counts, loop)

    yield make
    for client in clients:
        client.close()


class House:
    """A gateway's listening side, and clients that connect to it."""

    def __init__(self, loop, host="127.0.0.1", **settings):
        self.loop = loop
        self.counts = Counts()
        self.clients = Clients(settings.pop("max_clients", 0), settings.pop("max_per_address", 0))
        self.accepted = []
        self.handlers = []
        self.opened = contextlib.ExitStack()
        self.entrance = Entrance(loop, self.accept, self.refuse, self.clients, self.counts, Rules(**settings))
        self.listener = Listener(loop, bind_socket(host, 0), self.entrance)
        self.listener.listen()
        self.listener.start()

    def accept(self, connection):
        self.accepted.append(connection)
        self.handlers.append(Recorder())
        return self.handlers[-1]

    def refuse(self, limit, reason):
        return f"Sorry: {limit.name}{reason and f' ({reason})'}\r\n".encode()

    def connect(self, host="127.0.0.1"):
        client = self.opened.enter_context(socket.create_connection((host, self.listener.port), SECONDS))
        return client

    def passes(self, count=3):
        """Passes in which whatever has arrived is dealt with."""
        for _ in range(count):
            self.loop.post(lambda: None)
            self.loop.step()


@pytest.fixture
def house(loop) -> Iterator[House]:
    with contextlib.ExitStack() as stack:

        def build(**settings):
            house = House(loop, **settings)
            stack.callback(house.listener.stop)
            stack.enter_context(house.opened)
            return house

        yield build


def read_all(client) -> bytes:
    data = b""
    while more := client.recv(4096):
        data += more
    return data
