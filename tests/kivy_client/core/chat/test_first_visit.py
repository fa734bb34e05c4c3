"""The main path: the store is told first, then we connect, enter the lobby, say something, and leave."""

from __future__ import annotations

from kivy_client.core.account.actions import Dial, HangUp
from kivy_client.core.model import commands as ask
from kivy_client.core.model.events import Left, Link, Linked, Loaded, MembersChanged, Opened
from tests.kivy_client.core.chat.stage import Stage


def test_what_the_store_has_is_told_before_anything_is_connected(stage: Stage) -> None:
    loaded, linked = stage.log
    assert isinstance(loaded, Loaded)
    assert isinstance(linked, Linked)
    assert loaded.server is not None
    assert (loaded.server.host, loaded.conversations, linked.link) == ("chat.test", (), Link.CONNECTING)
    assert stage.done == [Dial("chat.test", 6667, tls=False)]


def test_the_first_visit_enters_the_lobby_and_opens_it(stage: Stage) -> None:
    assert "JOIN #lobby" in stage.connect()
    stage.enter("bob", "@eve")
    assert stage.linked.link is Link.ONLINE
    assert stage.linked.features >= {"history", "send-once", "multiline"}
    assert stage.rows["#lobby"].joined
    assert stage.rows["#lobby"].people == 3
    stage.wait(1)
    members = stage.told(MembersChanged)[-1]
    assert isinstance(members, MembersChanged)
    assert [(one.nick, one.role, one.own) for one in members.members] == [
        ("eve", "@", False),
        ("bob", "", False),
        ("mira", "", True),
    ]
    assert stage.happenings == ["Hi there, mira! To leave, type QUIT or press Leave chat."]


def test_a_typed_line_waits_is_sent_and_is_kept(stage: Stage) -> None:
    stage.visit()
    stage.type("hello ☺")
    assert (stage.texts, stage.states) == (["hello ☺"], ["sent"])
    key = stage.view[-1].key
    assert stage.linked.waiting == 1
    [send_id] = stage.send_ids()
    assert send_id in stage.sent[-1]
    stage.echo("5 mira hello ☺", send_id)
    assert (stage.texts, stage.states, stage.view[-1].key) == (["hello ☺"], ["kept"], key)
    assert stage.view[-1].msgid == "5"
    assert stage.linked.waiting == 0
    assert stage.rows["#lobby"].last is not None
    stage.say("6 bob hi mira")
    assert stage.texts == ["hello ☺", "hi mira"]
    assert stage.view[-1].mention


def test_typing_quit_leaves(stage: Stage) -> None:
    for words in ("QUIT", "{quit}", "/quit"):
        stage.visit()
        stage.type(words)
        assert stage.take_sent() == ["QUIT Leaving"]
        assert not stage.client.over
        stage.lose()
        assert stage.client.over
        stage.kill()
        stage.begin()
    assert Left not in map(type, stage.log), "the engine says it, when the connection is closed"


def test_a_server_that_does_not_close_is_not_waited_for(stage: Stage) -> None:
    stage.visit()
    stage.take_done()
    stage.do(ask.Leave())
    stage.wait(3)
    assert stage.client.over
    assert stage.done == [HangUp()]


def test_the_app_started_again_shows_everything_before_it_connects(stage: Stage) -> None:
    stage.visit()
    stage.say("7 bob hi")
    stage.do(ask.SetDraft("#lobby", "half a sen"))
    stage.kill()
    stage.begin()
    [loaded] = stage.told(Loaded)
    assert isinstance(loaded, Loaded)
    assert loaded.current == "#lobby"
    assert loaded.conversations[0].draft == "half a sen"
    assert loaded.conversations[0].last is not None
    assert loaded.conversations[0].last.text == "hi"
    stage.do(ask.Open("#lobby"))
    assert stage.texts == ["hi"]
    assert isinstance(stage.told(Opened)[-1], Opened)
    assert "JOIN #lobby" in stage.connect(), "where we were, we are again"
