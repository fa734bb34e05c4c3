"""A client for tests: a blocking socket that sends lines and waits for the lines it expects."""

from __future__ import annotations

import re
import socket
import ssl
import time
from types import TracebackType
from typing import Self

from tests.system.gateways import PATIENCE


class Talker:
    """Everything it was told is in `seen`, and what was not yet expected in `left`. `tls`: it speaks that."""

    def __init__(self, port: int, tls: ssl.SSLContext | None = None) -> None:
        self._sock = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        if tls is not None:
            self._sock = tls.wrap_socket(self._sock, server_hostname="localhost")
        self._bytes = b""
        self.seen: list[str] = []
        self.left: list[str] = []
        self.closed = False

    def send(self, *lines: str) -> None:
        self._sock.sendall("".join(line + "\r\n" for line in lines).encode())

    def send_bytes(self, data: bytes) -> None:
        self._sock.sendall(data)

    def expect(self, pattern: str) -> re.Match[str]:
        """Wait for the next line in which the pattern is found; lines before it count as passed over."""
        deadline = time.monotonic() + PATIENCE
        while True:
            while self.left:
                line = self.left.pop(0)
                if match := re.search(pattern, line):
                    return match
            assert not self.closed, f"closed before {pattern!r} came; seen: {self.seen}"
            assert time.monotonic() < deadline, f"{pattern!r} did not come; seen: {self.seen}"
            self._receive(deadline)

    def expect_end(self) -> None:
        """Wait until the server has closed the connection."""
        deadline = time.monotonic() + PATIENCE
        while not self.closed:
            self._receive(deadline)

    def wait_for_more(self) -> None:
        """Take what comes next, whatever it is."""
        assert not self.closed, f"closed; seen: {self.seen[-20:]}"
        self._receive(time.monotonic() + PATIENCE)

    def _receive(self, deadline: float) -> None:
        self._sock.settimeout(max(0.01, deadline - time.monotonic()))
        try:
            data = self._sock.recv(65536)
        except ConnectionResetError:
            data = b""
        except TimeoutError:
            raise AssertionError(f"nothing more came; seen: {self.seen}") from None
        self.closed = not data
        *lines, self._bytes = (self._bytes + data).split(b"\n")
        new = [line.rstrip(b"\r").decode() for line in lines]
        self.seen += new
        self.left += new

    def close(self) -> None:
        self._sock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


class IrcTalker(Talker):
    """Registered as `nick`, with these capabilities."""

    def __init__(
        self, port: int, nick: str, capabilities: str = "", key: str = "", tls: ssl.SSLContext | None = None
    ) -> None:
        super().__init__(port, tls)
        if capabilities:
            self.send("CAP LS 302", f"CAP REQ :{capabilities}")
            self.expect(" ACK ")
        tag = f"@chorus.chat/sender={key} " if key else ""
        self.send(f"NICK {nick}", f"{tag}USER {nick} 0 * :{nick.title()}")
        if capabilities:
            self.send("CAP END")
        self.expect(r" (376|422) ")

    def join(self, room: str) -> None:
        self.send(f"JOIN {room}")
        self.expect(rf" 366 \S+ {re.escape(room)} ")

    def sync(self, token: str = "sync") -> None:
        """Wait until all that was sent has been answered."""
        self.send(f"PING {token}")
        self.expect(rf" PONG \S+ :?{token}")

    def catch_up(self) -> None:
        """Wait until it has been told all that happened on any gateway: an answer out of Redis comes after it."""
        self.send("LUSERS")
        self.expect(r" 266 ")


class PlainTalker(Talker):
    """In the lobby as `name`."""

    def __init__(self, port: int, name: str) -> None:
        super().__init__(port)
        self.expect("name")
        self.send(name)
        self.expect("Hi there, ")
