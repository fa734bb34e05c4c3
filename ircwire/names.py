"""Which nicks and rooms there may be. Whether a name is taken, or looks like a taken one, is decided elsewhere.

Nicks: the characters of RFC 2812 and letters, marks and digits of other scripts, in Unicode's form NFC. Problems are
said in one sentence for a person, without repeating characters that could confuse their screen.
"""

from __future__ import annotations

import re
import unicodedata

from ircwire.scripts import mixes_scripts

# Most names are plain, and known by this without a look at each of their characters.
_PLAIN_NICK = re.compile(r"[A-Za-z\[\]\\`_^{|}][0-9A-Za-z\[\]\\`_^{|}-]*")
_PLAIN_ROOM = re.compile(r"#[!-+\--~]+")
_NICK_SIGNS = "[]\\`_^{|}-"
_ROOM_SEPARATORS = " ,\x07"
_MOST_MARKS = 3
"""The most marks in a row on one letter: enough for any language, too few to write over the lines above."""

# Letters and marks that are drawn as nothing, which their category does not tell (Unicode: Default_Ignorable).
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0") | {
    chr(code)
    for start, end in ((0x180B, 0x180F), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
    for code in range(start, end + 1)
}


def normalise_nick(nick: str) -> str:
    """The same nick in form NFC, in which all nicks are kept and compared."""
    return nick if nick.isascii() else unicodedata.normalize("NFC", nick)


def nick_problem(nick: str, longest: int) -> str | None:
    """Why a normalised nick cannot be had by anybody, in one sentence; None if it can. `longest` in characters."""
    if not nick:
        return "A name must not be empty"
    if len(nick) > longest:
        return f"A name must not be longer than {longest} characters"
    if _PLAIN_NICK.fullmatch(nick):
        return None
    for character in nick:
        problem = _character_problem(character)
        if problem:
            return problem
    if nick[0].isdecimal() or nick[0] == "-":
        return "A name must not begin with a digit or a hyphen"
    return None if nick.isascii() else _unicode_problem(nick)


def _character_problem(character: str) -> str | None:
    if character.isascii():
        if character.isalnum() or character in _NICK_SIGNS:
            return None
        if character == " ":
            return "A name must not contain spaces"
        if character.isprintable():
            return f"A name must not contain {character}"
        return "A name must not contain control characters"
    category = unicodedata.category(character)
    if character in _INVISIBLE or category[0] in "CZ":
        return "A name must not contain invisible characters"
    if category[0] in "LM" or category == "Nd":
        return None
    return "A name may contain letters, digits and the signs " + " ".join(_NICK_SIGNS)


def _unicode_problem(nick: str) -> str | None:
    if not unicodedata.is_normalized("NFC", nick):
        return "A name must be in Unicode's form NFC"
    if not unicodedata.is_normalized("NFKC", nick):
        return "A name must not contain styled or half-width letters"
    marks = 0
    for position, character in enumerate(nick):
        marks = marks + 1 if unicodedata.category(character)[0] == "M" else 0
        if marks > position or marks > _MOST_MARKS:
            return "A name must not begin with a combining mark or pile them up"
    if mixes_scripts(nick):
        return "A name must not mix alphabets whose letters look alike"
    return None


def is_room(target: str) -> bool:
    """Whether a target names a room rather than a person."""
    return target.startswith("#")


def normalise_room(room: str) -> str:
    """The same room in form NFC, in which all rooms are kept and compared."""
    return room if room.isascii() else unicodedata.normalize("NFC", room)


def room_problem(room: str, longest: int) -> str | None:
    """Why a normalised room name is none, in one sentence; None if it is one. `longest` in bytes of UTF-8."""
    if not is_room(room):
        return "A room's name begins with #"
    if len(room) == 1:
        return "A room's name needs something behind its #"
    if len(room.encode()) > longest:
        return f"A room's name must not be longer than {longest} bytes"
    if _PLAIN_ROOM.fullmatch(room):
        return None
    for character in room:
        if character in _ROOM_SEPARATORS:
            return "A room's name must not contain spaces, commas or control characters"
        if character in _INVISIBLE or unicodedata.category(character)[0] in "CZ":
            return "A room's name must not contain invisible or control characters"
    if not unicodedata.is_normalized("NFC", room):
        return "A room's name must be in Unicode's form NFC"
    return None
