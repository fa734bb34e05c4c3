"""Commands to the verbs that carry them out. Runs on `gw-loop`."""

from __future__ import annotations

import hashlib

from gateway.bus.base import Actor
from gateway.bus.lookalikes import look
from gateway.bus.script import Verb
from gateway.model.commands import (
    BecomeOperator,
    Command,
    History,
    Join,
    ListRooms,
    Lusers,
    Modes,
    Names,
    Part,
    Quit,
    Register,
    Rename,
    Say,
    Topic,
    Who,
    Whois,
)
from ircwire.casemapping import fold


def _hashed(key: str) -> str:
    """A sender key as Redis keeps it: who reads Redis or its backups must not be able to pose as its owner."""
    return hashlib.sha256(key.encode()).hexdigest()[:32] if key else ""


def _say(actor: Actor, command: Say) -> Verb:
    target = command.target
    verb = "say" if target[0] == "#" else "tell"
    return (verb, actor.uid, fold(target), target, command.kind, command.text, command.send_id)


def _topic(actor: Actor, command: Topic) -> Verb:
    if command.text is None:
        return ("topic_of", fold(command.room), command.room)
    return ("topic", actor.uid, fold(command.room), command.room, command.text)


def _history(actor: Actor, c: History) -> Verb:
    anchor = "" if c.anchor is None else str(c.anchor)
    events = "1" if c.events else ""
    return ("history", actor.uid, fold(c.target), c.target, c.direction, anchor, c.epoch, str(c.limit), events)


def encode(actor: Actor, command: Command) -> Verb:
    """The verb that carries out a command; its arguments are those in the header of its script."""
    uid = actor.uid
    match command:
        case Say():
            verb = _say(actor, command)
        case Register(nick, username, realname, host, key):
            hashed = _hashed(key)
            verb = ("register", uid, actor.sid, nick, fold(nick), look(nick), username, host, realname, hashed)
        case Rename(nick):
            verb = ("nick", uid, nick, fold(nick), look(nick))
        case Join(room):
            verb = ("join", uid, fold(room), room)
        case Part(room, reason):
            verb = ("part", uid, fold(room), room, reason)
        case Quit(reason):
            verb = ("quit", uid, actor.sid, reason)
        case Topic():
            verb = _topic(actor, command)
        case Modes(room):
            verb = ("modes", fold(room), room)
        case Names(room):
            verb = ("names", fold(room), room)
        case ListRooms(rooms):
            verb = ("list", *map(fold, rooms))
        case Who(target):
            verb = ("who", fold(target), target)
        case Whois(nick):
            verb = ("whois", fold(nick), nick)
        case Lusers():
            verb = ("lusers",)
        case BecomeOperator():
            verb = ("oper", uid)
        case History():
            verb = _history(actor, command)
        case _:
            raise TypeError(f"no verb for {type(command).__name__}")
    return verb
