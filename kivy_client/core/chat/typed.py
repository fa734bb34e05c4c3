"""What a typed text asks for: something to say, or a slash command, by a table of names. Pure.

A text that begins with `//` is said with one slash; an unknown or incomplete command is a `Mistake`, one sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ircwire.client_events import MessageKind
from ircwire.names import is_room
from ircwire.value import value
from kivy_client.core.model.commands import (
    AskProfile,
    Command,
    Invite,
    Join,
    Kick,
    Leave,
    ListRooms,
    Open,
    Part,
    RenameRoom,
    SetAway,
    SetMode,
    SetNick,
    SetTopic,
)

LEAVE_WORDS = frozenset({"QUIT", "{quit}"})
"""Typed alone, these leave the chat."""


@value
class Speak(Command):
    """Say this to whom it is (a room or a nick)."""

    target: str
    text: str
    kind: MessageKind = "PRIVMSG"


@value
class SendRaw(Command):
    """A line of IRC, as it was typed."""

    line: str


@value
class TellHelp(Command):
    """Show what commands there are, in the conversation."""


@value
class TellTopic(Command):
    """Show the room's topic, in the conversation."""


class Mistake(ValueError):
    """What was typed or asked cannot be carried out; the message says why, for a person."""


@value
class Place:
    """Where something is typed. `room`: it is a room; `name`: its name, or the nick of the other person. `is_room`:
    what is the name of one."""

    key: str
    name: str
    room: bool
    is_room: Callable[[str], bool] = is_room


Maker = Callable[[Place, str], Sequence[Command]]


@value
class Slash:
    """One command. `usage` without the slash, `help` in a few words."""

    usage: str
    help: str
    make: Maker


def read(text: str, place: Place) -> Sequence[Command]:
    """What the person wants. Raises Mistake."""
    if text.strip() in LEAVE_WORDS:
        return [Leave()]
    if not text.startswith("/"):
        return [Speak(place.name, text)]
    if text.startswith("//"):
        return [Speak(place.name, text[1:])]
    word, _, rest = text[1:].partition(" ")
    name = word.strip().lower()
    slash = COMMANDS.get(name)
    if slash is None:
        raise Mistake(f"There is no command /{name[:30]}; /help lists those there are.")
    return slash.make(place, rest.strip())


def words_of(name: str) -> str:
    """How a command is used: a sentence."""
    return f"Use it like this: /{COMMANDS[name].usage}"


def _one(make: Callable[[str], Command], name: str) -> Maker:
    """A command that needs a text."""

    def maker(place: Place, rest: str) -> Sequence[Command]:
        if not rest:
            raise Mistake(words_of(name))
        return [make(rest)]

    return maker


def _here(place: Place, name: str) -> str:
    if not place.room:
        raise Mistake(f"/{name} is for rooms.")
    return place.key


def _split(rest: str, name: str, count: int) -> list[str]:
    """The first words and the rest; as many as are needed."""
    words = rest.split(None, count - 1)
    if len(words) < count:
        raise Mistake(words_of(name))
    return words


def _me(place: Place, rest: str) -> Sequence[Command]:
    if not rest:
        raise Mistake(words_of("me"))
    return [Speak(place.name, rest, "ACTION")]


def _join(place: Place, rest: str) -> Sequence[Command]:
    room, _, password = rest.partition(" ")
    if not room:
        raise Mistake(words_of("join"))
    return [Join(room if place.is_room(room) else f"#{room}", password.strip())]


def _part(place: Place, rest: str) -> Sequence[Command]:
    first, _, reason = rest.partition(" ")
    if place.is_room(first):
        return [Part(first, reason.strip())]
    return [Part(place.key, rest)]


def _message(name: str, kind: MessageKind = "PRIVMSG") -> Maker:
    def maker(_: Place, rest: str) -> Sequence[Command]:
        target, text = _split(rest, name, 2)
        return [Speak(target, text, kind)]

    return maker


def _query(place: Place, rest: str) -> Sequence[Command]:
    nick, _, text = rest.partition(" ")
    if not nick:
        raise Mistake(words_of("query"))
    opening: list[Command] = [Open(nick, nick)]
    return [*opening, Speak(nick, text)] if text.strip() else opening


