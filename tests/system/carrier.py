"""What carries connections between a client and gateways, as both `front` and `tunnel` do: a server on a free port of
the loopback, with a thread for each connection; a context manager."""

from __future__ import annotations

import socketserver
import threading
from types import TracebackType
from typing import Self


class Carrier(socketserver.ThreadingTCPServer):
    """`visit` carries one connection. `port`: where it listens."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, visit: type[socketserver.BaseRequestHandler]) -> None:
        super().__init__(("127.0.0.1", 0), visit)
        self.port: int = self.server_address[1]
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.shutdown()
        self._thread.join()
        self.cut()
        self.server_close()

    def cut(self) -> None:
        """Break what is still carried; at the end too."""
