"""The bus's contract about what a line has beside its text: client-only tags, tags alone, further lines. The same for
both kinds of Redis."""

from __future__ import annotations

import pytest
import redis

from gateway.bus.codec.facts import decode_message
from gateway.bus.keys import FACTS, LAST, LOG
from gateway.model.answers import Answer, HistoryPage, PassedOn, Repeated
from gateway.model.commands import History, Say, Tag
from gateway.model.facts import Fact, Said, Tagged, Told
from gateway.model.refusals import Reason
from tests.gateway.bus.station import Station, texts

TYPING = "+typing=active"
REACTION = "+draft/reply=1a;+draft/react=l\\:l"


def tagged(station: Station) -> list[str]:
    return [fact.tags for fact in station.facts if isinstance(fact, Tagged)]


def logged(client: redis.Redis) -> list[Fact]:
    """All that the log has."""
    entries = client.xrange(LOG)
    return [fact for _, fields in entries for fact in decode_message(fields[b"f"]).facts]


class TestTagsOfLines:
    @pytest.mark.parametrize("target", ["#room", "bob"])
    def test_they_go_with_the_line_and_into_its_history(self, station: Station, other: Station, target: str) -> None:
        bob = other.member("bob", "#room")
        ann = station.member("ann", "#room")
        answer = station.ask(ann, Say(target, "hi", "NOTICE", "s1", REACTION))
        other.catch_up(answer.at)
        fact = other.facts[-1]
        assert isinstance(fact, Said | Told)
        assert (fact.text, fact.kind, fact.send_id, fact.tags, fact.more) == ("hi", "NOTICE", "s1", REACTION, ())
        page = other.ask(bob, History("#room" if target == "#room" else "ann", "LATEST", None, 10))
        assert isinstance(page, HistoryPage) and page.facts == (fact,)
        assert isinstance(station.ask(ann, Say(target, "hi", "NOTICE", "s1", REACTION)), Repeated)

    def test_a_message_of_several_lines_is_one(self, station: Station, other: Station) -> None:
        other.member("bob", "#room")
        ann = station.member("ann", "#room")
        answer = station.ask(ann, Say("#room", "", more=("|two ", "+three", "|")))
        other.catch_up(answer.at)
        fact = other.facts[-1]
        assert isinstance(fact, Said)
        assert (fact.text, fact.tags, fact.more) == ("", "", ("|two ", "+three", "|"))
        page = station.ask(ann, History("#room", "LATEST", None, 10))
        assert isinstance(page, HistoryPage) and page.facts == (fact,)


