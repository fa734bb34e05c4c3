"""Big rooms: who comes and goes is told in bursts, in order, to each once, and never after a line of theirs."""

from __future__ import annotations

import pytest

from gateway.hub.gathering import BURST_SECONDS
from gateway.model.commands import Join
from gateway.model.facts import AwaySet, HostChanged, RealnameSet, Told, TopicSet, ToStatus
from tests.gateway.hub.stage import Guest, Stage, entered, has_quit, joined, parted, renamed, said

BIG = 2
"""A room of three is big here."""


class Crowd:
    """Three who have been in a big room for long, and in no other."""

    def __init__(self) -> None:
        self.stage = Stage(big_room=BIG)
        self.guests = [self.stage.irc(nick, "", "#big") for nick in ("ann", "bob", "cat")]
        self.stage.loop.passes(BURST_SECONDS)
        for guest in self.guests:
            guest.look_away()

    def comes(self, nick: str, at: int) -> Guest:
        guest = self.stage.irc(nick)
        guest.says("JOIN #big")
        self.stage.happens(joined(at, guest, "#big"))
        self.stage.bus.take(Join).answer(entered(at, guest, "#big"))
        return guest

    def burst(self) -> None:
        self.stage.loop.passes(BURST_SECONDS)


@pytest.fixture
def crowd() -> Crowd:
    return Crowd()


def test_who_comes_is_in_at_once_and_the_others_hear_of_all_together(crowd: Crowd) -> None:
    ann, bob, _ = crowd.guests
    dan = crowd.comes("dan", 11)
    assert dan.verbs[0] == "JOIN" and ann.fresh == bob.fresh == []
    eve = crowd.comes("eve", 12)
    assert eve.verbs[0] == "JOIN" and ann.fresh == bob.fresh == []
    crowd.burst()
    (chunk,) = ann.fresh
    assert chunk.count(b" JOIN ") == 2 and chunk.index(b":dan!") < chunk.index(b":eve!")
    assert bob.fresh == [chunk]
    assert [line.split("!")[0] for line in dan.lines] == [":eve"]
    assert eve.lines == []


def test_who_leaves_is_told_at_once(crowd: Crowd) -> None:
    ann, bob, cat = crowd.guests
    crowd.stage.happens(parted(11, cat, "#big"))
    assert cat.verbs == ["PART"] and ann.verbs == []
    crowd.burst()
    assert ann.verbs == bob.verbs == ["PART"] and cat.verbs == []


def test_a_line_comes_after_its_sender(crowd: Crowd) -> None:
    ann, bob, _ = crowd.guests
    dan = crowd.comes("dan", 11)
    crowd.stage.happens(said(12, bob, "#big", "of old"))
    assert ann.verbs == ["of old"]
    crowd.stage.happens(said(13, dan, "#big", "hello"))
    assert ann.verbs == ["JOIN", "hello"]
    crowd.burst()
    assert ann.verbs == []


def test_nothing_else_overtakes_either(crowd: Crowd) -> None:
    ann, *_ = crowd.guests
    dan = crowd.comes("dan", 11)
    crowd.stage.happens(renamed(12, dan, "don", "#big"))
    assert ann.verbs == ["JOIN", "NICK"]


def test_who_quits_is_told_of_once_whatever_rooms_they_shared(crowd: Crowd) -> None:
    ann, bob, cat = crowd.guests
    for at, guest in ((11, ann), (12, cat)):
        crowd.stage.happens(joined(at, guest, "#small"))
    for at, guest in enumerate((ann, bob, cat), 13):
        crowd.stage.happens(joined(at, guest, "#other"))
    crowd.burst()
    for guest in crowd.guests:
        guest.look_away()
    crowd.stage.happens(has_quit(21, cat, "#big", "#small", "#other"))
    assert ann.verbs == ["QUIT"] and bob.verbs == []
    crowd.burst()
    assert ann.verbs == [] and bob.verbs == ["QUIT"]


def test_who_is_away_is_told_with_the_others_and_to_each_once() -> None:
    stage = Stage(big_room=BIG)
    ann, bob, cat = (stage.irc(nick, "away-notify setname", "#big", "#vast") for nick in ("ann", "bob", "cat"))
    for guest in (ann, bob):
        stage.happens(joined(11, guest, "#small"))
    for guest in (ann, bob, cat):
        guest.look_away()
    rooms = ("#big", "#small", "#vast")
    stage.happens(AwaySet(12, "12abcd", ann.uid, ann.mask, "", "lunch", rooms))
    stage.happens(RealnameSet(13, "13abcd", cat.uid, cat.mask, "", "Cat", ("#big", "#vast")))
    assert (ann.verbs, bob.verbs, cat.verbs) == ([], ["AWAY"], ["SETNAME"])
    stage.loop.passes(BURST_SECONDS)
    assert (ann.verbs, bob.verbs, cat.verbs) == (["SETNAME"], ["SETNAME"], ["AWAY"])
    stage.loop.passes(BURST_SECONDS)
    assert ann.fresh == bob.fresh == cat.fresh == []


