"""CHATHISTORY (IRCv3 draft chathistory): pages of history and the list of what there is history of.

Errors are standard replies with the codes and parameters of that specification. How the answers look: `history`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, get_args

from gateway.dialects.base import Ask, Reply, Step
from gateway.dialects.irc.client import Client
from gateway.dialects.irc.history import NOT_RETRIEVED, events_for
from gateway.dialects.irc.targets import target_error
from gateway.model.commands import Command, Direction, History, ListTargets
from ircwire import capabilities, numerics
from ircwire.errors import WireError
from ircwire.lines import Line
from ircwire.msgids import epoch_of, id_of
from ircwire.names import is_room, normalise_nick, normalise_room
from ircwire.times import parse_time

_COMMAND = "CHATHISTORY"
_TARGETS = "TARGETS"
_DIRECTIONS: dict[str, Direction] = {direction: direction for direction in get_args(Direction)}
_REST_OF_MILLISECOND = 999


class _Invalid(Exception):
    """The line cannot be carried out; `params` of the FAIL, from its code on."""

    def __init__(self, *params: str) -> None:
        self.params_of_fail = params


class _Bound(NamedTuple):
    """A reference of a client: all ids from `first` to `last`, of a msgid one and the same. `epoch`: that of the msgid,
    "" for a time. A time stands for its whole millisecond, as far as it was shown."""

    first: int
    last: int
    epoch: str = ""


def chathistory(client: Client, line: Line) -> Sequence[Step]:
    if not client.has(capabilities.CHATHISTORY):
        text = f"Request the capability {capabilities.CHATHISTORY} first"
        return [Reply(client.numeric(numerics.ERR_UNKNOWNCOMMAND, _COMMAND, text))]
    try:
        return [Ask(_question(client, line.params))]
    except _Invalid as invalid:
        return [Reply(client.fail(_COMMAND, *invalid.params_of_fail))]


def _question(client: Client, params: tuple[str, ...]) -> Command:
    subcommand = params[0]
    name = subcommand.upper()
    if name == _TARGETS:
        return _list_targets(client, params)
    direction = _DIRECTIONS.get(name)
    if direction is None:
        raise _Invalid("INVALID_PARAMS", subcommand, "Unknown command")
    _count(params, 5 if direction == "BETWEEN" else 4)
    target = normalise_room(params[1]) if is_room(params[1]) else normalise_nick(params[1])
    if target_error(client, target):
        raise _Invalid("INVALID_TARGET", subcommand, target, NOT_RETRIEVED)
    bounds = [_bound(direction, params[0], params[1], reference) for reference in params[2:-1]]
    return _page(client, target, direction, bounds, _limit(client, params))


def _page(client: Client, target: str, direction: Direction, bounds: list[_Bound | None], limit: int) -> History:
    bound = bounds[0]
    events = events_for(client)
    if bound is None:
        return History(target, direction, None, limit, events=events)
    if direction == "BETWEEN":
        other = bounds[1]
        assert other is not None
        anchor, end = _between(bound, other)
        return History(target, direction, anchor, limit, bound.epoch, events, end, other.epoch)
    anchor = bound.first if direction in ("BEFORE", "AROUND") else bound.last
    return History(target, direction, anchor, limit, bound.epoch, events)


def _list_targets(client: Client, params: tuple[str, ...]) -> ListTargets:
    _count(params, 4)
    one, other = (_time(params[0], reference) for reference in params[1:3])
    return ListTargets(*_between(one, other), _limit(client, params))


def _between(one: _Bound, other: _Bound) -> tuple[int, int]:
    """The ids, both exclusive, between which neither bound is; the same twice where there are none."""
    if one.last < other.first:
        return one.last, other.first
    if other.last < one.first:
        return one.first, other.last
    return one.first, one.first


def _count(params: tuple[str, ...], right: int) -> None:
    if len(params) != right:
        text = "Insufficient parameters" if len(params) < right else "Too many parameters"
        raise _Invalid("INVALID_PARAMS", params[0], text)


def _limit(client: Client, params: tuple[str, ...]) -> int:
    given = params[-1]
    if not (given.isascii() and given.isdecimal() and int(given[:9])):
        raise _Invalid("INVALID_PARAMS", params[0], given, "Invalid limit")
    return min(int(given[:9]), client.server.limits.history_page)


def _bound(direction: Direction, subcommand: str, target: str, reference: str) -> _Bound | None:
    """None for "no bound", which only LATEST has."""
    if reference == "*" and direction == "LATEST":
        return None
    kind, _, value = reference.partition("=")
    read = _REFERENCES.get(kind)
    if read is None:
        text = f"{kind or reference}-based history requests are not supported"
        raise _Invalid("INVALID_MSGREFTYPE", subcommand, target, text)
    try:
        return read(value)
    except WireError:
        raise _Invalid("INVALID_PARAMS", subcommand, reference, f"Invalid {kind}") from None


def _time(subcommand: str, reference: str) -> _Bound:
    """Targets are listed by time only."""
    kind, _, value = reference.partition("=")
    try:
        if kind == "timestamp":
            return _of_time(value)
    except WireError:
        pass
    raise _Invalid("INVALID_PARAMS", subcommand, reference, "Invalid timestamp")


def _of_msgid(text: str) -> _Bound:
    return _Bound(id_of(text), id_of(text), epoch_of(text))


def _of_time(text: str) -> _Bound:
    when = parse_time(text)
    return _Bound(when, when if when % 1000 else when + _REST_OF_MILLISECOND)


_REFERENCES: dict[str, Callable[[str], _Bound]] = {"msgid": _of_msgid, "timestamp": _of_time}
