"""A listener: one listening socket on `gw-loop`. It accepts and hands on; who may come in, the `entrance` decides."""

from __future__ import annotations

import errno
import logging
import socket
from selectors import EVENT_READ

from gateway.transport.entrance import Entrance
from gateway.transport.loop import EventLoop
from gateway.transport.sockets import name_of, port_of
from gateway.transport.timers import HeapTimer

log = logging.getLogger(__name__)

BACKLOG = 1024
"""Connections that the system completes before they are accepted: a whole class reconnects at once."""
_ACCEPTS_A_PASS = 64
"""A rush of new clients does not keep those waiting who are here."""
_EXHAUSTED = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
_PAUSE = 1.0
"""Seconds until accepting is tried again when file descriptors or memory have run out."""


class Listener:
    """Listens from `listen` until `stop`; connections that have come in are not touched by `stop`."""

    def __init__(self, loop: EventLoop, sock: socket.socket, entrance: Entrance) -> None:
        """`sock`: bound, perhaps listening already (an inherited one); it belongs to the listener from now on."""
        sock.setblocking(False)
        self.name = name_of(sock)
        """`HOST:PORT` as it really is."""
        self.port = port_of(sock)
        self._loop = loop
        self._sock = sock
        self._entrance = entrance
        self._watched = False
        self._stopped = False
        self._pause: HeapTimer | None = None
        self._exhausted = False

    def listen(self) -> None:
        """Let clients connect; they wait until `start`. On any thread, once, before `start`.

        Raises OSError where another process listens on the port by now: to have bound it does not keep others away."""
        try:
            self._sock.listen(BACKLOG)
        except OSError as error:
            raise OSError(error.errno, f"cannot listen on {self.name}: {error.strerror}") from error

    def start(self) -> None:
        """Begin to accept. On `gw-loop`, or before it runs."""
        if not self._stopped:
            self._watch()

    def stop(self) -> None:
        """Accept no more and close the listening socket. On `gw-loop`; harmless if done before."""
        if self._stopped:
            return
        self._stopped = True
        self._unwatch()
        if self._pause is not None:
            self._pause.cancel()
        self._sock.close()

    def _ready(self, _mask: int) -> None:
        for _ in range(_ACCEPTS_A_PASS):
            if not self._watched:
                return
            try:
                sock, peer = self._sock.accept()
            except (BlockingIOError, InterruptedError):
                return  # all are in, or another process that shares the socket was faster
            except OSError as error:
                if error.errno in _EXHAUSTED:
                    self._exhaust(error)
                    return
                # The client has gone before it was accepted, or the network gave it up (accept(2), "Error handling").
                log.debug("Accepting on %s: %s", self.name, error.strerror)
                continue
            self._exhausted = False
            self._entrance.arrived(sock, (str(peer[0]), int(peer[1])))

    def _exhaust(self, error: OSError) -> None:
        """Without a pause the waiting client would wake the loop at once, again and again."""
        if not self._exhausted:
            self._exhausted = True
            log.warning("Cannot accept more clients on %s for now: %s", self.name, error.strerror)
        self._entrance.paused()
        self._unwatch()
        self._pause = self._loop.call_later(_PAUSE, self._watch)

    def _watch(self) -> None:
        if not self._watched:
            self._watched = True
            self._loop.watch(self._sock, EVENT_READ, self._ready)

    def _unwatch(self) -> None:
        if self._watched:
            self._watched = False
            self._loop.unwatch(self._sock)
