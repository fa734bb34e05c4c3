"""Who is put out of a room, asked in, or asks to be let in; and what outsiders see of it. For both kinds of Redis."""

from __future__ import annotations

import redis

from gateway.model.answers import Answer, Entered, MemberList, RoomList, TopicIs
from gateway.model.commands import Command, Join, ListRooms, Names, Part, Quit, Topic
from gateway.model.facts import Parted
from gateway.model.parts import parted
from gateway.model.people import SetUserModes
from gateway.model.refusals import Reason, Refusal
from gateway.model.room_facts import Invited, Kicked, Knocked
from gateway.model.rooms import HasInvited, HasKnocked, Invitations, Invite, Kick, Knock, ListInvitations, PartAll
from tests.gateway.bus.station import Station
from tests.gateway.bus.test_modes import set_modes


class TestKick:
    def test_it_is_a_fact_and_they_are_out(self, station: Station, other: Station) -> None:
        ann, bob = station.member("ann", "#Room"), other.member("Bob", "#room")
        assert type(station.ask(ann, Kick("#ROOM", "BOB", "enough"))) is Answer
        other.catch_up(station.applied)
        fact = other.facts[-1]
        assert isinstance(fact, Kicked)
        assert fact[2:] == (ann.uid, "ann!user@host", "", "#room", "#Room", bob.uid, "Bob", "enough")
        assert other.refused(bob, Part("#room")).reason is Reason.NOT_IN_ROOM
        assert isinstance(other.ask(bob, Join("#room")), Entered)

    def test_who_cannot(self, station: Station) -> None:
        ann, bob, cat = station.member("ann", "#room"), station.member("bob", "#room"), station.person("cat")
        assert station.refused(bob, Kick("#room", "ann", "x")).reason is Reason.NOT_ROOM_OPERATOR
        assert station.refused(cat, Kick("#room", "ann", "x")).reason is Reason.NOT_IN_ROOM
        assert station.refused(cat, Kick("#none", "ann", "x")).reason is Reason.NO_SUCH_ROOM
        assert station.refused(ann, Kick("#room", "cat", "x")) == Refusal(Reason.THEY_ARE_NOT_IN_ROOM, "cat")
        assert station.refused(ann, Kick("#room", "dan", "x")) == Refusal(Reason.NO_SUCH_NICK, "dan")

    def test_the_last_one_out_takes_the_room_along(self, station: Station) -> None:
        ann = station.member("ann", "#room")
        station.ask(ann, Kick("#room", "ann", "myself"))
        assert station.ask(ann, ListRooms()) == RoomList(station.applied, ())


class TestInvite:
    def test_an_operators_invitation_opens_every_door_once(self, station: Station, other: Station) -> None:
        ann, bob = station.member("ann", "#Room"), other.person("Bob")
        set_modes(station, ann, "#room", "+i,+k key,+l 1,+b bob!*@*")
        answer = station.ask(ann, Invite("#room", "bob"))
        assert isinstance(answer, HasInvited) and (answer.name, answer.nick) == ("#Room", "Bob")
        other.catch_up(answer.at)
        fact = other.facts[-1]
        assert isinstance(fact, Invited) and (fact.to, fact.nick, fact.name) == (bob.uid, "Bob", "#Room")
        assert other.ask(bob, ListInvitations()) == Invitations(other.applied, ("#Room",))
        assert isinstance(other.ask(bob, Join("#room")), Entered)
        assert other.ask(bob, ListInvitations()) == Invitations(other.applied, ())
        other.ask(bob, Part("#room"))
        assert other.refused(bob, Join("#room")).reason is Reason.BANNED

    def test_any_member_may_tell_of_an_open_room_but_opens_no_door(self, station: Station) -> None:
        ann, bob, cat = station.member("ann", "#room"), station.member("bob", "#room"), station.person("cat")
        assert isinstance(station.ask(bob, Invite("#room", "cat")), HasInvited)
        set_modes(station, ann, "#room", "+i")
        assert station.refused(cat, Join("#room")).reason is Reason.NEEDS_INVITATION
        assert station.refused(bob, Invite("#room", "cat")).reason is Reason.NOT_ROOM_OPERATOR

    def test_who_cannot(self, station: Station) -> None:
        ann, bob, cat = station.member("ann", "#room"), station.member("bob", "#room"), station.person("cat")
        assert station.refused(cat, Invite("#room", "bob")).reason is Reason.NOT_IN_ROOM
        assert station.refused(cat, Invite("#none", "bob")).reason is Reason.NO_SUCH_ROOM
        assert station.refused(ann, Invite("#room", "dan")).reason is Reason.NO_SUCH_NICK
        assert station.refused(ann, Invite("#room", "BOB")) == Refusal(Reason.THEY_ARE_IN_ROOM, "BOB")
        assert bob.uid != cat.uid

    def test_it_ends_with_the_room_and_with_the_user(self, station: Station) -> None:
        ann, bob = station.member("ann", "#room"), station.person("bob")
        station.ask(ann, Invite("#room", "bob"))
        station.ask(ann, Part("#room"))
        assert station.ask(bob, ListInvitations()) == Invitations(station.applied, ())
        station.ask(ann, Join("#room"))
        station.ask(ann, Invite("#room", "bob"))
        station.ask(bob, Quit("bye"))
        again = station.person("bob", sid="again")
        assert station.ask(again, ListInvitations()) == Invitations(station.applied, ())


