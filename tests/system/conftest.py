"""What system tests share: a real Redis, and two gateways on it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from gateway.bus.embedded import EmbeddedBus
from tests.system.gateways import Gateway


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/system" in str(item.path):
            item.add_marker(pytest.mark.system)


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    """A real redis-server of this module's own."""
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed (apt install redis-server)")
    with EmbeddedBus.start("embedded://redis") as bus:
        yield bus.url


@pytest.fixture(scope="module")
def gateways(redis_url: str) -> Iterator[tuple[Gateway, Gateway]]:
    """Two gateways on one Redis."""
    with Gateway(redis_url, "--flood-rate", "0") as one, Gateway(redis_url, "--flood-rate", "0") as two:
        yield one, two
