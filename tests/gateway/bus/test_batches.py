"""Numbered batches, fences and leases: what the script bundle promises whoever calls it, on both kinds of Redis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
import redis

from gateway.bus.keys import LOG, PREFIX
from gateway.bus.redis_client import ScriptCaller, connect
from gateway.bus.script import Verb, row
from gateway.model.commands import Lusers
from gateway.model.disconnects import Disconnect
from gateway.model.facts import HasQuit
from gateway.model.server import Limits
from tests.gateway.bus.station import CONFIG, Station

HOUR = 3_600_000_000


class Caller:
    """A gateway reduced to its calls."""

    def __init__(self, url: str, incarnation: str = "test", limits: Limits | None = None) -> None:
        self.client = connect(url)
        self._caller = ScriptCaller(self.client, limits or Limits())
        self.incarnation = incarnation
        self.one("attach", CONFIG, "abcd")

    def batch(self, number: int, *verbs: Verb) -> tuple[str, Sequence[str]]:
        return self._caller.call(self.incarnation, number, [row(verb) for verb in verbs])

    def one(self, *verb: str) -> Sequence[str]:
        """Call one verb outside of any batch; the fields of its answer's first row, after the status."""
        status, (answer,) = self.batch(0, verb)
        assert status == "OK"
        kind, *fields = answer.split("\0")[0].split("\n")
        assert kind == "ok", fields
        return fields

    def user(self, nick: str) -> str:
        """Register a user; its id."""
        return self.one("register", f"u-{nick}", f"s-{nick}", nick, nick, nick, "u", "h", "r", "", "")[1]


@pytest.fixture
def caller(redis_url: str) -> Iterator[Caller]:
    caller = Caller(redis_url)
    yield caller
    caller.client.close()


def say(uid: str, text: str) -> Verb:
    return ("say", uid, "#lobby", "#lobby", "PRIVMSG", text, "", "", "0")


def log_length(client: redis.Redis) -> int:
    return int(client.xlen(LOG))


class TestNumbers:
    def test_a_repeated_number_is_answered_again_and_carried_out_once(self, caller: Caller) -> None:
        uid = caller.user("ann")
        verbs = (("join", uid, "#lobby", "#lobby"), say(uid, "one\x01"), ("names", "#lobby", "#lobby"), say(uid, "two"))
        first = caller.batch(1, *verbs)
        assert first[0] == "OK" and [answer[:3] for answer in first[1]] == ["ok\n"] * 4
        length = log_length(caller.client)
        again = caller.batch(1, *verbs)
        assert log_length(caller.client) == length
        assert (again[0], again[1][1], again[1][3]) == ("OK", first[1][1], first[1][3])
        for read_again in (0, 2):  # the room, as of a later id
            assert again[1][read_again].split("\n", 2)[2] == first[1][read_again].split("\n", 2)[2]
        assert caller.batch(2, say(uid, "three"))[0] == "OK"

    def test_of_a_join_little_is_kept_however_large_the_room(self, caller: Caller) -> None:
        uids = [caller.user(f"n{number}") for number in range(50)]
        first = caller.batch(1, *(("join", uid, "#big", "#big") for uid in uids), ("join", uids[0], "#big", "#big"))
        assert int(caller.client.hstrlen(f"{PREFIX}gw:test", "r")) < 50 * 51
        again = caller.batch(1, *(("join", uid, "#big", "#big") for uid in uids), ("join", uids[0], "#big", "#big"))
        members = [set(answer.split("\0")[1:]) for answer in again[1]]
        assert members == [set(first[1][-1].split("\0")[1:])] * 51
        assert [answer.split("\n")[2] for answer in again[1]] == [""] * 50 + ["1"]

    def test_a_skipped_number_does_nothing(self, caller: Caller) -> None:
        uid = caller.user("ann")
        assert caller.batch(1, ("join", uid, "#lobby", "#lobby"))[0] == "OK"
        assert caller.batch(3, say(uid, "lost one before")) == ("SKIPPED", ())
        assert caller.batch(2, say(uid, "next"))[0] == "OK"

    def test_an_incarnation_that_is_no_more_is_fenced(self, caller: Caller) -> None:
        caller.client.delete(f"{PREFIX}gw:test")
        assert caller.batch(1, ("lusers",)) == ("FENCED", ())

    def test_a_verb_that_fails_harms_no_other(self, caller: Caller) -> None:
        uid = caller.user("ann")
        caller.batch(1, ("join", uid, "#lobby", "#lobby"))
        status, answers = caller.batch(2, say(uid, "before"), ("whois",), say(uid, "after"))
        assert status == "OK"
        assert [answer.split("\n")[0] for answer in answers] == ["ok", "no", "ok"]
        assert answers[1].split("\n")[2] == "FAILED"

    def test_a_verb_that_fails_takes_no_id(self, caller: Caller) -> None:
        """An answer that waits for an id which is in no log would never leave."""
        uid = caller.user("ann")
        caller.client.hdel(f"{PREFIX}u:{uid}", "account")
        _, answers = caller.batch(1, ("tell", uid, "ann", "ann", "PRIVMSG", "x", "", "", "0"), ("lusers",))
        assert [answer.split("\n")[:2] for answer in answers] == [["no", "0"], ["ok", "0"]]

    def test_who_is_gone_leaves_nothing_behind(self, caller: Caller) -> None:
        """A nick was taken back by its owner while verbs of the old connection were on their way."""
        caller.user("ann")
        before = set(caller.client.keys())
        room = ("#new", "#new")
        verbs: Sequence[Verb] = (
            ("join", "gone", *room),
            ("part", "gone", *room, ""),
            ("topic", "gone", *room, "x"),
            ("say", "gone", *room, "PRIVMSG", "x", "s1", "", "0"),
            ("tell", "gone", "ann", "ann", "PRIVMSG", "x", "s1", "", "0"),
            ("nick", "gone", "bob", "bob", "bob"),
            ("oper", "gone"),
        )
        status, answers = caller.batch(1, *verbs)
        assert status == "OK"
        reasons = [answer.split("\n")[2] for answer in answers]
        assert reasons == ["GONE", *["NO_SUCH_ROOM"] * 3, "GONE", "GONE", "GONE"]
        assert set(caller.client.keys()) == before

    def test_the_script_is_sent_again_when_redis_forgot_it(self, caller: Caller) -> None:
        caller.client.script_flush()
        assert caller.batch(1, ("lusers",))[0] == "OK"


