"""A hostile server: whatever it says, nothing is raised, the window gets clean text, and only so much is kept."""

from __future__ import annotations

import random
from collections.abc import Callable

from kivy_client.core.chat import conversations
from kivy_client.core.model import commands as ask
from kivy_client.core.model.conversations import Kind
from tests.kivy_client.core.chat.stage import ALL, Stage

MakeStage = Callable[..., Stage]
WORDS = [
    ":mira!m@h",
    ":bob!b@h",
    ":s",
    ":",
    "@msgid=1",
    "@time=x",
    "@batch=h",
    "@label=c1",
    "JOIN",
    "PART",
    "KICK",
    "QUIT",
    "NICK",
    "MODE",
    "TOPIC",
    "PRIVMSG",
    "NOTICE",
    "TAGMSG",
    "REDACT",
    "RENAME",
    "MARKREAD",
    "CHATHISTORY",
    "BATCH",
    "CAP",
    "ACK",
    "FAIL",
    "PONG",
    "001",
    "005",
    "311",
    "318",
    "322",
    "323",
    "324",
    "332",
    "353",
    "366",
    "367",
    "368",
    "404",
    "433",
    "475",
    "731",
    "730",
    "301",
    "305",
    "mira",
    "bob",
    "#lobby",
    "#x",
    ",",
    "+",
    "-",
    "*",
    "timestamp=*",
    "timestamp=9999-99-99",
    "+o",
    "-l",
    "TARGETS",
    "LATEST",
    "\x01ACTION",
    "\x02\x03",
    "\u202e",
    "😀",
]


def test_lines_of_garbage_raise_nothing(make_stage: MakeStage) -> None:
    stage = make_stage(ALL)
    stage.visit("bob")
    chance = random.Random(7)
    for _ in range(400):
        lines = [" ".join(chance.choices(WORDS, k=chance.randint(1, 9))) for _ in range(10)]
        stage.hear(*lines)
        if chance.random() < 0.2:
            stage.do(ask.LoadOlder("#lobby"))
            stage.type("anything")
            stage.do(ask.Open(chance.choice(["#lobby", "bob", "*", "", "#x"])))
        stage.wait(0.5)
    assert stage.log


def test_what_reaches_the_window_is_clean(stage: Stage) -> None:
    stage.visit()
    stage.hear(
        "@msgid=1 :e\u202eve!e@h PRIVMSG #lobby :\x02bold\x02 \u202eturned\u202c z" + "\u0300" * 50,
        ":s 332 mira #lobby :\x0304red\x03 topic",
        ":x\u200by!x@h JOIN #lobby",
    )
    assert stage.view[1].text.startswith("bold turned z")
    assert len(stage.view[1].text) < 25
    assert stage.view[1].nick == "eve"
    assert stage.rows["#lobby"].topic == "red topic"
    assert stage.happenings[-1] == "xy has joined"


def test_a_message_of_a_thousand_lines_is_cut(stage: Stage) -> None:
    stage.visit()
    lines = [f"@batch=m :eve!e@h PRIVMSG #lobby :line {number}" for number in range(900)]
    stage.hear("@msgid=1 :eve!e@h BATCH +m draft/multiline #lobby", *lines, ":eve!e@h BATCH -m")
    assert stage.view[-1].text.count("\n") < 201
    assert stage.view[-1].text.endswith("…")


def test_strangers_open_only_so_many_talks(stage: Stage) -> None:
    stage.visit()
    most, conversations.MOST_CONVERSATIONS = conversations.MOST_CONVERSATIONS, 20
    try:
        stage.hear(*(f":n{number}!n@h PRIVMSG mira :buy" for number in range(100)))
        assert sum(row.kind is Kind.PERSON for row in stage.rows.values()) == 19
        assert stage.rows["*"].unread > 50, "the others are not lost"
    finally:
        conversations.MOST_CONVERSATIONS = most


def test_a_clock_far_ahead_does_not_stay_at_the_end_for_ever(stage: Stage) -> None:
    stage.visit()
    stage.hear("@msgid=1;time=2099-01-01T00:00:00.000Z :eve!e@h PRIVMSG #lobby :from the future")
    stage.wait(20)
    stage.say("100 bob now")
    assert stage.texts == ["from the future", "now"]


def test_wrong_answers_to_history_end_nothing(stage: Stage) -> None:
    stage.visit()
    stage.say(*(f"{number} bob m{number}" for number in range(100, 120)))
    stage.lose()
    stage.return_()
    stage.enter()
    stage.targets()
    for _ in range(30):  # the same page, whatever is asked
        stage.page(*(f"{number} eve m{number}" for number in range(200, 210)))
    assert len([line for line in stage.take_sent() if "CHATHISTORY" in line]) < 10
    assert stage.texts[-1] == "m209"


def test_a_reply_to_what_no_line_can_name_is_just_said(stage: Stage) -> None:
    stage.visit()
    stage.say("1 bob hi")
    for number, about in enumerate(("x" * 4000, "a\\sb", "1"), 2):
        stage.hear(stage.message(f"{number} eve re", more=f";+reply={about}"))
    assert [entry.quote is not None for entry in stage.view if entry.text == "re"] == [False, False, True]
