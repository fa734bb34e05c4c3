"""The HTTP port of a gateway: /healthz, /readyz and /metrics, for health checks, load balancers and Prometheus.

Runs on `gw-http`, one request after another. A request must be there within a second, and its answer taken within
another: a stuck client cannot keep the others waiting for long. Nothing is changed from here, and the port is meant for
the admin's network only.
"""

from __future__ import annotations

import errno
import io
import logging
import selectors
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from gateway.ops.metrics import CONTENT_TYPE, Registry

log = logging.getLogger(__name__)

State = Callable[[], tuple[bool, str]]
"""Whether it is so, and in one line why not. Called on `gw-http`."""

SECONDS = 1.0
"""For a client to send its request; and again for it to take the answer."""
_MAX_REQUEST = 16 * 1024
_EXHAUSTED = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
_PAUSE = 1.0
"""Seconds until accepting is tried again when file descriptors or memory have run out."""
_TEXT = "text/plain; charset=utf-8"


class HttpServer:
    """Its `run` and `stop` make a role of it. `healthy`: all roles live; `ready`: clients can be served."""

    def __init__(self, sock: socket.socket, registry: Registry, healthy: State, ready: State) -> None:
        """Listens from now on; the socket belongs to the server."""
        self.port: int = sock.getsockname()[1]
        self._stopping = False
        self._server = _Server(sock, {"/healthz": healthy, "/readyz": ready}, registry)
        self._wake_read, self._wake_write = socket.socketpair()
        self._wake_write.setblocking(False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._server, selectors.EVENT_READ)
        self._selector.register(self._wake_read, selectors.EVENT_READ)

    def run(self) -> None:
        """Serve until `stop`; then close the socket. Only once."""
        try:
            while not self._stopping:
                self.step()
        finally:
            self._selector.close()
            self._server.server_close()
            self._wake_read.close()
            self._wake_write.close()

    def step(self) -> None:
        """Wait for one request, or for `stop`, and serve it."""
        if any(key.fileobj is self._server for key, _ in self._selector.select()) and not self._stopping:
            self._server.handle_request()
            if self._server.exhausted:
                self._pause()

    def _pause(self) -> None:
        """Without a pause the waiting request would be tried at once, again and again."""
        self._selector.unregister(self._server)
        self._selector.select(_PAUSE)  # `stop` ends it
        self._selector.register(self._server, selectors.EVENT_READ)

    def stop(self) -> None:
        """End after the request under way; from any thread."""
        self._stopping = True
        with suppress(OSError):  # it has ended already
            self._wake_write.send(b"\0")


class _Server(HTTPServer):
    timeout = 0  # `handle_request` is called when there is one

    def __init__(self, sock: socket.socket, states: dict[str, State], registry: Registry) -> None:
        super().__init__(("", 0), _Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = sock
        self.states = states
        self.registry = registry
        self.exhausted = False
        """The last request could not be accepted for want of file descriptors or memory."""
        # Two processes may share the socket: another may have been faster to accept.
        sock.setblocking(False)
        self.server_activate()

    def get_request(self) -> tuple[socket.socket, Any]:
        self.exhausted = False
        try:
            connection, address = super().get_request()
        except OSError as error:
            self.exhausted = error.errno in _EXHAUSTED
            raise
        connection.settimeout(SECONDS)
        return connection, address

    def handle_error(self, request: Any, client_address: Any) -> None:
        log.debug("A client of the HTTP port went away or was too slow", exc_info=True)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def setup(self) -> None:
        """Take the whole head of the request, within its time; the standard library only bounds each single read."""
        super().setup()
        self.rfile.close()
        self.rfile = io.BufferedReader(io.BytesIO(_read_head(self.connection)))

    def do_GET(self) -> None:
        """/healthz, /readyz, /metrics."""
        path = self.path.partition("?")[0]
        try:
            status, kind, text = self._answer(path)
        except Exception:
            log.exception("%s could not be answered", path)
            status, kind, text = 500, _TEXT, "Internal error\n"
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET

    def version_string(self) -> str:
        """The Server header: no versions for strangers."""
        return "chorus"

    def _answer(self, path: str) -> tuple[int, str, str]:
        if path == "/metrics":
            return 200, CONTENT_TYPE, self.server.registry.render()
        state = self.server.states.get(path)
        if state is None:
            return 404, _TEXT, "Here are /healthz, /readyz and /metrics\n"
        good, why = state()
        return (200, _TEXT, "ok\n") if good else (503, _TEXT, why + "\n")

    def log_message(self, format: str, *args: Any) -> None:
        log.debug("%s " + format, self.address_string(), *args)


def _read_head(connection: socket.socket) -> bytes:
    """The request up to its empty line, or what came of it. Raises TimeoutError."""
    deadline = time.monotonic() + SECONDS
    head = b""
    while b"\r\n\r\n" not in head and b"\n\n" not in head and len(head) < _MAX_REQUEST:
        connection.settimeout(max(0.001, deadline - time.monotonic()))
        data = connection.recv(4096)
        if not data:
            break
        head += data
        if time.monotonic() > deadline:
            raise TimeoutError("The request did not come in time")
    connection.settimeout(SECONDS)
    return head
