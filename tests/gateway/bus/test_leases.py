"""When leases begin anew, and when not: from the time of the last renewal it is told whether Redis was away."""

from __future__ import annotations

import redis

from gateway.bus.keys import PREFIX
from tests.gateway.bus.test_batches import Caller

SECOND = 1_000_000
LEASES = f"{PREFIX}leases"
RENEWED = f"{PREFIX}renewed"


def renewed(client: redis.Redis) -> int:
    """When a lease was last renewed, in microseconds."""
    return int(client.get(RENEWED) or 0)


def now(client: redis.Redis) -> int:
    seconds, microseconds = client.time()
    return int(seconds) * SECOND + int(microseconds)


def test_the_only_gateway_was_killed_and_is_back_soon(client: redis.Redis, redis_url: str) -> None:
    """Its users' nicks are free when its lease ends: its successor does not take the silence for one of Redis."""
    killed = Caller(redis_url, "killed")
    lease = client.zscore(LEASES, "killed")
    client.set(RENEWED, now(client) - 2 * SECOND)
    back = Caller(redis_url, "back")
    assert now(client) - renewed(client) < SECOND
    assert back.one("renew")[1] == "1"
    assert client.zscore(LEASES, "killed") == lease
    for caller in (killed, back):
        caller.client.close()


def test_redis_was_away_and_the_first_to_come_is_a_new_gateway(client: redis.Redis, redis_url: str) -> None:
    """The others, who are about to come back, do not lose their places by that."""
    away = Caller(redis_url, "away")
    client.zadd(LEASES, {"away": now(client) - SECOND})
    client.set(RENEWED, now(client) - 7 * SECOND)
    new = Caller(redis_url, "new")
    assert new.one("reap")[1] == ""
    assert new.one("renew")[1] == "1"
    assert new.one("reap")[1] == ""
    assert away.one("renew")[1] == "1"
    for caller in (away, new):
        caller.client.close()
