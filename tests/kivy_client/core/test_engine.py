"""The network thread against a small chat server on the loopback. Nothing sleeps: each step waits for what it needs."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

from kivy_client.core.chat.arrivals import Arrivals
from kivy_client.core.engine import Engine
from kivy_client.core.model import commands as ask
from kivy_client.core.model.events import EndReached, Left, Link, Loaded, Refused, Toast, UiEvent
from kivy_client.core.model.servers import Server
from kivy_client.core.store import Store, StoreDamaged, StoreError
from kivy_client.core.store.conversations import Conversations
from kivy_client.core.store.database import Database
from kivy_client.core.store.messages import Messages
from tests.kivy_client.chat_server import ChatServer
from tests.kivy_client.core.onlooker import SECONDS, Onlooker


def server(chat: ChatServer, nick: str = "mira") -> Server:
    return Server(host="127.0.0.1", port=chat.port, tls=False, nick=nick)


@pytest.fixture
def mira(chat: ChatServer, tmp_path: Path) -> Iterator[Onlooker]:
    with Onlooker(tmp_path / "chorus.db", server(chat)) as guest:
        guest.until_in()
        yield guest


def test_a_whole_visit(chat: ChatServer, tmp_path: Path) -> None:
    chat.say("bob", "before")
    with Onlooker(tmp_path / "chorus.db", server(chat)) as mira:
        mira.until_in()
        mira.until(lambda: mira.texts == ["bob: before"])
        mira.say("hello ☺")
        mira.until(lambda: mira.texts == ["bob: before", "mira: hello ☺"] and mira.delivered)
        chat.say("bob", "hi mira")
        mira.until(lambda: mira.texts[-1] == "bob: hi mira")
        mira.say("{quit}")
        mira.until(lambda: mira.log[-1:] == [Left()])
        assert mira.engine.join(SECONDS)
    assert isinstance(mira.log[0], Loaded)
    assert [line.params for line in chat.sent("QUIT")] == [("Leaving",)]
    [user] = chat.sent("USER")
    assert 16 <= len(user.tags["chorus.chat/sender"]) <= 64


def test_cut_off_it_comes_back_and_misses_nothing(chat: ChatServer, mira: Onlooker) -> None:
    chat.say("bob", "one")
    mira.until(lambda: mira.texts == ["bob: one"])
    chat.close()
    mira.until(lambda: mira.linked.link is Link.OFFLINE)
    for number in range(12):
        chat.say("bob", f"missed {number}")
    mira.say("typed meanwhile")
    chat.open()
    mira.engine.do(ask.RetryNow())
    expected = ["bob: one", *(f"bob: missed {number}" for number in range(12)), "mira: typed meanwhile"]
    mira.until(lambda: mira.texts == expected and mira.delivered)
    keys = {line.tags["chorus.chat/sender"] for line in chat.sent("USER")}
    assert len(keys) == 1, "the same person comes back"


def test_a_line_whose_echo_was_lost_is_kept_once(chat: ChatServer, mira: Onlooker) -> None:
    chat.swallow_echoes = True
    mira.say("only once")
    mira.until(lambda: not mira.online)
    chat.swallow_echoes = False
    mira.engine.do(ask.RetryNow())
    mira.until(lambda: mira.online and mira.texts == ["mira: only once"] and mira.delivered)
    assert len(chat.sent("PRIVMSG")) == 2
    assert chat.texts == ["only once"]


def test_a_second_start_shows_what_the_first_had_without_a_connection(chat: ChatServer, tmp_path: Path) -> None:
    with Onlooker(tmp_path / "chorus.db", server(chat)) as mira:
        mira.until_in()
        chat.say("bob", "kept")
        mira.until(lambda: mira.texts == ["bob: kept"])
    chat.close()
    with Onlooker(tmp_path / "chorus.db") as mira:
        mira.until(lambda: "#lobby" in mira.rows)
        mira.engine.do(ask.Open("#lobby"))
        mira.until(lambda: mira.texts == ["bob: kept"])
        assert mira.linked.link is not Link.ONLINE


def test_scrolling_up_ends_where_the_server_has_no_more(chat: ChatServer, tmp_path: Path) -> None:
    for number in range(17):
        chat.say("bob", f"old {number}")
    with Onlooker(tmp_path / "chorus.db", server(chat)) as mira:
        mira.until_in()
        mira.until(lambda: len(mira.texts) == 5)
        for count in (10, 15, 17):
            mira.engine.do(ask.LoadOlder("#lobby"))
            mira.until(lambda count=count: len(mira.texts) == count)  # type: ignore[misc]
        mira.engine.do(ask.LoadOlder("#lobby"))
        mira.until(lambda: mira.log[-1] == EndReached("#lobby"))
        assert mira.texts == [f"bob: old {number}" for number in range(17)]


def test_a_taken_name_and_nobody_listening_are_told(chat: ChatServer, tmp_path: Path) -> None:
    chat.taken.add("mira")
    with Onlooker(tmp_path / "chorus.db", server(chat)) as mira:
        mira.until(lambda: Refused("mira: That name is already in use.", "name") in mira.log)
        chat.close()
        mira.engine.do(ask.Connect(server(chat, "max")))
        refused = Refused(f"Could not join at 127.0.0.1:{chat.port}: Connection refused.", "server")
        mira.until(lambda: refused in mira.log)


def test_leaving_while_the_server_is_silent(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        place = Server(host="127.0.0.1", port=listener.getsockname()[1], tls=False, nick="mira")
        with Onlooker(tmp_path / "chorus.db", place) as mira:
            connection, _ = listener.accept()
            with connection:
                assert connection.recv(100).startswith(b"CAP LS 302\r\n")
                mira.engine.do(ask.Leave())
                rest = b""
                while data := connection.recv(100):
                    rest += data
                    if rest.endswith(b"QUIT Leaving\r\n"):
                        break
            mira.until(lambda: mira.log[-1:] == [Left()])


def test_commands_after_the_end_do_nothing(chat: ChatServer, mira: Onlooker) -> None:
    mira.engine.do(ask.Leave())
    assert mira.engine.join(SECONDS)
    mira.say("too late")
    assert chat.texts == []


def test_a_damaged_store_is_set_aside_and_told(chat: ChatServer, tmp_path: Path) -> None:
    (tmp_path / "chorus.db").write_bytes(b"no database at all, " * 500)
    with Onlooker(tmp_path / "chorus.db", server(chat)) as mira:
        mira.until_in()
        loaded = mira.log[0]
        assert isinstance(loaded, Loaded)
        assert "set aside" in loaded.warning


def test_a_store_that_cannot_be_opened_is_a_sentence_and_then_one_can_leave(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    told: Queue[UiEvent] = Queue()
    engine = Engine(tmp_path / "file" / "chorus.db", told.put)
    engine.start()
    refused = told.get(timeout=SECONDS)
    assert isinstance(refused, Refused)
    assert refused.sentence.startswith("The store cannot be opened")
    engine.do(ask.Background(hidden=True))
    engine.do(ask.Leave())
    assert told.get(timeout=SECONDS) == Left()
    assert engine.join(SECONDS)


def test_a_store_in_use_is_opened_once_it_is_free(chat: ChatServer, tmp_path: Path) -> None:
    with Onlooker(tmp_path / "chorus.db", server(chat)) as mira:
        mira.until_in()
        with Onlooker(tmp_path / "chorus.db") as second:
            second.until(lambda: second.log == [Refused("The app is already open: its store is in use.", "server")])
            mira.engine.do(ask.Leave())
            assert mira.engine.join(SECONDS)
            second.engine.do(ask.RetryNow())
            second.until_in()


def test_what_cannot_be_handled_ends_the_connection_and_not_the_app(
    chat: ChatServer, mira: Onlooker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("a mistake")

    with monkeypatch.context() as patch:
        patch.setattr(Arrivals, "message", fail)
        chat.say("bob", "what breaks it")
        mira.until(lambda: mira.linked.link is Link.OFFLINE)
        assert "cannot handle" in mira.linked.reason
    assert "a mistake" in caplog.text
    mira.engine.do(ask.RetryNow())
    mira.until(lambda: mira.texts == ["bob: what breaks it"])


def test_a_full_disk_is_told_and_ends_no_thread(
    chat: ChatServer, mira: Onlooker, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(monkeypatch)
    mira.say("before")
    mira.until(lambda: mira.texts == ["mira: before"] and mira.delivered)
    disk.full = True
    for number in range(5):
        chat.say("bob", f"{number} " + "x" * 400)
    mira.until(lambda: FULL in mira.log and mira.linked.link is Link.OFFLINE)
    assert mira.texts == ["mira: before"], "the window stays open"
    mira.engine.do(ask.RetryNow())
    mira.until(lambda: mira.log.count(FULL) == 2)
    disk.full = False
    mira.engine.do(ask.RetryNow())
    mira.until(lambda: mira.online and mira.rows["#lobby"].joined)
    mira.say("here")
    mira.until(lambda: "mira: here" in mira.texts and mira.delivered)
    mira.until(lambda: len(mira.texts) == 7, "what came meanwhile came again")


def test_on_a_full_disk_it_starts_and_shows_what_it_has(
    chat: ChatServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Onlooker(tmp_path / "chorus.db", server(chat)) as mira:
        mira.until_in()
        chat.say("bob", "kept")
        mira.until(lambda: mira.texts == ["bob: kept"])
    Disk(monkeypatch).full = True
    with Onlooker(tmp_path / "chorus.db", server(chat)) as mira:
        mira.until(lambda: "#lobby" in mira.rows)
        mira.until(lambda: FULL in mira.log)
        mira.engine.do(ask.Open("#lobby"))
        mira.until(lambda: mira.texts == ["bob: kept"])


def test_a_store_that_cannot_be_tidied_is_left_alone_for_a_while(
    chat: ChatServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []

    def fail(_: object) -> bool:
        tried.append(1)
        raise StoreError("The disk is full: nothing more can be kept.")

    monkeypatch.setattr(Store, "tidy", fail)
    with Onlooker(tmp_path / "chorus.db", server(chat)) as mira:
        mira.until_in()
        for number in range(20):
            chat.say("bob", str(number))
        mira.until(lambda: len(mira.texts) == 20)
        assert mira.online
    assert len(tried) == 1
    assert FULL not in mira.log


def test_a_store_that_cannot_even_be_read_is_opened_again_when_the_person_wants(
    chat: ChatServer, mira: Onlooker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StoreError("Reading or writing the store failed.")

    with monkeypatch.context() as patch:
        patch.setattr(Messages, "add", fail)
        patch.setattr(Conversations, "load", fail)
        chat.say("bob", "hello")
        mira.until(lambda: mira.log[-1] == Refused("Reading or writing the store failed.", "server"))
    mira.engine.do(ask.RetryNow())
    mira.until(lambda: sum(isinstance(one, Loaded) for one in mira.log) == 2)
    mira.until_in()
    mira.until(lambda: mira.texts == ["bob: hello"])


def test_a_store_that_is_damaged_again_and_again_is_set_aside(
    chat: ChatServer, mira: Onlooker, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = Messages.add
    damaged = "chorus.db"

    def fail(self: Messages, *given: Any, **options: Any) -> Any:
        if damaged:
            raise StoreDamaged("The store is damaged.")
        return add(self, *given, **options)

    monkeypatch.setattr(Messages, "add", fail)
    chat.say("bob", "hello")
    mira.until(lambda: any(isinstance(one, Loaded) and "set aside" in one.warning for one in mira.log))
    mended = [one for one in mira.log if isinstance(one, Loaded)]
    assert [bool(one.warning) for one in mended] == [False, False, True], "first it is mended"
    damaged = ""
    mira.until_in()
    mira.until(lambda: mira.texts == ["bob: hello"])


FULL = Toast("The disk is full: nothing more can be kept.")


class Disk:
    """While it is `full`, no file of SQLite grows: each transaction that writes fails."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.full = False
        run, insert, run_many = Database.run, Database.insert, Database.run_many

        def limited(call: Callable[..., Any]) -> Callable[..., Any]:
            def limit(database: Database, *given: Any) -> Any:
                database.value(f"PRAGMA max_page_count = {1 if self.full else 1 << 30}")
                if self.full and given[0].startswith(("INSERT", "UPDATE", "DELETE")):
                    # What is free of the file is used up at once.
                    run(database, "CREATE TABLE filler (data BLOB)")
                    run(database, "INSERT INTO filler VALUES (zeroblob(1000000))")
                return call(database, *given)

            return limit

        for name, call in (("run", run), ("insert", insert), ("run_many", run_many)):
            patch.setattr(Database, name, limited(call))
