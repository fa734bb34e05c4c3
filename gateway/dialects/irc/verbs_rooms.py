"""Verbs about rooms: JOIN, PART, TOPIC, NAMES, LIST. Lists of rooms become one command for each."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.dialects.base import Ask, Reply, Step
from gateway.dialects.irc.client import Client
from gateway.dialects.irc.elist import list_question
from gateway.dialects.irc.rooms import end_of_names, room_list, wants_no_names
from gateway.dialects.irc.targets import names_in, room_error
from gateway.model.answers import RoomList
from gateway.model.commands import Join, ListRooms, Names, Part, Topic
from gateway.model.rooms import PartAll
from ircwire.casemapping import fold
from ircwire.lines import Line
from ircwire.names import normalise_room
from ircwire.text import truncate

_REASON_BYTES = 300


def join(client: Client, line: Line) -> Sequence[Step]:
    """Keys go with the rooms in their order. The word 0 in the place of a list: leave all (RFC 2812, 3.2.1)."""
    if line.params[0] == "0":
        return [Ask(PartAll())]
    keys = line.params[1].split(",") if len(line.params) > 1 else []
    asked: dict[str, tuple[str, str]] = {}
    for number, word in enumerate(filter(None, line.params[0].split(","))):
        room = normalise_room(word)
        asked.setdefault(fold(room), (room, keys[number] if number < len(keys) else ""))
    names = not wants_no_names(client)
    steps: list[Step] = []
    for room, key in asked.values():
        error = room_error(client, room)
        steps.append(Reply(error) if error else Ask(Join(room, key, names)))
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
    """The end of the list names all that was asked for, as it was."""
    asked = line.params[0] if line.params else ""
    rooms = [room for room in names_in(asked) if not room_error(client, room)]
    return [*(Ask(Names(room)) for room in rooms), Reply(end_of_names(client, asked or "*"))]


def list_(client: Client, line: Line) -> Sequence[Step]:
    asked = list_question(word for param in line.params[:2] for word in param.split(","))
    rooms = tuple(room for room in asked.rooms if not room_error(client, room))
    if asked.rooms and not rooms:
        return [Reply(room_list(client, asked, RoomList(0, ())))]
    return [Ask(ListRooms(rooms, asked.conditions))]