class TestKnock:
    def test_the_operators_hear_it(self, station: Station, other: Station) -> None:
        ann, bob, cat = station.member("ann", "#Room"), station.member("bob", "#room"), other.person("cat")
        assert other.refused(cat, Knock("#room")).reason is Reason.DOOR_IS_OPEN
        set_modes(station, ann, "#room", "+i")
        answer = other.ask(cat, Knock("#room", "let me in"))
        assert isinstance(answer, HasKnocked) and answer.name == "#Room"
        fact = other.facts[-1]
        assert isinstance(fact, Knocked)
        assert (fact.hearers, fact.mask, fact.text) == ((ann.uid,), "cat!user@host", "let me in")
        assert other.refused(cat, Knock("#room")).reason is Reason.KNOCKED_ALREADY
        assert station.refused(bob, Knock("#room")).reason is Reason.KNOCK_FROM_WITHIN
        assert other.refused(cat, Knock("#none")).reason is Reason.NO_SUCH_ROOM

    def test_who_is_banned_is_not_heard(self, station: Station) -> None:
        ann, cat = station.member("ann", "#room"), station.person("cat")
        set_modes(station, ann, "#room", "+k key,+b cat!*@*")
        assert station.refused(cat, Knock("#room")).reason is Reason.BANNED
        set_modes(station, ann, "#room", "-b cat!*@*")
        assert isinstance(station.ask(cat, Knock("#room")), HasKnocked)


class TestSight:
    def test_a_secret_room_is_there_for_its_members_only(self, station: Station, other: Station) -> None:
        ann, cat = station.member("ann", "#room"), other.person("cat")
        set_modes(station, ann, "#room", "+s")
        for rooms in ((), ("#room",)):
            seen = station.ask(ann, ListRooms(rooms))
            assert isinstance(seen, RoomList) and [line.name for line in seen.rooms] == ["#room"]
            assert other.ask(cat, ListRooms(rooms)) == RoomList(other.applied, ())
        assert other.ask(cat, Names("#ROOM")) == MemberList(other.applied, "#ROOM", ())
        assert other.refused(cat, Topic("#room")).reason is Reason.NOT_IN_ROOM
        members = station.ask(ann, Names("#room"))
        assert isinstance(members, MemberList) and members.secret and len(members.members) == 1
        assert isinstance(station.ask(ann, Topic("#room")), TopicIs)

    def test_the_invisible_are_seen_from_within_only(self, station: Station) -> None:
        ann, bob = station.member("ann", "#room"), station.member("bob", "#room")
        station.ask(bob, SetUserModes(set="i"))
        for asker, count in ((ann, 2), (station.person("cat"), 1)):
            members = station.ask(asker, Names("#room"))
            assert isinstance(members, MemberList) and len(members.members) == count

    def test_who_wants_no_names_on_joining_gets_none(self, station: Station) -> None:
        bob = station.person("bob")
        station.member("ann", "#room")
        entered = station.ask(bob, Join("#room", names=False))
        assert isinstance(entered, Entered) and entered.members == MemberList(entered.at, "#room", ())

    def test_conditions_of_a_list(self, station: Station) -> None:
        ann, bob = station.member("ann", "#one"), station.member("bob", "#Two")
        station.ask(ann, Join("#two"))
        station.ask(bob, Topic("#two", "t"))

        def listed(*conditions: str) -> set[str]:
            answer = station.ask(ann, ListRooms((), conditions))
            assert isinstance(answer, RoomList)
            return {line.name for line in answer.rooms}

        assert listed() == listed("U>0") == listed("C<1") == listed("M#*") == {"#one", "#Two"}
        assert listed("U>1") == listed("M#TW?") == listed("T<1") == listed("N*one") == {"#Two"}
        assert listed("U<2") == {"#one"}
        assert listed("C>0") == {"#one", "#Two"}
        assert listed("C<0") == listed("C>1") == listed("T>1") == listed("U>0", "U<0") == set()

    def test_many_rooms_are_listed_in_parts(self, station: Station, redis_url: str) -> None:
        ann = station.member("ann", "#a")
        with redis.Redis.from_url(redis_url) as client:
            pipeline = client.pipeline()
            for number in range(1200):
                room = f"#r{number}"
                pipeline.hset(f"{{c}}:r:{room}", mapping={"name": room, "topic": "", "since": "1", "at": "0"})
                pipeline.hset(f"{{c}}:m:{room}", "u1", "\nx!y@z\n")
                pipeline.sadd("{c}:rooms", room)
            pipeline.execute()
        command: Command | None = ListRooms((), ("N#r1",))
        names, parts = set[str](), 0
        while command is not None:
            answer, command = parted(command, station.ask(ann, command), last=False)
            assert isinstance(answer, RoomList) and len(answer.rooms) < 1000
            names |= {room.name for room in answer.rooms}
            parts += 1
        assert len(names) == 1200 and 2 <= parts <= 4
        one = station.ask(ann, ListRooms(("#r7",)))
        assert isinstance(one, RoomList) and len(one.rooms) == 1 and one.cursor == "0"

    def test_all_rooms_are_left_at_once(self, station: Station) -> None:
        ann = station.member("ann", "#a")
        station.ask(ann, Join("#B"))
        station.ask(ann, PartAll())
        assert {fact.name for fact in station.facts if isinstance(fact, Parted)} == {"#a", "#B"}
        assert station.ask(ann, ListRooms()) == RoomList(station.applied, ())
