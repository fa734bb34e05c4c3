"""Who has fallen silent: pings, ping timeouts and the patience with who does not say who it is. In manual time."""

from __future__ import annotations

import pytest

from gateway.hub import hub
from gateway.hub.hub import LIVENESS_SECONDS, PING_ANSWER_SECONDS, PING_SECONDS
from gateway.model.answers import Answer
from gateway.model.commands import Quit, Say
from gateway.model.disconnects import Disconnect
from tests.gateway.hub.stage import Stage, refused


def test_a_silent_client_is_pinged_once_and_then_let_go() -> None:
    stage = Stage()
    ann = stage.irc("ann")
    stage.loop.passes(PING_SECONDS - LIVENESS_SECONDS)
    assert ann.lines == []
    stage.loop.passes(2 * LIVENESS_SECONDS)
    assert ann.verbs == ["PING"]
    stage.loop.passes(PING_ANSWER_SECONDS - LIVENESS_SECONDS)
    assert ann.lines == []
    stage.loop.passes(2 * LIVENESS_SECONDS)
    assert ann.was_let_go(Disconnect.PING_TIMEOUT)
    assert stage.bus.commands == [Quit("Ping timeout")]


def test_who_answers_its_ping_stays_and_is_asked_again_later() -> None:
    stage = Stage()
    ann = stage.irc("ann")
    for _ in range(3):
        stage.loop.passes(PING_SECONDS + LIVENESS_SECONDS)
        assert ann.verbs == ["PING"]
        ann.says("PONG x")
    assert not ann.connection.closing


def test_a_person_at_nc_may_be_silent_for_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "SLICE_SECONDS", LIVENESS_SECONDS)
    stage = Stage()
    ann = stage.plain("ann")
    stage.loop.passes(4 * 3600)
    assert ann.lines == []
    assert not ann.connection.closing


def test_who_does_not_register_in_time_is_let_go() -> None:
    stage = Stage()
    ann = stage.stranger("ann")
    stage.loop.passes(ann.conversation.patience - LIVENESS_SECONDS)
    ann.says("PING 1")
    assert not ann.connection.closing
    stage.loop.passes(3 * LIVENESS_SECONDS)
    assert ann.was_let_go(Disconnect.REGISTRATION_TIMEOUT)
    assert stage.bus.commands == []


def test_while_the_bus_does_not_answer_nobody_times_out() -> None:
    """The client is not read meanwhile, so its silence says nothing about it."""
    stage = Stage()
    ann = stage.irc("ann")
    ann.says("PRIVMSG #none :x")
    stranger = stage.stranger("bob")
    stranger.says("NICK bob", "USER bob 0 * :Bob")
    stage.loop.passes(1000)
    assert not ann.connection.closing
    assert not stranger.connection.closing
    stage.bus.take(Say).answer(refused(1, "#none"))
    stage.loop.passes(2 * LIVENESS_SECONDS)
    assert ann.verbs == ["403", "PING"]


def test_who_is_slowed_does_not_time_out() -> None:
    """What it sends, an answer to a ping too, lies unread until its earlier lines have passed."""
    stage = Stage((1.0, 5.0))
    ann = stage.irc("ann")
    ann.says(*(f"PING {n}" for n in range(300)))
    assert ann.connection.paused
    stage.loop.passes(250)
    assert not ann.connection.closing
    stage.loop.passes(60)
    assert len([verb for verb in ann.verbs if verb == "PONG"]) == 300
    assert not ann.connection.paused
    stage.loop.passes(PING_SECONDS + PING_ANSWER_SECONDS + 2 * LIVENESS_SECONDS)
    assert ann.connection.closing


def test_who_has_quit_and_waits_for_its_answer_is_left_alone() -> None:
    stage = Stage()
    ann = stage.irc("ann")
    ann.says("QUIT")
    stage.loop.passes(1000)
    assert ann.lines == []
    stage.bus.take(Quit).answer(Answer(1))
    assert ann.verbs == ["ERROR"]
