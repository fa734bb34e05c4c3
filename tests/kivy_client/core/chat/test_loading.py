"""More of a conversation is loaded: each question of the window is answered, and none by the wrong word."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kivy_client.core.chat.requests import ANSWER_SECONDS, MOST_TRIES
from kivy_client.core.model import commands as ask
from kivy_client.core.model.events import EndReached, Opened, Spliced
from kivy_client.core.model.servers import Preferences
from tests.kivy_client.core.chat.stage import ALL, BARE, Stage
from tests.kivy_client.core.chat.test_catchup import asked, numbered, texts

MakeStage = Callable[..., Stage]


def answers(stage: Stage) -> list[Spliced]:
    return [event for event in stage.log if isinstance(event, Spliced)]


def came(stage: Stage, first: int, last: int, batch: str = "") -> list[str]:
    tag = f";batch={batch}" if batch else ""
    return [
        f"@msgid=j{number};time=2026-01-31T10:{number // 60:02}:{number % 60:02}.000Z{tag} :n{number}!n@h JOIN #lobby"
        for number in range(first, last + 1)
    ]


def come(stage: Stage, *messages: str) -> None:
    """Into the lobby, whose last page this is; more may lie before it."""
    answer_pings(stage, stage.connect())
    stage.enter()
    stage.targets()
    stage.page(*messages)
    stage.do(ask.Open("#lobby"))
    stage.take_sent()
    stage.log.clear()


def answer_pings(stage: Stage, lines: list[str]) -> None:
    stage.hear(*(line.replace("PING", ":s PONG s") for line in lines if line.startswith("PING")))


def until_asked(stage: Stage) -> None:
    """Let time pass, on a line that stands, until history is asked for again."""
    for _ in range(60):
        stage.wait(5)
        lines = stage.take_sent()
        if any(line.startswith("CHATHISTORY BEFORE") for line in lines):
            return
        answer_pings(stage, lines)
    pytest.fail("it is not asked for again")


@pytest.fixture
def quiet(make_stage: MakeStage) -> Stage:
    """Who comes and goes is not shown; 30 lines, 250 people who came, and 30 lines."""
    stage = make_stage(f"{ALL} draft/event-playback")
    come(stage, "1 bob m1")
    stage.do(ask.Prefer(Preferences(happenings=False)))
    stage.do(ask.Open(""))
    stage.say(*numbered(2, 30))
    stage.hear(*came(stage, 31, 280))
    stage.say(*numbered(281, 310))
    stage.do(ask.MarkRead("#lobby", stage.now.wall * 2))
    stage.log.clear()
    return stage


def test_what_is_not_to_be_seen_hides_nothing_else(quiet: Stage) -> None:
    quiet.do(ask.Open("#lobby"))
    assert quiet.texts == [*texts(1, 30), *texts(281, 310)]


def test_nor_on_the_way_down(quiet: Stage) -> None:
    quiet.say(*numbered(311, 500))
    quiet.do(ask.JumpTo("#lobby", "20"))
    assert quiet.texts[-1] != "m500"
    for _ in range(2):
        quiet.do(ask.LoadNewer("#lobby"))
    assert quiet.texts[-1] == "m500"
    assert not answers(quiet)[-1].newer


def test_a_page_of_the_server_with_nothing_to_be_seen_is_not_the_end(quiet: Stage) -> None:
    quiet.do(ask.Open("#lobby"))
    quiet.do(ask.LoadOlder("#lobby"))
    quiet.take_sent()
    quiet.log.clear()
    quiet.hear(":s BATCH +h chathistory #lobby", *came(quiet, 600, 609, "h"), ":s BATCH -h")
    assert asked(quiet) == ["BEFORE #lobby msgid=j600 10"], "further back"
    assert quiet.told(EndReached) == []
    quiet.page("0 bob the first")
    assert quiet.texts[0] == "the first"
    assert len(answers(quiet)) == 1


def test_each_question_is_answered(stage: Stage) -> None:
    come(stage, "1 bob m1")
    stage.say(*numbered(2, 150))
    stage.do(ask.JumpTo("#lobby", "75"))
    for command in (ask.LoadNewer("#lobby"), ask.LoadNewer("#lobby"), ask.LoadOlder("#lobby")):
        stage.log.clear()
        stage.do(command)
        assert len(answers(stage)) == 1
    stage.log.clear()
    stage.do(ask.LoadOlder("#lobby"))
    assert answers(stage) == []
    stage.page()
    assert [answer.older for answer in answers(stage)] == [False]
    assert stage.told(EndReached) == [EndReached("#lobby")]


def test_a_refusal_is_not_the_end(stage: Stage) -> None:
    come(stage, *numbered(50, 52))
    stage.do(ask.LoadOlder("#lobby"))
    assert asked(stage) == ["BEFORE #lobby msgid=50 10"]
    stage.hear(":s FAIL CHATHISTORY MESSAGE_ERROR BEFORE #lobby :No")
    assert asked(stage) == ["BEFORE #lobby timestamp=2026-01-31T10:00:50.000Z 10"], "it may have forgotten that one"
    stage.hear(":s FAIL CHATHISTORY MESSAGE_ERROR BEFORE #lobby :No")
    for _ in range(MOST_TRIES):
        until_asked(stage)
        assert answers(stage) == []
        stage.hear(":s FAIL CHATHISTORY MESSAGE_ERROR BEFORE #lobby :No")
    assert [(answer.splices, answer.older) for answer in answers(stage)] == [((), True)]
    assert stage.told(EndReached) == []
    stage.do(ask.LoadOlder("#lobby"))
    assert asked(stage) == ["BEFORE #lobby msgid=50 10"], "the window may ask again"


def test_that_there_is_no_such_history_is_the_end(stage: Stage) -> None:
    come(stage, "1 bob m1")
    stage.type("/query ghost")
    stage.hear(":s FAIL CHATHISTORY INVALID_TARGET LATEST ghost :No")
    stage.take_sent()
    stage.do(ask.LoadOlder("ghost"))
    assert asked(stage) == ["LATEST ghost * 10"]
    stage.hear(":s FAIL CHATHISTORY INVALID_TARGET LATEST ghost :No")
    assert stage.told(EndReached) == [EndReached("ghost")]
    stage.wait(5)
    assert asked(stage) == []


def test_silence_is_not_the_end(stage: Stage) -> None:
    come(stage, *numbered(50, 52))
    stage.do(ask.LoadOlder("#lobby"))
    stage.take_sent()
    stage.seconds += ANSWER_SECONDS
    until_asked(stage)
    stage.page(*numbered(40, 49))
    assert stage.texts == texts(40, 52)


def test_pages_with_nothing_to_keep_come_to_an_end(stage: Stage) -> None:
    come(stage, *numbered(50, 52))
    stage.do(ask.LoadOlder("#lobby"))
    for number in range(1000):
        if not asked(stage):
            break
        stage.hear(
            ":s BATCH +h chathistory #lobby",
            f"@batch=h;msgid=r{number};time=2026-01-31T10:00:20.000Z;+reply=x;+draft/react=x :eve!e@h TAGMSG #lobby",
            ":s BATCH -h",
        )
    assert stage.told(EndReached) == [EndReached("#lobby")]


def test_a_server_without_history_answers_too(stage: Stage) -> None:
    come(stage, *numbered(50, 52))
    stage.lose()
    stage.do(ask.LoadOlder("#lobby"))
    assert stage.told(EndReached) == []
    stage.offers = BARE
    stage.return_()
    assert stage.told(EndReached) == [EndReached("#lobby")]


def test_what_was_let_go_can_be_loaded_again(stage: Stage) -> None:
    stage.visit()
    stage.do(ask.LoadOlder("#lobby"))
    stage.page()
    assert stage.told(EndReached)
    stage.say(*numbered(1, 5100))
    assert answers(stage)[-1].older
    assert "m1" not in stage.texts
    while stage.texts[0] != "m1":
        stage.log.clear()
        stage.do(ask.LoadOlder("#lobby"))
        assert answers(stage)


def test_a_jump_that_was_answered_too_late_takes_nobody_away(stage: Stage) -> None:
    come(stage, *numbered(400, 402))
    stage.do(ask.JumpTo("#lobby", "50"))
    stage.do(ask.Open("ann", "ann"))
    stage.log.clear()
    stage.page(*numbered(45, 54))
    assert stage.told(Opened) == []
    assert stage.toasts == []
    stage.do(ask.Open("#lobby"))
    stage.do(ask.JumpTo("#lobby", "20"))
    stage.do(ask.Open(""))
    stage.log.clear()
    stage.page(*numbered(15, 24))
    assert stage.told(Opened) == []
