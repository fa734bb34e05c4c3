"""A wire between gateways and Redis that a test may cut or freeze: a TCP proxy on a thread of its own."""

from __future__ import annotations

import selectors
import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self


class Wire:
    """Forwards its port to another. A context manager.

    A *frozen* connection is half-open: both ends believe in it, nothing comes through, not even its end."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}"
        self._pairs: dict[socket.socket, socket.socket] = {}
        self._frozen: set[socket.socket] = set()
        self._wishes: list[str] = []
        self._done = threading.Condition()
        self._wake_read, self._wake_write = socket.socketpair()
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listening, selectors.EVENT_READ)
        self._selector.register(self._wake_read, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def cut(self) -> None:
        """Reset every connection; new ones go through."""
        self._wish("cut")

    def freeze(self) -> None:
        """Freeze every connection there is; new ones go through."""
        self._wish("freeze")

    def _wish(self, wish: str) -> None:
        with self._done:
            self._wishes.append(wish)
            self._wake_write.send(b"\0")
            self._done.wait_for(lambda: wish not in self._wishes)

    # -- on the wire's thread

    def _run(self) -> None:
        while True:
            for key, _ in self._selector.select():
                sock = key.fileobj
                assert isinstance(sock, socket.socket)
                if sock is self._listening:
                    self._connect()
                elif sock is self._wake_read:
                    if self._grant():
                        return
                elif sock in self._pairs and sock not in self._frozen:
                    self._forward(sock)

    def _connect(self) -> None:
        near, _ = self._listening.accept()
        try:
            far = socket.create_connection(("127.0.0.1", self._target), timeout=5)
        except OSError:
            near.close()
            return
        for one, other in ((near, far), (far, near)):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._pairs[one] = other
            self._selector.register(one, selectors.EVENT_READ)

    def _forward(self, sock: socket.socket) -> None:
        try:
            data = sock.recv(1 << 16)
            self._pairs[sock].sendall(data)
        except OSError:
            data = b""
        if not data:
            self._end(sock)

    def _end(self, sock: socket.socket) -> None:
        for each in (sock, self._pairs.pop(sock)):
            self._pairs.pop(each, None)
            self._frozen.discard(each)
            with suppress(KeyError):
                self._selector.unregister(each)
            each.close()

    def _grant(self) -> bool:
        """Do what is wished; whether the wire is to end."""
        self._wake_read.recv(64)
        with self._done:
            ending = "end" in self._wishes
            for wish in self._wishes:
                if wish == "freeze":
                    for sock in self._pairs.keys() - self._frozen:
                        self._selector.unregister(sock)
                        self._frozen.add(sock)
                else:
                    while self._pairs:
                        self._end(next(iter(self._pairs)))
            self._wishes.clear()
            self._done.notify_all()
        return ending

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._wish("end")
        self._thread.join()
        for sock in (self._listening, self._wake_read, self._wake_write):
            sock.close()
        self._selector.close()
