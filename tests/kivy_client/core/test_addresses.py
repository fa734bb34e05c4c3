"""Connecting to whichever address answers first, against the loopback."""

from __future__ import annotations

import errno
import socket
import time

import pytest

from kivy_client.core import addresses
from kivy_client.core.addresses import Address, by_turns, connect
from tests.kivy_client.core.listeners import SECONDS, listening, silent

SIX, FOUR = socket.AF_INET6, socket.AF_INET


def found(*where: tuple[int, str, int]) -> object:
    """A `getaddrinfo` that finds these."""

    def look_up(*args: object, **options: object) -> list[tuple[int, int, int, str, tuple[object, ...]]]:
        return [(family, socket.SOCK_STREAM, 6, "", (host, port)) for family, host, port in where]

    return look_up


def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def test_families_take_turns() -> None:
    a, b, c, d = (Address(SIX, ("a",)), Address(SIX, ("b",)), Address(FOUR, ("c",)), Address(SIX, ("d",)))
    assert by_turns([a, b, c, d]) == [a, c, b, d]
    assert by_turns([]) == []


def test_the_next_address_is_tried_at_once_when_one_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "NEXT_SECONDS", 10 * SECONDS)
    with listening(silent) as port:
        where = found((FOUR, "127.0.0.1", unused_port()), (FOUR, "127.0.0.1", port))
        monkeypatch.setattr(socket, "getaddrinfo", where)
        with connect("two.example", port, SECONDS) as connection:
            assert connection.getpeername()[1] == port
            assert connection.gettimeout() is None


def test_a_silent_address_does_not_hold_up_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    with listening(silent) as port, full_server() as silent_port:
        monkeypatch.setattr(socket, "getaddrinfo", found((FOUR, "127.0.0.1", silent_port), (FOUR, "127.0.0.1", port)))
        with connect("two.example", port, SECONDS) as connection:
            assert connection.getpeername()[1] == port


def test_nobody_answers_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    with full_server() as port:
        started = time.monotonic()
        with pytest.raises(TimeoutError):
            connect("127.0.0.1", port, 0.1)
        assert time.monotonic() - started < SECONDS


def test_what_is_told_of_several_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    """A network that this device does not have says less than a server that refuses."""
    monkeypatch.setattr(socket, "getaddrinfo", found((SIX, "fe80::1%nowhere", 1), (FOUR, "127.0.0.1", unused_port())))
    with pytest.raises(ConnectionRefusedError):
        connect("two.example", 1, SECONDS)
    monkeypatch.setattr(socket, "getaddrinfo", found())
    with pytest.raises(OSError) as nothing:
        connect("two.example", 1, SECONDS)
    assert nothing.value.errno == errno.EHOSTUNREACH


class full_server:
    """A listener whose queue is full, so that who connects now hears nothing (as Linux does it)."""

    def __enter__(self) -> int:
        self._listener = socket.socket()
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(0)
        port = int(self._listener.getsockname()[1])
        self._waiting = []
        for _ in range(3):
            waiting = socket.socket()
            waiting.setblocking(False)
            waiting.connect_ex(("127.0.0.1", port))
            self._waiting.append(waiting)
        return port

    def __exit__(self, *error: object) -> None:
        for waiting in self._waiting:
            waiting.close()
        self._listener.close()
