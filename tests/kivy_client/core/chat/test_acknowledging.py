"""How each kind of server acknowledges a line: whatever it answers or not, nothing hangs and nothing is doubled."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ircwire.lines import parse
from kivy_client.core.chat.outgoing import MOST_UNDER_WAY
from kivy_client.core.chat.underway import ECHO_SECONDS, UnderWay
from kivy_client.core.model import commands as ask
from tests.kivy_client.core.chat.stage import ALL, ECHO, Stage

MakeStage = Callable[..., Stage]
LABELS = "batch labeled-response message-tags"


def labels(stage: Stage) -> list[str]:
    """Those of the lines that were said, taken as they were sent."""
    return [
        parse(line).tags["label"] for line in stage.sent if "label=" in line and ("PRIVMSG" in line or "NOTICE" in line)
    ]


def pong(stage: Stage) -> None:
    """Answer the PINGs behind what was said."""
    stage.hear(*(f":s PONG s {line.split()[1]}" for line in stage.take_sent() if line.startswith("PING said-")))


@pytest.mark.parametrize("offers", [ALL, f"{ECHO} {LABELS}"])
def test_what_the_server_took_but_nobody_got_has_failed(make_stage: MakeStage, offers: str) -> None:
    stage = make_stage(offers)
    stage.keep_labels = True
    stage.visit()
    stage.do(ask.Open("nobody", "nobody"))
    stage.type("/notice nobody hi", "nobody")
    [label] = labels(stage)
    stage.hear(f"@label={label} :s ACK")
    assert stage.states == ["failed"]
    assert stage.linked.waiting == 0


def test_a_labelled_answer_that_says_something_else_acknowledges_too(make_stage: MakeStage) -> None:
    stage = make_stage(LABELS)
    stage.keep_labels = True
    stage.visit()
    stage.say("1 bob hi", room="mira")
    stage.do(ask.Open("bob"))
    stage.type("you there?", "bob")
    [label] = labels(stage)
    stage.hear(f"@label={label} :s 301 mira bob :lunch")
    pong(stage)
    assert (stage.states, stage.linked.waiting) == (["kept"], 0)


def test_an_echo_that_never_comes_holds_up_nothing(make_stage: MakeStage) -> None:
    stage = make_stage(ECHO)
    stage.visit()
    for number in range(MOST_UNDER_WAY + 2):
        stage.type(f"\x02line {number}\x02")
    pong(stage)
    assert stage.states.count("sent") == MOST_UNDER_WAY, "it may come yet: a bouncer answers a PING itself"
    stage.say("1 mira line 0")
    stage.wait(ECHO_SECONDS)
    pong(stage)
    assert stage.states.count("unsure") == MOST_UNDER_WAY
    assert stage.states.count("sent") == 2


def test_an_echo_that_comes_late_is_known_all_the_same(make_stage: MakeStage) -> None:
    stage = make_stage(ECHO)
    stage.skew = 600
    stage.visit()
    stage.type("slow")
    pong(stage)
    stage.wait(ECHO_SECONDS)
    assert stage.states == ["unsure"]
    stage.say("9 mira slow")
    assert (stage.texts, stage.states) == (["slow"], ["kept"])


def test_a_line_older_than_a_day_is_not_repeated_by_itself_but_can_be(stage: Stage) -> None:
    stage.visit()
    stage.type("old news")
    stage.lose()
    stage.kill()
    stage.seconds += 25 * 3600
    stage.begin()
    stage.connect()
    assert not [line for line in stage.enter() if "PRIVMSG" in line]
    stage.do(ask.Open("#lobby"))
    assert stage.states == ["unsure"]
    stage.do(ask.Resend("#lobby", stage.view[-1].key))
    assert stage.states == ["sent"]
    assert [line for line in stage.take_sent() if "old news" in line]


@pytest.mark.parametrize("online", [True, False])
def test_a_server_that_has_lost_send_once_can_be_told_again(stage: Stage, online: bool) -> None:
    stage.visit()
    stage.type("once")
    stage.lose()
    stage.offers = ECHO
    stage.return_()
    stage.enter()
    assert stage.states == ["unsure"]
    if not online:
        stage.lose()
    stage.do(ask.Resend("#lobby", stage.view[-1].key))
    if not online:
        stage.return_()
        assert [line for line in stage.enter() if "once" in line]
    assert stage.states == ["sent"]


def test_nothing_is_remembered_of_what_was_acknowledged() -> None:
    under_way = UnderWay()
    under_way.sent("a", "c1")
    under_way.sent("b", "c2")
    under_way.doubt("a", 10)
    under_way.done("a")
    assert ("a" in under_way, under_way.by_label("c1"), under_way.overdue(99)) == (False, "", [])
    assert ("b" in under_way, under_way.by_label("c2")) == (True, "b")
