"""What system tests share: a real Redis, and two gateways on it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from gateway.bus.embedded import EmbeddedBus
from tests.system.gateways import Gateway
from tests.system.redis_server import need_redis_server


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/system" in str(item.path):
            item.add_marker(pytest.mark.system)


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    """A real redis-server of this module's own."""
    need_redis_server()
    with EmbeddedBus.start("embedded://redis") as bus:
        yield bus.url


@pytest.fixture(scope="module")
def gateways(request: pytest.FixtureRequest, redis_url: str) -> Iterator[tuple[Gateway, Gateway]]:
    """Two gateways on one Redis, with the module's `OPTIONS` where it has some."""
    options = getattr(request.module, "OPTIONS", ("--flood-rate", "0"))
    with Gateway(redis_url, *options) as one, Gateway(redis_url, *options) as two:
        yield one, two


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """What is entered here ends with the test, the last first."""
    with ExitStack() as stack:
        yield stack


_names = (f"p{n}" for n in itertools.count())


@pytest.fixture
def name() -> str:
    """A name that no other test uses."""
    return next(_names)
