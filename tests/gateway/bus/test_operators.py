"""What server operators do, on every gateway at once: kill, wallops, and that nobody else may."""

from __future__ import annotations

import time

import pytest

from gateway.bus.base import Actor
from gateway.model.answers import Answer, Counts, Registered
from gateway.model.commands import BecomeOperator, Command, Lusers, Quit, Register
from gateway.model.facts import HasQuit, WallopsTold
from gateway.model.operators import (
    AskTime,
    Kill,
    LiftBan,
    ListBans,
    ListOperators,
    Operators,
    SetBan,
    TimeIs,
    Wallops,
)
from gateway.model.people import SetUserModes
from gateway.model.refusals import Reason, Refusal
from tests.gateway.bus.station import Station


def operator(station: Station, nick: str) -> Actor:
    """A registered user who is a server operator."""
    actor = station.person(nick)
    station.ask(actor, BecomeOperator(nick))
    return actor


@pytest.mark.parametrize(
    "command",
    [
        Kill("bob", "x"),
        Wallops("x"),
        ListOperators(),
        ListBans("KLINE"),
        SetBan("KLINE", "bob!*@*", 0, "x"),
        SetBan("DLINE", "192.0.2.1", 0, "x"),
        LiftBan("KLINE", "bob!*@*"),
    ],
)
def test_only_an_operator_may(station: Station, command: Command) -> None:
    ann, _ = station.person("ann"), station.person("bob")
    before = len(station.facts)
    assert station.refused(ann, command).reason is Reason.NO_PRIVILEGES
    station.ask(ann, BecomeOperator("root"))
    station.ask(ann, SetUserModes(take="o"))
    assert station.refused(ann, command).reason is Reason.NO_PRIVILEGES
    assert station.facts[before:] == []


def test_who_is_killed_is_gone_on_every_gateway_and_the_nick_is_free(station: Station, other: Station) -> None:
    ann, bob = operator(station, "ann"), other.member("Bob", "#room")
    answer = station.ask(ann, Kill("bOB", "spam: again"))
    other.catch_up(answer.at)
    killed = other.facts[-1]
    assert isinstance(killed, HasQuit)
    assert (killed.uid, killed.reason, killed.rooms) == (bob.uid, "Killed (ann: spam: again)", ("#room",))
    counts = other.ask(other.nobody, Lusers())
    assert isinstance(counts, Counts) and counts.users == 1
    again = Actor("again", station.bus.user_id("again"))
    assert isinstance(station.ask(again, Register("bob", "u", "Bob", "host")), Registered)


def test_nobody_of_that_name_can_be_killed(station: Station) -> None:
    ann = operator(station, "ann")
    assert station.refused(ann, Kill("Bob", "x")) == Refusal(Reason.NO_SUCH_NICK, "Bob")


def test_an_operator_may_end_itself(station: Station) -> None:
    ann = operator(station, "ann")
    station.ask(ann, Kill("ann", "enough"))
    assert isinstance(station.facts[-1], HasQuit)
    assert station.refused(ann, Wallops("x")).reason is Reason.NO_PRIVILEGES


def test_wallops_goes_to_operators_and_to_those_who_want_it(station: Station, other: Station) -> None:
    ann, bob, cat = operator(station, "ann"), other.person("bob"), operator(other, "cat")
    dan = other.person("dan")
    for actor in (bob, dan):
        other.ask(actor, SetUserModes(set="w"))
    other.ask(dan, SetUserModes(take="w"))
    told = station.ask(ann, Wallops("the sky: it falls"))
    other.catch_up(told.at)
    fact = other.facts[-1]
    assert isinstance(fact, WallopsTold)
    assert (fact.mask, fact.text) == ("ann!user@host", "the sky: it falls")
    assert set(fact.receivers) == {ann.uid, bob.uid, cat.uid}
    assert type(told) is Answer


def test_who_has_left_hears_no_wallops(station: Station) -> None:
    ann, bob = operator(station, "ann"), operator(station, "bob")
    station.ask(bob, SetUserModes(set="w"))
    station.ask(ann, Kill("bob", "x"))
    station.ask(ann, Wallops("x"))
    fact = station.facts[-1]
    assert isinstance(fact, WallopsTold) and fact.receivers == (ann.uid,)


def test_operators_are_listed_for_one_another(station: Station, other: Station) -> None:
    ann = operator(station, "ann")
    operator(other, "bob")
    answer = station.ask(ann, ListOperators())
    assert isinstance(answer, Operators)
    assert set(answer.masks) == {"ann!user@host", "bob!user@host"}


def test_the_network_has_one_time(station: Station) -> None:
    told = station.ask(station.person("ann"), AskTime())
    assert isinstance(told, TimeIs)
    assert abs(told.seconds - time.time()) < 60


def test_the_invisible_are_counted(station: Station) -> None:
    ann, bob = station.person("ann"), station.person("bob")
    for actor in (ann, bob):
        station.ask(actor, SetUserModes(set="i"))
    station.ask(bob, Quit("Quit"))
    counts = station.ask(ann, Lusers())
    assert isinstance(counts, Counts)
    assert (counts.users, counts.invisible) == (1, 1)
