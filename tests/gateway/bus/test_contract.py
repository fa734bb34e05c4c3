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
    RoomModes,
    TopicIs,
)
from gateway.model.commands import (
    BecomeOperator,
    History,
    Join,
    ListRooms,
    Lusers,
    Modes,
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
from gateway.model.facts import Fact, HasQuit, Joined, Parted, Renamed, Said, Told, TopicSet
from gateway.model.refusals import Reason
from gateway.model.server import Limits
from tests.gateway.bus.station import Station


def texts(facts: tuple[Fact, ...] | list[Fact]) -> list[str]:
    return [fact.text for fact in facts if isinstance(fact, (Said, Told))]


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

    def test_modes(self, station: Station) -> None:
        ann = station.member("ann", "#Room")
        assert station.ask(ann, Modes("#room")) == RoomModes(station.applied, "#Room", "n")
        assert station.refused(ann, Modes("#none")).reason is Reason.NO_SUCH_ROOM

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


class TestLines:
    def test_only_members_speak(self, station: Station) -> None:
        station.member("ann", "#room")
        bob = station.person("bob")
        assert station.refused(bob, Say("#room", "x")).reason is Reason.CANNOT_SPEAK
        assert station.refused(bob, Say("#none", "x")).reason is Reason.NO_SUCH_ROOM
        assert station.refused(bob, Say("nobody", "x")).reason is Reason.NO_SUCH_NICK

    def test_a_private_line(self, station: Station, other: Station) -> None:
        ann, bob = station.person("ann"), other.person("Bob")
        sent = station.say(ann, "bob", "psst")
        other.catch_up(sent.at)
        assert other.facts[-1] == Told(
            sent.at, sent.msgid, ann.uid, "ann!user@host", "", bob.uid, "Bob", "PRIVMSG", "psst", ""
        )

    @pytest.mark.parametrize("target", ["#room", "bob"])
    def test_a_repeat_by_its_send_id_appends_nothing_on_any_gateway(
        self, station: Station, other: Station, target: str
    ) -> None:
        bob = other.member("bob", "#room")
        ann = station.member("ann", "#room")
        first = station.say(ann, target, "once", send_id="s1")
        again = station.say(ann, target, "once", send_id="s1")
        assert not first.repeat and again.repeat
        assert (again.msgid, again.mask) == (first.msgid, "ann!user@host")
        other.catch_up(first.at)
        station.ask(ann, Quit("lost"))
        ann = other.member("ann", "#room", sid="elsewhere")
        if target == "#room":
            elsewhere = other.say(ann, target, "once", send_id="s1")
            assert elsewhere.repeat and elsewhere.msgid == first.msgid
        assert texts(other.facts) == ["once"]
        assert not other.say(bob, "#room", "bob's", send_id="s1").repeat
        assert not other.say(ann, "#room", "new", send_id="s2").repeat

    def test_a_sender_key_is_recognised_under_another_nick(self, station: Station, other: Station) -> None:
        station.member("bob", "#room")
        ann = station.person("ann", key="secret")
        station.ask(ann, Join("#room"))
        first = station.say(ann, "#room", "once", send_id="s1")
        ann2 = other.person("ann2", key="secret")
        other.ask(ann2, Join("#room"))
        assert other.say(ann2, "#room", "once", send_id="s1").msgid == first.msgid


class TestHistory:
    def test_pages_in_both_directions(self, station: Station) -> None:
        ann = station.member("ann", "#room")
        ids = [station.say(ann, "#room", str(n)).at for n in range(10)]

        def page(direction: str, anchor: int | None, limit: int) -> list[str]:
            answer = station.ask(ann, History("#room", direction, anchor, limit))  # type: ignore[arg-type]
            assert isinstance(answer, HistoryPage) and answer.name == "#room"
            return texts(answer.facts)

        assert page("LATEST", None, 3) == ["7", "8", "9"]
        assert page("LATEST", ids[7], 5) == ["8", "9"]
        assert page("BEFORE", ids[3], 2) == ["1", "2"]
        assert page("BEFORE", ids[0], 2) == []
        assert page("AFTER", ids[3], 2) == ["4", "5"]
        assert page("AFTER", ids[9], 2) == []

    def test_messages_are_found_among_many_events(self, station: Station) -> None:
        ann, bob = station.member("ann", "#room"), station.person("bob")
        first = station.say(ann, "#room", "first")
        for _ in range(150):
            station.begin(bob, Join("#room"))
            station.begin(bob, Part("#room"))
        last = station.say(ann, "#room", "last")
        latest = station.ask(ann, History("#room", "LATEST", None, 2))
        assert isinstance(latest, HistoryPage) and texts(latest.facts) == ["first", "last"]
        after = station.ask(ann, History("#room", "AFTER", first.at, 2))
        assert isinstance(after, HistoryPage) and [fact.id for fact in after.facts] == [last.at]
        events = station.ask(ann, History("#room", "AFTER", first.at, 2, events=True))
        assert isinstance(events, HistoryPage) and [type(fact) for fact in events.facts] == [Joined, Parted]

    def test_so_many_events_are_kept(self, redis_url: str) -> None:
        with Station(redis_url, limits=Limits(history_events=5)) as station:
            ann = station.member("ann", "#room")
            for n in range(8):
                station.say(ann, "#room", str(n))
            page = station.ask(ann, History("#room", "LATEST", None, 100))
            assert isinstance(page, HistoryPage) and texts(page.facts) == ["3", "4", "5", "6", "7"]

    def test_private_talk_is_for_its_two_and_goes_with_a_guest(self, station: Station) -> None:
        ann, bob, eve = station.person("ann"), station.person("bob"), station.person("eve")
        station.say(ann, "bob", "one")
        station.say(bob, "ann", "two")
        for one, another in ((ann, "bob"), (bob, "ann")):
            page = station.ask(one, History(another, "LATEST", None, 10))
            assert isinstance(page, HistoryPage) and texts(page.facts) == ["one", "two"]
        page = station.ask(eve, History("ann", "LATEST", None, 10))
        assert isinstance(page, HistoryPage) and page.facts == ()
        station.ask(bob, Quit(""))
        station.person("bob", sid="impostor")
        page = station.ask(ann, History("bob", "LATEST", None, 10))
        assert isinstance(page, HistoryPage) and page.facts == ()

    def test_a_message_of_a_log_that_is_lost_is_not_known(self, station: Station) -> None:
        ann = station.member("ann", "#room")
        sent = station.say(ann, "#room", "one")
        known = station.ask(ann, History("#room", "BEFORE", sent.at + 1, 10, epoch=sent.msgid[-4:]))
        assert isinstance(known, HistoryPage) and texts(known.facts) == ["one"]
        refusal = station.refused(ann, History("#room", "AFTER", sent.at - 1, 10, epoch="lost"))
        assert refusal.reason is Reason.UNKNOWN_MESSAGE

    def test_only_members_read_a_rooms_history(self, station: Station) -> None:
        station.member("ann", "#room")
        bob = station.person("bob")
        assert station.refused(bob, History("#room", "LATEST", None, 10)).reason is Reason.NO_HISTORY
        assert station.refused(bob, History("nobody", "LATEST", None, 10)).reason is Reason.NO_HISTORY


class TestGateways:
    def test_settings_must_agree_while_a_gateway_runs(self, redis_url: str) -> None:
        with Station(redis_url, config="server name one"), pytest.raises(SettingsDiffer, match="server name one"):
            Station(redis_url, config="server name two")
        with Station(redis_url, config="server name two"):
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
