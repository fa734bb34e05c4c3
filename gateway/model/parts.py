"""Long answers come in parts, so that none keeps the others waiting: what is to be asked after each. Pure.

A cursor is where a part begins; it is Redis's own word, and "0" is the beginning and, as what follows, the end. What is
there all the while is in one of the parts; what comes or goes meanwhile may be.
"""

from __future__ import annotations

from gateway.model.answers import Answer, People, RoomList
from gateway.model.commands import BEGINNING, Command, ListRooms, Who


def parted(command: Command, answer: Answer, last: bool) -> tuple[Answer, Command | None]:
    """The answer as it is to be told, and what asks for the next part; None: there is none. `last`: this is as much as
    is told; if there is more, the answer says so."""
    match command, answer:
        case ListRooms(), RoomList() if answer.cursor != BEGINNING:
            if last:
                return RoomList(answer.at, answer.rooms, more=True), None
            return answer, ListRooms(command.rooms, command.conditions, answer.cursor)
        case Who(), People() if answer.cursor != BEGINNING:
            if last:
                return People(answer.at, answer.name, answer.people, more=True), None
            return answer, _next_who(command, answer)
    return answer, None


def cut_short(command: Command, at: int) -> Answer:
    """The last part, in the place of all that would still come."""
    return RoomList(at, (), more=True) if isinstance(command, ListRooms) else People(at, "*", (), more=True)


def _next_who(who: Who, answer: People) -> Who:
    found = who.found + len(answer.people)
    return Who(who.target, who.fields, who.operators, who.columns, who.token, answer.cursor, found)
