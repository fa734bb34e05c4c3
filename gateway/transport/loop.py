"""The event loop of `gw-loop`: one selector for every client socket of the process. It knows sockets, not clients.

A pass: wait; let those sockets act that are ready; deliver what they read; run what other threads posted; run the
timers that are due; flush every connection that was written to, with at most one send each. So all that one pass brings
leaves together, and system calls come in rows: what runs between two of them runs a third slower (measured). Only a
flush of many waits a moment where more is expected.

Crossing threads: `post`, `stop` and `wake` may be called anywhere; all else belongs to `gw-loop`. There are no locks:
posted functions lie in a deque, whose appends and pops are atomic; a byte in a socket pair ends the waiting.

An exception out of a posted function or a timer is a fault of the gateway and ends the loop. What one client's bytes
may cause is caught where that client is served, in `connection`.
"""

from __future__ import annotations

import selectors
import socket
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any, Protocol

from gateway.transport.timers import HeapTimer, Timers

MANY = 64
HOLD_SECONDS = 0.002
"""When so many connections are to be flushed and more is expected, they wait for it, at most so long: one send for
several lines instead of several. One room of 500, 8 lines under way: a fifth more deliveries, each a fifth cheaper."""

Ready = Callable[[int], None]
"""Told which of `selectors.EVENT_READ` and `EVENT_WRITE` a socket is ready for."""


class Flushable(Protocol):
    """Something that was written to in this pass."""

    def flush(self) -> None:
        """The pass ends: send what was written."""


class Receiver(Protocol):
    """Something for which bytes were read in this pass."""

    def deliver(self, data: bytes) -> None:
        """Act on them."""


class EventLoop:
    """`base.Loop`; its `run` and `stop` make a role of it."""

    def __init__(self) -> None:
        self.dirty: list[Flushable] = []
        """To be flushed at the end of this pass: append to it, each at most once a pass."""
        self.received: list[tuple[Receiver, bytes]] = []
        """Read in this pass, to be delivered once every socket that is ready has been read: append to it."""
        self.expecting: Callable[[], bool] = lambda: False
        """Whether somebody is about to post something that will be written to many."""
        self._held_since = 0.0  # when the flush that waits began to wait; 0: none does
        self._selector = selectors.DefaultSelector()
        self._watched: dict[socket.socket, int] = {}  # for what; 0: for nothing now, which a selector does not take
        self._posted: deque[tuple[Callable[..., None], tuple[Any, ...]]] = deque()
        self._timers = Timers()
        self._now = monotonic()
        self._waiting = False
        self._stopping = False
        self._wake_read, self._wake_write = socket.socketpair()
        self._wake_read.setblocking(False)
        self._wake_write.setblocking(False)
        self._selector.register(self._wake_read, selectors.EVENT_READ, self._woken)

    # base.Loop

    def post(self, function: Callable[..., None], *arguments: Any) -> None:
        """Run it on `gw-loop`, after all that was posted before, from any thread. Never run if the loop has ended."""
        self._posted.append((function, arguments))
        # First append, then look: the loop does it the other way round (see `step`), so one of the two always sees the
        # other. While the loop is busy, or has been woken already, no byte is written.
        if self._waiting:
            self._waiting = False
            self.wake()

    def call_later(self, seconds: float, function: Callable[[], None]) -> HeapTimer:
        """Run it on `gw-loop` after so many seconds of monotonic time."""
        return self._timers.add(monotonic() + seconds, function)

    def time(self) -> float:
        """Monotonic seconds, read once a pass."""
        return self._now

    # Sockets

    def watch(self, sock: socket.socket, events: int, ready: Ready) -> None:
        """From now on call `ready` in every pass in which the socket is ready for one of the events; 0: for none."""
        before = self._watched.get(sock, 0)
        self._watched[sock] = events
        if events and before:
            self._selector.modify(sock, events, ready)
        elif events:
            self._selector.register(sock, events, ready)
        elif before:
            self._selector.unregister(sock)

    def unwatch(self, sock: socket.socket) -> None:
        """Forget it; to be called before it is closed. `ready` may still be called once, in this same pass."""
        if self._watched.pop(sock):
            self._selector.unregister(sock)

    # The role

    def run(self) -> None:
        """Make passes until `stop`; then close every socket that is still watched. Only once."""
        try:
            while not self._stopping:
                self.step()
        finally:
            self._finish()

    def stop(self) -> None:
        """End after the pass under way; from any thread."""
        self._stopping = True
        self.wake()

    def step(self) -> None:
        """One pass."""
        due = self._timers.next()
        timeout = None if due is None else max(0.0, due - monotonic())
        self._waiting = True
        if self._posted or self._stopping:
            timeout = 0.0
        elif self.dirty:
            timeout = max(0.0, self._held_since + HOLD_SECONDS - monotonic())
        events = self._selector.select(timeout)
        self._waiting = False
        self._now = monotonic()
        for key, mask in events:
            key.data(mask)
        if self.received:
            received, self.received = self.received, []
            for receiver, data in received:
                receiver.deliver(data)
        posted = self._posted
        for _ in range(len(posted)):
            function, arguments = posted.popleft()
            function(*arguments)
        if due is not None:
            self._timers.run(self._now)
        if self.dirty and not self._hold():
            self._held_since = 0.0
            dirty, self.dirty = self.dirty, []
            for connection in dirty:
                connection.flush()

    def _hold(self) -> bool:
        """Whether the flush is to wait for what comes next."""
        if len(self.dirty) < MANY or not self.expecting():
            return False
        now = monotonic()
        self._held_since = self._held_since or now
        return now - self._held_since < HOLD_SECONDS

    def wake(self) -> None:
        """End the waiting of the pass under way."""
        with suppress(OSError):  # full: a byte waits to be read already; closed: the loop has ended
            self._wake_write.send(b"\0")

    def _finish(self) -> None:
        for sock in (*self._watched, self._wake_read, self._wake_write):
            sock.close()
        self._selector.close()

    def _woken(self, _mask: int) -> None:
        self._wake_read.recv(4096)
