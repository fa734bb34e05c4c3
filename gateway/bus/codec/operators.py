"""Commands of operators to verbs (on `gw-loop`), and what those answered to answers (on `gw-pub`)."""

from __future__ import annotations

from collections.abc import Callable

from gateway.bus.base import Actor
from gateway.bus.script import Verb
from gateway.model.answers import Answer
from gateway.model.operators import (
    AskTime,
    Ban,
    Bans,
    BanSet,
    Kill,
    LearnBans,
    LiftBan,
    ListBans,
    ListOperators,
    Operators,
    ServerCommand,
    SetBan,
    TimeIs,
    Wallops,
)
from ircwire.casemapping import fold


def encode_operators(actor: Actor, command: ServerCommand) -> Verb:
    """The verb that carries out a command; its arguments are those in the header of its script."""
    uid = actor.uid
    match command:
        case Kill(nick, reason):
            return ("kill", uid, fold(nick), nick, reason)
        case Wallops(text):
            return ("wallops", uid, text)
        case SetBan(kind, mask, seconds, reason):
            return ("set_ban", uid, kind, fold(mask), str(seconds), reason)
        case LiftBan(kind, mask):
            return ("lift_ban", uid, kind, fold(mask))
        case ListBans(kind):
            return ("bans", uid, kind)
        case LearnBans():
            return ("bans", "", "DLINE")
        case ListOperators():
            return ("operators", uid)
        case AskTime():
            return ("time",)
    raise TypeError(f"no verb for {type(command).__name__}")


_Rows = list[list[str]]


def _ban(row: list[str]) -> Ban:
    return Ban(row[0], row[1], int(row[2]), int(row[3]), row[4])


OPERATORS_ANSWERS: dict[str, Callable[[int, list[str], _Rows], Answer]] = {
    "set_ban": lambda at, f, rows: BanSet(at, int(f[0]), f[1] == "1"),
    "bans": lambda at, f, rows: Bans(at, tuple(map(_ban, rows))),
    "operators": lambda at, f, rows: Operators(at, tuple(row[0] for row in rows)),
    "time": lambda at, f, rows: TimeIs(at, int(f[0])),
}
