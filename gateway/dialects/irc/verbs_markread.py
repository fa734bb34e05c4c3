"""MARKREAD (IRCv3 draft read-marker): up to when its user has read a room or a talk; for the user's own sessions only.

Errors are standard replies with the codes and parameters of that specification.
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.dialects.base import Ask, Reply, Step
from gateway.dialects.irc.client import Client
from gateway.dialects.irc.targets import target_error
from gateway.model.commands import MarkRead
from ircwire import capabilities, numerics
from ircwire.errors import WireError
from ircwire.lines import Line
from ircwire.names import is_room, normalise_nick, normalise_room
from ircwire.times import parse_time, server_time

_COMMAND = "MARKREAD"
_TIMESTAMP = "timestamp="


def markread(client: Client, line: Line) -> Sequence[Step]:
    if not client.has(capabilities.READ_MARKER):
        text = f"Request the capability {capabilities.READ_MARKER} first"
        return [Reply(client.numeric(numerics.ERR_UNKNOWNCOMMAND, _COMMAND, text))]
    if not line.params or not line.params[0]:
        return [Reply(client.fail(_COMMAND, "NEED_MORE_PARAMS", "Missing parameters"))]
    given = line.params[0]
    target = normalise_room(given) if is_room(given) else normalise_nick(given)
    if target_error(client, target):
        return [Reply(client.fail(_COMMAND, "INVALID_PARAMS", target, "Invalid parameters"))]
    if len(line.params) == 1:
        return [Ask(MarkRead(target))]
    when = line.params[1]
    try:
        if not when.startswith(_TIMESTAMP):
            raise WireError("Only a time can be marked")
        return [Ask(MarkRead(target, parse_time(when.removeprefix(_TIMESTAMP))))]
    except WireError:
        return [Reply(client.fail(_COMMAND, "INVALID_PARAMS", when, "Invalid parameters"))]


def read_marker(client: Client, name: str, when: int) -> bytes:
    """Up to when the user has read, microseconds since 1970, or 0; b"" to a client without the capability."""
    if not client.has(capabilities.READ_MARKER):
        return b""
    return client.line(_COMMAND, name, _TIMESTAMP + server_time(when) if when else "*")


def not_marked(client: Client, command: MarkRead) -> bytes:
    """The marker was neither set nor read."""
    return client.fail(_COMMAND, "INTERNAL_ERROR", command.target, "The read timestamp could not be set")
