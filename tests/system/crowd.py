"""Many IRC clients for tests, read by one selector: for hundreds of them, where a `Talker` each would be too dear."""

from __future__ import annotations

import resource
import selectors
import socket
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import TracebackType
from typing import Self

import pytest

from tests.system.gateways import PATIENCE

SPARE_FILES = 200
"""Open files of the test process, beside a crowd's sockets."""


class _Member:
    """One client. `heard`: all that it was told; what is before `passed` was expected, or passed over."""

    def __init__(self, port: int, nick: str) -> None:
        self.nick = nick
        self.sock = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.sock.setblocking(False)
        self.heard = bytearray()
        self.passed = 0
        self.closed = False

    def receive(self) -> None:
        try:
            data = self.sock.recv(1 << 18)
        except ConnectionResetError:
            data = b""
        self.heard += data
        self.closed = not data

    def has_heard(self, text: bytes) -> bool:
        """Whether it has come by now; if so, the next search begins behind it."""
        at = self.heard.find(text, self.passed)
        self.passed = at + len(text) if at >= 0 else max(self.passed, len(self.heard) - len(text))
        return at >= 0


class Crowd:
    """All are registered and in their rooms once made. A context manager.

    In a line to send or a text to expect, `{nick}` is each one's own."""

    def __init__(self, port: int, rooms: Mapping[str, Sequence[str]]) -> None:
        """`rooms`: for each nick those that it joins."""
        _allow_files(len(rooms))
        self._selector = selectors.DefaultSelector()
        self._members: list[_Member] = []
        try:
            for nick, joined in rooms.items():
                member = _Member(port, nick)
                self._members.append(member)
                self._selector.register(member.sock, selectors.EVENT_READ, member)
                lines = [f"NICK {nick}", f"USER {nick} 0 * :{nick}", *(f"JOIN {room}" for room in joined), "PING in"]
                member.sock.sendall("".join(line + "\r\n" for line in lines).encode())
            self.expect(" 001 {nick} ")
            self.expect(" PONG ")
        except BaseException:
            self.close()
            raise

    def send(self, line: str) -> None:
        """All say it."""
        for member in self._members:
            member.sock.sendall((line.format(nick=member.nick) + "\r\n").encode())

    def expect(self, text: str) -> None:
        """Wait until each has been told it, after what was expected before."""
        wanted = {member: text.format(nick=member.nick).encode() for member in self._members}
        self._wait(lambda member: member.has_heard(wanted[member]), repr(text))

    def expect_end(self) -> None:
        """Wait until the server has closed every connection."""
        self._wait(lambda member: member.closed, "the end")

    def _wait(self, fulfilled: Callable[[_Member], bool], what: str) -> None:
        deadline = time.monotonic() + PATIENCE
        waiting = set(self._members)
        ready: Iterable[_Member] = self._members
        while True:
            waiting -= {member for member in ready if member in waiting and fulfilled(member)}
            if not waiting:
                return
            for member in waiting.intersection(ready):
                assert not member.closed, f"{member.nick} was closed before {what} came: {member.heard[-1000:]!r}"
            assert time.monotonic() < deadline, f"{what} did not come to {len(waiting)} of {len(self._members)}"
            ready = self._receive(deadline)

    def _receive(self, deadline: float) -> Sequence[_Member]:
        ready: list[_Member] = []
        for key, _ in self._selector.select(max(0.0, deadline - time.monotonic())):
            member: _Member = key.data
            member.receive()
            if member.closed:
                self._selector.unregister(member.sock)
                member.sock.close()
            ready.append(member)
        return ready

    def close(self) -> None:
        for member in self._members:
            member.sock.close()
        self._selector.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def _allow_files(count: int) -> None:
    """Raise the soft limit of open files by as many as these clients need; skip where the hard one forbids it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count + SPARE_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        if hard != resource.RLIM_INFINITY and hard < wanted:
            pytest.skip(f"{wanted} open files are needed, and {hard} allowed (ulimit -Hn)")
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
