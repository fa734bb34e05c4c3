"""The log holds 60 s and so many bytes; whoever has not read so far is told, not left with a gap."""

from __future__ import annotations

import redis

from gateway.bus.keys import LAST, LOG, PREFIX
from gateway.model.disconnects import Disconnect
from gateway.model.facts import Said
from gateway.model.server import Limits
from tests.gateway.bus.station import Station
from tests.gateway.bus.test_batches import Caller, say

MOST = 32 * 1024
LIMITS = Limits(log_bytes=MOST)
ENTRY = 24
"""Counted for each entry beside its message."""
LARGEST = 3000
"""More than the bytes of any message here."""


def held(client: redis.Redis) -> int:
    """Bytes in the log."""
    return sum(len(fields[b"f"]) + ENTRY for _, fields in client.xrange(LOG))


class TestBytes:
    def test_the_newest_are_held_up_to_the_bound(self, redis_url: str, client: redis.Redis) -> None:
        caller = Caller(redis_url, limits=LIMITS)
        uid = caller.user("ann")
        caller.batch(1, ("join", uid, "#lobby", "#lobby"))
        for number in range(2, 202):
            caller.batch(number, say(uid, "x" * (number * 37 % LARGEST // 2)))
            if number % 50 == 0:
                assert held(client) <= MOST + LARGEST
        assert held(client) > MOST - 2 * LARGEST
        entries = client.xrange(LOG)
        assert int(entries[-1][0].partition(b"-")[0]) == int(client.get(LAST))
        assert client.llen(f"{PREFIX}marks") <= 255
        caller.client.close()

    def test_one_message_larger_than_all_is_held(self, redis_url: str, client: redis.Redis) -> None:
        caller = Caller(redis_url, limits=Limits(log_bytes=1024))
        uid = caller.user("ann")
        caller.batch(1, ("join", uid, "#lobby", "#lobby"))
        caller.batch(2, say(uid, "x" * 5000))
        assert held(client) > 5000 and client.xlen(LOG) == 1
        caller.batch(3, say(uid, "small"))
        assert client.xlen(LOG) <= 2
        caller.client.close()

    def test_little_is_not_trimmed(self, redis_url: str, client: redis.Redis) -> None:
        caller = Caller(redis_url, limits=LIMITS)
        uid = caller.user("ann")
        caller.batch(1, ("join", uid, "#lobby", "#lobby"))
        for number in range(2, 62):
            caller.batch(number, say(uid, "x" * 300))
        assert held(client) < MOST and client.xlen(LOG) == 61
        caller.client.close()


class TestSeconds:
    def test_what_is_older_goes_with_a_renewal_also_when_nobody_writes(
        self, redis_url: str, client: redis.Redis
    ) -> None:
        seconds, microseconds = client.time()
        now = int(seconds) * 1_000_000 + int(microseconds)
        for age in (61, 60.5, 59, 1):
            client.xadd(LOG, {"f": b"x"}, id=str(now - int(age * 1_000_000)))
        caller = Caller(redis_url)
        caller.one("renew")
        assert client.xlen(LOG) == 2
        assert 60_000 < client.pttl(LOG) <= 120_000
        caller.client.close()


def test_a_gateway_whose_position_was_trimmed_away_is_told(redis_url: str) -> None:
    """It has attached, and reads when more was written than the log holds."""
    late = Station(redis_url, limits=LIMITS)
    with Station(redis_url, limits=LIMITS) as busy:
        ann = busy.member("ann", "#lobby")
        for number in range(2 * MOST // 1000):
            busy.say(ann, "#lobby", f"{number} " + "x" * 1000)
        with late:
            late.until(lambda: late.losses == [Disconnect.RESYNC])
            last = busy.say(ann, "#lobby", "from here on")
            late.catch_up(last.at)
            assert [fact.text for fact in late.facts if isinstance(fact, Said)] == ["from here on"]
            assert late.bus.counts.resynchronisations == 1


def test_a_gateway_whose_position_is_still_held_reads_all(redis_url: str) -> None:
    late = Station(redis_url, limits=LIMITS)
    with Station(redis_url, limits=LIMITS) as busy:
        ann = busy.member("ann", "#lobby")
        wanted = [f"{number} " + "x" * 1000 for number in range(MOST // 1500)]
        for text in wanted:
            last = busy.say(ann, "#lobby", text)
        with late:
            late.catch_up(last.at)
            assert [fact.text for fact in late.facts if isinstance(fact, Said)] == wanted
            assert late.losses == []
