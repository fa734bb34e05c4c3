"""Commands to the verbs that carry them out. Runs on `gw-loop`."""

from __future__ import annotations

import hashlib

from gateway.bus.base import Actor
from gateway.bus.codec.facts import EVENT_LETTERS
from gateway.bus.codec.operators import encode_operators
from gateway.bus.codec.people import encode_people
from gateway.bus.codec.rooms import encode_room
from gateway.bus.lookalikes import look
from gateway.bus.script import Verb
from gateway.model.commands import (
    RANKS,
    BecomeOperator,
    Command,
    History,
    Join,
    ListRooms,
    ListTargets,
    Lusers,
    MarkRead,
    Names,
    Part,
    Quit,
    Redact,
    Register,
    Rename,
    RenameRoom,
    Say,
    Settle,
    Tag,
    Topic,
    Who,
    Whois,
)
from gateway.model.operators import ServerCommand
from gateway.model.people import PeopleCommand
from gateway.model.rooms import RoomCommand
from ircwire.casemapping import fold

_MESSAGES = "ST"
"""The letters of lines to rooms and to people (`codec.facts`)."""


def _hashed(key: str) -> str:
    """A sender key as Redis keeps it: who reads Redis or its backups must not be able to pose as its owner."""
    return hashlib.sha256(key.encode()).hexdigest()[:32] if key else ""


def _register(actor: Actor, c: Register) -> Verb:
    names = (c.nick, fold(c.nick), look(c.nick), c.username, c.host, c.realname)
    return ("register", actor.uid, actor.sid, *names, _hashed(c.key), "1" if c.secure else "")


def _say(actor: Actor, command: Say) -> Verb:
    target = command.target
    # How many further lines there are comes before them, so that rows can grow at their end.
    line = (command.kind, command.text, command.send_id, command.tags, str(len(command.more)), *command.more)
    if target[0] in RANKS:
        return ("say_to_status", actor.uid, target[0], fold(target[1:]), target[1:], *line)
    return ("say" if target[0] == "#" else "tell", actor.uid, fold(target), target, *line)


def _tag(actor: Actor, c: Tag) -> Verb:
    if c.target[0] in RANKS:
        return ("tag_status", actor.uid, c.target[0], fold(c.target[1:]), c.target[1:], c.tags)
    return ("tag", actor.uid, fold(c.target), c.target, c.tags, "1" if c.kept else "")


def _history(actor: Actor, c: History) -> Verb:
    anchor = "" if c.anchor is None else str(c.anchor)
    kinds = _MESSAGES + "".join(EVENT_LETTERS[event] for event in c.events)
    page = (c.direction, anchor, c.epoch, str(c.limit), kinds, str(c.end), c.end_epoch)
    return ("history", actor.uid, fold(c.target), c.target, *page)


def _mark_read(actor: Actor, c: MarkRead) -> Verb:
    if c.when is None:
        return ("read_marker", actor.uid, fold(c.target), c.target)
    return ("mark_read", actor.uid, fold(c.target), c.target, str(c.when))


def encode(actor: Actor, command: Command) -> Verb:
    """The verb that carries out a command; its arguments are those in the header of its script."""
    uid = actor.uid
    match command:
        case Say():
            verb = _say(actor, command)
        case Tag():
            verb = _tag(actor, command)
        case Register():
            verb = _register(actor, command)
        case Rename(nick):
            verb = ("nick", uid, nick, fold(nick), look(nick))
        case Join() | Part() | Topic() | Names() | ListRooms() | RoomCommand():
            verb = encode_room(actor, command)
        case Quit(reason):
            verb = ("quit", uid, actor.sid, reason)
        case Who(target, fields, operators):
            part = (command.cursor, str(command.found))
            verb = ("who", uid, fold(target), target, fields, "1" if operators else "", *part)
        case Whois(nick):
            verb = ("whois", uid, fold(nick), nick)
        case PeopleCommand():
            verb = encode_people(actor, command)
        case ServerCommand():
            verb = encode_operators(actor, command)
        case Settle():
            verb = ("settle",)
        case Lusers():
            verb = ("lusers",)
        case BecomeOperator():
            verb = ("oper", uid)
        case History():
            verb = _history(actor, command)
        case ListTargets(anchor, end, limit):
            verb = ("history_targets", uid, str(anchor), str(end), str(limit))
        case Redact(target, msgid, reason):
            verb = ("redact", uid, fold(target), target, msgid, reason)
        case MarkRead():
            verb = _mark_read(actor, command)
        case RenameRoom(room, name, reason):
            verb = ("rename_room", uid, fold(room), room, fold(name), name, reason)
        case _:
            raise TypeError(f"no verb for {type(command).__name__}")
    return verb
