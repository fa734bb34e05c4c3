"""Commands about people to verbs (on `gw-loop`), and what those answered to answers (on `gw-pub`)."""

from __future__ import annotations

from collections.abc import Callable

from gateway.bus.base import Actor
from gateway.bus.codec.facts import rooms_in
from gateway.bus.script import Verb
from gateway.model.answers import Answer, People, Person
from gateway.model.people import (
    Former,
    Formers,
    Monitor,
    PeopleCommand,
    PeoplePresent,
    Presence,
    Presences,
    SetAway,
    SetHost,
    SetRealname,
    SetUserModes,
    Unmonitor,
    UserModes,
    Whowas,
)
from ircwire.casemapping import fold


def encode_people(actor: Actor, command: PeopleCommand) -> Verb:
    """The verb that carries out a command; its arguments are those in the header of its script."""
    uid = actor.uid
    match command:
        case SetAway(text):
            return ("away", uid, text)
        case SetRealname(realname):
            return ("setname", uid, realname)
        case SetUserModes(letters, take, nick):
            return ("user_modes", uid, letters, take, fold(nick), nick)
        case SetHost(nick, host):
            return ("set_host", uid, fold(nick), nick, host)
        case Monitor(nicks):
            return ("monitor", actor.sid, *map(fold, nicks))
        case Unmonitor(nicks):
            return ("unmonitor", actor.sid, *map(fold, nicks))
        case PeoplePresent(nicks):
            return ("present", *map(fold, nicks))
        case Whowas(nick, count):
            return ("whowas", fold(nick), nick, str(count))
    raise TypeError(f"no verb for {type(command).__name__}")


def _person(row: list[str]) -> Person:
    rooms = []
    for entry in rooms_in(row[6]):
        prefix, _, name = entry.partition(" ")
        rooms.append((prefix, name))
    return Person(
        mask=row[0],
        realname=row[1],
        account=row[2],
        operator=row[3] == "1",
        since=int(row[4] or 0),
        prefix=row[5],
        rooms=tuple(rooms),
        away=row[7],
        bot=row[8] == "1",
        idle=int(row[9]),
        secure=row[10] == "1",
        address=row[11],
        modes=row[12],
    )


def _presence(row: list[str]) -> Presence:
    return Presence(row[0], row[1] == "1", row[2] == "1")


_Rows = list[list[str]]


def _people(at: int, f: list[str], rows: _Rows) -> Answer:
    return People(at, f[0], tuple(map(_person, rows)), f[1] == "1", f[2])


def _presences(at: int, f: list[str], rows: _Rows) -> Answer:
    return Presences(at, tuple(map(_presence, rows)))


PEOPLE_ANSWERS: dict[str, Callable[[int, list[str], _Rows], Answer]] = {
    "who": _people,
    "whois": _people,
    "present": _presences,
    "monitor": _presences,
    "user_modes": lambda at, f, rows: UserModes(at, f[0], f[1]),
    "whowas": lambda at, f, rows: Formers(at, tuple(Former(r[0], r[1], r[2], r[3], r[4], int(r[5])) for r in rows)),
}
