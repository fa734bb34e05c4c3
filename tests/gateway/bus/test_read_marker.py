"""The bus's contract about read markers. The same for both kinds of Redis."""

from __future__ import annotations

import time

import pytest
import redis

from gateway.bus.base import Actor
from gateway.model.answers import Entered, ReadMarkerIs
from gateway.model.commands import Join, MarkRead, Part, Quit
from gateway.model.facts import ReadMarked
from tests.gateway.bus.station import Station

EARLY, LATE = 1_600_000_000_123_000, 1_700_000_000_456_000


def marker(station: Station, actor: Actor, target: str) -> int:
    answer = station.ask(actor, MarkRead(target))
    assert isinstance(answer, ReadMarkerIs) and answer.name == target
    return answer.when


@pytest.mark.parametrize("target", ["#room", "bob", "#none"])
def test_it_only_rises(station: Station, target: str) -> None:
    ann = station.person("ann")
    assert marker(station, ann, target) == 0
    for when, then in ((EARLY, EARLY), (LATE, LATE), (EARLY, LATE)):
        answer = station.ask(ann, MarkRead(target, when))
        assert isinstance(answer, ReadMarkerIs) and (answer.name, answer.when) == (target, then)
    assert marker(station, ann, target.upper() if target == "bob" else target) == LATE


def test_never_above_the_present(station: Station) -> None:
    ann = station.person("ann")
    station.ask(ann, MarkRead("#room", 9_000_000_000_000_000))
    assert abs(marker(station, ann, "#room") - time.time() * 1_000_000) < 60_000_000


def test_who_joins_is_told(station: Station, other: Station) -> None:
    ann, bob = station.member("ann", "#room"), other.person("bob")
    station.ask(ann, MarkRead("#room", EARLY))
    station.ask(ann, Part("#room"))
    again = station.ask(ann, Join("#room"))
    assert isinstance(again, Entered) and again.read == EARLY
    entered = other.ask(bob, Join("#room"))
    assert isinstance(entered, Entered) and entered.read == 0, "a marker is nobody else's business"


def test_a_guests_goes_and_a_sender_keys_stays(station: Station, other: Station) -> None:
    for key, kept in (("of-ann", EARLY), ("", 0)):
        ann = station.person("ann", sid=f"ann{key}", key=key)
        station.ask(ann, MarkRead("bob", EARLY))
        station.ask(ann, Quit(""))
        again = other.person("ann", sid=f"again{key}", key=key)
        assert marker(other, again, "bob") == kept
        other.ask(again, Quit(""))


def test_the_other_sessions_of_the_user_are_told(station: Station, other: Station, redis_url: str) -> None:
    ann = station.person("ann")
    assert isinstance(station.ask(ann, MarkRead("bob", EARLY)), ReadMarkerIs)
    with redis.Redis.from_url(redis_url) as client:
        client.hset(f"{{c}}:u:{ann.uid}", "sessions", "2")
    done = station.ask(ann, MarkRead("bob", LATE))
    assert not isinstance(done, ReadMarkerIs)
    other.catch_up(done.at)
    assert other.facts[-1] == ReadMarked(done.at, other.facts[-1].msgid, ann.uid, "ann!user@host", "", "bob", LATE)
    assert isinstance(station.ask(ann, MarkRead("bob", EARLY)), ReadMarkerIs), "nothing changed"


def test_so_many_are_kept(station: Station, redis_url: str) -> None:
    ann = station.person("ann")
    with redis.Redis.from_url(redis_url) as client:
        client.zadd(f"{{c}}:v:u:{ann.uid}", {f"#r{n}": n + 1 for n in range(1000)})
        station.ask(ann, MarkRead("#new", EARLY))
        assert client.zcard(f"{{c}}:v:u:{ann.uid}") == 1000
    assert (marker(station, ann, "#new"), marker(station, ann, "#r0"), marker(station, ann, "#r1")) == (EARLY, 0, 2)
