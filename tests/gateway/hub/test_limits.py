"""What one client may have under way: its rate of lines and its unfinished commands; and when it is not read."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from gateway.dialects.irc.conversation import IrcConversation
from gateway.hub.client import MOST_UNFINISHED
from gateway.model.answers import Answer
from gateway.model.commands import BecomeOperator, Say
from gateway.model.refusals import Reason
from gateway.model.server import Server
from tests.gateway.hub.doubles import HeldBus
from tests.gateway.hub.stage import Guest, Stage, refused

RATE, BURST = 10.0, 20.0


def said_so_far(bus: HeldBus) -> int:
    return sum(isinstance(command, Say) for command in bus.commands)


def test_too_fast_a_client_is_slowed_not_cut() -> None:
    stage = Stage((RATE, BURST))
    ann = stage.irc("ann")
    stage.loop.passes(10)
    ann.says(*(f"PRIVMSG #r :{n}" for n in range(60)))
    assert said_so_far(stage.bus) == BURST
    assert ann.connection.paused
    stage.loop.passes(1.01)
    assert said_so_far(stage.bus) == BURST + RATE
    stage.loop.passes(4)
    assert said_so_far(stage.bus) == 60
    assert not ann.connection.paused
    assert [command.text for command in stage.bus.commands if isinstance(command, Say)] == [str(n) for n in range(60)]


def test_a_slowed_client_waits_by_one_timer_however_many_answers_come() -> None:
    """Each answer goes on with the input; that must not add a timer each time."""
    stage = Stage((RATE, BURST))
    ann = stage.irc("ann")
    stage.loop.passes(10)
    timers = stage.loop.timers
    ann.says(*(f"PRIVMSG #none :{n}" for n in range(60)))
    for _ in range(int(BURST)):
        stage.bus.take(Say).answer(refused(1, "#none"))
    assert stage.loop.timers == timers + 1
    stage.loop.passes(6)
    assert stage.loop.timers == timers
    assert said_so_far(stage.bus) == 40


def test_a_slowed_client_that_is_gone_is_not_gone_on_with() -> None:
    stage = Stage((RATE, BURST))
    ann = stage.irc("ann")
    ann.says(*(f"PRIVMSG #none :{n}" for n in range(60)))
    before = said_so_far(stage.bus)
    ann.connection.ends()
    stage.loop.passes(10)
    assert said_so_far(stage.bus) == before


def test_without_a_limit_nobody_is_slowed() -> None:
    stage = Stage()
    ann = stage.irc("ann")
    ann.says(*(f"PING {n}" for n in range(500)))
    assert len(ann.lines) == 500


@pytest.mark.parametrize("accepted", [True, False])
def test_operators_are_exempt_once_they_are_operators(accepted: bool) -> None:
    stage = Stage((RATE, BURST))
    server = Server("chat.example", "Chat", "chorus-0", 0, operators=MappingProxyType({"root": "secret"}))
    oper = Guest(stage, IrcConversation(server, "192.0.2.1"), "root")
    oper.says("NICK root", "USER root 0 * :root")
    stage.registers(oper, 1)
    oper.says("OPER root secret")
    oper.says(*(f"PRIVMSG #r :{n}" for n in range(60)))
    assert said_so_far(stage.bus) < BURST
    question = stage.bus.take(BecomeOperator)
    question.answer(Answer(1) if accepted else refused(1, "", Reason.FAILED))
    assert (said_so_far(stage.bus) == 60) == accepted


def test_at_most_so_many_commands_are_under_way_and_the_rest_waits_unread() -> None:
    stage = Stage()
    ann = stage.irc("ann")
    ann.says(*(f"PRIVMSG #none :{n}" for n in range(MOST_UNFINISHED + 10)))
    assert said_so_far(stage.bus) == MOST_UNFINISHED
    assert ann.connection.paused
    stage.bus.take(Say).answer(refused(1, "#none"))
    assert said_so_far(stage.bus) == MOST_UNFINISHED
    while stage.bus.questions:
        stage.bus.take(Say).answer(refused(1, "#none"))
    assert not ann.connection.paused
    assert ann.verbs == ["403"] * (MOST_UNFINISHED + 10)


def test_replies_behind_a_command_are_bounded_too() -> None:
    stage = Stage()
    ann = stage.irc("ann")
    ann.says("PRIVMSG #none :x", *(f"PING {n}" for n in range(500)))
    assert ann.connection.paused
    stage.bus.take(Say).answer(refused(1, "#none"))
    assert ann.verbs == ["403"] + ["PONG"] * 500


def test_an_answer_ahead_of_the_log_does_not_wake_the_input() -> None:
    """It leaves with the log; only then is there room for more."""
    stage = Stage()
    ann = stage.irc("ann")
    ann.says(*(f"PRIVMSG #none :{n}" for n in range(MOST_UNFINISHED + 1)))
    stage.bus.take(Say).answer(refused(9, "#none"))
    assert said_so_far(stage.bus) == MOST_UNFINISHED - 1
    stage.hub.apply((), 9)
    assert said_so_far(stage.bus) == MOST_UNFINISHED
