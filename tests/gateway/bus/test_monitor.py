"""Waiting for people: it is a fact when somebody comes only where somebody waits, and it ends with who waited."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis

from gateway.bus.base import Actor
from gateway.model.commands import Quit, Register, Rename
from gateway.model.facts import Online, nick_of
from gateway.model.people import Monitor, Presences, Unmonitor
from tests.gateway.bus.station import Station


@pytest.fixture
def client(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url, decode_responses=True) as client:
        yield client


def came(station: Station) -> list[str]:
    return [nick_of(fact.mask) for fact in station.facts if isinstance(fact, Online)]


def waited_for(client: redis.Redis) -> object:
    return client.hgetall("{c}:monitored")


def test_whoever_comes_is_a_fact_on_every_gateway_if_somebody_waits(station: Station, other: Station) -> None:
    ann = station.person("Ann")
    answer = station.ask(ann, Monitor(("Bob", "Ann")))
    assert isinstance(answer, Presences) and [nick_of(person.mask) for person in answer.people] == ["Ann"]
    other.person("BOB")
    other.person("Cat")
    station.catch_up(other.applied)
    assert came(station) == came(other) == ["BOB"]


def test_it_ends_when_nobody_waits_any_more(station: Station, other: Station, client: redis.Redis) -> None:
    ann, cat = station.person("Ann"), other.person("Cat")
    for _ in range(2):
        station.ask(ann, Monitor(("bob",)))
    other.ask(cat, Monitor(("Bob", "dan")))
    assert waited_for(client) == {"bob": "2", "dan": "1"}
    for _ in range(2):
        station.ask(ann, Unmonitor(("BOB", "none")))
    assert waited_for(client) == {"bob": "1", "dan": "1"}
    other.ask(cat, Unmonitor(("bob", "dan")))
    assert waited_for(client) == {}
    station.person("Bob")
    assert came(station) == []


def test_who_takes_a_nick_or_comes_back_to_it(station: Station) -> None:
    """A new nick is a fact anyway."""
    ann, bob = station.person("Ann"), station.person("Bob")
    station.ask(ann, Monitor(("Robert",)))
    station.ask(bob, Rename("Robert"))
    assert came(station) == []
    station.ask(bob, Quit("gone"))
    station.person("Robert", sid="again")
    assert came(station) == ["Robert"]


def test_with_the_gateway_ends_what_its_sessions_waited_for(
    redis_url: str, station: Station, client: redis.Redis
) -> None:
    nicks = tuple(f"n{number}" for number in range(100))
    with Station(redis_url) as gone:
        for session in range(11):
            gone.ask(Actor(f"s{session}", gone.bus.user_id(f"s{session}")), Monitor(nicks))
        assert client.hlen("{c}:monitored") == 100
        station.ask(station.person("Ann"), Monitor(("n1",)))
    assert waited_for(client) == {"n1": "1"}
    station.person("n1")
    assert came(station) == ["n1"]


def test_a_registration_that_is_refused_is_no_news(station: Station) -> None:
    ann = station.person("Ann")
    station.ask(ann, Monitor(("ann",)))
    station.refused(Actor("x", station.bus.user_id("x")), Register("ANN", "user", "x", "host"))
    assert came(station) == []
