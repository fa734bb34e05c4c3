"""This device's clock may be wrong, or set while the app runs: nothing is lost, misplaced or said twice by that."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ircwire.lines import parse
from kivy_client.core.model import commands as ask
from tests.kivy_client.core.chat.stage import BARE, ECHO, WALL, Stage

MakeStage = Callable[..., Stage]
DAY = 24 * 3600


def targets(lines: list[str]) -> list[str]:
    """From when to when it is asked who wrote."""
    [line] = [line for line in lines if "CHATHISTORY TARGETS" in line]
    return [word.removeprefix("timestamp=") for word in parse(line).params[1:3]]


def test_what_was_not_here_yet_is_not_read_though_an_own_line_waits_below(stage: Stage) -> None:
    stage.visit()
    stage.say("5 bob hi")
    stage.lose()
    stage.wait(20)
    stage.type("on my way")
    stage.do(ask.MarkRead("#lobby", stage.view[-1].time))
    stage.return_()
    stage.enter()
    stage.do(ask.Open(""))
    stage.targets()
    stage.page("6 bob mira: can you come?")
    assert (stage.rows["#lobby"].unread, stage.rows["#lobby"].mentions) == (1, 1)
    assert stage.alerts == [("bob in #lobby", "mira: can you come?")]


def test_a_clock_that_is_ahead_reads_nothing_that_comes_later(stage: Stage) -> None:
    stage.skew = 90
    stage.connect()
    stage.hear("@time=2026-01-31T10:00:01.000Z :mira!mira@h JOIN #lobby", ":s 366 mira #lobby :.")
    stage.do(ask.Open("#lobby"))
    stage.say("5 bob hi")
    stage.type("hello")
    stage.wait(5)
    stage.take_sent()
    stage.do(ask.MarkRead("#lobby", stage.view[-1].time))
    assert stage.take_sent() == ["MARKREAD #lobby timestamp=2026-01-31T10:00:05.000Z"], "nor on our other devices"
    stage.do(ask.Open(""))
    stage.say("40 bob mira: and now?")
    assert (stage.rows["#lobby"].unread, stage.rows["#lobby"].mentions) == (1, 1)


@pytest.mark.parametrize("skew", [-DAY, 0, 600])
def test_who_wrote_is_asked_from_the_last_that_the_server_said_until_now_whenever_that_is(
    stage: Stage, skew: float
) -> None:
    stage.visit()
    stage.say("5 bob hi")
    stage.skew = skew
    stage.hear(":s NOTICE mira :words of the server, at our own clock")
    stage.type("/help")
    stage.lose()
    since, until = targets(stage.return_())
    assert since == "2026-01-31T09:59:05.000Z"
    assert until > "2026-02"


def test_echoes_are_known_though_our_clock_is_ahead(make_stage: MakeStage) -> None:
    stage = make_stage(ECHO)
    stage.skew = 600
    stage.visit()
    for number in range(12):
        stage.type(f"line {number}")
        stage.say(f"{number} mira line {number}")
    assert stage.texts == [f"line {number}" for number in range(12)]
    assert stage.states == ["kept"] * 12


@pytest.mark.parametrize("offers", [BARE, ECHO])
def test_a_clock_set_back_puts_nothing_above_what_was_here(make_stage: MakeStage, offers: str) -> None:
    stage = make_stage(offers)
    stage.visit()
    for number in range(3):
        stage.wait(5)
        stage.say(f"{stage.seconds - 1000:.0f} bob old {number}") if offers else stage.hear(
            f":bob!b@h PRIVMSG #lobby :old {number}"
        )
    stage.do(ask.MarkRead("#lobby", stage.now.wall))
    stage.do(ask.Open(""))
    stage.skew = -3600
    stage.say("20 bob mira: new") if offers else stage.hear(":bob!b@h PRIVMSG #lobby :mira: new")
    assert stage.rows["#lobby"].unread == 1
    assert stage.alerts == [("bob in #lobby", "mira: new")]
    stage.do(ask.Open("#lobby"))
    assert stage.texts[-4:] == ["old 0", "old 1", "old 2", "mira: new"]
    stage.type("/help")
    assert stage.texts[-1].startswith("These commands")
    stage.type("mine")
    stage.say("21 mira mine") if offers else stage.hear(f":s PONG s {stage.sent[-1].split()[1]}")
    assert stage.texts[-1] == "mine"


def test_so_it_is_after_a_start(make_stage: MakeStage) -> None:
    stage = make_stage(BARE)
    stage.visit()
    stage.hear(":bob!b@h PRIVMSG #lobby :old")
    stage.kill()
    stage.skew = -3600
    stage.begin()
    stage.do(ask.Open("#lobby"))
    stage.connect()
    stage.enter()
    stage.hear(":bob!b@h PRIVMSG #lobby :new")
    assert stage.texts[-2:] == ["old", "new"]


def test_a_line_of_long_ago_is_not_repeated_by_itself_though_the_clock_was_set_back(stage: Stage) -> None:
    stage.skew = 3 * DAY
    stage.visit()
    stage.type("old news")
    stage.lose()
    stage.skew = 0
    stage.return_()
    assert not [line for line in stage.enter() if "PRIVMSG" in line]
    assert stage.states == ["unsure"]


def test_what_claims_to_come_later_does_not_stay_the_newest(stage: Stage) -> None:
    stage.visit()
    stage.hear("@msgid=1;time=2099-01-01T00:00:00.000Z :eve!e@h PRIVMSG #lobby :from the future")
    last = stage.rows["#lobby"].last
    assert last is not None
    assert last.time < WALL + 3600 * 1_000_000
