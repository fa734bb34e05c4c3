"""Verbs about rooms: JOIN, PART, TOPIC, NAMES, LIST, MODE. Lists of rooms become one command for each."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.dialects.base import Ask, Reply, Step
from gateway.dialects.irc.client import Client
from gateway.dialects.irc.rooms import end_of_names, room_list
from gateway.dialects.irc.targets import names_in, room_error
from gateway.model.commands import Join, ListRooms, Modes, Names, Part, Topic
from ircwire import numerics
from ircwire.casemapping import fold
from ircwire.lines import Line
from ircwire.names import is_room, normalise_nick, normalise_room
from ircwire.text import truncate

_REASON_BYTES = 300


def join(client: Client, line: Line) -> Sequence[Step]:
    steps: list[Step] = []
    for room in names_in(line.params[0]):
        error = room_error(client, room)
        steps.append(Reply(error) if error else Ask(Join(room)))
    return steps


def part(client: Client, line: Line) -> Sequence[Step]:
    reason = truncate(line.params[1], _REASON_BYTES) if len(line.params) > 1 else ""
    steps: list[Step] = []
    for room in names_in(line.params[0]):
        error = room_error(client, room)
        steps.append(Reply(error) if error else Ask(Part(room, reason)))
    return steps


def topic(client: Client, line: Line) -> Sequence[Step]:
    room = normalise_room(line.params[0])
    error = room_error(client, room)
    if error:
        return [Reply(error)]
    if len(line.params) == 1:
        return [Ask(Topic(room))]
    return [Ask(Topic(room, truncate(line.params[1], _topic_bytes(client, room))))]


def _topic_bytes(client: Client, room: str) -> int:
    return min(client.server.limits.topic, client.room_for_text("TOPIC", room))


def names(client: Client, line: Line) -> Sequence[Step]:
    rooms = names_in(line.params[0]) if line.params else []
    if not rooms:
        return [Reply(end_of_names(client, "*"))]
    return [Reply(end_of_names(client, room)) if room_error(client, room) else Ask(Names(room)) for room in rooms]


def list_(client: Client, line: Line) -> Sequence[Step]:
    rooms = names_in(line.params[0]) if line.params else []
    valid = tuple(room for room in rooms if not room_error(client, room))
    if rooms and not valid:
        return [Reply(room_list(client, ()))]
    return [Ask(ListRooms(valid))]


def mode(client: Client, line: Line) -> Sequence[Step]:
    """Modes as they are; none can be changed. No room has bans, and clients ask for their list on joining."""
    target, asked = line.params[0], "".join(line.params[1:2]).lstrip("+-")
    if is_room(target):
        room = normalise_room(target)
        error = room_error(client, room)
        if error or not asked:
            return [Reply(error) if error else Ask(Modes(room))]
        if asked == "b" and len(line.params) == 2:
            return [Reply(client.numeric(numerics.RPL_ENDOFBANLIST, room, "End of channel ban list"))]
        return [Reply(client.numeric(numerics.ERR_UNKNOWNMODE, asked[0], "is unknown mode char to me"))]
    if fold(normalise_nick(target)) != fold(client.nick):
        return [Reply(client.numeric(numerics.ERR_USERSDONTMATCH, "Modes are everybody's own affair"))]
    if asked:
        return [Reply(client.numeric(numerics.ERR_UMODEUNKNOWNFLAG, "Unknown MODE flag"))]
    return [Reply(client.line(numerics.RPL_UMODEIS, client.name, "+o" if client.operator else "+"))]
