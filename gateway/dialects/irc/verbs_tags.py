"""Client-only tags (IRCv3 message-tags): which of a line's tags go to others, and TAGMSG, which has nothing else.

Any of them goes on, as far as its key is one (there is no CLIENTTAGDENY). Tags that say what goes on at the moment are
not kept in the history.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gateway.dialects.base import Ask, Reply, Step
from gateway.dialects.irc.client import Client
from gateway.dialects.irc.targets import MOST_TARGETS, names_in, target_error, too_many
from gateway.model.commands import Tag
from ircwire import capabilities, numerics
from ircwire.lines import Line
from ircwire.tags import format_tags

_KEY = re.compile(r"\+(?:[A-Za-z0-9.-]+/)?[A-Za-z0-9-]+")
_OF_THE_MOMENT = frozenset({"+typing", "+draft/typing"})
"""Tags that mean nothing later (IRCv3 typing)."""


def client_tags(client: Client, line: Line) -> str:
    """The tags of a line that go to others, as on the wire; "" for none, or without the capability."""
    tags = format_tags(_client_only(client, line)) if line.tags else ""
    return _marked(tags) if client.bot else tags


def _marked(tags: str) -> str:
    """With the tag by which a bot's messages are known (IRCv3 bot-mode)."""
    return f"{capabilities.BOT_TAG};{tags}" if tags else capabilities.BOT_TAG


def _client_only(client: Client, line: Line) -> dict[str, str]:
    if not client.has(capabilities.MESSAGE_TAGS):
        return {}
    return {key: value for key, value in line.tags.items() if key[0] == "+" and _KEY.fullmatch(key)}


def tagmsg(client: Client, line: Line) -> Sequence[Step]:
    if not client.has(capabilities.MESSAGE_TAGS):
        text = f"Request the capability {capabilities.MESSAGE_TAGS} first"
        return [Reply(client.numeric(numerics.ERR_UNKNOWNCOMMAND, line.command, text))]
    tags = _client_only(client, line)
    if not tags:
        return ()
    kept = not tags.keys() <= _OF_THE_MOMENT
    for_others = client_tags(client, line)
    steps: list[Step] = []
    targets = names_in(line.params[0])
    for target in targets[:MOST_TARGETS]:
        error = target_error(client, target)
        steps.append(Reply(error) if error else Ask(Tag(target, for_others, kept)))
    return [*steps, Reply(too_many(client, targets[MOST_TARGETS]))] if len(targets) > MOST_TARGETS else steps
