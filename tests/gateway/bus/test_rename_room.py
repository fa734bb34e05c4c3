"""The bus's contract about rooms that get another name. The same for both kinds of Redis."""

from __future__ import annotations

import redis

from gateway.model.answers import Answer, Entered, HistoryPage, ReadMarkerIs, RoomList
from gateway.model.commands import BecomeOperator, History, Join, ListRooms, MarkRead, Part, RenameRoom, Say, Topic
from gateway.model.facts import RoomRenamed
from gateway.model.refusals import Reason
from tests.gateway.bus.station import Station, texts


def test_all_that_is_in_it_stays(station: Station, other: Station) -> None:
    ann, bob = station.member("Ann", "#Old"), other.member("bob", "#old")
    station.ask(ann, Topic("#old", "news"))
    station.say(ann, "#old", "before")
    other.ask(bob, MarkRead("#old", 1_600_000_000_000_000))
    done = station.ask(ann, RenameRoom("#oLD", "#New", "typo"))
    assert type(done) is Answer
    other.catch_up(done.at)
    fact = other.facts[-1]
    assert isinstance(fact, RoomRenamed) and fact == station.facts[-1]
    assert fact[2:11] == (ann.uid, "Ann!user@host", "", "#old", "#Old", "#new", "#New", "typo", "news")
    assert fact.by == "Ann!user@host" and fact.since > 0 and not fact.secret
    assert sorted(fact.members) == [("", "bob!user@host"), ("@", "Ann!user@host")]
    assert fact.read == {bob.uid: 1_600_000_000_000_000}
    other.say(bob, "#new", "after")
    page = other.ask(bob, History("#new", "LATEST", None, 10))
    assert isinstance(page, HistoryPage) and page.name == "#New" and texts(page.facts) == ["before", "after"]
    assert {fact.name for fact in page.facts if hasattr(fact, "name")} == {"#New"}
    marker = other.ask(bob, MarkRead("#new"))
    assert isinstance(marker, ReadMarkerIs) and marker.when == 1_600_000_000_000_000
    assert station.refused(ann, Say("#old", "x")).reason is Reason.NO_SUCH_ROOM
    rooms = station.ask(ann, ListRooms())
    assert isinstance(rooms, RoomList) and [(room.name, room.members) for room in rooms.rooms] == [("#New", 2)]
    cat = station.person("cat")
    entered = station.ask(cat, Join("#new"))
    assert isinstance(entered, Entered) and (entered.topic.text, len(entered.members.members)) == ("news", 3)


def test_the_rename_is_in_the_history_without_the_list_of_members(station: Station) -> None:
    ann = station.member("ann", "#old")
    station.ask(ann, RenameRoom("#old", "#new", "typo"))
    page = station.ask(ann, History("#new", "LATEST", None, 1, events=(RoomRenamed,)))
    assert isinstance(page, HistoryPage)
    (fact,) = page.facts
    assert isinstance(fact, RoomRenamed) and (fact.name, fact.new_name, fact.members) == ("#old", "#new", ())


def test_the_old_name_is_free(station: Station) -> None:
    ann = station.member("ann", "#old")
    station.ask(ann, RenameRoom("#old", "#new"))
    entered = station.ask(ann, Join("#old"))
    assert isinstance(entered, Entered) and not entered.already
    assert [member.prefix for member in entered.members.members] == ["@"]
    station.ask(ann, Part("#new"))
    assert station.refused(ann, Say("#new", "x")).reason is Reason.NO_SUCH_ROOM


def test_only_its_spelling_may_change(station: Station) -> None:
    ann = station.member("ann", "#room")
    station.ask(ann, RenameRoom("#room", "#Room"))
    fact = station.facts[-1]
    assert isinstance(fact, RoomRenamed) and (fact.room, fact.new_room) == ("#room", "#room")
    sent = station.say(ann, "#ROOM", "x")
    assert sent.at == station.facts[-1].id


def test_who_may_not_and_what_is_not_possible(station: Station) -> None:
    ann, bob = station.member("ann", "#room"), station.member("bob", "#room")
    station.ask(ann, Join("#other"))
    station.ask(ann, Join("#lobby"))
    for who, room, name, reason in (
        (bob, "#room", "#new", Reason.NOT_ROOM_OPERATOR),
        (bob, "#other", "#new", Reason.NOT_IN_ROOM),
        (ann, "#none", "#new", Reason.NO_SUCH_ROOM),
        (ann, "#room", "#OTHER", Reason.ROOM_NAME_IN_USE),
        (ann, "#room", "#lobby", Reason.ROOM_NAME_IN_USE),
        (ann, "#room", "#room", Reason.ROOM_NAME_IN_USE),
        (ann, "#lobby", "#new", Reason.NOT_ROOM_OPERATOR),
    ):
        assert station.refused(who, RenameRoom(room, name)).reason is reason
    station.ask(ann, RenameRoom("#room", "#new"))
    assert station.refused(ann, RenameRoom("#new", "#newer")).reason is Reason.RENAMED_RECENTLY


def test_a_room_of_too_many_keeps_its_name(station: Station, redis_url: str) -> None:
    ann = station.member("ann", "#room")
    with redis.Redis.from_url(redis_url) as client:
        others = [f"u{n}" for n in range(1000)]
        client.hset("{c}:m:#room", mapping={uid: f"\n{uid}!user@host\n" for uid in others})
        assert station.refused(ann, RenameRoom("#room", "#new")).reason is Reason.TOO_MANY_TO_MOVE
        assert type(station.ask(ann, RenameRoom("#room", "#Room"))) is Answer, "its spelling moves nobody"
        client.hdel("{c}:r:#room", "renamed")
        client.hdel("{c}:m:#room", *others)
        assert type(station.ask(ann, RenameRoom("#room", "#new"))) is Answer


def test_the_lobby_keeps_its_name(station: Station) -> None:
    root = station.member("root", "#lobby")
    station.ask(root, BecomeOperator())
    assert station.refused(root, RenameRoom("#lobby", "#new")).reason is Reason.CANNOT_RENAME


def test_a_line_sent_again_after_a_rename_is_the_same_line(station: Station, other: Station) -> None:
    other.member("bob", "#old")
    ann = station.member("ann", "#room")
    first = station.say(ann, "#room", "once", send_id="s1")
    station.ask(ann, RenameRoom("#room", "#new"))
    again = station.say(ann, "#new", "once", send_id="s1")
    assert again.repeat and again.msgid == first.msgid
