"""The checker: what is wrong with what was seen in a run, in sentences; nothing if all promises were kept. Pure.

The final history of a room is the measure: every other sight of its lines must be a piece of it, without a hole and in
its order. The parts: `lines` (rooms), `privates` (from one to another), `members` (nicks and lists).
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.chaos.lines import room_complaints
from tests.chaos.members import list_complaints, move_complaints
from tests.chaos.observations import Observations, Seen
from tests.chaos.privates import private_complaints

MOST = 200
"""Complaints in one report; where everything is wrong, the first say enough."""


def complaints(observations: Observations) -> list[str]:
    """All that is wrong; at most `MOST`, and then how many more."""
    found = list(_all(observations))
    if len(found) > MOST:
        return [*found[:MOST], f"and {len(found) - MOST} complaints more"]
    return found


def _all(observations: Observations) -> Iterator[str]:
    yield from observations.oddities
    for observer in observations.observers:
        yield from (f"{observer.name}: {oddity}" for oddity in observer.oddities)
    histories, differences = _histories(observations)
    yield from differences
    messages = observations.messages()
    for room, history in sorted(histories.items()):
        yield from room_complaints(room, history, messages, observations.observers)
    for message in messages.values():
        if message.msgids and not message.private and message.target not in histories:
            yield f"{message.text!r} was acknowledged, but there is no history of {message.target}"
    yield from private_complaints(messages, observations.observers)
    for observer in observations.observers:
        yield from move_complaints(observer.name, observer.moves)
    yield from list_complaints(observations)


def _histories(observations: Observations) -> tuple[dict[str, list[Seen]], list[str]]:
    """The history of each room, and where the gateways do not agree about it."""
    histories: dict[str, list[Seen]] = {}
    differences = []
    for gateway, findings in observations.findings.items():
        for room, history in findings.histories.items():
            known = histories.setdefault(room, history)
            if known != history:
                differences.append(
                    f"the history of {room} read at {gateway} differs from that read elsewhere: "
                    f"{len(history)} lines, and {len(known)}"
                )
    return histories, differences
