"""What is wrong with the address of a Redis is one sentence, whatever redis-py makes of it."""

from __future__ import annotations

import pytest
import redis

from gateway.bus.base import BusError
from gateway.bus.redis_client import Unreachable, connect


@pytest.mark.parametrize("wrong", ["?db=9999", "?no_such_option=1"])
def test_an_address_that_redis_does_not_take(redis_server: str, wrong: str) -> None:
    with pytest.raises(BusError):
        connect(redis_server + wrong)


def test_a_password_that_is_missing_is_told_as_that(redis_server: str) -> None:
    with redis.Redis.from_url(redis_server) as admin:
        admin.config_set("requirepass", "secret")
        try:
            with pytest.raises(Unreachable, match="Authentication required"):
                connect(redis_server)
        finally:
            admin.config_set("requirepass", "")
