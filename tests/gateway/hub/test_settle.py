"""A PONG comes after all that was asked before on this gateway, by anybody; but it does come."""

from __future__ import annotations

from gateway.hub.client import SETTLE_SECONDS
from gateway.model.answers import Answer
from gateway.model.commands import Settle
from tests.gateway.hub.stage import Stage, said


def test_it_waits_for_what_others_said_before() -> None:
    stage = Stage()
    ann, bob = stage.irc("ann", "", "#r"), stage.irc("bob", "", "#r")
    stage.bus.under_way = 1
    bob.says("PING x")
    stage.bus.take(Settle).answer(Answer(12))
    assert bob.verbs == []
    stage.happens(said(12, ann, "#r", "first"))
    assert bob.verbs == ["first", "PONG"]


def test_with_nothing_under_way_it_asks_nobody() -> None:
    stage = Stage()
    ann = stage.irc("ann")
    ann.says("PING x")
    assert ann.verbs == ["PONG"] and stage.bus.commands == []


def test_it_does_not_wait_for_a_redis_that_is_away() -> None:
    stage = Stage()
    ann = stage.irc("ann", "", "#r")
    stage.bus.under_way = 1
    ann.says("PING x")
    stage.loop.passes(SETTLE_SECONDS)
    assert ann.verbs == ["PONG"]
    stage.bus.take(Settle).answer(Answer(12))
    ann.says("PING y")
    stage.loop.passes(SETTLE_SECONDS)
    assert ann.verbs == ["PONG"]
