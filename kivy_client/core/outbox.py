"""Our own lines on their way to the server: queued, sent, acknowledged. Pure.

A line leaves the outbox when the server echoes it. When the connection breaks, lines sent with a send-id are queued
again, for the server knows what it has (docs/send-once.md). Lines that a server would not recognise any more become
`unsure` and are never repeated: better a question mark than a line said twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MOST_LINES = 500
"""Lines that may wait; more are not taken."""
REMEMBERED_MICROS = 24 * 3600 * 1_000_000
"""So long a server remembers a send-id."""


@dataclass(slots=True)
class Outgoing:
    """One line. `send_id` names it here, and to the server where that has send-once.

    `sent_at`: when it was first sent, in microseconds since 1970, 0 if never. `repeatable`: it went with its send-id.
    """

    send_id: str
    target: str
    text: str
    state: Literal["queued", "sent", "unsure"] = "queued"
    sent_at: int = 0
    repeatable: bool = False


class Outbox:
    """The lines not acknowledged yet, in the order they were written."""

    def __init__(self) -> None:
        self._lines: dict[str, Outgoing] = {}

    def __len__(self) -> int:
        """How many will still be sent, or are on their way."""
        return sum(line.state != "unsure" for line in self._lines.values())

    @property
    def full(self) -> bool:
        return len(self._lines) >= MOST_LINES

    def add(self, send_id: str, target: str, text: str) -> None:
        self._lines[send_id] = Outgoing(send_id, target, text)

    def take_queued(self, wall: int, *, repeatable: bool) -> list[Outgoing]:
        """The lines to send now, at `wall` microseconds since 1970; they count as sent from now on.

        `repeatable`: the server remembers send-ids.
        """
        queued = [line for line in self._lines.values() if line.state == "queued"]
        for line in queued:
            line.state, line.repeatable, line.sent_at = "sent", repeatable, line.sent_at or wall
        return queued

    def give_up_stale(self, wall: int, *, repeatable: bool) -> list[Outgoing]:
        """Lines to be sent again that this server would not recognise: they are unsure from now on."""
        stale = [
            line
            for line in self._lines.values()
            if line.state == "queued" and line.sent_at and (not repeatable or wall - line.sent_at > REMEMBERED_MICROS)
        ]
        for line in stale:
            line.state, line.repeatable = "unsure", False
        return stale

    def acknowledge(self, send_id: str) -> Outgoing | None:
        """The server has this line; None if it is none of ours."""
        return self._lines.pop(send_id, None)

    def acknowledge_text(self, target: str, text: str) -> Outgoing | None:
        """An own message came back from a server without send-once: it is the oldest such line, if any."""
        for line in self._lines.values():
            if not line.repeatable and line.state != "queued" and (line.target, line.text) == (target, text):
                return self._lines.pop(line.send_id)
        return None

    def refuse(self, target: str) -> Outgoing | None:
        """A server without send-once refused something there. It answers in order, so it is the oldest sent."""
        for line in self._lines.values():
            if line.state == "sent" and not line.repeatable and line.target == target:
                return self._lines.pop(line.send_id)
        return None

    def connection_lost(self) -> list[Outgoing]:
        """Queue again what may be repeated; what may not is returned, and is unsure from now on."""
        unsure = []
        for line in self._lines.values():
            if line.state == "sent" and line.repeatable:
                line.state = "queued"
            elif line.state == "sent":
                line.state = "unsure"
                unsure.append(line)
        return unsure
