"""Facts about a room's modes, its members and its door: who of those here is told, and how the room changes by them."""

from __future__ import annotations

import pytest

from gateway.dialects.irc.formats import IrcFormat
from gateway.model.facts import Fact, Tagged, Told, ToStatus
from gateway.model.room_facts import Invited, Kicked, Knocked, ModeSet
from tests.gateway.hub.stage import Guest, Stage, said


def mode_set(id: int, guest: Guest, room: str, changes: str) -> ModeSet:
    return ModeSet(id, f"{id}abcd", guest.uid, guest.mask, "", room, room, changes)


def kicked(id: int, guest: Guest, room: str, target: Guest) -> Kicked:
    return Kicked(id, f"{id}abcd", guest.uid, guest.mask, "", room, room, target.uid, target.nick, "go")


def invited(id: int, guest: Guest, room: str, to: Guest) -> Invited:
    return Invited(id, f"{id}abcd", guest.uid, guest.mask, "", room, room, to.uid, to.nick)


def knocked(id: int, guest: Guest, room: str, *hearers: Guest) -> Knocked:
    return Knocked(id, f"{id}abcd", guest.uid, guest.mask, "", tuple(hearer.uid for hearer in hearers), room)


def to_status(id: int, guest: Guest, text: str, *hearers: Guest) -> ToStatus:
    who = (id, f"{id}abcd", guest.uid, guest.mask, "")
    return ToStatus(*who, tuple(each.uid for each in hearers), Told(*who, "", "@#r", "PRIVMSG", text, ""))


def test_a_change_of_modes_is_told_to_all_in_the_room(stage: Stage) -> None:
    ann, bob, cat = stage.irc("ann", "", "#r"), stage.irc("bob", "", "#r"), stage.irc("cat")
    stage.happens(mode_set(10, ann, "#r", "+o bob"))
    assert ann.lines == bob.lines == [f":{ann.mask} MODE #r +o bob"]
    assert cat.lines == []


def test_who_is_kicked_is_told_and_then_out(stage: Stage) -> None:
    ann, bob, cat = (stage.irc(nick, "", "#r") for nick in ("ann", "bob", "cat"))
    stage.happens(kicked(10, ann, "#r", bob), said(11, ann, "#r", "gone"))
    assert ann.verbs == bob.verbs == ["KICK"]
    assert cat.verbs == ["KICK", "gone"]


def test_a_plain_client_reads_who_was_put_out(stage: Stage) -> None:
    ann, bob = stage.irc("ann", "", "#lobby"), stage.plain("bob")
    cat = stage.irc("cat", "", "#lobby")
    bob.look_away()
    stage.happens(mode_set(10, ann, "#lobby", "+m"), kicked(11, ann, "#lobby", cat))
    assert bob.lines == ["cat was put out of the chat by ann: go"]


def test_an_invitation_is_for_the_one_and_for_those_of_the_room_who_ask(stage: Stage) -> None:
    ann = stage.irc("ann", "invite-notify", "#r")
    bob, cat = stage.irc("bob", "invite-notify", "#r"), stage.irc("cat", "", "#r")
    dan, eve = stage.irc("dan"), stage.irc("eve", "invite-notify")
    stage.happens(invited(10, ann, "#r", dan))
    assert bob.lines == dan.lines == [f":{ann.mask} INVITE dan #r"]
    assert ann.lines == cat.lines == eve.lines == []


def test_a_knock_is_heard_by_those_named(stage: Stage) -> None:
    ann, bob, cat = stage.irc("ann", "", "#r"), stage.irc("bob", "", "#r"), stage.irc("cat")
    stage.happens(knocked(10, cat, "#r", ann))
    assert ann.lines == [f":chat.example 710 ann #r {cat.mask} :has asked for an invite"]
    assert bob.lines == cat.lines == []


def test_a_line_for_the_operators_is_for_them_and_echoed(stage: Stage) -> None:
    ann, bob, cat = stage.irc("ann", "", "#r"), stage.irc("bob", "echo-message", "#r"), stage.irc("cat", "", "#r")
    stage.happens(to_status(10, bob, "psst", ann, bob))
    assert ann.lines == bob.lines == [f":{bob.mask} PRIVMSG @#r :psst"]
    stage.happens(to_status(11, ann, "yes?", ann))
    assert ann.lines == bob.lines == cat.lines == []


def test_tags_for_the_operators_go_to_those_who_know_tags(stage: Stage) -> None:
    ann, bob = stage.irc("ann", "message-tags", "#r"), stage.irc("bob", "", "#r")
    cat = stage.irc("cat", "message-tags echo-message", "#r")
    who = (10, "", cat.uid, cat.mask, "")
    tags = Tagged(*who, "", "", "@#r", "+typing=active", 10)
    stage.happens(ToStatus(*who, (ann.uid, bob.uid), tags))
    assert ann.lines == [f"@+typing=active :{cat.mask} TAGMSG @#r"]
    assert bob.lines == cat.lines == []


@pytest.mark.parametrize("kind", ["mode", "kick", "invite", "status"])
def test_of_each_kind_of_fact_it_is_known_whom_it_concerns(
    stage: Stage, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob, cat = stage.irc("ann", "", "#r"), stage.irc("bob", "", "#r"), stage.irc("cat", "", "#s")
    facts: dict[str, Fact] = {
        "mode": mode_set(10, ann, "#r", "+m"),
        "kick": kicked(10, ann, "#r", bob),
        "invite": invited(10, ann, "#x", bob),
        "status": to_status(10, ann, "x", bob),
    }

    def broken(self: IrcFormat, fact: Fact) -> bytes:
        raise ValueError("cannot be written")

    monkeypatch.setattr(IrcFormat, "encode", broken)
    monkeypatch.setattr(IrcFormat, "addressed", broken)
    stage.happens(facts[kind])
    assert bob.connection.closing
    assert not cat.connection.closing
