"""What can complete the word that is being written: a nick, a room, a command, an emoji. Pure.

Names and emoji offer themselves after `@`, `#`, `/` and `:`; a bare word is completed when Tab asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from ircwire.value import value
from kivy_client.core import emoji
from kivy_client.core.chat.typed import COMMANDS

MOST = 50
"""Choices offered at once."""
MOST_EMOJI = 20
_LEAST_CODE = 2
"""So many letters of a short code make it worth looking: `:)` means no emoji's name."""

_WORD = re.compile(r"[^\s]*\Z")
_CODE = re.compile(r"(?<![\w:/]):([\w+-]*)\Z")
_CLOSED = re.compile(r"(?<![\w:/]):([\w+-]{2,40}):\Z")


class Choice(NamedTuple):
    """`label`, and beside it `detail`; `sign`: an emoji before it, "" for none. `insert` replaces what was written."""

    label: str
    insert: str
    detail: str = ""
    sign: str = ""


class Completion(NamedTuple):
    """For characters `start` to `end` of the text. `whole`: one of the choices is written already."""

    start: int
    end: int
    choices: tuple[Choice, ...]
    whole: bool = False


@value
class Known:
    """What can be named here; asked only when it matters. `nicks`: those who spoke last come first. `rooms`: their
    names, and what they are about. `tone`: the skin tone of emoji."""

    nicks: Callable[[], Sequence[str]]
    rooms: Callable[[], Mapping[str, str]]
    tone: int = 0


def complete(text: str, cursor: int, known: Known, asked: bool = False) -> Completion | None:
    """The choices for what is before the cursor; None: there are none. `asked`: by Tab."""
    before = text[:cursor]
    code = _CODE.search(before)
    if code is not None and (len(code[1]) >= _LEAST_CODE or (asked and code[1])):
        return _made(code.start(), cursor, _emoji(code[1], known.tone), code[0])
    match = _WORD.search(before)
    word = match[0] if match is not None else ""
    start = cursor - len(word)
    if word.startswith("/") and start == 0:
        return _made(0, cursor, _commands(word[1:]), word)
    if word.startswith("#"):
        return _made(start, cursor, _rooms(word, known.rooms()), word)
    if word.startswith("@"):
        return _made(start, cursor, _nicks(word[1:], known.nicks(), "@", " "), word)
    if asked and word:
        return _made(start, cursor, _nicks(word, known.nicks(), "", " " if start else ": "), word)
    return None


def closed_code(text: str, cursor: int, tone: int = 0) -> Choice | None:
    """The emoji whose `:name:` has just been closed before the cursor."""
    match = _CLOSED.search(text[:cursor])
    one = emoji.by_code(match[1]) if match is not None else None
    return Choice(match[0], one.toned(tone)) if one is not None and match is not None else None


def _made(start: int, end: int, choices: Iterable[Choice], written: str) -> Completion | None:
    found = tuple(choices)[:MOST]
    whole = any(choice.insert.rstrip(" :") == written for choice in found)
    return Completion(start, end, found, whole) if found else None


def _emoji(code: str, tone: int) -> list[Choice]:
    found = []
    for one in emoji.search(code, MOST_EMOJI):
        first = one.codes[0] if one.codes else one.name
        called = next((name for name in one.codes if name.startswith(code.lower())), first)
        found.append(Choice(f":{called}:", one.toned(tone), one.name, one.toned(tone)))
    return found


def _commands(begun: str) -> list[Choice]:
    begun = begun.lower()
    found = [name for name in COMMANDS if name.startswith(begun)]
    return [Choice(f"/{COMMANDS[name].usage}", f"/{name} ", COMMANDS[name].help) for name in found]


def _rooms(begun: str, rooms: Mapping[str, str]) -> list[Choice]:
    begun = begun.casefold()
    return [Choice(name, f"{name} ", topic) for name, topic in rooms.items() if name.casefold().startswith(begun)]


def _nicks(begun: str, nicks: Sequence[str], sign: str, after: str) -> list[Choice]:
    """Those that begin so; for one who wrote `@` also those that have it anywhere."""
    begun = begun.casefold()
    first: list[str] = []
    other: list[str] = []
    for nick in nicks:
        at = nick.casefold().find(begun)
        if at == 0:
            first.append(nick)
        elif at > 0 and sign:
            other.append(nick)
    return [Choice(nick, f"{sign}{nick}{after}") for nick in (*first, *other)[:MOST]]
