"""MODE: of rooms, told and changed; those of people are in `user_modes`. All changes of one line are one command.

What a parameter may look like is checked here; who may change what, and whether that changes anything, by the bus.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence

from gateway.dialects.base import Ask, Reply, Step
from gateway.dialects.irc.client import Client
from gateway.dialects.irc.room_modes import FLAGS, KEY, KEY_BYTES, LIMIT, LISTS, MOST_CHANGES, MUTE, RANKS, invalid
from gateway.dialects.irc.targets import room_error
from gateway.dialects.irc.user_modes import user_mode
from gateway.model.rooms import ChangeModes, MaskList, ModeChange, Modes
from ircwire import numerics
from ircwire.lines import Line
from ircwire.masks import full_mask
from ircwire.names import is_room, normalise_nick, normalise_room

_KEY = re.compile(rf"[!-+\--9;-~][!-+\--~]{{0,{KEY_BYTES - 1}}}")
_LIMIT = re.compile(r"0*[1-9]\d{0,8}", re.ASCII)
_WITHOUT = "You must say of whom, or what"


def mode(client: Client, line: Line) -> Sequence[Step]:
    target = line.params[0]
    if not is_room(target):
        return user_mode(client, line)
    room = normalise_room(target)
    if error := room_error(client, room):
        return [Reply(error)]
    letters = line.params[1] if len(line.params) > 1 else ""
    if not letters.strip("+-"):
        return [Ask(Modes(room))]
    return _Reading(client, room, line.params[2:]).steps(letters)


class _Reading:
    """Reads the letters of one MODE and the parameters that some of them take."""

    def __init__(self, client: Client, room: str, parameters: Sequence[str]) -> None:
        self._client = client
        self._room = room
        self._parameters = deque(parameters)
        self._changes: list[ModeChange] = []
        self._lists: dict[str, Step] = {}
        self._errors: dict[str, Step] = {}

    def steps(self, letters: str) -> Sequence[Step]:
        """Errors, then the changes, then the lists that were asked for; of each letter at most one error."""
        on = True
        for letter in letters:
            if letter in "+-":
                on = letter == "+"
            else:
                self._read(on, letter)
        change = [Ask(ChangeModes(self._room, tuple(self._changes)))] if self._changes else []
        return [*self._errors.values(), *change, *self._lists.values()]

    def _read(self, on: bool, letter: str) -> None:
        if letter in FLAGS:
            self._add(ModeChange(on, letter))
        elif letter in LISTS:
            if self._parameters:
                self._take(on, letter)
            else:
                self._lists[letter] = Ask(MaskList(self._room, letter))
        elif letter in RANKS or (on and letter in (KEY, LIMIT)):
            if self._parameters:
                self._take(on, letter)
            else:
                self._errors[letter] = Reply(invalid(self._client, self._room, letter, _WITHOUT))
        elif letter == LIMIT:
            self._add(ModeChange(False, letter))
        elif letter == KEY:  # taken away whatever it is; most clients say what
            if self._parameters:
                self._parameters.popleft()
            self._add(ModeChange(False, letter))
        else:
            text = "is unknown mode char to me"
            self._errors[letter] = Reply(self._client.numeric(numerics.ERR_UNKNOWNMODE, letter, text))

    def _take(self, on: bool, letter: str) -> None:
        """The next parameter belongs to this letter."""
        given = self._parameters.popleft()
        parameter = _parameter(letter, given)
        if parameter is None:
            self._errors[letter] = Reply(invalid(self._client, self._room, letter, "That cannot be its parameter"))
        else:
            self._add(ModeChange(on, letter, parameter))

    def _add(self, change: ModeChange) -> None:
        """Those over the limit are left out without a word (modern.ircdocs.horse/#modes-parameter)."""
        if sum(bool(other.parameter) is bool(change.parameter) for other in self._changes) < MOST_CHANGES:
            self._changes.append(change)


def _parameter(letter: str, given: str) -> str | None:
    """What a letter's parameter stands for; None: it cannot have it."""
    if letter in RANKS:
        return normalise_nick(given) or None
    if letter == KEY:
        return given if _KEY.fullmatch(given) else None
    if letter == LIMIT:
        return str(int(given)) if _LIMIT.fullmatch(given) else None
    muting = given.startswith(MUTE)
    if muting and letter == "I":
        return None
    mask = full_mask(given.removeprefix(MUTE) if muting else given)
    return mask and (MUTE + mask if muting else mask)
