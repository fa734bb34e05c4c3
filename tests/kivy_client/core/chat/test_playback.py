"""Servers and bouncers that play what was said without being asked, and history that has times and no ids."""

from __future__ import annotations

import re
from collections.abc import Callable

from kivy_client.core.model import commands as ask
from kivy_client.core.model.events import EndReached
from tests.kivy_client.core.chat.stage import Stage
from tests.kivy_client.core.chat.test_catchup import GAP, asked

MakeStage = Callable[..., Stage]
PLAYS = "batch server-time message-tags echo-message"
TIMES = "batch draft/chathistory message-tags server-time echo-message"


def by_time(make_stage: MakeStage) -> Stage:
    stage = make_stage(TIMES)
    stage.isupport += " MSGREFTYPES=timestamp"
    return stage


def line(number: int, batch: str = "") -> str:
    """What was said so many seconds after nine."""
    tag = f";batch={batch}" if batch else ""
    return f"@time=2026-01-31T09:{number // 60:02}:{number % 60:02}.000Z{tag} :bob!b@h PRIVMSG #lobby :m{number}"


def play(stage: Stage, numbers: range) -> None:
    stage.hear(":s BATCH +h chathistory #lobby", *(line(number, "h") for number in numbers), ":s BATCH -h")


def test_what_a_server_plays_as_we_come_in_is_taken(make_stage: MakeStage) -> None:
    stage = make_stage(PLAYS)
    stage.visit()
    stage.say("5 bob seen")
    stage.lose()
    stage.return_()
    stage.enter()
    stage.page("5 bob seen", "6 bob missed one", "7 bob missed two")
    stage.say("8 bob live")
    assert stage.texts == ["seen", "missed one", "missed two", "live"]
    assert GAP not in stage.happenings
    stage.page("2 eve forged")
    assert "forged" not in stage.texts, "once"


def test_what_it_plays_may_not_reach_back(make_stage: MakeStage) -> None:
    stage = make_stage(PLAYS)
    stage.visit()
    stage.say("5 bob seen")
    stage.lose()
    stage.return_()
    stage.enter()
    stage.page("20 bob missed")
    assert stage.happenings[-1] == GAP


def test_what_a_bouncer_plays_again_is_shown_once(make_stage: MakeStage) -> None:
    stage = make_stage(PLAYS)
    stage.visit()
    for _ in range(2):
        stage.hear(":s BATCH +z znc.in/playback #lobby", line(5, "z"), line(6, "z"), ":s BATCH -z")
        stage.lose()
        stage.return_()
        stage.enter()
    stage.hear(":s BATCH +z znc.in/playback #lobby", line(6, "z"), line(7, "z"), ":s BATCH -z")
    assert stage.texts == ["m5", "m6", "m7"]
    assert GAP not in stage.happenings, "it reaches back"


def test_what_was_missed_is_asked_for_by_the_time_of_the_last(make_stage: MakeStage) -> None:
    stage = by_time(make_stage)
    stage.visit()
    stage.hear(line(5))
    stage.lose()
    stage.return_()
    stage.enter()
    stage.targets()
    assert asked(stage) == ["LATEST #lobby timestamp=2026-01-31T09:00:05.000Z 10"]


def test_scrolling_up_goes_on_to_the_beginning(make_stage: MakeStage) -> None:
    stage = by_time(make_stage)
    stage.connect()
    stage.enter()
    stage.targets()
    stage.take_sent()
    play(stage, range(190, 200))
    for _ in range(30):
        stage.do(ask.LoadOlder("#lobby"))
        for request in asked(stage):
            found = re.search(r"BEFORE #lobby timestamp=2026-01-31T09:(\d\d):(\d\d)", request)
            assert found, request
            end = int(found[1]) * 60 + int(found[2])
            play(stage, range(max(end - 10, 0), end))
    assert stage.texts == [f"m{number}" for number in range(200)]
    assert stage.told(EndReached)[0] == EndReached("#lobby")
    assert len(stage.texts) == 200
