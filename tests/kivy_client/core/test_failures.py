"""After a failure: memory is what the store has, nothing goes to the wrong person, and the app goes on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kivy_client.core.chat.arrivals import Arrivals
from kivy_client.core.chat.outgoing import Outgoing
from kivy_client.core.model import commands as ask
from kivy_client.core.model.events import ConversationGone, Link, Loaded, Opened, Refused
from kivy_client.core.model.servers import Server
from kivy_client.core.store import Store
from tests.kivy_client.core.chat.conftest import make_stage, stage
from tests.kivy_client.core.chat.stage import Stage

__all__ = ["make_stage", "stage"]

FULL = "The disk is full: nothing more can be kept."


def fill(store: Store) -> None:
    """The disk is full: the file cannot grow."""
    store._database.value("PRAGMA max_page_count = 1")


def free(store: Store) -> None:
    store._database.value("PRAGMA max_page_count = 1000000")


def long_line(stage: Stage, msgid: int, nick: str, room: str) -> str:
    """A message that takes several pages of the store."""
    return "\r\n".join(stage.message(f"{msgid + number} {nick} {'x' * 400}", room=room) for number in range(20))


def test_a_talk_that_was_not_kept_gets_no_one_else_s_words(stage: Stage) -> None:
    stage.visit("bob", "carol")
    fill(stage.store)
    stage.hear(long_line(stage, 5, "bob", "mira"))
    assert FULL in stage.toasts
    assert stage.linked.link is Link.OFFLINE
    assert stage.linked.reason.startswith("The disk is full")
    assert "bob" not in stage.rows
    free(stage.store)
    stage.return_()
    stage.enter("bob", "carol")
    stage.say("90 carol psst", room="mira")
    stage.type("secret", "carol")
    assert [line.split("PRIVMSG ")[1] for line in stage.sent if "PRIVMSG" in line] == ["carol secret"]
    assert set(stage.rows) == {"#lobby", "carol"}


def test_what_is_shown_is_what_the_store_has(stage: Stage) -> None:
    stage.visit("bob")
    stage.say("3 bob kept")
    stage.hear(stage.message("4 bob kept, too"))
    opened = len(stage.told(Opened))
    fill(stage.store)
    stage.hear(stage.message("5 bob lost"), ":bob!bob@h PRIVMSG mira :begun", long_line(stage, 6, "bob", "#lobby"))
    assert stage.texts == ["kept", "kept, too"]
    assert set(stage.rows) == {"#lobby"}
    assert not stage.rows["#lobby"].joined
    assert not stage.told(ConversationGone), "the window never heard of it"
    assert len(stage.told(Loaded)) == 1, "the window stays where it is"
    assert len(stage.told(Opened)) == opened + 1
    free(stage.store)
    stage.return_()
    stage.enter("bob")
    stage.targets()
    stage.page("3 bob kept", "4 bob kept, too", "5 bob lost")
    assert stage.texts == ["kept", "kept, too", "lost"]


def test_a_connection_is_lost_on_a_full_disk_with_a_line_under_way(stage: Stage) -> None:
    stage.visit()
    stage.type("under way")
    [send_id] = stage.send_ids()
    fill(stage.store)
    stage.store._database.run("PRAGMA query_only = ON")  # not even what is free of a page
    stage.lose()
    assert stage.states == ["waiting"]
    stage.store._database.run("PRAGMA query_only = OFF")
    free(stage.store)
    stage.return_()
    assert [line for line in stage.enter() if "PRIVMSG" in line] == [
        f"@chorus.chat/send-id={send_id} PRIVMSG #lobby :under way"
    ]


@pytest.mark.parametrize("given", [True, False])
def test_the_app_starts_where_nothing_can_be_written(stage: Stage, given: bool) -> None:
    stage.visit()
    stage.say("3 bob kept")
    stage.type("under way")
    stage.kill()
    begin_unwritable(stage, stage.server if given else None)
    assert stage.rows["#lobby"].last is not None
    stage.do(ask.Open("#lobby"))
    assert "kept" in stage.texts
    assert stage.linked.link is Link.CONNECTING
    stage.do(ask.Leave())
    assert stage.client.over


def begin_unwritable(stage: Stage, server: Server | None) -> None:
    """The app is started, and the disk is full."""
    from kivy_client.core.client import Client
    from kivy_client.core.store import open_store

    stage.store, _ = open_store(stage.folder / "chorus.db")
    stage.store._database.run("PRAGMA query_only = ON")
    stage.client = Client(stage.store, stage._show, lambda: next(stage._ids), lambda: 1.0)
    stage.client.start(stage.now, server, "")
    stage._look()


def test_a_command_that_cannot_be_kept_is_told_and_changes_nothing_else(stage: Stage) -> None:
    stage.visit()
    stage.say("3 bob hi")
    stage.store._database.run("PRAGMA query_only = ON")
    for letter in range(20):
        stage.do(ask.SetDraft("#lobby", "x" * letter))
    assert len(stage.toasts) == 1, "once in a while"
    assert stage.linked.link is Link.ONLINE
    assert stage.texts == ["hi"]


def test_a_server_that_cannot_be_kept_is_not_gone_to(stage: Stage) -> None:
    stage.visit()
    stage.store._database.run("PRAGMA query_only = ON")
    stage.do(ask.Connect(Server(host="other.test", port=6667, tls=False, nick="mira")))
    assert stage.told(Refused) == [Refused("The store cannot be written to.", "server")]
    assert stage.linked.link is Link.ONLINE, "we stay where we are"


def test_a_mistake_of_ours_throws_away_what_is_in_memory(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stage.visit("bob", "carol")
    poison(monkeypatch)
    stage.hear(stage.message("5 bob hello", room="mira"), stage.message("6 bob poison"))
    assert "a mistake" in caplog.text
    assert stage.linked.link is Link.OFFLINE
    assert "cannot handle" in stage.linked.reason
    assert set(stage.rows) == {"#lobby"}
    stage.return_()
    stage.enter("bob", "carol")
    stage.say("7 carol psst", room="mira")
    stage.type("secret", "carol")
    assert [line.split("PRIVMSG ")[1] for line in stage.sent if "PRIVMSG" in line] == ["carol secret"]


def test_a_message_that_trips_us_again_is_left_out(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.visit("bob")
    poison(monkeypatch)
    for _ in range(2):
        stage.hear(stage.message("6 bob poison"))
        assert stage.linked.link is Link.OFFLINE
        stage.return_()
        stage.enter("bob")
        stage.targets()
    stage.hear(stage.message("6 bob poison"), stage.message("7 bob fine"))
    assert stage.linked.link is Link.ONLINE
    assert stage.texts == ["fine"]
    stage.do(ask.Connect(Server(host="other.test", port=6667, tls=False, nick="mira")))
    stage.visit("bob")
    stage.hear(stage.message("6 bob poison"))
    assert stage.linked.link is Link.OFFLINE, "at another server it is the first time"


def poison(monkeypatch: pytest.MonkeyPatch) -> None:
    """A message that we cannot handle, by a bug."""
    keep: Callable[..., object] = Arrivals.message

    def message(self: Arrivals, event: object) -> object:
        if "poison" in str(event):
            raise KeyError("a mistake")
        return keep(self, event)

    monkeypatch.setattr(Arrivals, "message", message)


def test_a_command_that_trips_us_does_not_end_the_app(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.visit()

    def fail(*_: object) -> None:
        raise KeyError("a mistake")

    with monkeypatch.context() as patch:
        patch.setattr(Outgoing, "say", fail)
        stage.type("hello")
    assert stage.linked.link is Link.OFFLINE
    stage.return_()
    stage.enter()
    stage.type("hello")
    assert stage.texts == ["hello"]


@pytest.mark.parametrize("command", ["/join #a key\n/join #b", "/away brb\nphone", "/join #a k:e y", "/nick two words"])
def test_what_was_typed_can_end_no_later_connection(stage: Stage, command: str) -> None:
    stage.visit()
    stage.type(command)
    stage.lose()
    stage.return_()
    assert stage.linked.link is Link.ONLINE
    stage.kill()
    stage.begin()
    sent = stage.connect()
    assert stage.linked.link is Link.ONLINE
    assert any(line.startswith("JOIN") and "#lobby" in line for line in sent)


def test_whatever_is_kept_can_end_no_connection(stage: Stage) -> None:
    stage.visit()
    [lobby] = stage.store.conversations.load(1)
    for number, (name, password) in enumerate([("#a b", ""), ("#c", "k\ney"), ("#d\r\nQUIT", "x"), ("#e", "")]):
        row = stage.store.conversations.begin(1, f"#{number}", name, lobby.kind)
        stage.store.conversations.save(row.number, password=password)
    stage.kill()
    stage.begin()
    sent = stage.connect()
    assert stage.linked.link is Link.ONLINE
    joined = {room for line in sent if line.startswith("JOIN") for room in line.split()[1].split(",")}
    assert {"#lobby", "#e"} <= joined, "what is wrong with one is no harm to the others"
    assert not [line for line in sent if line.startswith("QUIT")]
