"""The names that verbs are given: lists of them, and whether each may be a room's or a person's at all.

A name that nobody can have is answered like one that nobody has, without asking the bus.
"""

from __future__ import annotations

from functools import lru_cache

from gateway.dialects.irc.client import Client
from gateway.model.commands import RANKS
from ircwire import numerics
from ircwire.casemapping import fold
from ircwire.names import is_room, nick_problem, normalise_nick, normalise_room, room_problem

MOST_TARGETS = 4
"""How many people and rooms one PRIVMSG, NOTICE or TAGMSG may go to, and how many people a KICK."""


@lru_cache(2048)
def names_in(text: str) -> tuple[str, ...]:
    """The names of a comma-separated list, each once, normalised. Remembered: most lines go where others have gone."""
    names: dict[str, str] = {}
    for word in text.split(","):
        if word:
            name = normalise_target(word)
            names.setdefault(fold(name), name)
    return tuple(names.values())


def normalise_target(word: str) -> str:
    """The name of a room or a person in the form in which it is kept. Before a room's, "@" or "+": of its members only
    those who have that prefix or a higher one (STATUSMSG)."""
    if is_room(word):
        return normalise_room(word)
    room = word.lstrip(RANKS)
    if not is_room(room):
        return normalise_nick(word)
    return ("+" if "+" in word[: -len(room)] else "@") + normalise_room(room)


def _without_rank(target: str) -> str:
    """The room of a target that is for those with a prefix only; any other target as it is."""
    return target[1:] if target[0] in RANKS and is_room(target[1:]) else target


def too_many(client: Client, name: str, tags: dict[str, str] | None = None) -> bytes:
    """The error for the first name that is beyond MOST_TARGETS; those before it count."""
    text = f"Too many targets: a line goes to {MOST_TARGETS} at most"
    return client.numeric(numerics.ERR_TOOMANYTARGETS, name, text, tags=tags)


def room_error(client: Client, room: str, tags: dict[str, str] | None = None) -> bytes:
    """The error for a name that is not a room's, else b""."""
    if not is_room(room):
        return client.numeric(numerics.ERR_NOSUCHCHANNEL, room, "There is no such room", tags=tags)
    problem = room_problem(room, client.server.limits.room)
    return client.numeric(numerics.ERR_BADCHANMASK, room, problem, tags=tags) if problem else b""


def nick_error(client: Client, nick: str, tags: dict[str, str] | None = None) -> bytes:
    """The error for a name that nobody can have, else b""."""
    if nick_problem(nick, client.server.limits.nick):
        return client.numeric(numerics.ERR_NOSUCHNICK, nick, "There is nobody of that name", tags=tags)
    return b""


def target_error(client: Client, target: str, tags: dict[str, str] | None = None) -> bytes:
    """The error for what is neither a room's nor a person's name, else b""."""
    limits = client.server.limits
    if _is_sound(target, limits.room, limits.nick):
        return b""
    target = _without_rank(target)
    return room_error(client, target, tags) if is_room(target) else nick_error(client, target, tags)


@lru_cache(2048)
def _is_sound(target: str, longest_room: int, longest_nick: int) -> bool:
    """Whether it may be the name of a room or a person. Remembered: see `names_in`."""
    target = _without_rank(target)
    problem = room_problem(target, longest_room) if is_room(target) else nick_problem(target, longest_nick)
    return problem is None
