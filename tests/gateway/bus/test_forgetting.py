"""What is older than history is kept goes, by and by; what is newer stays."""

from __future__ import annotations

import time

from gateway.bus.keys import PREFIX
from tests.gateway.bus.test_batches import Caller

ROOMS = 300
"""More than one slice holds."""


def test_what_is_too_old_goes_and_the_rest_stays(redis_url: str) -> None:
    caller = Caller(redis_url)
    now = int(time.time() * 1e6)
    talk = f"{PREFIX}t:u-ann:u-bob"
    caller.client.xadd(talk, {"f": "old"}, "1")
    with caller.client.pipeline() as rooms:
        for number in range(ROOMS):
            room = f"{PREFIX}h:#room{number}"
            rooms.xadd(room, {"f": "old"}, "1")
            rooms.xadd(room, {"f": "new"}, str(now))
        rooms.execute()
    caller.one("forget")
    while int(caller.client.get(f"{PREFIX}forgetting") or 0):
        caller.one("forget")
    assert not caller.client.exists(talk)
    assert {caller.client.xlen(f"{PREFIX}h:#room{number}") for number in range(ROOMS)} == {1}
    caller.client.close()