class TestTagsAlone:
    @pytest.mark.parametrize("target", ["#Room", "Bob"])
    def test_kept_ones_have_an_id_and_a_history(self, station: Station, other: Station, target: str) -> None:
        bob = other.member("Bob", "#Room")
        ann = station.member("ann", "#room")
        answer = station.ask(ann, Tag(target.lower(), REACTION, kept=True))
        assert type(answer) is Answer
        other.catch_up(answer.at)
        room, to = ("#room", "") if target == "#Room" else ("", bob.uid)
        fact = other.facts[-1]
        assert isinstance(fact, Tagged)
        msgid = fact.msgid
        assert msgid.startswith(str(answer.at))
        assert fact == Tagged(answer.at, msgid, ann.uid, "ann!user@host", "", room, to, target, REACTION, answer.at)
        peer = target if room else "ann"
        page = other.ask(bob, History(peer, "LATEST", None, 10))
        assert isinstance(page, HistoryPage) and page.facts == ()  # it is no message
        page = other.ask(bob, History(peer, "LATEST", None, 1, events=(Tagged,)))
        assert isinstance(page, HistoryPage) and page.facts == (fact,)

    @pytest.mark.parametrize("target", ["#room", "bob"])
    def test_others_have_neither(self, station: Station, other: Station, client: redis.Redis, target: str) -> None:
        bob = other.member("bob", "#room")
        ann = station.member("ann", "#room")
        before, log = station.applied, logged(client)
        answer = station.ask(ann, Tag(target, TYPING, kept=False))
        assert isinstance(answer, PassedOn) and answer.at == before < answer.when
        assert (answer.mask, answer.account, answer.name) == ("ann!user@host", "", target)
        other.until(lambda: bool(tagged(other)))
        fact = other.facts[-1]
        room, to = (target, "") if target == "#room" else ("", bob.uid)
        assert fact == Tagged(before, "", ann.uid, answer.mask, "", room, to, target, TYPING, answer.when)
        assert other.applied == before
        assert logged(client) == log and client.get(LAST) == str(before).encode()
        page = other.ask(bob, History("#room" if room else "ann", "LATEST", None, 10, events=(Tagged,)))
        assert isinstance(page, HistoryPage) and page.facts == ()

    def test_they_keep_their_place_among_lines_of_one_batch(
        self, station: Station, other: Station, client: redis.Redis
    ) -> None:
        other.member("bob", "#room")
        ann = station.member("ann", "#room")
        before = station.applied
        commands = (Tag("#room", "+typing=a", False), Say("#room", "one"), Tag("#room", "+typing=b", False))
        asked = [station.begin(ann, command) for command in (*commands, Say("#room", "two"))]
        station.until(lambda: all(asked))
        other.catch_up(asked[-1][0].at)
        seen = [fact for fact in other.facts if isinstance(fact, Said | Tagged)]
        assert [fact.tags or fact.text for fact in seen if isinstance(fact, Said | Tagged)] == [
            "+typing=a",
            "one",
            "+typing=b",
            "two",
        ]
        assert [fact.id for fact in seen] == [before, seen[1].id, seen[1].id, seen[3].id]
        assert [type(fact) for fact in logged(client)][-2:] == [Said, Said]
        assert station.bus.counts.holes == other.bus.counts.holes == 0

    def test_a_hole_is_filled_without_them_and_still_joins(
        self, station: Station, other: Station, client: redis.Redis
    ) -> None:
        other.member("bob", "#room")
        ann = station.member("ann", "#room")
        lost = f"1\n{station.applied}\n{station.applied + 1}\0{station.applied + 1}abcd\nS\nu\nx!u@h\n\n#room\n#room"
        lost += "\nPRIVMSG\nunheard\n"
        client.xadd(LOG, {"f": lost}, id=str(station.applied + 1))
        client.set(LAST, station.applied + 1)
        station.ask(ann, Tag("#room", TYPING, kept=False))
        other.until(lambda: texts(other.facts) == ["unheard"])
        station.say(ann, "#room", "heard")
        other.until(lambda: texts(other.facts) == ["unheard", "heard"])
        assert not (station.losses or other.losses)

    def test_one_that_comes_late_is_passed_over(self, station: Station, client: redis.Redis) -> None:
        ann = station.member("ann", "#room")
        before = station.applied
        station.say(ann, "#room", "one")
        late = f"1\n{before}\n{before}\0{before}abcd\ng\nu\nx!u@h\n\n#room\n\n#room\n{TYPING}\n{before}"
        client.publish(FACTS, late)
        station.say(ann, "#room", "two")
        assert texts(station.facts) == ["one", "two"] and tagged(station) == []
        assert not station.losses

    def test_who_may_not_speak_may_not_tag(self, station: Station) -> None:
        station.member("ann", "#room")
        bob = station.person("bob")
        for kept in (True, False):
            assert station.refused(bob, Tag("#room", TYPING, kept)).reason is Reason.CANNOT_SPEAK
            assert station.refused(bob, Tag("#none", TYPING, kept)).reason is Reason.NO_SUCH_ROOM
            assert station.refused(bob, Tag("nobody", TYPING, kept)).reason is Reason.NO_SUCH_NICK
        assert tagged(station) == []
