"""File descriptors: how many this process may have, and how many of them clients must leave to others.

The last ones are for what the gateway cannot do without: a new connection to Redis, an answer on the HTTP port. Any
thread; the limit is read anew each time, for an admin may change it under a running process.
"""

from __future__ import annotations

import resource

SPARE = 32
"""Left to others than clients. More than all roles need at once, and fewer than the gateway asks for beside those of
`--max-clients`; of a very small limit a quarter."""


def is_spare(descriptor: int) -> bool:
    """Whether a client's new descriptor is one of the last. The lowest free one is given, so all below are in use."""
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return limit != resource.RLIM_INFINITY and descriptor >= limit - min(SPARE, limit // 4)
