"""PRIVMSG and NOTICE: to rooms and people, several at once, with client-only tags and a send-id (docs/send-once.md).

Errors of a NOTICE are never answered, so that two programs cannot answer each other for ever (RFC 1459, 4.4.2).
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.dialects.base import Ask, Reply, Step
from gateway.dialects.irc.client import Client
from gateway.dialects.irc.send_once import SEND_ID_RULE, is_send_id, send_id_of, send_id_tags
from gateway.dialects.irc.targets import MOST_TARGETS, names_in, target_error, too_many
from gateway.dialects.irc.verbs_tags import client_tags
from gateway.model.commands import Kind, Say
from ircwire import numerics
from ircwire.capabilities import SEND_ID_TAG
from ircwire.lines import Line
from ircwire.text import truncate

_CTCP = "\x01"
SURELY_FITS = 128
"""Bytes of text that fit a line whatever stands before them: the longest mask and name leave more."""


def privmsg(client: Client, line: Line) -> Sequence[Step]:
    return _say(client, line, "PRIVMSG")


def notice(client: Client, line: Line) -> Sequence[Step]:
    return [step for step in _say(client, line, "NOTICE") if isinstance(step, Ask)]


def _say(client: Client, line: Line, kind: Kind) -> Sequence[Step]:
    send_id = send_id_of(client, line)
    if send_id is not None and not is_send_id(send_id):
        return [Reply(client.fail(kind, "INVALID_SEND_ID", SEND_ID_RULE))]
    tags = None if send_id is None else send_id_tags(client, line)
    for_others = client_tags(client, line)
    steps: list[Step] = []
    targets = names_in(line.params[0])
    if not targets:
        return [Reply(client.numeric(numerics.ERR_NORECIPIENT, "No recipient given", tags=tags))]
    for number, target in enumerate(targets):
        if number >= MOST_TARGETS:
            steps.append(Reply(too_many(client, target, tags)))
            break
        error = target_error(client, target, tags)
        if error:
            steps.append(Reply(error))
        else:
            text = line.params[1]
            if not text.isascii() or len(text) > SURELY_FITS:
                text = _fitting(text, client.room_for_text(kind, target))
            steps.append(Ask(Say(target, text, kind, send_id or "", for_others)))
    return steps


def say_to(client: Client, say: Say) -> Sequence[Step]:
    """Say what has its final form already."""
    error = target_error(client, say.target, {SEND_ID_TAG: say.send_id} if say.send_id else None)
    if not error:
        return [Ask(say)]
    return [] if say.kind == "NOTICE" else [Reply(error)]


def _fitting(text: str, size: int) -> str:
    """The text cut to what a line to the others can carry; a CTCP keeps the delimiter at its end."""
    cut = truncate(text, size)
    if cut is not text and text.startswith(_CTCP) and text.endswith(_CTCP):
        return truncate(text, size - 1) + _CTCP
    return cut
