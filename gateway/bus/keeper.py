"""The keeper: renews this gateway's lease, ticks, reaps gateways whose lease is over, and sweeps out whom a new ban
fits. Runs on `gw-keep`.

It has its own connection, so that a burst of commands cannot delay a lease. All its verbs may be repeated at will.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Event

from gateway.bus.place import Place
from gateway.bus.redis_client import NotReady, ScriptCaller, Unreachable
from gateway.bus.script import Verb, row

log = logging.getLogger(__name__)

RENEW_SECONDS = 2.0
TICK_SECONDS = 1.0
MOST_SLICES = 20
KEEP_ANSWER_SECONDS = 1.5
"""A half-open connection must be found in time for the lease (6 s) to be renewed over another."""
_RENEW: Verb = ("renew",)
_TICK: Verb = ("tick",)
_REAP: Verb = ("reap",)
_SWEEP: Verb = ("sweep",)
_FORGET: Verb = ("forget",)


class Keeper:
    """`place()`: this gateway's place now. `fenced()`: called when that place turns out to be taken from it."""

    def __init__(self, caller: ScriptCaller, place: Callable[[], Place], fenced: Callable[[], None]) -> None:
        self._caller = caller
        self._place = place
        self._fenced = fenced
        self._next_renewal = time.monotonic()
        self._reaching = True
        self._stopping = Event()
        self.last_renewal = time.monotonic()
        """When Redis last took a renewal (monotonic seconds); read by any thread."""

    def run(self) -> None:
        """The role: keep this gateway alive, until stopped."""
        while not self._stopping.wait(TICK_SECONDS):
            self._keep()

    def stop(self) -> None:
        """End soon; from any thread."""
        self._stopping.set()

    def _keep(self) -> None:
        """One tick, and every other time a renewal and what else is to be done now and then."""
        try:
            self._call(_TICK)
            if time.monotonic() >= self._next_renewal:
                self._renew()
                self._in_slices(_REAP)
                self._in_slices(_SWEEP)
                self._call(_FORGET)
            if not self._reaching:
                log.info("the keeper reaches Redis again")
            self._reaching = True
        except (*Unreachable, NotReady) as error:
            if self._reaching:
                log.warning("the keeper cannot reach Redis: %s", error)
            self._reaching = False

    def _renew(self) -> None:
        if not self._call(_RENEW).endswith("\n1"):
            self._fenced()
        self.last_renewal = time.monotonic()
        self._next_renewal = self.last_renewal + RENEW_SECONDS - TICK_SECONDS / 2

    def _call(self, verb: Verb) -> str:
        _, answers = self._caller.call(self._place().incarnation, 0, (row(verb),))
        return answers[0]

    def _in_slices(self, verb: Verb) -> None:
        """All there is to do; between two slices others are served, and after some the lease comes first."""
        for _ in range(MOST_SLICES):
            if not self._call(verb).endswith("\n1") or self._stopping.is_set():
                return
        self._next_renewal = time.monotonic()
