"""What was missed is not forgotten: own lines, refusals, silence and other names hide nothing of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kivy_client.core.chat.requests import ANSWER_SECONDS, MOST_TRIES, PAUSE_SECONDS
from kivy_client.core.model import commands as ask
from tests.kivy_client.core.chat.stage import Stage
from tests.kivy_client.core.chat.test_catchup import GAP, asked, numbered, texts

MakeStage = Callable[..., Stage]
BUSY = ":s FAIL CHATHISTORY MESSAGE_ERROR LATEST {} :Not now"


def private(stage: Stage, *messages: str, name: str = "ann") -> None:
    """A page of what was said to us and by us in a talk; a message is `msgid nick text`."""
    rooms = [name if message.split()[1] == "mira" else "mira" for message in messages]
    lines = [stage.message(message, batch="h", room=room) for message, room in zip(messages, rooms, strict=True)]
    stage.hear(f":s BATCH +h chathistory {name}", *lines, ":s BATCH -h")


@pytest.mark.parametrize("breaks", [False, True])
def test_what_we_write_ourselves_hides_nothing_that_somebody_wrote_before(stage: Stage, breaks: bool) -> None:
    stage.visit()
    stage.say("5 ann hi", room="mira")
    stage.lose()
    stage.type("are you back?", "ann")
    stage.return_()
    stage.echo("60 mira are you back?", "id-000000000000002", room="ann")
    if breaks:
        stage.lose()
        stage.return_()
    stage.enter()
    stage.targets("ann")
    stage.take_sent()
    stage.page()
    assert asked(stage) == ["LATEST ann msgid=5 10"]
    private(stage, "20 ann help!", "60 mira are you back?")
    stage.do(ask.Open("ann"))
    assert stage.texts == ["hi", "help!", "are you back?"]
    assert stage.happenings == []


def test_nor_in_a_room_though_the_connection_breaks_before_the_page(stage: Stage) -> None:
    stage.visit()
    stage.say("5 bob m5")
    stage.lose()
    stage.type("mine")
    stage.return_()
    stage.enter()
    stage.targets()
    stage.echo("60 mira mine", "id-000000000000002")
    assert GAP not in stage.happenings, "it is asked for: nobody need be told"
    stage.lose()
    stage.return_()
    stage.enter()
    stage.targets()
    assert asked(stage) == ["LATEST #lobby msgid=60 10"]
    stage.page()
    assert asked(stage) == ["BEFORE #lobby msgid=60 10"]
    stage.page(*numbered(5, 7))
    assert stage.texts == [*texts(5, 7), "mine"]


def test_a_room_whose_page_came_has_no_gap_before_an_own_line(stage: Stage) -> None:
    stage.visit()
    stage.say("5 bob m5")
    stage.lose()
    stage.type("one")
    stage.type("two")
    stage.return_()
    stage.enter()
    stage.targets()
    stage.echo("60 mira one", "id-000000000000002")
    stage.echo("61 mira two", "id-000000000000003")
    stage.page("6 bob m6", "60 mira one", "61 mira two")
    assert stage.texts == ["m5", "m6", "one", "two"]
    assert GAP not in stage.happenings
    assert stage.store.gaps.list(1) == []


def test_a_refused_page_of_a_talk_is_not_a_read_one(stage: Stage) -> None:
    stage.visit()
    stage.say("5 bob m5")
    stage.say("6 ann hi", room="mira")
    stage.lose()
    first = [line for line in stage.return_() if "TARGETS" in line]
    stage.enter()
    stage.targets("ann")
    stage.page()
    for _ in range(3):
        stage.hear(BUSY.format("ann"))
    stage.take_sent()
    stage.wait(PAUSE_SECONDS)
    assert asked(stage) == ["LATEST ann * 10"], "asked again, after a pause"
    stage.hear(BUSY.format("ann"))
    stage.say("100 bob later")
    stage.lose()
    again = [line for line in stage.return_() if "TARGETS" in line]
    assert again == first, "it is still not known what they wrote"
    stage.enter()
    stage.targets("ann")
    stage.page()
    private(stage, "20 ann missed")
    assert stage.rows["ann"].unread == 2
    stage.lose()
    assert [line for line in stage.return_() if "TARGETS" in line] > first


def test_a_live_line_after_a_refused_page_notes_a_gap(stage: Stage) -> None:
    stage.visit()
    stage.lose()
    stage.return_()
    stage.enter()
    stage.targets("ann")
    stage.page()
    stage.hear(BUSY.format("ann"))
    stage.take_sent()
    stage.say("60 ann and now?", room="mira")
    assert asked(stage) == ["BEFORE ann msgid=60 10"]
    private(stage, "20 ann are you there?")
    stage.do(ask.Open("ann"))
    assert stage.texts == ["are you there?", "and now?"]


def test_a_server_that_never_answers_is_asked_so_often_and_no_more(stage: Stage) -> None:
    stage.connect()
    stage.enter()
    stage.take_sent()
    for count in range(MOST_TRIES * 10):
        stage.hear(f":s PONG s alive-{count}")
        stage.wait(ANSWER_SECONDS)
        stage.hear(*(line.replace("PING", ":s PONG s") for line in stage.sent if line.startswith("PING")))
    requests = asked(stage)
    assert 1 < requests.count("LATEST #lobby * 10") <= MOST_TRIES + 1


@pytest.mark.parametrize("target", ["ann", "anna"])
def test_a_name_that_changes_while_the_page_is_under_way_loses_nothing(stage: Stage, target: str) -> None:
    stage.visit()
    stage.say("5 ann hi", room="mira")
    stage.lose()
    stage.return_()
    stage.enter()
    stage.targets("ann")
    stage.page()
    stage.hear("@msgid=50;time=2026-01-31T10:00:50.000Z :ann!a@h NICK anna")
    private(stage, "20 ann missed", name=target)
    stage.do(ask.Open("anna"))
    assert stage.texts == ["hi", "missed"]
    stage.say("60 anna now", room="mira")
    assert (stage.texts, stage.happenings.count(GAP)) == (["hi", "missed", "now"], 0)


def test_a_name_that_changes_before_the_page_is_asked_for_loses_nothing(stage: Stage) -> None:
    stage.visit()
    stage.say("5 ann hi", room="mira")
    stage.lose()
    stage.return_()
    stage.enter()
    stage.targets("ann")
    stage.take_sent()
    stage.hear("@msgid=50;time=2026-01-31T10:00:50.000Z :ann!a@h NICK anna")
    stage.page()
    assert asked(stage) == ["LATEST anna msgid=5 10"]


def test_the_page_that_fills_a_gap_takes_no_line_for_an_earlier_one_of_the_same_text(make_stage: MakeStage) -> None:
    stage = make_stage("batch draft/chathistory echo-message labeled-response message-tags server-time")
    stage.visit()
    stage.seconds += 60
    stage.type("ok")
    stage.say("60 mira ok")
    stage.seconds += 30
    stage.type("ok")
    stage.lose()
    assert stage.states == ["kept", "unsure"]
    stage.return_()
    stage.enter()
    stage.targets()
    stage.page(*numbered(106, 115))
    stage.page("60 mira ok", *numbered(100, 105))
    assert stage.states == ["kept", "unsure"], "the second one was not in it"


def test_what_the_history_does_not_have_was_probably_not_heard(make_stage: MakeStage) -> None:
    stage = make_stage("batch draft/chathistory echo-message message-tags server-time")
    stage.visit()
    stage.say("5 bob m5")
    stage.seconds += 10
    stage.type("was it heard?")
    stage.type("this was")
    stage.lose()
    assert [entry.failure for entry in stage.view if entry.own] == ["", ""]
    stage.return_()
    stage.enter()
    stage.targets()
    stage.page("11 mira this was", "12 bob m12")
    assert stage.texts == ["m5", "this was", "m12", "was it heard?"]
    assert (stage.view[-1].state, stage.view[-1].failure[:22]) == ("unsure", "The server's history d")
    stage.do(ask.Resend("#lobby", stage.view[-1].key))
    assert (stage.view[-1].state, stage.view[-1].failure) == ("sent", "")
