"""The modes of rooms (modern.ircdocs.horse/#channel-modes): the letters there are, and answers about them as lines."""

from __future__ import annotations

from collections.abc import Iterable

from gateway.dialects.irc.client import Client
from gateway.model.refusals import Reason, Refusal
from gateway.model.rooms import ListLetter, Masks, RoomModes
from ircwire import numerics

LISTS: tuple[ListLetter, ...] = ("b", "e", "I")
RANKS = "ov"
FLAGS = "Cimnst"
KEY = "k"
LIMIT = "l"
MOST_CHANGES = 12
"""With a parameter in one MODE, and as many without: what tells them has at most 15 parameters, as any line."""
MOST_MASKS = 100
"""In all lists of a room (as `lua/lines/3_lists.lua` says it)."""
KEY_BYTES = 32
KICK_BYTES = 300
"""Of the reason for a KICK."""
MUTE = "m:"
"""Before a mask in a list: it is not about coming in, only about speaking (extended ban)."""

_LIST_NUMERICS = {
    "b": (numerics.RPL_BANLIST, numerics.RPL_ENDOFBANLIST, "End of channel ban list"),
    "e": (numerics.RPL_EXCEPTLIST, numerics.RPL_ENDOFEXCEPTLIST, "End of channel exception list"),
    "I": (numerics.RPL_INVEXLIST, numerics.RPL_ENDOFINVEXLIST, "End of channel invite exception list"),
}


def modes_are(client: Client, answer: RoomModes) -> bytes:
    """Letters, then the parameters of those that have one; and when the room came to be."""
    with_parameter = [(letter, text) for letter, text in ((KEY, answer.key), (LIMIT, answer.limit)) if text]
    letters = "+" + answer.letters + "".join(letter for letter, _ in with_parameter)
    parameters = [text for _, text in with_parameter]
    modes = client.line(numerics.RPL_CHANNELMODEIS, client.name, answer.name, letters, *parameters)
    return modes + client.line(numerics.RPL_CREATIONTIME, client.name, answer.name, str(answer.since))


def mask_lines(client: Client, letter: ListLetter, answer: Masks) -> bytes:
    each, end, text = _LIST_NUMERICS[letter]
    lines = [client.line(each, client.name, answer.name, m.mask, m.by, str(m.since)) for m in answer.masks]
    return b"".join([*lines, client.numeric(end, answer.name, text)])


def not_changed(client: Client, room: str, refusals: Iterable[Refusal]) -> bytes:
    """A line for each change that could not be."""
    return b"".join(_not_changed(client, room, refusal) for refusal in refusals)


def _not_changed(client: Client, room: str, refusal: Refusal) -> bytes:
    text = refusal.reason.value[0].upper() + refusal.reason.value[1:]
    match refusal.reason:
        case Reason.THEY_ARE_NOT_IN_ROOM:
            return client.numeric(numerics.ERR_USERNOTINCHANNEL, refusal.subject, room, text)
        case Reason.KEY_IS_SET:
            return client.numeric(numerics.ERR_KEYSET, room, text)
        case Reason.LIST_FULL:
            return client.numeric(numerics.ERR_BANLISTFULL, room, refusal.subject, text)
    return client.numeric(numerics.ERR_NOSUCHNICK, refusal.subject, text)


def invalid(client: Client, room: str, letter: str, text: str) -> bytes:
    """The error for a parameter that a mode cannot have; what it was is not repeated, for it may be a key."""
    return client.numeric(numerics.ERR_INVALIDMODEPARAM, room, letter, "*", text)
