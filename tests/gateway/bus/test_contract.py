"""The bus's contract, as the hub relies on it: the same tests for fakeredis and for a real redis-server."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gateway.bus.base import BusError, SettingsDiffer
from gateway.model.answers import (
    Answer,
    Counts,
    Entered,
    HistoryPage,
    Member,
    MemberList,
    People,
    RoomList,
    TopicIs,
)
from gateway.model.commands import (
    BecomeOperator,
    History,
    Join,
    ListRooms,
    Lusers,
    Names,
    Part,
    Quit,
    Register,
    Rename,
    Say,
    Topic,
    Who,
    Whois,
)
from gateway.model.facts import HasQuit, Joined, Parted, Renamed, Said, TopicSet
from gateway.model.refusals import Reason
from gateway.model.server import Limits
from tests.gateway.bus.station import Station, texts


class TestFacts:
    def test_a_line_reaches_every_gateway_with_all_that_is_needed_to_show_it(
        self, station: Station, other: Station
    ) -> None:
        ann = station.member("Ann", "#Room")
        sent = station.say(ann, "#rOOM", "hello: world ☺")
        other.catch_up(sent.at)
        assert station.facts == other.facts
        line = other.facts[-1]
        assert line == Said(
            sent.at, sent.msgid, ann.uid, "Ann!user@host", "", "#room", "#Room", "PRIVMSG", "hello: world ☺", ""
        )

    def test_ids_rise_and_are_microseconds_of_the_time(self, station: Station) -> None:
        ann = station.member("ann", "#room")
        answers = [station.begin(ann, Say("#room", str(n))) for n in range(100)]
        station.until(lambda: bool(answers[-1]))
        ids = [answer[0].at for answer in answers]
        assert ids == sorted(set(ids))
        assert ids[-1] - ids[0] < 60_000_000
        assert 1_600_000_000_000_000 < ids[0] < 9_007_199_254_740_991

    def test_all_gateways_see_the_same_order(self, station: Station, other: Station) -> None:
        ann, bob = station.member("ann", "#room"), other.member("bob", "#room")
        mine = [station.begin(ann, Say("#room", f"a{n}")) for n in range(200)]
        theirs = [other.begin(bob, Say("#room", f"b{n}")) for n in range(200)]
        station.until(lambda: bool(mine[-1]))
        other.until(lambda: bool(theirs[-1]))
        newest = max(mine[-1][0].at, theirs[-1][0].at)
        station.catch_up(newest)
        other.catch_up(newest)
        assert texts(station.facts) == texts(other.facts)[-400:]
        assert sorted(texts(station.facts)) == sorted([f"a{n}" for n in range(200)] + [f"b{n}" for n in range(200)])

    def test_answers_come_in_the_order_of_the_commands(self, station: Station) -> None:
        ann = station.member("ann", "#room")
        order: list[int] = []
        told: list[Callable[[Answer], None]] = [lambda _, n=n: order.append(n) for n in range(300)]  # type: ignore[misc]
        for done in told:
            station.bus.ask(ann, Say("#room", "x"), done)
        station.until(lambda: len(order) == 300)
        assert order == list(range(300))


class TestUsers:
    def test_registering_counts_and_says_nothing_to_others(self, station: Station, other: Station) -> None:
        station.person("ann")
        bob = other.person("bob")
        counts = other.ask(bob, Lusers())
        assert isinstance(counts, Counts)
        assert (counts.users, counts.operators, counts.rooms, counts.most_users) == (2, 0, 1, 2)
        assert other.facts == []

    def test_a_nick_has_one_owner_on_all_gateways(self, station: Station, other: Station) -> None:
        station.person("Ann")
        bob = other.person("bob")
        assert other.refused(bob, Rename("aNN")).reason is Reason.NICK_IN_USE
        refusal = other.refused(bob, Rename("Аnn"))  # its first letter is Cyrillic
        assert (refusal.reason, refusal.subject) == (Reason.NICK_LOOKS_TAKEN, "Аnn")

    def test_a_rename_is_one_fact_and_frees_the_old_nick(self, station: Station) -> None:
        ann = station.member("ann", "#a")
        station.ask(ann, Join("#b"))
        station.ask(ann, Rename("anna"))
        fact = station.facts[-1]
        assert isinstance(fact, Renamed)
        assert (fact.mask, fact.nick, sorted(fact.rooms)) == ("ann!user@host", "anna", ["#a", "#b"])
        assert station.ask(ann, Names("#a")) == MemberList(fact.id, "#a", (Member("@", "anna!user@host"),))
        station.person("ann", sid="second")

    def test_a_change_of_case_is_a_rename_and_the_same_nick_is_nothing(self, station: Station) -> None:
        ann = station.person("ann")
        station.ask(ann, Rename("Ann"))
        station.ask(ann, Rename("Ann"))
        assert [type(fact) for fact in station.facts] == [Renamed]

    def test_quitting_is_one_fact_for_all_rooms_and_nothing_stays(self, station: Station, other: Station) -> None:
        ann, bob = station.member("ann", "#a"), other.member("bob", "#b")
        station.ask(ann, Join("#b"))
        done = station.ask(ann, Quit("bye"))
        other.catch_up(done.at)
        quits = [fact for fact in other.facts if isinstance(fact, HasQuit)]
        assert [(fact.mask, fact.reason, sorted(fact.rooms)) for fact in quits] == [
            ("ann!user@host", "bye", ["#a", "#b"])
        ]
        assert other.refused(bob, Whois("ann")).reason is Reason.NO_SUCH_NICK
        assert other.ask(bob, ListRooms(("#a",))) == RoomList(other.applied, ())
        assert station.ask(ann, Quit("again")).at == done.at

    def test_a_lost_connections_nick_goes_to_who_has_its_key(self, station: Station, other: Station) -> None:
        old = station.person("ann", key="k1")
        stranger = other.person("bob", key="k2")
        assert other.refused(stranger, Rename("ann")).reason is Reason.NICK_IN_USE
        new = other.person("ann", sid="again", key="k1")
        station.catch_up(other.applied)
        assert [fact.uid for fact in station.facts if isinstance(fact, HasQuit)] == [old.uid]
        assert new.uid != old.uid

    def test_operators_are_counted(self, station: Station) -> None:
        ann = station.person("ann")
        station.ask(ann, BecomeOperator())
        counts = station.ask(ann, Lusers())
        assert isinstance(counts, Counts) and counts.operators == 1
        people = station.ask(ann, Whois("ann"))
        assert isinstance(people, People) and people.people[0].operator


class TestRooms:
    def test_joining_shows_topic_and_members_as_of_the_join(self, station: Station, other: Station) -> None:
        ann = station.member("ann", "#Room")
        station.ask(ann, Topic("#room", "the topic"))
        bob = other.person("bob")
        entered = other.ask(bob, Join("#room"))
        assert isinstance(entered, Entered) and not entered.already
        assert entered.members.name == "#Room"
        assert set(entered.members.members) == {Member("@", "ann!user@host"), Member("", "bob!user@host")}
        assert (entered.topic.text, entered.topic.by) == ("the topic", "ann!user@host")
        assert other.facts[-1] == Joined(
            entered.at, other.facts[-1].msgid, bob.uid, "bob!user@host", "", "#room", "#Room", "Bob"
        )
        again = other.ask(bob, Join("#ROOM"))
        assert isinstance(again, Entered) and again.already

    def test_nobody_is_the_lobbys_operator_by_being_first(self, station: Station) -> None:
        ann = station.person("ann")
        entered = station.ask(ann, Join("#lobby"))
        assert isinstance(entered, Entered) and entered.members.members == (Member("", "ann!user@host"),)

    def test_parting(self, station: Station) -> None:
        ann, bob = station.member("ann", "#room"), station.member("bob", "#room")
        station.ask(ann, Part("#ROOM", "lunch"))
        fact = station.facts[-1]
        assert isinstance(fact, Parted) and (fact.uid, fact.room, fact.reason) == (ann.uid, "#room", "lunch")
        assert station.refused(ann, Part("#room")).reason is Reason.NOT_IN_ROOM
        assert station.refused(ann, Part("#none")).reason is Reason.NO_SUCH_ROOM
        assert station.ask(bob, Names("#room")) == MemberList(station.applied, "#room", (Member("", "bob!user@host"),))

    def test_topic(self, station: Station) -> None:
        ann, bob = station.member("ann", "#room"), station.person("bob")
        assert station.ask(ann, Topic("#room")) == TopicIs(station.applied, "#room", "", "", 0)
        station.ask(ann, Topic("#room", "one"))
        fact = station.facts[-1]
        assert isinstance(fact, TopicSet) and fact.text == "one"
        topic = station.ask(bob, Topic("#room"))
        assert isinstance(topic, TopicIs) and (topic.text, topic.by) == ("one", "ann!user@host")
        assert abs(topic.since - fact.id // 1_000_000) <= 1
        assert station.refused(bob, Topic("#room", "two")).reason is Reason.NOT_IN_ROOM
        assert station.refused(bob, Topic("#none")).reason is Reason.NO_SUCH_ROOM

    def test_an_empty_room_goes_with_its_topic_and_history_but_not_the_lobby(self, station: Station) -> None:
        ann = station.member("ann", "#room")
        station.ask(ann, Join("#lobby"))
        for name in ("#room", "#lobby"):
            station.say(ann, name, "kept?")
            station.ask(ann, Topic(name, "kept?"))
            station.ask(ann, Part(name))
            station.ask(ann, Join(name))
        room, lobby = (station.ask(ann, History(r, "LATEST", None, 10)) for r in ("#room", "#lobby"))
        assert isinstance(room, HistoryPage) and texts(room.facts) == []
        assert isinstance(lobby, HistoryPage) and texts(lobby.facts) == ["kept?"]
        topics = [station.ask(ann, Topic(r)) for r in ("#room", "#lobby")]
        assert [topic.text for topic in topics if isinstance(topic, TopicIs)] == ["", "kept?"]

    def test_list_who_and_whois(self, station: Station, other: Station) -> None:
        ann, bob = station.member("ann", "#Room"), other.member("bob", "#room")
        other.ask(bob, Join("#lobby"))
        station.ask(ann, Topic("#room", "t"))
        rooms = station.ask(ann, ListRooms(("#lobby", "#none")))
        assert isinstance(rooms, RoomList) and [room.name for room in rooms.rooms] == ["#lobby"]
        rooms = station.ask(ann, ListRooms())
        assert isinstance(rooms, RoomList)
        assert {(r.name, r.members, r.topic) for r in rooms.rooms} == {("#Room", 2, "t"), ("#lobby", 1, "")}
        who = station.ask(ann, Who("#room"))
        assert isinstance(who, People) and who.name == "#Room"
        assert {(p.mask, p.realname, p.prefix) for p in who.people} == {
            ("ann!user@host", "Ann", "@"),
            ("bob!user@host", "Bob", ""),
        }
        whois = station.ask(ann, Whois("BOB"))
        assert isinstance(whois, People) and set(whois.people[0].rooms) == {("", "#Room"), ("", "#lobby")}
        one = station.ask(ann, Who("BOB"))
        assert isinstance(one, People) and (one.name, [p.mask for p in one.people]) == ("*", ["bob!user@host"])
        everyone = station.ask(ann, Who("*"))
        assert isinstance(everyone, People) and len(everyone.people) == 2

    def test_an_empty_lobby_is_listed_only_by_name(self, station: Station) -> None:
        ann = station.person("ann")
        assert station.ask(ann, ListRooms()) == RoomList(station.applied, ())
        rooms = station.ask(ann, ListRooms(("#LOBBY",)))
        assert isinstance(rooms, RoomList) and [(r.name, r.members) for r in rooms.rooms] == [("#lobby", 0)]

    def test_a_user_is_in_so_many_rooms_at_most(self, redis_url: str) -> None:
        with Station(redis_url, limits=Limits(rooms_per_user=2)) as station:
            ann = station.member("ann", "#a")
            station.ask(ann, Join("#b"))
            refusal = station.refused(ann, Join("#c"))
            assert (refusal.reason, refusal.subject) == (Reason.TOO_MANY_ROOMS, "#c")


class TestGateways:
    def test_settings_must_agree_while_a_gateway_runs(self, redis_url: str) -> None:
        with Station(redis_url, config="server name one"), pytest.raises(SettingsDiffer, match="server name one"):
            Station(redis_url, config="server name two")
        with Station(redis_url, config="server name two"):
            pass

    def test_what_an_admin_changes_is_agreed_on_by_those_who_come_next(self, redis_url: str) -> None:
        with Station(redis_url, config="operators one") as station:
            station.bus.agree("operators two")
            with pytest.raises(SettingsDiffer, match="operators two"):
                Station(redis_url, config="operators one")
            with Station(redis_url, config="operators two"):
                pass

    def test_a_field_with_a_line_feed_is_a_bug_not_a_forged_fact(self, station: Station) -> None:
        ann = station.member("ann", "#room")
        with pytest.raises(ValueError, match="line feed"):
            station.begin(ann, Say("#room", "x\nS\nforged"))

    def test_a_gateway_that_leaves_takes_its_users_along(self, redis_url: str, station: Station) -> None:
        bob = station.member("bob", "#room")
        with Station(redis_url) as leaving:
            ann = leaving.member("ann", "#room")
        station.until(lambda: any(isinstance(fact, HasQuit) and fact.uid == ann.uid for fact in station.facts))
        assert station.ask(bob, Names("#room")) == MemberList(station.applied, "#room", (Member("@", "bob!user@host"),))

    def test_no_redis_is_one_sentence(self) -> None:
        with pytest.raises(BusError, match="Redis cannot be reached"):
            Station("redis://127.0.0.1:1")

    def test_registering_twice_with_one_session_id(self, station: Station) -> None:
        ann = station.person("ann")
        assert station.refused(ann._replace(uid="other"), Register("ann", "u", "r", "h")).reason is Reason.NICK_IN_USE
