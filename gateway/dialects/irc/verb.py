"""What the table of verbs says of each: its handler, and what the dispatcher checks before it calls it.

A handler turns a line that passed these checks into steps; it reads the client and, where registration or CAP are
concerned, changes it. It does no input or output. Runs on `gw-loop`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import NamedTuple

from gateway.dialects.base import Step
from gateway.dialects.irc.client import Client
from ircwire.lines import Line

Handler = Callable[[Client, Line], Sequence[Step]]


class When(Enum):
    """When a verb may be used."""

    BEFORE = "before registration"
    ALWAYS = "at any time"
    AFTER = "after registration"


class Verb(NamedTuple):
    """`least`: so many parameters must be there and not be empty. `missing`: the numeric for each one that is not
    (default: ERR_NEEDMOREPARAMS). `silent`: errors are not answered."""

    handler: Handler
    least: int = 0
    when: When = When.AFTER
    missing: tuple[str, ...] = ()
    silent: bool = False