class TestLeases:
    def end_lease(self, client: redis.Redis, incarnation: str) -> None:
        client.zadd(f"{PREFIX}leases", {incarnation: 1})

    def test_the_users_of_a_lost_gateway_quit_once_in_slices(self, redis_url: str, station: Station) -> None:
        lost = Caller(redis_url, "lost")
        nicks = [f"n{number}" for number in range(250)]
        lost.batch(0, *(("register", f"u-{n}", f"s-{n}", n, n, n, "u", "h", "r", "", "") for n in nicks))
        reapers = [Caller(redis_url, f"reaper{number}") for number in range(2)]
        reapers[0].one("renew")
        self.end_lease(lost.client, "lost")
        more = [reaper.one("reap")[1] for reaper in (*reapers, *reapers)]
        assert more == ["1", "", "", ""]
        witness = station.person("witness")
        station.ask(witness, Lusers())
        quits = [fact.mask.partition("!")[0] for fact in station.facts if isinstance(fact, HasQuit)]
        assert sorted(quits) == sorted(nicks)
        assert lost.batch(1, ("lusers",)) == ("FENCED", ())
        for caller in (lost, *reapers):
            caller.client.close()

    def test_nobody_is_reaped_when_it_was_redis_that_was_away(self, caller: Caller, redis_url: str) -> None:
        other = Caller(redis_url, "other")
        self.end_lease(caller.client, "test")
        caller.client.delete(f"{PREFIX}renewed")
        assert other.one("renew")[1] == "1"
        assert other.one("reap")[1] == ""
        assert caller.batch(1, ("lusers",))[0] == "OK"
        self.end_lease(caller.client, "test")
        assert other.one("renew")[1] == "1"
        other.one("reap")
        assert caller.batch(2, ("lusers",)) == ("FENCED", ())
        other.client.close()

    def test_a_reaping_that_waited_while_redis_was_away_ends_nobody(self, caller: Caller, redis_url: str) -> None:
        """Redis was stopped with the call in its socket: it is the first that is carried out when Redis goes on."""
        other = Caller(redis_url, "other")
        other.one("renew")
        self.end_lease(caller.client, "test")
        caller.client.set(f"{PREFIX}renewed", "1")
        assert other.one("reap")[1] == ""
        assert caller.batch(1, ("lusers",))[0] == "OK"
        other.client.close()

    def test_a_fenced_gateway_begins_anew(self, redis_url: str, station: Station) -> None:
        client = connect(redis_url)
        ann = station.person("ann")
        reaper = Caller(redis_url, "reaper")
        reaper.one("renew")
        self.end_lease(client, ann.uid.partition(".")[0])
        reaper.one("reap")
        never = station.begin(ann, Lusers())
        station.until(lambda: station.losses == [Disconnect.FENCED])
        again = station.member("ann", "#lobby", sid="again")
        station.say(again, "#lobby", "here I am")
        assert [fact.uid for fact in station.facts if isinstance(fact, HasQuit)] == [ann.uid]
        assert never == []
        reaper.client.close()
        client.close()
