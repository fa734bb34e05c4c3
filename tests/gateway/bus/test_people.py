"""People, on both kinds of Redis: who sees whom, WHO and WHOIS, away, modes, WHOWAS."""

from __future__ import annotations

import pytest
import redis

from gateway.bus.base import Actor
from gateway.model.answers import Answer, People, Person
from gateway.model.commands import BecomeOperator, Command, Join, Part, Quit, Rename, Say, Who, Whois
from gateway.model.facts import AwaySet, HostChanged, Joined, RealnameSet, nick_of
from gateway.model.parts import parted
from gateway.model.people import (
    Formers,
    PeoplePresent,
    Presence,
    Presences,
    ReceiverAway,
    SetAway,
    SetHost,
    SetRealname,
    SetUserModes,
    UserModes,
    Whowas,
)
from gateway.model.refusals import Reason, Refusal
from gateway.model.rooms import ChangeModes, ModeChange
from tests.gateway.bus.station import Station


def people(station: Station, actor: Actor, command: Command) -> dict[str, Person]:
    answer = station.ask(actor, command)
    assert isinstance(answer, People), answer
    return {nick_of(person.mask): person for person in answer.people}


def modes(station: Station, actor: Actor, set: str = "", take: str = "") -> tuple[str, str]:
    answer = station.ask(actor, SetUserModes(set, take))
    assert isinstance(answer, UserModes), answer
    return answer.letters, answer.changes


class TestWho:
    @pytest.mark.parametrize(
        ("mask", "fields", "found"),
        [
            ("*", "", "Ann Anton Bob"),
            ("an*", "", "Ann Anton"),
            ("A?N", "", "Ann"),
            ("a[n]*", "", ""),
            ("bob", "", "Bob"),
            ("none", "", ""),
            ("*!*@HOST", "", "Ann Anton Bob"),
            ("ann*!*@*", "", "Ann"),
            ("b*@h*t", "", "Bob"),
            ("host", "h", "Ann Anton Bob"),
            ("ant*", "r", "Anton"),
            ("user", "nu", "Ann Anton Bob"),
            ("ann", "n", "Ann"),
            ("*", "a", ""),
        ],
    )
    def test_masks(self, station: Station, mask: str, fields: str, found: str) -> None:
        ann, *_ = (station.person(nick) for nick in ("Ann", "Anton", "Bob"))
        assert sorted(people(station, ann, Who(mask, fields))) == found.split()

    def test_a_nick_with_signs_that_redis_takes_for_wildcards(self, station: Station) -> None:
        ann = station.person("[Ann]\\^")
        assert list(people(station, ann, Who("[a*"))) == ["[Ann]\\^"]
        assert list(people(station, ann, Who("*]\\?"))) == ["[Ann]\\^"]

    def test_a_question_mark_is_one_character_whatever_its_size(self, station: Station) -> None:
        ann = station.person("Zoë")
        assert list(people(station, ann, Who("zo?"))) == ["Zoë"]
        assert not people(station, ann, Who("zo??"))

    def test_operators_only(self, station: Station) -> None:
        ann, _ = station.member("Ann", "#room"), station.member("Bob", "#room")
        station.ask(ann, BecomeOperator())
        for target in ("*", "#room", "a*", "ann", "*!*@host"):
            assert list(people(station, ann, Who(target, operators=True))) == ["Ann"]
        assert not people(station, ann, Who("bob", operators=True))

    def test_no_mask_takes_long(self, station: Station) -> None:
        ann = station.person("Ann")
        station.ask(ann, SetRealname("a" * 150))
        assert not people(station, ann, Who("*a" * 60 + "*b", "r"))

    def test_more_people_than_one_answer_names(self, station: Station, redis_url: str) -> None:
        ann = station.member("Ann", "#room")
        with redis.Redis.from_url(redis_url) as client:
            nicks = {f"u{number}": f"user{number}" for number in range(501)}
            pipeline = client.pipeline()
            pipeline.hset("{c}:nicks", mapping=nicks)
            pipeline.hset("{c}:m:#room", mapping={uid: f"\n{nick}!user@host\n" for nick, uid in nicks.items()})
            for nick, uid in nicks.items():
                pipeline.hset("{c}:u:" + uid, mapping={"nick": nick, "mask": f"{nick}!user@host"})
            pipeline.execute()
        for target in ("*", "u*", "#room", "*!*@host"):
            answer = station.ask(ann, Who(target))
            assert isinstance(answer, People) and len(answer.people) == 500 and answer.more
            assert answer.cursor == "0"
            answer = station.ask(ann, Who(target, found=498))
            assert isinstance(answer, People) and len(answer.people) == 2 and answer.more
        answer = station.ask(ann, Who("u1*"))
        assert isinstance(answer, People) and len(answer.people) == 111 and not answer.more

    def test_a_mask_is_looked_for_among_all_part_by_part(self, station: Station, redis_url: str) -> None:
        ann, zoe = station.person("Ann"), station.person("Zoe")
        with redis.Redis.from_url(redis_url) as client:
            client.hset("{c}:nicks", mapping={f"u{number}": f"user{number}" for number in range(6000)})
        command: Command | None = Who("z*")
        found, parts = [], 0
        while command is not None:
            answer, command = parted(command, station.ask(zoe, command), last=False)
            assert isinstance(answer, People) and not answer.more
            found += [person.mask for person in answer.people]
            parts += 1
        assert found == ["Zoe!user@host"] and 2 <= parts <= 3
        answer = station.ask(ann, Who("*!x@*"))
        assert isinstance(answer, People) and answer.cursor != "0"


