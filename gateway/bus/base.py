"""The contract between the hub and the bus: ask a command, be told the answer; be told the facts, in log order.

No Redis here. `Bus.ask` is called on `gw-loop` only and never blocks. The bus calls everything of `FactSink`, and every
`done`, on `gw-loop` too (through the `post` it was made with), so the hub needs no locks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from gateway.model.answers import Answer
from gateway.model.commands import Command
from gateway.model.disconnects import Disconnect
from gateway.model.facts import Fact

Done = Callable[[Answer], None]
"""Told the answer (perhaps a `Refused`) once; not told at all if the gateway loses its place first
(`FactSink.lost`)."""

Post = Callable[..., None]
"""`post(function, *arguments)`: run it soon on `gw-loop`; may be called from any thread."""


class Actor(NamedTuple):
    """Who asks: `sid` names the session, unique on its gateway; `uid` the user whose session it is (`Bus.user_id`)."""

    sid: str
    uid: str


class Bus(Protocol):
    """What the hub asks of the bus."""

    @property
    def under_way(self) -> int:
        """Commands that were asked and are not answered yet."""

    def user_id(self, sid: str) -> str:
        """The id of the user that a session will register, unique on the whole network; known before the answer is, so
        that no fact about the new user can be missed."""

    def ask(self, actor: Actor, command: Command, done: Done) -> None:
        """Carry out a command, after all that were asked before it."""


class FactSink(Protocol):
    """What the bus tells the hub."""

    def apply(self, facts: Sequence[Fact], newest: int) -> None:
        """The next facts of the log, in order; `newest` is the log id that the gateway has now applied."""

    def lost(self, why: Disconnect) -> None:
        """The gateway's place in the log or its sessions in Redis are gone: no client of it can be served
        truthfully."""


class BusError(Exception):
    """Redis could not be reached or answered what it should not. The message is one sentence for the admin."""


class SettingsDiffer(BusError):
    """The gateways that run have agreed on other settings than this one's."""
