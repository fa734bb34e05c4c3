"""What LIST asks: names of rooms, and conditions (ISUPPORT ELIST, modern.ircdocs.horse/#elist-parameter)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gateway.model.commands import ListRooms
from ircwire.masks import is_dear
from ircwire.names import is_room, normalise_room

_NUMBER = re.compile(r"([CT]?)([<>])(\d{1,9})", re.ASCII | re.IGNORECASE)
_WILDCARD = re.compile(r"[*?]")
MOST_CONDITIONS = 10


def list_question(words: Iterable[str]) -> ListRooms:
    """The question that these words are. A word that is none of what there is, or a mask that is too dear to match, is
    a room that nobody has."""
    rooms: dict[str, None] = {}
    conditions: list[str] = []
    for word in filter(None, words):
        if number := _NUMBER.fullmatch(word):
            letter, sign, bound = number.groups()
            conditions.append(f"{letter.upper() or 'U'}{sign}{bound}")
        elif is_dear(word):
            rooms[word] = None
        elif word[0] == "!":
            conditions.append(f"N{normalise_room(word[1:])}")
        elif _WILDCARD.search(word):
            conditions.append(f"M{normalise_room(word)}")
        elif is_room(word):
            rooms[normalise_room(word)] = None
        else:
            rooms[word] = None
    return ListRooms(tuple(rooms), tuple(conditions[:MOST_CONDITIONS]))
