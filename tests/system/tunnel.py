"""A bad road between a client and a gateway: it cuts, freezes and delays, and loses answers. One port of the loopback.

What was swallowed is gone: bytes are carried in order or not at all, as TCP does until it breaks.
"""

from __future__ import annotations

import socket
import socketserver
import struct
import threading
import time
from contextlib import suppress

from tests.system.carrier import Carrier

_READ_BYTES = 65536


class _Trip(socketserver.BaseRequestHandler):
    """One connection of a client, carried on to the gateway."""

    server: Tunnel

    def handle(self) -> None:
        tunnel = self.server
        with suppress(OSError), socket.create_connection(("127.0.0.1", tunnel.target)) as gateway:
            if not tunnel.begin(self.request, gateway):
                return
            back = threading.Thread(target=self._carry, args=(gateway, self.request, True), daemon=True)
            back.start()
            self._carry(self.request, gateway, False)
            back.join()
        tunnel.trips += 1

    def _carry(self, source: socket.socket, target: socket.socket, answers: bool) -> None:
        with suppress(OSError):
            while data := source.recv(_READ_BYTES):
                self.server.thawed.wait()
                if self.server.delay:
                    time.sleep(self.server.delay)
                if not (answers and self.server.loses_answers):
                    target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


class Tunnel(Carrier):
    """Leads to the gateway on this port. `delay`: seconds that each piece takes. `loses_answers`: what the gateway says
    is swallowed. `trips`: connections that have ended."""

    def __init__(self, target: int) -> None:
        super().__init__(_Trip)
        self.target = target
        self.delay = 0.0
        self.loses_answers = False
        self.trips = 0
        self.thawed = threading.Event()
        self.thawed.set()
        self._lock = threading.Lock()
        self._ends: list[socket.socket] = []

    def begin(self, *ends: socket.socket) -> bool:
        """A connection stands."""
        with self._lock:
            self._ends = [end for end in self._ends if end.fileno() >= 0]
            self._ends += ends
        return True

    def cut(self) -> None:
        """Break all connections at once; what is on the road is lost."""
        with self._lock:
            ends, self._ends = self._ends, []
        for end in ends:
            with suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                end.shutdown(socket.SHUT_RDWR)
        self.loses_answers = False
        self.thawed.set()

    def freeze(self) -> None:
        """Nothing is carried until `thaw` or `cut`; the connections stand."""
        self.thawed.clear()

    def thaw(self) -> None:
        self.thawed.set()
