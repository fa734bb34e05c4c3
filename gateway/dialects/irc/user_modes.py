"""Modes of people: MODE of one's own nick, and its answer as lines. Which are set, and whose, is Redis's to say."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.dialects.base import Ask, Reply, Step
from gateway.dialects.irc.client import Client
from gateway.dialects.irc.targets import nick_error
from gateway.model.people import SetUserModes, UserModes
from ircwire import numerics
from ircwire.lines import Line
from ircwire.names import normalise_nick

BOT_MODE = "B"
"""The letter of the mode, and of the flag in WHO, by which bots are known (IRCv3 bot-mode)."""
USER_MODES = "Biow"
"""Letters: bot, invisible, server operator (which OPER gives), hears WALLOPS."""


def user_mode(client: Client, line: Line) -> Sequence[Step]:
    """MODE of a nick. Whether that is one's own the bus says: a NICK may be under way before it."""
    nick = normalise_nick(line.params[0])
    if error := nick_error(client, nick):
        return [Reply(error)]
    asked: dict[str, bool] = {}
    on = True
    for letter in line.params[1] if len(line.params) > 1 else "":
        if letter in "+-":
            on = letter == "+"
        else:
            asked[letter] = on
    letters_set = "".join(letter for letter, wish in asked.items() if wish)
    letters_taken = "".join(letter for letter, wish in asked.items() if not wish)
    return [Ask(SetUserModes(letters_set, letters_taken, nick))]


def user_modes(client: Client, asked: SetUserModes, answer: UserModes) -> bytes:
    """Which modes there are; or what was changed of what was asked, and whether a letter of it is unknown."""
    client.bot = BOT_MODE in answer.letters
    client.operator = "o" in answer.letters
    letters = asked.set + asked.take
    if not letters:
        return client.line(numerics.RPL_UMODEIS, client.name, f"+{answer.letters}")
    changed = client.line("MODE", client.nick, answer.changes) if answer.changes else b""
    if any(letter not in USER_MODES for letter in letters):
        changed += client.numeric(numerics.ERR_UMODEUNKNOWNFLAG, "Unknown MODE flag")
    return changed
