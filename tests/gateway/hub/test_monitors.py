"""Those who wait for somebody are told, each once; and what concerns a person is told to all who may want to know."""

from __future__ import annotations

from gateway.hub.gathering import BURST_SECONDS
from gateway.model.commands import Quit
from gateway.model.facts import AwaySet, HostChanged, Online
from gateway.model.people import Monitor, Presences, Unmonitor
from tests.gateway.hub.stage import Guest, Stage, has_quit, joined, renamed

BOB = "bob!~bob@192.0.2.1"


def waits(stage: Stage, guest: Guest, *nicks: str, at: int = 1) -> None:
    guest.says(f"MONITOR + {','.join(nicks)}")
    stage.bus.take(Monitor).answer(Presences(at, ()))
    guest.look_away()


def online(id: int) -> Online:
    return Online(id, f"{id}abcd", "user-elsewhere", BOB, "")


def away(id: int, guest: Guest, text: str, *rooms: str) -> AwaySet:
    return AwaySet(id, f"{id}abcd", guest.uid, guest.mask, "", text, rooms)


def test_only_those_who_wait_hear_who_comes() -> None:
    stage = Stage()
    ann, cat = stage.irc("ann"), stage.irc("cat")
    waits(stage, ann, "BOB")
    stage.happens(online(11))
    assert ann.lines == [f":chat.example 730 ann :{BOB}"]
    assert cat.lines == []
    ann.says("MONITOR - bob")
    stage.happens(online(12))
    assert ann.lines == []


def test_who_goes_and_who_takes_another_nick() -> None:
    stage = Stage()
    ann, bob = stage.irc("ann"), stage.irc("bob")
    waits(stage, ann, "bob", "rob")
    stage.happens(renamed(11, bob, "Bob"))
    assert ann.lines == []
    stage.happens(renamed(12, bob, "rob"))
    assert [line.split(" ", 1)[1] for line in ann.lines] == [
        "731 ann :bob",
        "730 ann :rob!~bob@192.0.2.1",
    ]
    bob.nick = "rob"
    stage.happens(has_quit(13, bob))
    assert ann.lines == [":chat.example 731 ann :rob"]


def test_whoever_comes_while_the_question_is_under_way_is_not_missed() -> None:
    stage = Stage()
    ann = stage.irc("ann")
    ann.says("MONITOR + bob")
    stage.happens(online(11))
    stage.bus.take(Monitor).answer(Presences(10, ()))
    assert ann.verbs == ["731", "730"]


def test_the_bus_hears_when_one_who_waited_is_gone() -> None:
    stage = Stage()
    ann = stage.irc("ann")
    waits(stage, ann, "Bob", "cat")
    ann.says("MONITOR - cat")
    stage.bus.take(Unmonitor).answer(Presences(1, ()))
    ann.connection.ends()
    stage.bus.take(Quit)
    question = stage.bus.take(Unmonitor)
    assert question.command == Unmonitor(("bob",)) and question.actor.sid == ann.connection.id
    stage.happens(online(11))


def test_who_shares_a_room_and_waits_is_told_once() -> None:
    stage = Stage()
    capabilities = "away-notify extended-monitor"
    ann = stage.irc("ann", capabilities, "#r", "#s")
    bob = stage.irc("bob", capabilities, "#r", "#s")
    cat, dan, eve = stage.irc("cat", capabilities), stage.irc("dan", "away-notify"), stage.irc("eve", "", "#r")
    for guest in (ann, cat, dan):
        waits(stage, guest, "bob")
    stage.happens(away(11, bob, "lunch", "#r", "#s"))
    told = [f":{bob.mask} AWAY :lunch"]
    assert (ann.lines, cat.lines) == (told, told)
    assert (bob.lines, dan.lines, eve.lines) == ([], [], [])


def test_what_a_big_room_will_be_told_of_is_not_told_to_who_waits_as_well() -> None:
    stage = Stage(big_room=1)
    ann = stage.irc("ann", "away-notify extended-monitor", "#r")
    bob = stage.irc("bob", "", "#r")
    waits(stage, ann, "bob")
    stage.happens(away(11, bob, "lunch", "#r"))
    stage.loop.passes(BURST_SECONDS)
    assert ann.verbs == ["AWAY"]


def test_ones_own_new_host_without_any_room() -> None:
    stage = Stage()
    ann, bob = stage.irc("ann", "chghost"), stage.irc("bob", "chghost")
    stage.happens(HostChanged(11, "11abcd", ann.uid, ann.mask, "", "~ann", "new.host", ()))
    assert ann.lines == [f":{ann.mask} CHGHOST ~ann new.host"]
    assert bob.lines == []


def test_nobody_is_away_in_a_big_room_before_they_have_come() -> None:
    stage = Stage(big_room=1)
    ann = stage.irc("ann", "away-notify", "#r")
    bob, cat = stage.irc("bob", "", "#r"), stage.irc("cat")
    stage.happens(joined(11, cat, "#r"), away(12, cat, "lunch", "#r"))
    assert ann.verbs == []
    stage.loop.passes(BURST_SECONDS)
    assert ann.verbs == ["JOIN", "AWAY"]
    assert bob.verbs == ["JOIN"]