class TestInvisible:
    def test_hidden_from_those_who_share_no_room(self, station: Station) -> None:
        ann, bob = station.member("Ann", "#room"), station.person("Bob")
        assert modes(station, ann, "i") == ("i", "+i")
        for hidden in ("*", "a*", "*!*@*", "#room"):
            assert "Ann" not in people(station, bob, Who(hidden)), hidden
        assert "Ann" in people(station, bob, Who("ann"))
        assert people(station, bob, Whois("Ann"))["Ann"].rooms == ()

    def test_seen_by_those_who_do_by_themselves_and_by_operators(self, station: Station) -> None:
        ann, bob, cat = station.member("Ann", "#room"), station.member("Bob", "#room"), station.person("Cat")
        modes(station, ann, "i")
        station.ask(cat, BecomeOperator())
        for seen in ("*", "a*", "*!*@*", "#room"):
            for who in (ann, bob, cat):
                assert "Ann" in people(station, who, Who(seen)), (seen, who)
        assert people(station, bob, Whois("Ann"))["Ann"].rooms == (("@", "#room"),)

    def test_visible_again(self, station: Station) -> None:
        ann, bob = station.person("Ann"), station.person("Bob")
        modes(station, ann, "i")
        assert modes(station, ann, take="i") == ("", "-i")
        assert "Ann" in people(station, bob, Who("a*"))


class TestUserModes:
    def test_only_what_changes_is_a_change(self, station: Station) -> None:
        ann = station.person("Ann")
        assert modes(station, ann) == ("", "")
        assert modes(station, ann, "Bi") == ("Bi", "+Bi")
        assert modes(station, ann, "Bw") == ("Biw", "+w")
        assert modes(station, ann, "w", "B") == ("iw", "-B")

    def test_to_be_an_operator_can_only_be_given_up(self, station: Station) -> None:
        ann = station.person("Ann")
        assert modes(station, ann, "o") == ("", "")
        station.ask(ann, BecomeOperator())
        assert modes(station, ann) == ("o", "")
        assert modes(station, ann, take="o") == ("", "-o")
        assert not people(station, ann, Who("*", operators=True))

    def test_whose_they_are(self, station: Station) -> None:
        ann, _ = station.person("Ann"), station.person("Bob")
        assert station.ask(ann, Rename("Zoe")).at
        for nick, refusal in (("Bob", Reason.MODES_OF_OTHERS), ("Ann", Reason.NO_SUCH_NICK)):
            assert station.refused(ann, SetUserModes("i", nick=nick)) == Refusal(refusal, nick)
        answer = station.ask(ann, SetUserModes("ix", nick="ZOE"))
        assert isinstance(answer, UserModes) and answer.changes == "+i"

    def test_a_bot_is_known_as_one(self, station: Station) -> None:
        ann = station.person("Ann")
        assert not people(station, ann, Who("ann"))["Ann"].bot
        modes(station, ann, "B")
        assert people(station, ann, Who("ann"))["Ann"].bot
        assert people(station, ann, Whois("ann"))["Ann"].bot


