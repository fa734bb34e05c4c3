"""Delivery: a room's lines are joined and encoded once for all who see the same bytes. Runs on `gw-loop`. The hot path.

A *run* is lines of one room that follow each other in the log. For each format the run is encoded once, to one chunk
that all its sessions share; only a sender's own sessions get chunks of their own. Order is kept over all rooms,
because a run ends where another room's fact comes between.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gateway.hub.rooms import Room
from gateway.hub.sessions import Session
from gateway.model.facts import Fact


def deliver_run(room: Room, run: Sequence[Fact]) -> int:
    """Write a run to all its local receivers; how many lines were delivered."""
    senders = {run[0].uid} if len(run) == 1 else {fact.uid for fact in run}
    newest = run[-1].id
    receivers = 0
    for form, group in room.audience.items():
        chunk = b"".join(map(form.encode, run))
        receivers += len(group)
        for session in group:
            if session.uid in senders or session.snapshots:
                for fact in run:
                    _deliver_to(session, fact)
            elif not chunk:
                continue
            elif session.unfinished:
                session.tell(newest, chunk)
            else:
                session.connection.write(chunk)
    return receivers * len(run)


def deliver(sessions: Iterable[Session], fact: Fact) -> None:
    """Write one fact to these sessions, to each as it sees it."""
    for session in sessions:
        _deliver_to(session, fact)


def _deliver_to(session: Session, fact: Fact) -> None:
    form, mine = session.conversation.format, fact.uid == session.uid
    chunk = form.own(fact) if mine else form.encode(fact)
    if chunk:
        session.tell(fact.id, chunk, mine=mine)