def test_nobody_is_told_what_was_before_they_came(crowd: Crowd) -> None:
    ann, *_ = crowd.guests
    crowd.stage.happens(HostChanged(11, "11abcd", ann.uid, ann.mask, "", "~ann", "new.host", ("#big",)))
    dan = crowd.comes("dan", 12)
    dan.look_away()
    crowd.burst()
    assert dan.lines == []


def test_what_happens_elsewhere_brings_no_burst(crowd: Crowd) -> None:
    ann, bob, _ = crowd.guests
    eve = crowd.stage.irc("eve", "", "#r")
    crowd.comes("dan", 11)
    topic = TopicSet(12, "12abcd", eve.uid, eve.mask, "", "#r", "#r", "news")
    crowd.stage.happens(topic, renamed(13, eve, "ewa", "#r"))
    assert eve.verbs == ["TOPIC", "NICK"] and ann.fresh == []
    crowd.stage.happens(topic._replace(id=14, room="#big", name="#big"))
    assert ann.verbs == bob.verbs == ["JOIN", "TOPIC"]


def test_a_line_for_some_comes_after_its_sender_too(crowd: Crowd) -> None:
    ann, bob, _ = crowd.guests
    dan = crowd.comes("dan", 11)
    about = Told(12, "12abcd", dan.uid, dan.mask, "", "", "@#Big", "PRIVMSG", "help", "")
    crowd.stage.happens(ToStatus(12, "12abcd", dan.uid, dan.mask, "", (ann.uid,), about))
    assert ann.verbs == ["JOIN", "help"] and bob.verbs == ["JOIN"]


def test_at_most_one_burst_a_second(crowd: Crowd) -> None:
    ann, *_ = crowd.guests
    bursts = 0
    for at in range(11, 31):
        crowd.comes(f"n{at}", at)
        crowd.stage.loop.passes(BURST_SECONDS / 5)
        bursts += bool(ann.fresh)
    assert bursts == 4


def test_a_small_room_is_told_at_once() -> None:
    stage = Stage(big_room=BIG)
    ann, bob = stage.irc("ann", "", "#r"), stage.irc("bob")
    stage.happens(joined(11, bob, "#r"))
    assert ann.verbs == ["JOIN"]


def test_who_shrinks_a_room_is_known_to_have_come(crowd: Crowd) -> None:
    """Three make it big. Dan comes as the fourth, two leave, dan leaves: his JOIN is not told after his PART."""
    ann, bob, cat = crowd.guests
    dan = crowd.comes("dan", 11)
    crowd.stage.happens(parted(12, bob, "#big"), parted(13, cat, "#big"), parted(14, dan, "#big"))
    told = [line.split(" ")[1] for line in ann.lines if line.startswith(":dan!")]
    crowd.burst()
    told += [line.split(" ")[1] for line in ann.lines if line.startswith(":dan!")]
    assert told == ["JOIN", "PART"]


def test_who_has_the_nick_of_one_who_quit_comes_after_that(crowd: Crowd) -> None:
    ann, _, cat = crowd.guests
    stage = crowd.stage
    stage.happens(joined(11, ann, "#small"))
    ann.look_away()
    stage.happens(has_quit(12, cat, "#big"))
    other = stage.irc("cat")
    stage.happens(joined(13, other, "#small"))
    assert ann.verbs == ["QUIT", "JOIN"]
    crowd.burst()
    assert ann.verbs == []


def test_a_nick_that_is_taken_by_another_user_is_free_for_all_to_see(crowd: Crowd) -> None:
    ann, _, cat = crowd.guests
    stage = crowd.stage
    dan = stage.irc("dan")
    stage.happens(joined(11, ann, "#small"), joined(11, dan, "#small"))
    ann.look_away()
    stage.happens(has_quit(12, cat, "#big"), renamed(13, dan, "cat", "#small"))
    assert ann.verbs == ["QUIT", "NICK"]


def test_who_shares_several_big_rooms_hears_of_each_once_whenever_they_came() -> None:
    stage = Stage(big_room=BIG)
    guests = {nick: stage.irc(nick, "", "#a", "#b") for nick in ("ann", "bob", "cat", "dan")}
    eve = stage.irc("eve", "", "#b")
    stage.loop.passes(BURST_SECONDS)
    stage.happens(has_quit(11, guests["cat"], "#a", "#b"))
    stage.happens(joined(12, eve, "#a"))
    stage.happens(has_quit(13, guests["dan"], "#a", "#b"))
    for guest in (*guests.values(), eve):
        guest.look_away()
    stage.loop.passes(BURST_SECONDS)
    assert [line.split("!")[0] for line in guests["ann"].lines] == [":cat", ":eve", ":dan"]
    assert [line.split("!")[0] for line in eve.lines] == [":dan", ":cat"]
