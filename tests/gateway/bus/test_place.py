"""A gateway that begins anew: its subscriber goes with it, whatever became of the log."""

from __future__ import annotations

import pytest
import redis

from gateway.bus.keys import FACTS, LAST, LOG, PREFIX
from gateway.model.commands import Lusers, Say
from gateway.model.disconnects import Disconnect
from tests.gateway.bus.station import Station, texts
from tests.gateway.bus.test_holes import append, message
from tests.system.gateways import until


def fence(client: redis.Redis, station: Station) -> None:
    """As if its lease had ended; it is told so, and begins anew."""
    losses = station.losses.count(Disconnect.FENCED)
    incarnation = station.bus.user_id("")
    client.delete(f"{PREFIX}gw:{incarnation[:-1]}")
    station.begin(station.nobody, Lusers())
    station.until(lambda: station.losses.count(Disconnect.FENCED) > losses)
    until(lambda: station.bus.user_id("") != incarnation)


class TestFenced:
    def test_the_log_goes_on_and_so_does_the_reading(
        self, client: redis.Redis, station: Station, other: Station
    ) -> None:
        ann = other.member("ann", "#lobby")
        for number in range(5):
            for half in range(20):
                other.begin(ann, Say("#lobby", f"{number} {half}"))
            fence(client, station)
        last = other.say(ann, "#lobby", "last")
        station.catch_up(last.at)
        assert texts(station.facts) == texts(other.facts) and len(texts(other.facts)) == 101
        assert station.losses == [Disconnect.FENCED] * 5
        assert station.bus.counts.resynchronisations == 0

    def test_a_log_rewound_to_just_where_it_began_anew_is_noticed(self, client: redis.Redis, station: Station) -> None:
        station.member("ann", "#lobby")
        fence(client, station)
        began = int(client.get(LAST))
        bob = station.member("bob", "#lobby", sid="bob")
        station.say(bob, "#lobby", "soon lost")
        for entry, _ in client.xrange(LOG, min=f"({began}"):
            client.xdel(LOG, entry)
        client.set(LAST, began)
        client.publish(FACTS, message(began, began))
        station.until(lambda: station.losses == [Disconnect.FENCED, Disconnect.RESYNC])


class TestLost:
    def test_what_was_said_since_it_began_anew_comes_once(self, client: redis.Redis, station: Station) -> None:
        """Redis is emptied again and again."""
        for number in range(5):
            fences = station.losses.count(Disconnect.FENCED)
            incarnation = station.bus.user_id("")
            client.flushall()
            station.begin(station.nobody, Lusers())
            station.until(lambda fences=fences: station.losses.count(Disconnect.FENCED) > fences)
            until(lambda incarnation=incarnation: station.bus.user_id("") != incarnation)
            ann = station.member("ann", "#lobby", sid=f"ann{number}")
            for half in range(5):
                station.say(ann, "#lobby", f"{number} {half}")
        assert texts(station.facts) == [f"{number} {half}" for number in range(5) for half in range(5)]


class TestUnreadable:
    @pytest.mark.parametrize("fields", [{"f": b"no message"}, {"other": b"no message"}])
    def test_an_entry_of_the_log_costs_the_place_once(
        self, client: redis.Redis, station: Station, fields: dict[str, bytes]
    ) -> None:
        ann = station.member("ann", "#lobby")
        at = station.say(ann, "#lobby", "one").at
        client.xadd(LOG, fields, id=str(at + 1))
        client.set(LAST, at + 1)
        client.publish(FACTS, message(at + 1, at + 1))
        station.until(lambda: station.losses == [Disconnect.RESYNC])
        station.catch_up(at + 1)
        for _ in range(3):
            client.publish(FACTS, b"no message either")  # so that the log is read from that entry on
        append(client, at + 1, at + 2, "two")
        client.publish(FACTS, message(at + 2, at + 2))
        station.catch_up(at + 2)
        assert texts(station.facts) == ["one", "two"]
        assert station.losses == [Disconnect.RESYNC]

    def test_an_answer_does_not_wait_for_a_fact_of_a_newer_version(self, client: redis.Redis, station: Station) -> None:
        ann = station.member("ann", "#lobby")
        at = station.say(ann, "#lobby", "one").at
        newer = f"2\n{at}\n{at + 1}\0{at + 1}abcd\nZ\nof a kind to come".encode()
        client.xadd(LOG, {"f": newer}, id=str(at + 1))
        client.set(LAST, at + 1)
        client.publish(FACTS, newer)
        assert station.ask(ann, Lusers()).at >= at + 1
