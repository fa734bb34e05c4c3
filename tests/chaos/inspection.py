"""Reading at the end, through one gateway: all histories, page by page, and who is in each room. Main thread."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from ircwire.client import WANTED, Identity
from ircwire.client_events import Event, History, MemberList, Registered
from tests.chaos.clients import seen_of
from tests.chaos.link import Link
from tests.chaos.observations import Findings

ANSWER_SECONDS = 20.0
INSPECTOR = "inspector"
"""How the nicks of those begin who are no part of what they look at."""


def inspect(port: int, number: int, rooms: Sequence[str], epoch: str) -> Findings:
    """What the gateway at a port says. `epoch`: that of the msgids, by which a history is read from its beginning."""
    findings = Findings()
    nick = f"{INSPECTOR}{number}"
    link = Link(port, Identity(nick, nick, "reads what is left"), WANTED)
    try:
        _await(link, lambda event: isinstance(event, Registered))
        for room in rooms:
            link.session.join(room)
            listed = _await(link, lambda event, room=room: isinstance(event, MemberList) and event.room == room)  # type: ignore[misc]
            assert isinstance(listed, MemberList)
            findings.members[room] = [each.nick for each in listed.members if not each.nick.startswith(INSPECTOR)]
            _read_history(link, room, epoch, findings)
        link.session.quit()
        link.flush()
    finally:
        link.close()
    return findings


def _read_history(link: Link, room: str, epoch: str, findings: Findings) -> None:
    lines = findings.histories[room] = []
    after = f"1{epoch}"
    while True:
        link.session.history_after(room, after)
        page = _await(link, lambda event: isinstance(event, History))
        assert isinstance(page, History)
        lines += map(seen_of, page.messages)
        if len(page.messages) < link.session.history_page:
            return
        after = page.messages[-1].msgid


def _await(link: Link, wanted: Callable[[Event], bool]) -> Event:
    deadline = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < deadline:
        link.flush()
        for event in link.receive(0.5):
            if wanted(event):
                link.flush()
                return event
    raise RuntimeError("an answer did not come")
