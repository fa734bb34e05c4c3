"""Names and ids that no line can carry, rooms we did not enter, times that cannot be: nothing of it stops the app."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kivy_client.core.chat import conversations
from kivy_client.core.model import commands as ask
from kivy_client.core.model.conversations import Kind
from kivy_client.core.model.events import Alerted, Toast
from tests.kivy_client.core.chat.stage import ALL, Stage

MakeStage = Callable[..., Stage]
LONG = "x" * 3000


@pytest.mark.parametrize(
    "line",
    [
        ":mira!m@h JOIN :#two words",
        ":mira!m@h JOIN #a,#b",
        ":mira!m@h JOIN mira",
        f":mira!m@h JOIN #{LONG}",
        "::colon!c@h PRIVMSG mira :hi",
        ":a,b!c@h PRIVMSG mira :hi",
        f":{LONG}!c@h PRIVMSG mira :hi",
        ":bob!b@h NICK :two words",
        ":bob!b@h NICK #lobby",
        ":bob!b@h NICK *",
        ":bob!b@h NICK ::",
        ":s RENAME #lobby :#two words",
        ":s RENAME #lobby bob",
        ":s RENAME #lobby *",
        "@msgid=with\\sspace;time=2026-01-31T10:00:09.000Z :bob!b@h PRIVMSG #lobby :hi",
        "@msgid=:;time=2026-01-31T10:00:09.000Z :bob!b@h PRIVMSG #lobby :hi",
        f"@msgid={LONG};time=2026-01-31T10:00:09.000Z :bob!b@h PRIVMSG #lobby :hi",
        "@msgid=\u202e;time=2026-01-31T10:00:09.000Z :bob!b@h PRIVMSG #lobby :hi",
    ],
)
def test_a_name_or_id_that_cannot_be_sent_is_never_sent(stage: Stage, line: str) -> None:
    stage.visit("bob")
    stage.hear(":bob!b@h PRIVMSG mira :a talk", line)
    for row in tuple(stage.rows.values()):
        stage.do(ask.Open(row.key))
        stage.do(ask.MarkRead(row.key, 1_769_853_700_000_000))
        stage.do(ask.LoadOlder(row.key))
        stage.type("hello", row.key)
    stage.lose()
    sent = stage.return_()
    stage.enter()
    stage.targets("bob")
    for _ in range(3):
        stage.page()
    stage.wait(50)
    sent += stage.sent
    assert all(len(sent_line.encode()) < 500 for sent_line in sent)
    assert stage.rows["#lobby"].kind is Kind.ROOM
    assert stage.linked.link.value == "online" or not stage.linked.reason.startswith("something")


def test_rooms_that_the_server_puts_us_into_are_bounded(stage: Stage) -> None:
    stage.visit()
    most, conversations.MOST_CONVERSATIONS = conversations.MOST_CONVERSATIONS, 20
    try:
        stage.hear(*(f":mira!m@h JOIN #r{number}" for number in range(100)))
        assert len(stage.rows) == 20
    finally:
        conversations.MOST_CONVERSATIONS = most


def test_taken_out_of_a_room_the_conversation_and_what_waits_stay(stage: Stage) -> None:
    stage.visit()
    stage.type("not there yet")
    stage.hear(":mira!m@h PART #lobby")
    assert not stage.rows["#lobby"].joined
    assert stage.texts == ["not there yet"]
    assert stage.toasts == ["You are not in #lobby any more."]
    stage.do(ask.Part("#lobby"))
    assert "#lobby" not in stage.rows
    assert stage.linked.waiting == 0


def test_a_room_that_we_leave_takes_what_waits_with_it(stage: Stage) -> None:
    stage.visit()
    stage.do(ask.Part("#lobby"))
    assert stage.take_sent() == ["PART #lobby"]
    stage.hear(":mira!m@h PART #lobby")
    assert "#lobby" not in stage.rows
    assert not stage.toasts


def test_times_that_cannot_be_push_nothing_to_the_end(stage: Stage) -> None:
    stage.visit()
    stage.hear(
        "@time=9999-12-31T23:59:59.000Z;msgid=9 :eve!e@h JOIN #lobby",
        "@time=9999-12-31T23:59:59.000Z :mira!m@h JOIN #other",
        ":s MARKREAD #lobby timestamp=9999-12-31T23:59:59.000Z",
        "@time=0001-01-01T00:00:00.000Z;msgid=8 :eve!e@h PRIVMSG #lobby :from before time",
    )
    stage.do(ask.Open(""))
    stage.wait(20)
    stage.hear(stage.message("90 bob now"), ":mira!m@h JOIN #other", stage.message("91 bob there", room="#other"))
    assert stage.rows["#lobby"].unread == 1
    assert stage.rows["#other"].unread == 1
    stage.do(ask.Open("#lobby"))
    assert stage.view[0].text == "from before time"
    assert stage.view[-1].text == "now"


def test_a_flood_of_what_makes_noise_makes_little(stage: Stage) -> None:
    stage.visit()
    stage.hear(*(f":eve!e@h INVITE mira #r{number}" for number in range(500)))
    stage.hear(*(f":n{number}!n@h PRIVMSG mira :buy" for number in range(500)))
    assert len(stage.told(Toast)) < 30
    assert 1 <= len(stage.told(Alerted)) < 30
    stage.wait(20)
    stage.hear(":bob!b@h PRIVMSG mira :later")
    assert stage.alerts[-1] == ("bob", "later")


def test_a_refused_room_is_not_asked_for_again(stage: Stage) -> None:
    stage.visit()
    stage.do(ask.Join("#secret"))
    stage.hear(":s 477 mira #secret :You need to be identified")
    assert "#secret" not in stage.rows
    assert stage.toasts == ["#secret: You need to be identified."]


def test_a_late_answer_is_not_taken_for_another(make_stage: MakeStage) -> None:
    """Answers carry labels: one that had been given up does not close a gap that it does not fill."""
    stage = make_stage(ALL)
    stage.visit()
    stage.say("5 bob m5")
    stage.lose()
    stage.return_()
    stage.enter()
    stage.wait(21)
    stage.hear("@label=c1 :s BATCH +x chathistory #lobby", ":s BATCH -x")
    stage.page("6 bob m6")
    assert stage.texts == ["m5", "m6"]