def _topic(place: Place, rest: str) -> Sequence[Command]:
    key = _here(place, "topic")
    return [SetTopic(key, "" if rest == "-" else rest) if rest else TellTopic()]


def _rename(place: Place, rest: str) -> Sequence[Command]:
    if not rest:
        raise Mistake(words_of("rename"))
    return [RenameRoom(_here(place, "rename"), rest)]


def _kick(name: str, *, ban: bool) -> Maker:
    def maker(place: Place, rest: str) -> Sequence[Command]:
        nick, _, reason = rest.partition(" ")
        if not nick:
            raise Mistake(words_of(name))
        return [Kick(_here(place, name), nick, reason.strip(), ban)]

    return maker


def _mode_of(name: str, change: str) -> Maker:
    """A mode for each of the people (or masks) named."""

    def maker(place: Place, rest: str) -> Sequence[Command]:
        key, nicks = _here(place, name), rest.split()
        if not nicks:
            raise Mistake(words_of(name))
        return [SetMode(key, (change, nick)) for nick in nicks]

    return maker


def _mode(place: Place, rest: str) -> Sequence[Command]:
    changes = tuple(rest.split())
    if not changes:
        raise Mistake(words_of("mode"))
    return [SetMode(_here(place, "mode"), changes)]


def _invite(place: Place, rest: str) -> Sequence[Command]:
    nick, _, room = rest.partition(" ")
    if not nick:
        raise Mistake(words_of("invite"))
    return [Invite(room.strip() or _here(place, "invite"), nick)]


def _shrug(place: Place, rest: str) -> Sequence[Command]:
    return [Speak(place.name, f"{rest} ¯\\_(ツ)_/¯".strip())]


def _raw(_: Place, rest: str) -> Sequence[Command]:
    if not rest or not rest.isprintable():
        raise Mistake(words_of("raw"))
    return [SendRaw(rest)]


_AWAY = "Away"

COMMANDS: dict[str, Slash] = {
    "away": Slash("away [text]", "say that you are away", lambda _, rest: [SetAway(rest or _AWAY)]),
    "back": Slash("back", "say that you are back", lambda *_: [SetAway("")]),
    "ban": Slash("ban nick …", "keep people out of the room", _mode_of("ban", "+b")),
    "deop": Slash("deop nick …", "take back operator rights", _mode_of("deop", "-o")),
    "devoice": Slash("devoice nick …", "take back the right to speak", _mode_of("devoice", "-v")),
    "help": Slash("help", "list these commands", lambda *_: [TellHelp()]),
    "invite": Slash("invite nick [#room]", "ask somebody into the room", _invite),
    "join": Slash("join #room [password]", "go into a room", _join),
    "kick": Slash("kick nick [reason]", "remove somebody from the room", _kick("kick", ban=False)),
    "kickban": Slash("kickban nick [reason]", "remove somebody and keep them out", _kick("kickban", ban=True)),
    "list": Slash("list", "list the rooms of the server", lambda *_: [ListRooms()]),
    "me": Slash("me does something", "say what you do", _me),
    "mode": Slash("mode +i", "change the room's modes", _mode),
    "msg": Slash("msg nick text", "say something to somebody alone", _message("msg")),
    "nick": Slash("nick name", "change your name", _one(lambda rest: SetNick("_".join(rest.split())), "nick")),
    "notice": Slash("notice nick text", "send a notice", _message("notice", "NOTICE")),
    "op": Slash("op nick …", "make people operators of the room", _mode_of("op", "+o")),
    "part": Slash("part [#room] [reason]", "leave the room", _part),
    "query": Slash("query nick [text]", "talk with somebody alone", _query),
    "quit": Slash("quit", "leave the chat", lambda *_: [Leave()]),
    "raw": Slash("raw LINE", "send a line of IRC as it is", _raw),
    "rename": Slash("rename #room", "give the room another name", _rename),
    "shrug": Slash("shrug [text]", "¯\\_(ツ)_/¯", _shrug),
    "topic": Slash("topic [text]", "show the room's topic, or set it; - for none", _topic),
    "unban": Slash("unban mask …", "let people in again", _mode_of("unban", "-b")),
    "voice": Slash("voice nick …", "let people speak in a moderated room", _mode_of("voice", "+v")),
    "whois": Slash("whois nick", "who somebody is", _one(lambda rest: AskProfile(rest.split()[0]), "whois")),
}
