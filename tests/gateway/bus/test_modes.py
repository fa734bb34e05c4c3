"""Modes of rooms: who may change them, what they do, and that it is so on every gateway. For both kinds of Redis."""

from __future__ import annotations

import pytest

from gateway.bus.base import Actor
from gateway.model.answers import Answer, Entered, MemberList, Refused
from gateway.model.commands import BecomeOperator, Join, Names, Part, Rename, Say, Tag, Topic
from gateway.model.facts import Tagged, Told, ToStatus
from gateway.model.refusals import Reason, Refusal
from gateway.model.room_facts import ModeSet
from gateway.model.rooms import ChangeModes, Kick, MaskList, Masks, ModeChange, Modes, ModesChanged, RoomModes
from tests.gateway.bus.station import Station, texts


def changes(text: str) -> tuple[ModeChange, ...]:
    """ "+o bob" and the like; several are parted by commas."""
    found = []
    for word in text.split(","):
        sign_and_letter, _, parameter = word.partition(" ")
        found.append(ModeChange(sign_and_letter[0] == "+", sign_and_letter[1], parameter))
    return tuple(found)


def set_modes(station: Station, actor: Actor, room: str, text: str) -> tuple[Refusal, ...]:
    """Change them; what was refused."""
    answer = station.ask(actor, ChangeModes(room, changes(text)))
    assert isinstance(answer, ModesChanged), answer
    return answer.refusals


def told(station: Station) -> list[str]:
    return [fact.changes for fact in station.facts if isinstance(fact, ModeSet)]


def may_speak(station: Station, actor: Actor, room: str, text: str = "x") -> bool:
    answer = station.ask(actor, Say(room, text))
    assert type(answer) is Answer or (isinstance(answer, Refused) and answer.refusal.reason is Reason.CANNOT_SPEAK)
    return type(answer) is Answer


