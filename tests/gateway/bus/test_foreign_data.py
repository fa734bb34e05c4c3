"""Redis holds something else under the bus's keys: one clear sentence, for the admin or in the log."""

from __future__ import annotations

import pytest

from gateway.bus.base import BusError
from gateway.bus.keys import PREFIX
from gateway.bus.redis_client import connect
from gateway.model.commands import Join
from gateway.model.refusals import Reason
from tests.gateway.bus.station import Station


def put(url: str, key: str) -> None:
    """Something that is of no use to the bus."""
    client = connect(url)
    client.set(PREFIX + key, "something else")
    client.close()


def test_a_gateway_does_not_start(redis_url: str) -> None:
    put(redis_url, "leases")
    with pytest.raises(BusError, match="Redis holds something else"):
        Station(redis_url)


def test_a_verb_that_fails_is_logged(redis_url: str, station: Station, caplog: pytest.LogCaptureFixture) -> None:
    ann = station.person("ann")
    put(redis_url, "m:#odd")
    assert station.refused(ann, Join("#odd")).reason is Reason.FAILED
    assert "join: WRONGTYPE" in caplog.text
