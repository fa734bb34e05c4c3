"""What an admin should know about the Redis that the gateways share: is it there, and set as the promises need it?

Reads only. For `python -m gateway doctor`; runs on its main thread. Each finding is a sentence, and what to do about
it.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import redis

from gateway.bus.base import BusError
from gateway.bus.keys import PREFIX
from gateway.bus.redis_client import Unreachable, connect, execute

OLDEST_VERSION = (7, 0)
ROUND_TRIPS = 50
SLOW_SECONDS = 0.01
CLOCK_SECONDS = 1.0
LEAST_BUFFER = 32 * 1024 * 1024


class Finding(NamedTuple):
    """`advice`: what to do; "" if all is well."""

    text: str
    advice: str = ""


def examine(url: str, config: str) -> list[Finding]:
    """Everything that can be found out; `config` is what this gateway would want all to agree on."""
    try:
        client = connect(url)
        return [*_reached(client), *_settings(client), _agreement(client, config)]
    except (*Unreachable, BusError) as error:
        return [Finding(f"Redis cannot be reached: {error}", "check --redis, and that Redis runs and lets you in")]


def _reached(client: redis.Redis) -> Iterator[Finding]:
    took = []
    for _ in range(ROUND_TRIPS):
        began = time.perf_counter()
        execute(client, "PING")
        took.append(time.perf_counter() - began)
    middle = statistics.median(took)
    slow = "each line waits that long: put Redis nearer to the gateways" if middle > SLOW_SECONDS else ""
    yield Finding(f"Redis answers in {middle * 1000:.2f} ms", slow)
    seconds, microseconds = execute(client, "TIME")
    apart = abs(time.time() - int(seconds) - int(microseconds) / 1e6)
    wrong = "the time of messages is Redis's: set both clocks by NTP" if apart > CLOCK_SECONDS else ""
    yield Finding(f"its clock is {apart:.2f} s from this machine's", wrong)


def _settings(client: redis.Redis) -> Iterator[Finding]:
    version = _asked(client, lambda: execute(client, "INFO", "server")["redis_version"])
    if version is not None:
        new = tuple(int(part) for part in version.split(".")[:2]) >= OLDEST_VERSION
        yield Finding(f"it is version {version}", "" if new else "Redis 7.0 or newer is needed")
    for name, good, advice in (
        ("appendonly", "yes", "without it what was acknowledged is gone when Redis ends: set appendonly yes"),
        (
            "appendfsync",
            "always",
            "a power cut may cost the last second of what was acknowledged: set appendfsync always",
        ),
        (
            "maxmemory-policy",
            "noeviction",
            "a full memory would cost history silently: set maxmemory-policy noeviction",
        ),
    ):
        value = _setting(client, name)
        if value is not None:
            yield Finding(f"{name} is {value}", "" if value == good else advice)
    limits = _setting(client, "client-output-buffer-limit")
    if limits is not None:
        hard = int(limits.split("pubsub ")[1].split(" ")[0])
        small = "a busy gateway is cut off early: set client-output-buffer-limit pubsub 256mb 64mb 60"
        text = "unlimited" if hard == 0 else f"{hard // 1024 // 1024} MB"
        yield Finding(f"a subscriber may fall {text} behind", small if 0 < hard < LEAST_BUFFER else "")


def _agreement(client: redis.Redis, config: str) -> Finding:
    alive = execute(client, "ZCARD", f"{PREFIX}leases")
    agreed = execute(client, "GET", f"{PREFIX}config")
    if not alive or agreed is None:
        return Finding("no gateway runs on it")
    differs = "" if agreed.decode() == config else f"this one would have {config}: make them equal"
    return Finding(f"{alive} gateways run on it, with {agreed.decode()}", differs)


def _setting(client: redis.Redis, name: str) -> str | None:
    def ask() -> str | None:
        value: Any = execute(client, "CONFIG", "GET", name)
        value = value.get(name, value.get(name.encode())) if isinstance(value, dict) else value[1]
        return value.decode() if isinstance(value, bytes) else str(value)

    return _asked(client, ask)


def _asked(client: redis.Redis, ask: Callable[[], str | None]) -> str | None:
    """None where Redis does not tell (a managed one, or fakeredis)."""
    try:
        return ask()
    except (redis.ResponseError, redis.ConnectionError, IndexError, KeyError):
        return None