class TestWhois:
    def test_what_only_oneself_and_operators_are_told(self, station: Station) -> None:
        ann, bob = station.person("Ann"), station.person("Bob")
        modes(station, ann, "i")
        assert people(station, ann, Whois("Ann"))["Ann"].modes == "+i"
        assert people(station, bob, Whois("Ann"))["Ann"].modes == ""
        station.ask(bob, BecomeOperator())
        assert people(station, bob, Whois("Ann"))["Ann"].modes == "+i"

    def test_secret_rooms(self, station: Station, other: Station) -> None:
        ann, bob = station.member("Ann", "#secret"), other.person("Bob")
        station.ask(ann, ChangeModes("#secret", (ModeChange(True, "s"),)))
        assert people(other, bob, Whois("Ann"))["Ann"].rooms == ()
        assert not people(other, bob, Who("#secret"))
        assert people(station, ann, Whois("Ann"))["Ann"].rooms == (("@", "#secret"),)

    def test_idle_since_the_last_line(self, station: Station, redis_url: str) -> None:
        ann, bob = station.person("Ann"), station.person("Bob")
        station.ask(ann, Say("Bob", "hello"))
        with redis.Redis.from_url(redis_url, decode_responses=True) as client:
            spoke = client.hgetall("{c}:spoke")
            assert list(spoke) == [ann.uid]
            client.hset("{c}:spoke", ann.uid, int(spoke[ann.uid]) - 100)
        assert 100 <= people(station, bob, Whois("Ann"))["Ann"].idle < 110
        assert 100 <= people(station, bob, Who("ann"))["Ann"].idle < 110
        assert people(station, bob, Whois("Bob"))["Bob"].idle < 10
        station.ask(ann, Quit("gone"))
        with redis.Redis.from_url(redis_url) as client:
            assert not client.exists("{c}:spoke")


class TestAway:
    def test_everyone_is_told_and_the_rooms_are_in_the_fact(self, station: Station, other: Station) -> None:
        ann, bob = station.member("Ann", "#room"), other.person("Bob")
        station.ask(ann, SetAway("at lunch"))
        other.catch_up(station.applied)
        (fact,) = (fact for fact in other.facts if isinstance(fact, AwaySet))
        assert (fact.uid, fact.text, fact.rooms) == (ann.uid, "at lunch", ("#room",))
        assert people(other, bob, Whois("Ann"))["Ann"].away == "at lunch"

    def test_the_same_words_again_are_no_news(self, station: Station) -> None:
        ann = station.person("Ann")
        for words in ("", "lunch", "lunch", "", ""):
            station.ask(ann, SetAway(words))
        assert [fact.text for fact in station.facts if isinstance(fact, AwaySet)] == ["lunch", ""]

    def test_who_writes_to_somebody_away_is_told_why(self, station: Station) -> None:
        ann, bob = station.person("Ann"), station.person("Bob")
        station.ask(ann, SetAway("lunch"))
        answer = station.ask(bob, Say("ANN", "hello"))
        assert isinstance(answer, ReceiverAway) and (answer.nick, answer.text) == ("Ann", "lunch")
        assert type(station.ask(bob, Say("Ann", "hello", kind="NOTICE"))) is Answer
        station.ask(ann, SetAway(""))
        assert type(station.ask(bob, Say("Ann", "hello"))) is Answer

    def test_a_line_sent_again_is_only_repeated(self, station: Station) -> None:
        ann, bob = station.person("Ann"), station.person("Bob")
        station.ask(ann, SetAway("lunch"))
        assert isinstance(station.ask(bob, Say("Ann", "hello", send_id="1")), ReceiverAway)
        assert station.say(bob, "Ann", "hello", "1").repeat

    def test_whoever_joins_brings_it_along(self, station: Station) -> None:
        ann = station.person("Ann")
        station.ask(ann, SetAway("lunch"))
        station.ask(ann, Join("#room"))
        (fact,) = (fact for fact in station.facts if isinstance(fact, Joined))
        assert fact.away == "lunch"


