"""What stands before several gateways in real life, as small as a test needs it: one port, and the first gateway that
answers gets the connection."""

from __future__ import annotations

import socket
import socketserver
import threading
from contextlib import suppress

from tests.system.carrier import Carrier


def _pump(source: socket.socket, target: socket.socket) -> None:
    """Carry bytes one way until either side is gone; then the other is cut too."""
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


class _Visit(socketserver.BaseRequestHandler):
    server: Front

    def handle(self) -> None:
        for port in self.server.targets if self.server.is_open else ():
            with suppress(OSError), socket.create_connection(("127.0.0.1", port)) as gateway:
                back = threading.Thread(target=_pump, args=(gateway, self.request), daemon=True)
                back.start()
                _pump(self.request, gateway)
                back.join()
                return


class Front(Carrier):
    """For gateways on these ports. `is_open`: lets anybody through."""

    def __init__(self, *targets: int) -> None:
        super().__init__(_Visit)
        self.targets = targets
        self.is_open = True
