"""Where fakeredis is not Redis: what docs/bus.md lists, so that the list stays true. Each is harmless to the bus."""

from __future__ import annotations

import pytest
import redis

from gateway.bus.redis_client import connect, execute


@pytest.fixture
def fake(request: pytest.FixtureRequest) -> bool:
    """Whether this is fakeredis."""
    return bool(request.node.callspec.params["redis_url"] == "fakeredis")


def test_after_an_error_fakeredis_closes_the_connection(redis_url: str, fake: bool) -> None:
    client = connect(redis_url)
    with pytest.raises(redis.exceptions.NoScriptError):
        execute(client, "EVALSHA", "0" * 40, "0")
    try:
        assert execute(client, "PING") and not fake
    except redis.ConnectionError:
        assert fake
    finally:
        client.close()


def test_info_is_missing_from_fakeredis(redis_url: str, fake: bool) -> None:
    client = connect(redis_url)
    try:
        has_version = "redis_version" in execute(client, "INFO", "server")
    except redis.RedisError:
        has_version = False
    finally:
        client.close()
    assert has_version is not fake