class TestNamesOfPeople:
    def test_another_realname(self, station: Station) -> None:
        ann = station.member("Ann", "#room")
        station.ask(ann, SetRealname("Ann B."))
        (fact,) = (fact for fact in station.facts if isinstance(fact, RealnameSet))
        assert (fact.realname, fact.rooms) == ("Ann B.", ("#room",))
        assert people(station, ann, Whois("Ann"))["Ann"].realname == "Ann B."

    def test_another_host_is_an_operators_to_give(self, station: Station, other: Station) -> None:
        ann, bob = station.member("Ann", "#room"), other.member("Bob", "#room")
        assert other.refused(bob, SetHost("Ann", "new.host")).reason is Reason.NO_PRIVILEGES
        other.ask(bob, BecomeOperator())
        assert type(other.ask(bob, SetHost("ann", "new.host"))) is Answer
        (fact,) = (fact for fact in other.facts if isinstance(fact, HostChanged))
        assert (fact.mask, fact.username, fact.host, fact.rooms) == ("Ann!user@host", "user", "new.host", ("#room",))
        station.catch_up(other.applied)
        assert station.say(ann, "#room", "hello").mask == "Ann!user@new.host"
        station.ask(ann, Rename("Anna"))
        shown = people(station, ann, Whois("Anna"))["Anna"]
        assert (shown.mask, shown.address) == ("Anna!user@new.host", "host")
        cat = station.person("Cat")
        assert people(station, cat, Whois("Anna"))["Anna"].address == ""
        assert other.refused(bob, SetHost("none", "new.host")).reason is Reason.NO_SUCH_NICK


class TestPresent:
    def test_who_is_here(self, station: Station, other: Station) -> None:
        ann, bob = station.person("Ann"), other.person("Bob")
        station.ask(ann, SetAway("lunch"))
        other.ask(bob, BecomeOperator())
        answer = other.ask(bob, PeoplePresent(("BOB", "none", "ann")))
        assert isinstance(answer, Presences)
        assert answer.people == (Presence("Bob!user@host", True, False), Presence("Ann!user@host", False, True))


class TestWhowas:
    def test_the_latest_first_and_no_more_than_asked(self, station: Station, other: Station) -> None:
        cat = other.person("Cat")
        for number in range(7):
            actor = station.person("Ann", sid=f"s{number}")
            station.ask(actor, SetRealname(f"number {number}"))
            station.ask(actor, Quit("gone"))
        answer = other.ask(cat, Whowas("ANN"))
        assert isinstance(answer, Formers)
        assert [one.realname for one in answer.people] == [f"number {number}" for number in (6, 5, 4, 3, 2)]
        assert (answer.people[0].nick, answer.people[0].username, answer.people[0].host) == ("Ann", "user", "host")
        answer = other.ask(cat, Whowas("Ann", 2))
        assert isinstance(answer, Formers) and len(answer.people) == 2

    def test_so_many_nicks_are_known_and_no_more(self, station: Station, client: redis.Redis) -> None:
        """Whoever takes one nick after the other fills no memory: those of the longest ago are forgotten."""
        client.zadd("{c}:wases", {f"n{number}": number for number in range(20_000)})
        client.lpush("{c}:was:n0", "n0")
        ann = station.person("Ann")
        station.ask(ann, Rename("Bob"))
        assert client.zcard("{c}:wases") == 20_000 and client.exists("{c}:was:n0") == 0
        assert isinstance(station.ask(ann, Whowas("Ann")), Formers)

    def test_under_an_old_nick_one_was(self, station: Station) -> None:
        ann = station.person("Ann")
        assert station.refused(ann, Whowas("Ann")).reason is Reason.WAS_NO_SUCH_NICK
        station.ask(ann, Rename("ANN"))
        assert station.refused(ann, Whowas("Ann")).reason is Reason.WAS_NO_SUCH_NICK
        station.ask(ann, Rename("Bob"))
        assert isinstance(station.ask(ann, Whowas("Ann")), Formers)

    def test_nothing_of_a_user_stays_but_that(self, station: Station, redis_url: str) -> None:
        ann = station.member("Ann", "#room")
        for command in (SetAway("x"), SetUserModes("Biw"), Say("#room", "x"), Part("#room"), Quit("gone")):
            station.ask(ann, command)
        with redis.Redis.from_url(redis_url, decode_responses=True) as client:
            assert client.keys(f"*{ann.uid}*") == []
            assert not client.exists("{c}:invisible", "{c}:wallops", "{c}:spoke")
            assert 0 < client.ttl("{c}:was:ann") <= 86400
