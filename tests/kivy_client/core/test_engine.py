"""The network thread against a small chat server on the loopback. Nothing sleeps: each step waits for what it needs."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from queue import Empty, Queue

import pytest

from kivy_client.core.dialer import dial
from kivy_client.core.engine import Engine
from kivy_client.core.events import Left, Link, Refused, Spliced, Status, UiEvent
from kivy_client.core.settings import Settings
from kivy_client.core.timeline import Entry
from tests.kivy_client.chat_server import ChatServer

SECONDS = 10.0


class Guest:
    """An engine, and all that it showed."""

    def __init__(self, port: int, name: str = "mira") -> None:
        self.view: list[Entry] = []
        self.events: list[UiEvent] = []
        self.status: Status | None = None
        self._queue: Queue[UiEvent] = Queue()
        self.engine = Engine(Settings(name, "127.0.0.1", port), self._queue.put)
        self.engine.start()

    @property
    def texts(self) -> list[str]:
        return [entry.text for entry in self.view if entry.shape != "happening"]

    def until(self, condition: Callable[[], object]) -> None:
        """Take events until it is so."""
        end = time.monotonic() + SECONDS
        while not condition():
            try:
                self._take(self._queue.get(timeout=max(end - time.monotonic(), 0.001)))
            except Empty:
                pytest.fail(f"still not so after {SECONDS:g} s; seen: {self.view} {self.events} {self.status}")

    def until_online(self) -> None:
        self.until(lambda: self.status is not None and self.status.link is Link.ONLINE)

    def until_offline(self) -> None:
        self.until(lambda: self.status is not None and self.status.link is Link.OFFLINE)

    def _take(self, event: UiEvent) -> None:
        self.events.append(event)
        match event:
            case Spliced(splice):
                self.view[splice.at : splice.at + splice.removed] = splice.entries
            case Status():
                self.status = event


@pytest.fixture
def mira(chat: ChatServer) -> Iterator[Guest]:
    guest = Guest(chat.port)
    guest.until_online()
    yield guest
    guest.engine.leave()
    assert guest.engine.join(SECONDS)


def test_a_whole_visit(chat: ChatServer) -> None:
    chat.say("bob", "before")
    guest = Guest(chat.port)
    guest.until(lambda: guest.texts == ["before"])
    guest.engine.say("hello ☺")
    guest.until(lambda: guest.view and guest.view[-1].state == "kept" and guest.texts == ["before", "hello ☺"])
    chat.say("bob", "hi mira")
    guest.until(lambda: guest.texts == ["before", "hello ☺", "hi mira"])
    guest.engine.leave()
    guest.until(lambda: guest.events[-1:] == [Left()])
    assert guest.engine.join(SECONDS)
    assert [line.params for line in chat.sent("QUIT")] == [("Leaving",)]
    [user] = chat.sent("USER")
    assert 16 <= len(user.tags["chorus.chat/sender"]) <= 64


def test_cut_off_it_comes_back_and_misses_nothing(chat: ChatServer, mira: Guest) -> None:
    chat.say("bob", "one")
    mira.until(lambda: mira.texts == ["one"])
    chat.close()
    mira.until_offline()
    for number in range(12):
        chat.say("bob", f"missed {number}")
    mira.engine.say("typed meanwhile")
    chat.open()
    mira.engine.retry_now()
    expected = ["one", *(f"missed {number}" for number in range(12)), "typed meanwhile"]
    mira.until(lambda: mira.texts == expected and mira.view[-1].state == "kept")
    assert chat.texts == expected
    keys = {line.tags["chorus.chat/sender"] for line in chat.sent("USER")}
    assert len(keys) == 1, "the same person comes back"


def test_a_line_whose_echo_was_lost_is_kept_once(chat: ChatServer, mira: Guest) -> None:
    chat.swallow_echoes = True
    mira.engine.say("only once")
    mira.until_offline()
    chat.swallow_echoes = False
    mira.engine.retry_now()
    mira.until(lambda: any(entry.own and entry.state == "kept" for entry in mira.view))
    assert len(chat.sent("PRIVMSG")) == 2
    assert chat.texts == mira.texts == ["only once"]


def test_a_taken_name(chat: ChatServer) -> None:
    chat.taken.add("mira")
    guest = Guest(chat.port)
    guest.until(lambda: guest.events[-1:] == [Refused("mira: That name is already in use.", "name")])
    assert guest.engine.join(SECONDS)


def test_nobody_listens(chat: ChatServer) -> None:
    chat.close()
    guest = Guest(chat.port)
    sentence = f"Could not join at 127.0.0.1:{chat.port}: Connection refused."
    guest.until(lambda: guest.events[-1:] == [Refused(sentence, "server")])
    assert guest.engine.join(SECONDS)


def test_leaving_while_the_server_is_silent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        guest = Guest(listener.getsockname()[1])
        connection, _ = listener.accept()
        with connection:
            assert connection.recv(100).startswith(b"CAP LS 302\r\n")
            guest.engine.leave()
            rest = b""
            while data := connection.recv(100):
                rest += data
                if rest.endswith(b"QUIT Leaving\r\n"):
                    break
    guest.until(lambda: guest.events[-1:] == [Left()])
    assert guest.engine.join(SECONDS)


def test_calls_after_the_end_do_nothing(chat: ChatServer) -> None:
    guest = Guest(chat.port)
    guest.until_online()
    guest.engine.leave()
    assert guest.engine.join(SECONDS)
    guest.engine.say("too late")
    guest.engine.leave()
    assert chat.texts == []


def test_a_host_that_does_not_exist_is_a_sentence() -> None:
    outcomes: Queue[object] = Queue()
    dial("no such host", 1, outcomes.put)
    dial("x" * 300, 1, outcomes.put)
    words = {outcomes.get(timeout=SECONDS), outcomes.get(timeout=SECONDS)}
    assert "there is no host called no such host" in words
    assert all(isinstance(word, str) for word in words)
