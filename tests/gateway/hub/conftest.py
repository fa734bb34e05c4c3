"""What the hub's tests share."""

from __future__ import annotations

import pytest

from tests.gateway.hub.stage import Stage


@pytest.fixture
def stage() -> Stage:
    """A hub with nobody on it yet."""
    return Stage()
