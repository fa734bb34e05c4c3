"""Servers that do it otherwise: history without echoes or ids, names compared by RFC 1459, rooms that begin with &."""

from __future__ import annotations

from collections.abc import Callable

from kivy_client.core.model import commands as ask
from kivy_client.core.model.conversations import Kind
from kivy_client.core.model.events import ConversationRenamed, Opened
from tests.kivy_client.core.chat.stage import Stage

MakeStage = Callable[..., Stage]
HISTORY = "batch draft/chathistory message-tags server-time"
RFC1459 = "CASEMAPPING=rfc1459 CHANTYPES=#& PREFIX=(ov)@+ NETWORK=Old"


def requests(stage: Stage) -> list[str]:
    return [line.removeprefix("CHATHISTORY ") for line in stage.take_sent() if line.startswith("CHATHISTORY")]


def test_history_without_echoes_shows_an_own_line_once(make_stage: MakeStage) -> None:
    stage = make_stage(HISTORY)
    stage.visit()
    stage.type("once")
    stage.type("once")
    for ping in [line for line in stage.take_sent() if line.startswith("PING said-")]:
        stage.hear(f":s PONG s {ping.split()[1]}")
    stage.say("5 bob hi")
    assert (stage.texts, stage.states) == (["once", "once", "hi"], ["kept", "kept"])
    stage.lose()
    stage.return_()
    stage.enter()
    stage.targets()
    page = ["1 mira once", "2 mira once", "5 bob hi", "6 bob more"]
    stage.page(*page)
    assert stage.texts == ["once", "once", "hi", "more"]
    assert [entry.msgid for entry in stage.view if entry.own] == ["1", "2"], "now they can be answered"
    stage.do(ask.LoadOlder("#lobby"))
    stage.page(*page)
    assert stage.texts == ["once", "once", "hi", "more"]


def test_history_without_ids_shows_nothing_twice(make_stage: MakeStage) -> None:
    stage = make_stage(HISTORY)
    stage.connect()
    stage.enter()
    stage.targets()
    lines = [f"@batch=h;time=2026-01-31T09:00:0{second}.000Z :bob!b@h PRIVMSG #lobby :same" for second in range(3)]
    page = (":s BATCH +h chathistory #lobby", *lines, ":s BATCH -h")
    stage.hear(*page)
    stage.do(ask.LoadOlder("#lobby"))
    stage.hear(*page)
    assert stage.texts == ["same"] * 3


def test_a_server_that_takes_no_ids_is_asked_by_time(make_stage: MakeStage) -> None:
    stage = make_stage(HISTORY)
    stage.isupport += " MSGREFTYPES=timestamp"
    stage.visit()
    stage.say("5 bob hi")
    stage.lose()
    stage.return_()
    stage.enter()
    stage.targets()
    assert requests(stage) == ["LATEST #lobby timestamp=2026-01-31T10:00:05.000Z 10"]


def test_who_wrote_is_asked_until_it_is_known(make_stage: MakeStage) -> None:
    stage = make_stage(HISTORY)
    stage.visit()
    stage.say("5 bob m5")
    stage.lose()
    asked = [line for line in stage.return_() if "TARGETS" in line]
    stage.enter()
    stage.say("300 bob said after we came back")
    stage.lose()
    again = [line for line in stage.return_() if "TARGETS" in line]
    assert asked[0].split()[2] == again[0].split()[2], "the second break came before the answer"
    stage.kill()
    stage.begin()
    after = [line for line in stage.connect() if "TARGETS" in line]
    assert after[0].split()[2] == asked[0].split()[2], "and so did the end of the app"
    stage.targets("ann")
    stage.lose()
    after = [line for line in stage.return_() if "TARGETS" in line]
    assert after[0].split()[2] == asked[0].split()[2], "what ann wrote has not come yet"
    stage.targets("ann")
    stage.page("20 ann hello?", room="ann")
    assert stage.rows["ann"].unread == 1
    stage.lose()
    after = [line for line in stage.return_() if "TARGETS" in line]
    assert after[0].split()[2] > asked[0].split()[2]


def test_a_private_line_that_comes_first_hides_nothing_that_was_said_before(make_stage: MakeStage) -> None:
    stage = make_stage(HISTORY)
    stage.visit()
    stage.say("5 bob m5")
    stage.lose()
    stage.return_()
    stage.say("300 ann and now?", room="mira")
    stage.targets("ann")
    assert "BEFORE ann msgid=300 10" in requests(stage)
    stage.hear(":s BATCH +h chathistory ann", stage.message("20 ann are you there?", "h", room="mira"), ":s BATCH -h")
    stage.do(ask.Open("ann"))
    assert stage.texts == ["are you there?", "and now?"]


def test_names_are_compared_as_the_server_does(make_stage: MakeStage) -> None:
    stage = make_stage("")
    stage.visit()
    stage.say("1 Bob[x] hi", room="mira")
    stage.do(ask.Open("bob[x]"))
    assert stage.rows["bob[x]"].kind is Kind.PERSON
    stage.isupport = RFC1459
    stage.lose()
    stage.return_()
    [renamed] = stage.told(ConversationRenamed)
    assert isinstance(renamed, ConversationRenamed)
    assert (renamed.old, renamed.conversation.key, renamed.conversation.name) == ("bob[x]", "bob{x}", "Bob[x]")
    stage.say("2 bob{X} again", room="mira")
    assert stage.texts == ["hi", "again"]
    stage.kill()
    stage.begin()
    stage.do(ask.Open("BOB[X]"))
    opened = stage.told(Opened)[-1]
    assert isinstance(opened, Opened)
    assert opened.conversation == "bob{x}", "offline too"


def test_what_is_a_room_the_server_says(make_stage: MakeStage) -> None:
    stage = make_stage("")
    stage.isupport = RFC1459
    stage.visit()
    stage.type("/join &local")
    assert stage.take_sent() == ["JOIN &local"]
    stage.enter(room="&local")
    assert stage.rows["&local"].kind is Kind.ROOM
    stage.say("1 bob hi", room="&local")
    assert stage.texts == ["hi"]


def test_the_message_of_the_day_is_there_once_somebody_looks(stage: Stage) -> None:
    stage.client.connected(stage.now)
    stage.hear(
        ":s CAP * LS :", ":s 001 mira :Hi", ":s 375 mira :-", ":s 372 mira :- Be kind", ":s 372 mira :- \x02Always"
    )
    stage.hear(":s 376 mira :End")
    stage.enter()
    assert "*" not in stage.rows
    stage.do(ask.Open("*"))
    assert stage.texts == ["Be kind\nAlways"]
    assert stage.rows["*"].unread == 0
    stage.do(ask.Open("#lobby"))
    stage.do(ask.Open("*"))
    assert stage.texts == ["Be kind\nAlways"]
    stage.hear(":s NOTICE mira :Going down at noon")
    assert stage.texts[-1] == "Going down at noon"
