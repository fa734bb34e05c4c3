"""The part of the checker for private lines: at most once, in order, none from nowhere, to nobody else. Pure.

A guest's private history goes with the guest, so nothing is caught up: an acknowledged line must have been seen by a
receiver that stayed connected, which is one that saw on one connection something earlier and something later.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from ircwire.msgids import id_of
from tests.chaos.observations import Connection, Message, Observer


def private_complaints(messages: Mapping[str, Message], observers: Sequence[Observer]) -> Iterator[str]:
    """What is wrong with the lines from one client to another."""
    receipts: dict[str, list[str]] = defaultdict(list)
    for observer in observers:
        for number, connection in enumerate(observer.connections, 1):
            who = f"{observer.name}, connection {number}"
            yield from _connection_complaints(who, observer.name, connection, messages)
            for seen in connection.private:
                if seen.user != observer.name:
                    receipts[seen.text].append(observer.name)
    for text, names in receipts.items():
        if len(names) > 1:
            yield f"doubled: the private line {text!r} was seen {len(names)} times, by {', '.join(names)}"
    by_name = {observer.name: observer for observer in observers}
    for message in messages.values():
        if message.private:
            yield from _message_complaints(message, receipts.get(message.text, []), by_name)


def _connection_complaints(
    who: str, name: str, connection: Connection, messages: Mapping[str, Message]
) -> Iterator[str]:
    before = 0
    echoed = set()
    for seen in connection.private:
        message = messages.get(seen.text)
        if message is None or not message.private:
            yield f"from nowhere: {who}, the private line {seen.text!r}, which nobody sent"
            continue
        if message.author != seen.user:
            yield f"{who}, the private line {seen.text!r} as said by {seen.user}, but {message.author} sent it"
        if seen.user == name:
            if seen.text in echoed:
                yield f"doubled: {who}, its private line {seen.text!r} was answered twice"
            echoed.add(seen.text)
            if seen.text in connection.resent:
                continue  # the answer of a line that was kept earlier, out of its place
        elif message.receiver not in ("", name):
            yield f"{who}, saw the private line {seen.text!r}, which was for {message.receiver}"
        if id_of(seen.msgid) <= before:
            yield f"reordered: {who}, the private line {seen.text!r} came after a later one"
        before = id_of(seen.msgid)


def _message_complaints(message: Message, receipts: list[str], by_name: Mapping[str, Observer]) -> Iterator[str]:
    if message.refused and receipts:
        yield f"the private line {message.text!r} was refused, but {receipts[0]} saw it"
    if len(message.msgids) > 1:
        yield f"the private line {message.text!r} was acknowledged under {len(message.msgids)} ids"
    receiver = by_name.get(message.receiver)
    if receipts or receiver is None:
        return
    for msgid in message.msgids:
        if any(_covers(connection, id_of(msgid)) for connection in receiver.connections):
            told = f"{message.text!r} was acknowledged; {receiver.name} was there and did not see it"
            yield f"lost: the private line {told}"


def _covers(connection: Connection, moment: int) -> bool:
    """Whether the connection saw something earlier and something later, in its order."""
    lines = [seen for visit in connection.visits for seen in visit.lines]
    ids = [id_of(seen.msgid) for seen in lines if seen.text not in connection.resent]
    return bool(ids) and min(ids) < moment < max(ids)
