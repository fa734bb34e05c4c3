"""The names of the bus's keys that Python needs; the scripts' headers name the others (docs/bus.md has the whole list).

All keys are under one hash tag, so that they live in one partition of a Redis Cluster.
"""

from __future__ import annotations

PREFIX = "{c}:"
FACTS = PREFIX + "facts"
"""Channel: each batch's facts, and a tick a second."""
LOG = PREFIX + "log"
"""Stream: each batch's message under the id of its last fact."""
LAST = PREFIX + "last"
"""String: the newest id."""
