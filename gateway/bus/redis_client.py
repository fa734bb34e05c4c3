"""Connections to Redis: how they are made and which of its errors mean what. All other modules of the bus go through
here.

redis-py's own retries are off: it would run a script twice. Each role has its own connection, so that a burst in one
cannot delay another.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from gateway.bus.base import BusError
from gateway.bus.script import arguments, bundle, digest
from gateway.model.server import Limits

log = logging.getLogger(__name__)

CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 5.0
"""An answer later than this counts as a lost connection; the batch is then resent under its number."""

Unreachable = (redis.ConnectionError, redis.TimeoutError, OSError)
"""Redis is away, starting or cut off: worth trying again."""


NOT_NOW = ("OOM ", "READONLY ", "MASTERDOWN ", "MISCONF ", "NOREPLICAS ", "BUSY ")
"""How the errors begin that Redis gives before a script has written anything."""
NOT_NOW_CLASSES = (
    redis.exceptions.OutOfMemoryError,
    redis.exceptions.ReadOnlyError,
    redis.exceptions.MasterDownError,
)
"""What redis-py makes of some of them, when it takes their first word away."""


class NotReady(BusError):
    """Redis is there but cannot do it now (out of memory, a read-only replica, busy): worth trying again."""


@contextmanager
def translated() -> Iterator[None]:
    """What Redis answers as an error, raised as NotReady or BusError."""
    try:
        yield
    except redis.ResponseError as error:
        if isinstance(error, NOT_NOW_CLASSES) or str(error).startswith(NOT_NOW):
            raise NotReady(f"Redis is not ready: {error}") from error
        raise BusError(f"Redis refuses: {error}") from error


def connect(url: str, answer_seconds: float = ANSWER_SECONDS) -> redis.Redis:
    """One connection, to be used by one thread; an answer that takes longer counts as a lost connection.

    Raises one of `Unreachable`, or BusError for a URL that is none."""
    # A Unix socket has no keep-alive, and redis-py refuses the option.
    options: dict[str, Any] = {} if url.startswith("unix:") else {"socket_keepalive": True}
    try:
        with translated():
            client = redis.Redis.from_url(
                url,
                single_connection_client=True,
                decode_responses=False,
                retry=Retry(NoBackoff(), 0),
                socket_connect_timeout=min(CONNECT_SECONDS, answer_seconds),
                socket_timeout=answer_seconds,
                protocol=2,
                driver_info=None,  # else each connection begins with two more round trips, to say what library this is
                **options,
            )
            client.ping()  # so that a missing password, or a server that is none, is told as what it is
    except (TypeError, ValueError, redis.exceptions.InvalidResponse) as error:
        raise BusError(f"not the address of a Redis: {error}") from error
    return client


def execute(client: redis.Redis, *words: str) -> Any:
    """One command; what redis-py makes of its answer. (redis-py's own method has no types.)"""
    command: Any = client.execute_command
    return command(*words)


class ScriptCaller:
    """Runs the script bundle over one connection."""

    def __init__(self, client: redis.Redis, limits: Limits) -> None:
        self._client = client
        self._limits = limits

    def call(self, incarnation: str, number: int, rows: Sequence[str]) -> tuple[str, Sequence[str]]:
        """Run a batch of verbs (`script.row`) once: its status and its answers (`lua/batch.lua`). Raises one of
        `Unreachable`, or BusError."""
        with translated():
            status, *answers = self._evaluate(arguments(incarnation, number, self._limits, rows))
        return status.decode(), answers[0].decode(errors="replace").split("\r") if answers else ()

    def _evaluate(self, rest: Sequence[str]) -> list[bytes]:
        try:
            answer: list[bytes] = execute(self._client, "EVALSHA", digest(), *rest)
        except redis.exceptions.NoScriptError:
            log.info("Redis does not have the scripts: they are sent to it")
            # fakeredis's server closes the connection after an error; a new one serves both kinds.
            connection: Any = self._client.connection
            if connection is not None:
                connection.disconnect()
            answer = execute(self._client, "EVAL", bundle(), *rest)
        return answer
