"""Long answers come in parts: one after the other, before all that was asked later, no faster than the client reads."""

from __future__ import annotations

import pytest

from gateway.hub.client import LABELLED_PARTS, LOOK_SECONDS, MOST_HELD, MOST_QUEUED, PARTS_SECONDS
from gateway.hub.sessions import MOST_PARTS
from gateway.model.answers import Answer, RoomLine, RoomList
from gateway.model.commands import ListRooms, Say
from tests.gateway.hub.stage import Guest, Stage, said


@pytest.fixture
def ann(stage: Stage) -> Guest:
    return stage.irc("ann", "labeled-response batch")


def part(number: int, cursor: str = "0", at: int = 1) -> RoomList:
    return RoomList(at, (RoomLine(f"#{number}", 1, ""),), cursor=cursor)


def test_what_was_asked_later_is_answered_after_the_last_part(stage: Stage, ann: Guest) -> None:
    ann.says("LIST <9", "PING later")
    first = stage.bus.take(ListRooms)
    assert first.command == ListRooms((), ("U<9",))
    first.answer(part(1, "17"))
    second = stage.bus.take(ListRooms)
    assert second.command == ListRooms((), ("U<9",), "17")
    assert ann.verbs == ["321", "322"]
    second.answer(part(2))
    assert ann.verbs == ["322", "323", "PONG"] and not stage.bus.questions


def test_what_was_said_meanwhile_comes_after_it(stage: Stage) -> None:
    """An echo too: it is what a later command came to."""
    bob = stage.irc("bob", "echo-message", "#r")
    bob.says("LIST", "PRIVMSG #r :later")
    stage.happens(said(10, bob, "#r", "before"))
    stage.bus.take(ListRooms).answer(part(1, "17", at=10))
    stage.happens(said(11, bob, "#r", "later"))
    stage.bus.take(Say).answer(Answer(11))
    stage.bus.take(ListRooms).answer(part(2, "18", at=12))
    stage.hub.apply((), 13)
    stage.bus.take(ListRooms).answer(part(3, at=13))
    assert bob.verbs == ["before", "321", "322", "322", "322", "323", "later"]


@pytest.mark.parametrize(("label", "most"), [("", MOST_PARTS), ("@label=a ", LABELLED_PARTS)])
def test_there_are_so_many_and_no_more(stage: Stage, ann: Guest, label: str, most: int) -> None:
    ann.says(f"{label}LIST", "PING later")
    for number in range(most):
        stage.bus.take(ListRooms).answer(part(number, str(number + 1)))
    assert not stage.bus.questions
    told = ann.verbs
    assert told.count("322") == most and told[-1] == "PONG"
    assert told.index("416") == told.index("323") - 1
    assert told.count("BATCH") == (2 if label else 0)


def test_the_next_is_asked_once_the_last_was_read(stage: Stage, ann: Guest, monkeypatch: pytest.MonkeyPatch) -> None:
    queued = MOST_QUEUED + 1
    monkeypatch.setattr(type(ann.connection), "queued", property(lambda connection: queued))
    ann.says("LIST")
    stage.bus.take(ListRooms).answer(part(1, "17"))
    stage.loop.passes(LOOK_SECONDS)
    assert not stage.bus.questions
    queued = 0
    stage.loop.passes(LOOK_SECONDS)
    stage.bus.take(ListRooms).answer(part(2))
    assert ann.verbs[-1] == "323"


def test_who_does_not_read_gets_no_more(stage: Stage, ann: Guest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(ann.connection), "queued", MOST_QUEUED + 1)
    ann.says("LIST", "PING later")
    stage.bus.take(ListRooms).answer(part(1, "17"))
    stage.loop.passes(PARTS_SECONDS - 1)
    assert ann.verbs == ["321", "322"]
    stage.loop.passes(1 + LOOK_SECONDS)
    assert ann.verbs == ["416", "323", "PONG"] and not stage.bus.questions


def test_what_others_say_does_not_pile_up_behind_a_slow_reader(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    ann, bob = stage.irc("ann", "", "#r"), stage.irc("bob", "", "#r")
    monkeypatch.setattr(type(ann.connection), "queued", MOST_QUEUED + 1)
    ann.says("LIST")
    stage.bus.take(ListRooms).answer(part(1, "17"))
    stage.happens(*(said(10 + number, bob, "#r", "x") for number in range(MOST_HELD + 1)))
    stage.loop.passes(2 * LOOK_SECONDS)
    told = ann.verbs
    assert told[:4] == ["321", "322", "416", "323"] and told.count("x") == MOST_HELD + 1


def test_who_goes_meanwhile(stage: Stage, ann: Guest) -> None:
    ann.says("LIST")
    question = stage.bus.take(ListRooms)
    ann.connection.ends()
    question.answer(part(1, "17"))
    assert ListRooms not in map(type, stage.bus.commands)
