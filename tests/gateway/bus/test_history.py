"""The bus's contract about pages of history: directions, bounds, events, targets. The same for both kinds of Redis."""

from __future__ import annotations

import pytest
import redis

from gateway.model.answers import HistoryPage, TargetLine, TargetList
from gateway.model.commands import Direction, History, Join, ListTargets, Part, Quit, Rename, Topic
from gateway.model.facts import HasQuit, Joined, Parted, Renamed, Said, TopicSet
from gateway.model.refusals import Reason
from tests.gateway.bus.station import Station, texts

FOREVER = 9_000_000_000_000_000


class TestPages:
    @pytest.fixture
    def ids(self, station: Station) -> list[int]:
        """Of ten lines, "0" to "9", in a room."""
        self.ann = station.member("ann", "#room")
        return [station.say(self.ann, "#room", str(n)).at for n in range(10)]

    def page(self, station: Station, direction: Direction, anchor: int, limit: int, end: int = 0) -> str:
        answer = station.ask(self.ann, History("#room", direction, anchor, limit, end=end))
        assert isinstance(answer, HistoryPage)
        return "".join(texts(answer.facts))

    def test_around(self, station: Station, ids: list[int]) -> None:
        assert self.page(station, "AROUND", ids[7], 1) == "7"
        assert self.page(station, "AROUND", ids[7], 2) == "67"
        assert self.page(station, "AROUND", ids[7], 3) == "678"
        assert self.page(station, "AROUND", ids[9], 4) == "6789"
        assert self.page(station, "AROUND", ids[0], 4) == "0123"
        assert self.page(station, "AROUND", ids[5], 50) == "0123456789"
        assert self.page(station, "AROUND", ids[9] + 1, 2) == "89"
        assert self.page(station, "AROUND", 1, 2) == "01"

    def test_between(self, station: Station, ids: list[int]) -> None:
        assert self.page(station, "BETWEEN", ids[0], 20, ids[9]) == "12345678"
        assert self.page(station, "BETWEEN", ids[9], 20, ids[0]) == "12345678"
        assert self.page(station, "BETWEEN", ids[0], 3, ids[9]) == "123"
        assert self.page(station, "BETWEEN", ids[9], 3, ids[0]) == "678"
        assert self.page(station, "BETWEEN", ids[3], 3, ids[4]) == ""
        assert self.page(station, "BETWEEN", ids[4], 3, ids[4]) == ""
        assert self.page(station, "BETWEEN", ids[7], 20, FOREVER) == "89"

    def test_either_bound_may_be_of_a_log_that_is_lost(self, station: Station, ids: list[int]) -> None:
        for epochs in (("lost", ""), ("", "lost")):
            asked = History("#room", "BETWEEN", ids[0], 5, epochs[0], end=ids[9], end_epoch=epochs[1])
            assert station.refused(self.ann, asked).reason is Reason.UNKNOWN_MESSAGE


class TestEvents:
    def test_only_those_wanted_are_in_a_page(self, station: Station) -> None:
        ann = station.member("ann", "#room")
        bob = station.member("bob", "#room")
        said = station.say(bob, "#room", "hello")
        station.ask(bob, Rename("bobby"))
        station.ask(ann, Topic("#room", "news"))
        station.ask(bob, Part("#room", "bye"))

        def kinds(*wanted: type) -> list[type]:
            page = station.ask(ann, History("#room", "LATEST", None, 10, events=wanted))
            assert isinstance(page, HistoryPage)
            return [type(fact) for fact in page.facts]

        assert kinds() == [Said]
        assert kinds(TopicSet) == [Said, TopicSet]
        assert kinds(Joined, Parted, Renamed, TopicSet) == [Joined, Joined, Said, Renamed, TopicSet, Parted]
        page = station.ask(ann, History("#room", "AFTER", said.at, 2, events=(Renamed, TopicSet, Parted)))
        assert isinstance(page, HistoryPage) and [type(fact) for fact in page.facts] == [Renamed, TopicSet]
        assert page.facts == tuple(fact for fact in station.facts if fact.id > said.at)[:2]

    def test_in_a_big_room_who_comes_and_goes_pushes_nothing_out(self, station: Station, client: redis.Redis) -> None:
        ann = station.member("ann", "#room")
        client.hset("{c}:m:#room", mapping={f"u{number}": "\nx!x@h\n" for number in range(500)})
        bob = station.member("bob", "#room")
        said = station.say(bob, "#room", "hello")
        station.ask(bob, Part("#room", "bye"))
        station.ask(station.member("cat", "#room"), Quit("gone"))
        page = station.ask(ann, History("#room", "LATEST", None, 10, events=(Joined, Parted, HasQuit)))
        assert isinstance(page, HistoryPage)
        assert [(type(fact), fact.uid) for fact in page.facts] == [(Joined, ann.uid), (Said, bob.uid)]
        assert page.facts[1].id == said.at


class TestTargets:
    def test_rooms_and_people_by_their_latest_message(self, station: Station, other: Station) -> None:
        ann = station.member("ann", "#one")
        station.ask(ann, Join("#two"))
        station.ask(ann, Join("#Silent"))
        bob, cat = other.member("Bob", "#one"), other.person("cat")
        one = station.say(ann, "#one", "1")
        told = other.say(bob, "ann", "2")
        two = station.say(ann, "#two", "3")
        later = station.say(ann, "cat", "4")
        other.ask(cat, Join("#two"))

        def targets(anchor: int, end: int, limit: int = 100) -> list[TargetLine]:
            answer = station.ask(ann, ListTargets(anchor, end, limit))
            assert isinstance(answer, TargetList)
            return list(answer.targets)

        everything = [
            TargetLine("#one", one.at),
            TargetLine("Bob", told.at),
            TargetLine("#two", two.at),
            TargetLine("cat", later.at),
        ]
        assert targets(0, FOREVER) == everything
        assert targets(FOREVER, 0) == everything
        assert targets(0, FOREVER, 2) == everything[:2]
        assert targets(FOREVER, 0, 2) == everything[2:]
        assert targets(one.at, FOREVER) == everything[1:]
        assert targets(one.at, later.at) == everything[1:3]
        assert targets(later.at, one.at) == everything[1:3]
        newer = station.say(ann, "#one", "5")
        assert targets(0, newer.at) == everything[1:]
        assert other.ask(cat, ListTargets(0, FOREVER, 100)) == TargetList(
            newer.at, (TargetLine("#two", two.at), TargetLine("ann", later.at))
        )

    def test_the_latest_message_is_found_behind_many_events(self, station: Station) -> None:
        ann, bob = station.member("ann", "#room"), station.person("bob")
        said = station.say(ann, "#room", "first")
        for _ in range(60):
            station.begin(bob, Join("#room"))
            station.begin(bob, Part("#room"))
        answer = station.ask(ann, ListTargets(0, FOREVER, 10))
        assert isinstance(answer, TargetList) and answer.targets == (TargetLine("#room", said.at),)