class TestWhat:
    def test_a_new_room_has_n_and_t_and_the_lobby_n(self, station: Station) -> None:
        ann = station.member("ann", "#Room")
        modes = station.ask(ann, Modes("#room"))
        assert isinstance(modes, RoomModes)
        assert (modes.name, modes.letters, modes.key, modes.limit) == ("#Room", "nt", "", "")
        assert abs(modes.since - station.applied // 1_000_000) <= 2
        assert station.refused(ann, Modes("#none")).reason is Reason.NO_SUCH_ROOM
        lobby = station.ask(ann, Modes("#lobby"))
        assert isinstance(lobby, RoomModes) and lobby.letters == "n"

    def test_a_change_is_one_fact_of_what_did_change(self, station: Station, other: Station) -> None:
        ann, bob = station.member("ann", "#Room"), other.member("bob", "#room")
        assert set_modes(station, ann, "#room", "+n,+m,+i,-t,-s,+v BOB,+k key,+l 5") == ()
        other.catch_up(station.applied)
        assert told(other) == ["+mi-t+vkl bob key 5"]
        modes = station.ask(ann, Modes("#room"))
        assert isinstance(modes, RoomModes)
        assert (modes.letters, modes.key, modes.limit) == ("imn", "key", "5")
        outside = station.ask(station.person("cat"), Modes("#room"))
        assert isinstance(outside, RoomModes) and outside.key == "*"
        assert set_modes(station, ann, "#room", "+m,+l 5,-k whatever,-l") == ()
        assert told(station)[-1] == "-kl *"
        members = other.ask(bob, Names("#room"))
        assert isinstance(members, MemberList)
        assert {member.prefix for member in members.members} == {"@", "+"}

    def test_what_does_not_fit_one_line_is_told_in_several(self, station: Station) -> None:
        ann = station.member("ann", "#room")
        masks = [f"{'x' * 80}{n}!*@*" for n in range(9)]
        assert set_modes(station, ann, "#room", ",".join(f"+b {mask}" for mask in masks)) == ()
        lines = told(station)
        assert len(lines) > 1 and max(map(len, lines)) <= 250
        assert [mask for line in lines for mask in line.split(" ")[1:]] == masks

    def test_only_an_operator_changes_them(self, station: Station) -> None:
        ann, bob, cat = station.member("ann", "#room"), station.member("bob", "#room"), station.person("cat")
        change = ChangeModes("#room", changes("+m"))
        assert station.refused(bob, change).reason is Reason.NOT_ROOM_OPERATOR
        assert station.refused(cat, change).reason is Reason.NOT_IN_ROOM
        assert station.refused(cat, ChangeModes("#none", changes("+m"))).reason is Reason.NO_SUCH_ROOM
        set_modes(station, ann, "#room", "+o bob,-o ann")
        assert station.refused(ann, change).reason is Reason.NOT_ROOM_OPERATOR
        assert set_modes(station, bob, "#room", "+m") == ()

    def test_one_change_that_cannot_be_keeps_no_other_from_being_made(self, station: Station) -> None:
        ann = station.member("ann", "#room")
        station.person("bob")
        refusals = set_modes(station, ann, "#room", "+o bob,+v nobody,+k one,+k two,+m")
        assert refusals == (
            Refusal(Reason.THEY_ARE_NOT_IN_ROOM, "bob"),
            Refusal(Reason.NO_SUCH_NICK, "nobody"),
            Refusal(Reason.KEY_IS_SET, "#room"),
        )
        assert told(station) == ["+km one"]

    def test_in_the_lobby_the_servers_operators_rule(self, station: Station) -> None:
        ann, bob = station.member("ann", "#lobby"), station.member("bob", "#lobby")
        assert station.refused(ann, ChangeModes("#lobby", changes("+m"))).reason is Reason.NOT_ROOM_OPERATOR
        station.ask(ann, BecomeOperator())
        assert set_modes(station, ann, "#lobby", "+m") == ()
        assert station.refused(bob, Kick("#lobby", "ann", "x")).reason is Reason.NOT_ROOM_OPERATOR
        room = station.member("cat", "#room")
        station.ask(ann, Join("#room"))
        assert station.refused(ann, ChangeModes("#room", changes("+m"))).reason is Reason.NOT_ROOM_OPERATOR
        assert set_modes(station, room, "#room", "+m") == ()


class TestDoors:
    def test_a_key(self, station: Station, other: Station) -> None:
        ann, bob = station.member("ann", "#room"), other.person("bob")
        set_modes(station, ann, "#room", "+k Sesame")
        for key in ("", "sesame", "Sesame "):
            assert other.refused(bob, Join("#room", key)).reason is Reason.WRONG_KEY
        assert isinstance(other.ask(bob, Join("#room", "Sesame")), Entered)

    def test_a_limit(self, station: Station) -> None:
        ann, bob, cat = station.member("ann", "#room"), station.person("bob"), station.person("cat")
        set_modes(station, ann, "#room", "+l 2")
        station.ask(bob, Join("#room"))
        assert station.refused(cat, Join("#room")).reason is Reason.ROOM_FULL
        station.ask(bob, Part("#room"))
        assert isinstance(station.ask(cat, Join("#room")), Entered)

    def test_a_ban_an_exception_and_their_ends(self, station: Station, other: Station) -> None:
        ann, bob = station.member("ann", "#room"), other.person("Bob")
        for change, reason in (("+b b?b!*@h*", Reason.BANNED), ("+e *!user@*", None), ("-e *!user@*", Reason.BANNED)):
            set_modes(station, ann, "#room", change)
            answer = other.ask(bob, Join("#room"))
            assert (answer.refusal.reason if isinstance(answer, Refused) else None) is reason
            if reason is None:
                other.ask(bob, Part("#room"))
        set_modes(station, ann, "#room", "-b b?b!*@h*")
        assert isinstance(other.ask(bob, Join("#room")), Entered)

    def test_by_invitation_only_but_for_some(self, station: Station) -> None:
        ann, bob, cat = station.member("ann", "#room"), station.person("bob"), station.person("cat")
        set_modes(station, ann, "#room", "+i,+I bob!*@*")
        assert isinstance(station.ask(bob, Join("#room")), Entered)
        assert station.refused(cat, Join("#room")).reason is Reason.NEEDS_INVITATION

    @pytest.mark.parametrize(
        ("mask", "fits"),
        [
            ("*", True),
            ("*!*@*", True),
            ("zoë!user@host", True),
            ("zo?!*@*", True),
            ("zo??!*@*", False),
            ("?oë!*@h*t", True),
            ("*o*o*!*@*", False),
            ("*z*o*ë*!*@*", True),
            ("zoë", False),
            ("%a*!*@*", False),
            ("*@hos", False),
            ("*[a-z]*", False),
        ],
    )
    def test_masks(self, station: Station, mask: str, fits: bool) -> None:
        ann, zoe = station.member("ann", "#room"), station.person("Zoë")
        set_modes(station, ann, "#room", f"+b {mask}")
        assert isinstance(station.ask(zoe, Join("#room")), Refused) is fits

    def test_a_list_is_read_and_ends_somewhere(self, station: Station) -> None:
        ann, bob = station.member("ann", "#room"), station.person("bob")
        for n in range(0, 100, 20):
            set_modes(station, ann, "#room", ",".join(f"+b x{m}!*@*" for m in range(n, n + 20)))
        assert set_modes(station, ann, "#room", "+e full!*@*") == (Refusal(Reason.LIST_FULL, "e"),)
        masks = station.ask(bob, MaskList("#room", "b"))
        assert isinstance(masks, Masks) and len(masks.masks) == 100
        assert {line.by for line in masks.masks} == {"ann!user@host"}
        assert station.refused(bob, MaskList("#room", "e")).reason is Reason.NOT_IN_ROOM
        set_modes(station, ann, "#room", "+s")
        assert station.refused(bob, MaskList("#room", "b")).reason is Reason.NOT_IN_ROOM

    def test_all_that_goes_with_the_room(self, station: Station) -> None:
        ann = station.member("ann", "#room")
        set_modes(station, ann, "#room", "+b x!*@*,+k key,+l 3,+m")
        station.ask(ann, Part("#room"))
        station.ask(ann, Join("#room"))
        modes = station.ask(ann, Modes("#room"))
        assert isinstance(modes, RoomModes) and (modes.letters, modes.key, modes.limit) == ("nt", "", "")
        masks = station.ask(ann, MaskList("#room", "b"))
        assert isinstance(masks, Masks) and masks.masks == ()


class TestSpeaking:
    def test_from_outside(self, station: Station) -> None:
        ann, cat = station.member("ann", "#room"), station.person("cat")
        assert not may_speak(station, cat, "#room")
        set_modes(station, ann, "#room", "-n")
        assert may_speak(station, cat, "#room")
        set_modes(station, ann, "#room", "+b cat!*@*")
        assert not may_speak(station, cat, "#room")
        set_modes(station, ann, "#room", "-b cat!*@*,+m")
        assert not may_speak(station, cat, "#room")
        assert texts(station.facts) == ["x"]

    def test_a_moderated_room(self, station: Station) -> None:
        ann, bob = station.member("ann", "#room"), station.member("bob", "#room")
        set_modes(station, ann, "#room", "+m")
        assert not may_speak(station, bob, "#room")
        assert may_speak(station, ann, "#room")
        set_modes(station, ann, "#room", "+v bob")
        assert may_speak(station, bob, "#room")

    @pytest.mark.parametrize("mask", ["m:bob!*@*", "bob!*@*"])
    def test_who_is_muted_or_banned_is_silent_until_it_ends(self, station: Station, other: Station, mask: str) -> None:
        ann, bob = station.member("ann", "#room"), other.member("bob", "#room")
        for change, speaks in (
            (f"+b {mask}", False),
            ("+v bob", True),
            ("-v bob", False),
            ("+e m:*!user@*", True),
            ("-e m:*!user@*", False),
            (f"-b {mask}", True),
        ):
            set_modes(station, ann, "#room", change)
            for _ in range(2):
                assert may_speak(other, bob, "#room") is speaks, change

    def test_only_a_mute_lets_in(self, station: Station) -> None:
        ann, bob = station.member("ann", "#room"), station.person("bob")
        set_modes(station, ann, "#room", "+b m:bob!*@*")
        assert isinstance(station.ask(bob, Join("#room")), Entered)
        assert not may_speak(station, bob, "#room")
        set_modes(station, ann, "#room", "+b bob!*@*,+e m:bob!*@*")
        station.ask(bob, Part("#room"))
        assert station.refused(bob, Join("#room")).reason is Reason.BANNED

    def test_another_nick_is_looked_at_anew(self, station: Station) -> None:
        ann, bob = station.member("ann", "#room"), station.member("bob", "#room")
        set_modes(station, ann, "#room", "+b m:evil!*@*")
        assert may_speak(station, bob, "#room")
        station.ask(bob, Rename("evil"))
        assert not may_speak(station, bob, "#room")
        station.ask(bob, Rename("bob"))
        assert may_speak(station, bob, "#room")

    def test_no_questions_to_programs(self, station: Station) -> None:
        ann = station.member("ann", "#room")
        assert may_speak(station, ann, "#room", "\x01PING 1\x01")
        set_modes(station, ann, "#room", "+C")
        assert not may_speak(station, ann, "#room", "\x01PING 1\x01")
        assert not may_speak(station, ann, "#room", "\x01ACTIONS\x01")
        for text in ("\x01ACTION waves\x01", "\x01ACTION\x01", "plain \x01PING\x01"):
            assert may_speak(station, ann, "#room", text)

    def test_the_topic(self, station: Station) -> None:
        ann, bob = station.member("ann", "#room"), station.member("bob", "#room")
        set_modes(station, ann, "#room", "+v bob")
        assert station.refused(bob, Topic("#room", "x")).reason is Reason.NOT_ROOM_OPERATOR
        set_modes(station, ann, "#room", "-t")
        assert type(station.ask(bob, Topic("#room", "x"))) is Answer


class TestStatus:
    def test_a_line_for_some_of_the_room_is_for_them_alone(self, station: Station, other: Station) -> None:
        ann, bob, cat = station.member("ann", "#Room"), other.member("bob", "#room"), station.member("cat", "#room")
        set_modes(station, ann, "#room", "+v bob")
        station.say(cat, "@#room", "to the operators")
        station.say(cat, "+#room", "to bob too")
        other.catch_up(station.applied)
        operators, ranked = [fact for fact in other.facts if isinstance(fact, ToStatus)]
        assert operators.hearers == (ann.uid,)
        assert set(ranked.hearers) == {ann.uid, bob.uid}
        assert isinstance(operators.about, Told)
        assert (operators.about.name, operators.about.to, operators.about.text) == ("@#Room", "", "to the operators")
        assert texts(station.facts) == []

    def test_who_may_not_speak_in_the_room_may_not_so_either(self, station: Station) -> None:
        ann, bob, cat = station.member("ann", "#room"), station.member("bob", "#room"), station.person("cat")
        set_modes(station, ann, "#room", "+m")
        for actor in (bob, cat):
            assert station.refused(actor, Say("@#room", "x")).reason is Reason.CANNOT_SPEAK
            assert station.refused(actor, Tag("@#room", "+typing=active", False)).reason is Reason.CANNOT_SPEAK
        assert station.refused(ann, Say("@#none", "x")).reason is Reason.NO_SUCH_ROOM

    def test_a_line_sent_again_is_one_line(self, station: Station) -> None:
        ann = station.member("ann", "#room")
        first, again = (station.ask(ann, Say("@#room", "x", send_id="s1")) for _ in range(2))
        assert type(first) is Answer and type(again) is not Answer
        assert len([fact for fact in station.facts if isinstance(fact, ToStatus)]) == 1

    def test_tags(self, station: Station, other: Station) -> None:
        ann, cat = station.member("ann", "#room"), other.member("cat", "#room")
        other.ask(cat, Tag("@#room", "+typing=active", False))
        station.until(lambda: any(isinstance(fact, ToStatus) for fact in station.facts))
        (fact,) = (fact for fact in station.facts if isinstance(fact, ToStatus))
        assert fact.hearers == (ann.uid,) and isinstance(fact.about, Tagged)
        assert (fact.about.name, fact.about.tags, fact.about.msgid) == ("@#room", "+typing=active", "")
