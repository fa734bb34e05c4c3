"""BATCH and the lines in one: a message of several lines (IRCv3 draft multiline, client-batch), said once it is whole.

What is wrong with it is answered by one standard reply, under the label of the line that opened it; the rest of that
batch is passed over. Lines outside of the batch are carried out as ever.
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.dialects.base import Reply, Step
from gateway.dialects.irc.client import Client
from gateway.dialects.irc.open_batch import OpenBatch
from gateway.dialects.irc.send_once import SEND_ID_RULE, is_send_id, send_id_of
from gateway.dialects.irc.targets import names_in
from gateway.dialects.irc.verbs_messages import say_to
from gateway.dialects.irc.verbs_tags import client_tags
from gateway.model.commands import Kind, Say
from ircwire import capabilities, numerics
from ircwire.casemapping import fold
from ircwire.lines import Line

_KINDS: dict[str, Kind] = {"PRIVMSG": "PRIVMSG", "NOTICE": "NOTICE"}
_INVALID = "MULTILINE_INVALID"


def batch(client: Client, line: Line) -> Sequence[Step]:
    """`BATCH +reference draft/multiline target` or `BATCH -reference`."""
    if not can_send(client):
        text = f"Request the capabilities {capabilities.BATCH} and {capabilities.MULTILINE} first"
        return [Reply(client.numeric(numerics.ERR_UNKNOWNCOMMAND, line.command, text))]
    sign, reference = line.params[0][0], line.params[0][1:]
    if sign == "+" and reference:
        return _open(client, line, reference)
    if sign == "-" and client.batch is not None and client.batch.reference == reference:
        return _close(client, client.batch)
    return _fail(client, _INVALID, "There is no such batch")


def can_send(client: Client) -> bool:
    """Whether a client may send messages of several lines."""
    return client.has(capabilities.MULTILINE) and client.has(capabilities.BATCH)


def add_line(client: Client, line: Line) -> Sequence[Step]:
    """A line with the tag of a batch."""
    batch = client.batch
    if batch is not None and batch.failed:
        return ()
    if batch is None or batch.reference != line.tags[capabilities.BATCH_TAG]:
        return _fail(client, _INVALID, "There is no such batch")
    kind = _KINDS.get(line.command)
    if kind is None or len(line.params) < 2 or kind != (batch.kind or kind):
        return _fail(client, _INVALID, "A batch has lines of PRIVMSG or lines of NOTICE, and nothing else")
    if [fold(name) for name in names_in(line.params[0])] != [fold(batch.target)]:
        return _fail(client, "MULTILINE_INVALID_TARGET", batch.target, line.params[0], "That is not the batch's target")
    batch.kind = kind
    concat = capabilities.CONCAT_TAG in line.tags
    problem = batch.add(line.params[1], concat, client.room_for_text(kind, batch.target))
    return _fail(client, *problem) if problem else ()


def _open(client: Client, line: Line, reference: str) -> Sequence[Step]:
    words = line.params[1:]
    targets = names_in(words[1]) if len(words) == 2 else ()
    send_id = send_id_of(client, line)
    if client.batch is not None:
        return [Reply(client.fail("BATCH", _INVALID, "Another batch is open"))]
    client.batch = OpenBatch(reference, "", client.label, "", client_tags(client, line))
    if words[:1] != (capabilities.MULTILINE,) or len(targets) != 1:
        return _fail(client, _INVALID, f"A batch is of type {capabilities.MULTILINE} and has one target")
    if send_id is not None and not is_send_id(send_id):
        return _fail(client, "INVALID_SEND_ID", SEND_ID_RULE)
    client.batch.target = targets[0]
    client.batch.send_id = send_id or ""
    client.label = ""  # it is answered when it is whole
    return ()


def _close(client: Client, batch: OpenBatch) -> Sequence[Step]:
    steps: Sequence[Step] = ()
    if batch.spoilt and not batch.failed:
        steps = _fail(client, _INVALID, "A line of it was rejected")
    elif batch.blank and not batch.failed:
        steps = _fail(client, _INVALID, "A message of blank lines only is none")
    client.batch = None
    if batch.failed or batch.kind is None:
        return steps
    client.label = batch.label
    first, *more = batch.pieces
    return say_to(client, Say(batch.target, first[1:], batch.kind, batch.send_id, batch.tags, tuple(more)))


def _fail(client: Client, *params: str) -> Sequence[Step]:
    """Once for a batch; where one is open, it is that one that came to nothing."""
    batch = client.batch
    if batch is None:
        return [Reply(client.fail("BATCH", *params))]
    tags = {capabilities.SEND_ID_TAG: batch.send_id} if batch.send_id else None
    client.label = batch.label
    batch.failed = True
    batch.pieces.clear()
    return [Reply(client.fail("BATCH", *params, tags=tags))]
