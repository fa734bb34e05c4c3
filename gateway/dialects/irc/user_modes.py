"""Modes of people: MODE of one's own nick, and its answer as lines. Which are set is Redis's to say."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.dialects.base import Ask, Reply, Step
from gateway.dialects.irc.client import Client
from gateway.model.facts import key_of
from gateway.model.people import SetUserModes, UserModes
from ircwire import numerics
from ircwire.lines import Line
from ircwire.names import normalise_nick

BOT_MODE = "B"
"""The letter of the mode, and of the flag in WHO, by which bots are known (IRCv3 bot-mode)."""
USER_MODES = "Biow"
"""Letters: bot, invisible, server operator (which OPER gives), hears WALLOPS."""


def user_mode(client: Client, line: Line) -> Sequence[Step]:
    """MODE of one's own nick: what may be changed of what was asked, or which modes there are."""
    if key_of(normalise_nick(line.params[0])) != key_of(client.nick):
        return [Reply(client.numeric(numerics.ERR_USERSDONTMATCH, "Modes are everybody's own affair"))]
    asked: dict[str, bool] = {}
    on = True
    for letter in line.params[1] if len(line.params) > 1 else "":
        if letter in "+-":
            on = letter == "+"
        else:
            asked[letter] = on
    unknown = [letter for letter in asked if letter not in USER_MODES]
    wanted = SetUserModes(
        "".join(letter for letter, wish in asked.items() if wish and letter in USER_MODES),
        "".join(letter for letter, wish in asked.items() if not wish and letter in USER_MODES),
    )
    steps: list[Step] = []
    if unknown:
        steps.append(Reply(client.numeric(numerics.ERR_UMODEUNKNOWNFLAG, "Unknown MODE flag")))
    return steps if unknown and wanted == SetUserModes() else [Ask(wanted), *steps]


def user_modes(client: Client, asked: SetUserModes, answer: UserModes) -> bytes:
    client.bot = BOT_MODE in answer.letters
    client.operator = "o" in answer.letters
    if asked == SetUserModes():
        return client.line(numerics.RPL_UMODEIS, client.name, f"+{answer.letters}")
    return client.line("MODE", client.nick, answer.changes) if answer.changes else b""
