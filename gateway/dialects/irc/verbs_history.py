"""CHATHISTORY (IRCv3 draft chathistory): LATEST, BEFORE and AFTER, by msgid or time; and its pages as lines.

Errors are standard replies with the codes and parameters of that specification.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from gateway.dialects.base import Ask, Reply, Step
from gateway.dialects.irc.client import Client
from gateway.dialects.irc.targets import target_error
from gateway.model.answers import HistoryPage
from gateway.model.commands import Direction, History
from ircwire import capabilities, numerics
from ircwire.errors import WireError
from ircwire.lines import Line
from ircwire.msgids import epoch_of, id_of
from ircwire.names import is_room, normalise_nick, normalise_room
from ircwire.times import parse_time

NOT_RETRIEVED = "Messages could not be retrieved"
_COMMAND = "CHATHISTORY"
_DIRECTIONS: dict[str, Direction] = {direction: direction for direction in get_args(Direction)}
_REST_OF_MILLISECOND = 999


class _Invalid(Exception):
    """The line cannot be carried out; `params` of the FAIL, from its code on."""

    def __init__(self, *params: str) -> None:
        self.params_of_fail = params


def chathistory(client: Client, line: Line) -> Sequence[Step]:
    if not client.has(capabilities.CHATHISTORY):
        text = f"Request the capability {capabilities.CHATHISTORY} first"
        return [Reply(client.numeric(numerics.ERR_UNKNOWNCOMMAND, _COMMAND, text))]
    try:
        return [Ask(_question(client, line.params))]
    except _Invalid as invalid:
        return [Reply(client.fail(_COMMAND, *invalid.params_of_fail))]


def _question(client: Client, params: tuple[str, ...]) -> History:
    subcommand = params[0]
    direction = _DIRECTIONS.get(subcommand.upper())
    if direction is None:
        raise _Invalid("INVALID_PARAMS", subcommand, "Unknown command")
    if len(params) != 4:
        text = "Insufficient parameters" if len(params) < 4 else "Too many parameters"
        raise _Invalid("INVALID_PARAMS", subcommand, text)
    target = normalise_room(params[1]) if is_room(params[1]) else normalise_nick(params[1])
    if target_error(client, target):
        raise _Invalid("INVALID_TARGET", subcommand, target, NOT_RETRIEVED)
    anchor, epoch = _anchor(direction, *params[:3])
    if not (params[3].isascii() and params[3].isdecimal() and int(params[3][:9])):
        raise _Invalid("INVALID_PARAMS", subcommand, params[3], "Invalid limit")
    limit = min(int(params[3][:9]), client.server.limits.history_page)
    return History(target, direction, anchor, limit, epoch)


def _anchor(direction: Direction, subcommand: str, target: str, reference: str) -> tuple[int | None, str]:
    """The id that the page begins before or after, and its msgid's epoch, "" for a time.

    A time stands for its whole millisecond, as far as it was shown."""
    if reference == "*" and direction == "LATEST":
        return None, ""
    kind, _, value = reference.partition("=")
    try:
        if kind == "msgid":
            return id_of(value), epoch_of(value)
        if kind == "timestamp":
            when = parse_time(value)
            return (when if direction == "BEFORE" or when % 1000 else when + _REST_OF_MILLISECOND), ""
    except WireError:
        raise _Invalid("INVALID_PARAMS", subcommand, reference, f"Invalid {kind}") from None
    text = f"{kind or reference}-based history requests are not supported"
    raise _Invalid("INVALID_MSGREFTYPE", subcommand, target, text)


def history_page(client: Client, answer: HistoryPage) -> bytes:
    """The facts in a batch, where the client knows batches."""
    if not client.has(capabilities.BATCH):
        return b"".join(client.format.encode(fact) for fact in answer.facts)
    client.batches += 1
    reference = f"h{client.batches}"
    start = client.line("BATCH", f"+{reference}", "chathistory", answer.name)
    lines = [client.format.in_batch(fact, reference) for fact in answer.facts]
    return b"".join([start, *lines, client.line("BATCH", f"-{reference}")])
