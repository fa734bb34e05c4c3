"""Answers to CHATHISTORY as lines: a page in its batch, the list of targets; and which events a client is shown."""

from __future__ import annotations

from gateway.dialects.irc.client import Client
from gateway.model.answers import HistoryPage, TargetList
from gateway.model.facts import (
    HasQuit,
    Joined,
    Parted,
    Redacted,
    Renamed,
    RoomRenamed,
    Tagged,
    TopicSet,
)
from gateway.model.room_facts import Kicked, ModeSet
from ircwire import capabilities
from ircwire.names import is_room
from ircwire.times import server_time

NOT_RETRIEVED = "Messages could not be retrieved"
_EVENTS: tuple[type, ...] = (Joined, Parted, Kicked, HasQuit, Renamed, TopicSet, ModeSet)
_EVENTS_WITH = {
    capabilities.MESSAGE_TAGS: Tagged,
    capabilities.MESSAGE_REDACTION: Redacted,
    capabilities.CHANNEL_RENAME: RoomRenamed,
}
"""Kinds of facts that only clients with a certain capability have lines for."""


def events_for(client: Client) -> tuple[type, ...]:
    """The kinds of facts that a client wants in its pages besides messages."""
    if not client.has(capabilities.EVENT_PLAYBACK):
        return ()
    return _EVENTS + tuple(event for capability, event in _EVENTS_WITH.items() if client.has(capability))


def history_page(client: Client, asked: str, answer: HistoryPage) -> bytes:
    """The facts in a batch, where the client knows batches. It names a room as that is spelt, a person as `asked`."""
    if not client.has(capabilities.BATCH):
        return b"".join(client.format.encode(fact) for fact in answer.facts)
    client.batches += 1
    reference = f"h{client.batches}"
    name = answer.name if is_room(answer.name) else asked
    start = client.line("BATCH", f"+{reference}", "chathistory", name)
    lines = [client.format.in_batch(fact, reference) for fact in answer.facts]
    return b"".join([start, *lines, client.line("BATCH", f"-{reference}")])


def target_list(client: Client, answer: TargetList) -> bytes:
    """What there is history of, each with the time of its latest message."""
    batched = client.has(capabilities.BATCH)
    client.batches += batched
    reference = f"h{client.batches}"
    tags = {capabilities.BATCH_TAG: reference} if batched else None
    lines = [
        client.line("CHATHISTORY", "TARGETS", target.name, server_time(target.latest), tags=tags)
        for target in answer.targets
    ]
    if not batched:
        return b"".join(lines)
    start = client.line("BATCH", f"+{reference}", f"{capabilities.CHATHISTORY}-targets")
    return b"".join([start, *lines, client.line("BATCH", f"-{reference}")])
