"""A room as the load generator sees it: who writes, what is under way, what its members must have read.

Message n of a room is written by its sender n modulo the number of senders; its text begins with n.
"""

from __future__ import annotations

from time import perf_counter

from benchmarks.load.crowd import Crowd
from benchmarks.load.entry import room_name
from benchmarks.scenarios import Scenario

_FILLER = b"and so the evening went on, with many words"
"""Text behind the number, so that a line is about as long as people write."""


class Room:
    """`sent_at`: for each message when it was sent."""

    def __init__(self, crowd: Crowd, scenario: Scenario, number: int) -> None:
        self.name = room_name(number)
        self.first = number * scenario.members
        self.end = self.first + scenario.members
        self.senders = range(self.first, self.first + scenario.senders)
        self.sent_at: list[float] = []
        self._crowd = crowd
        self._under_way = scenario.under_way
        self._done = 0  # messages that every member has read
        self._last = self.first  # a member who has read no more than those
        self._form = b"PRIVMSG %b :%%08d %b\r\n" % (self.name.encode(), _FILLER)

    def send(self) -> None:
        """Send the next message. Its sender, who is not told of it, counts as having read it."""
        number = len(self.sent_at)
        sender = self.senders[number % len(self.senders)]
        self._crowd.seen[sender] += 1
        self.sent_at.append(perf_counter())
        self._crowd.send(sender, self._form % number)

    def refill(self) -> None:
        """Send until there are again as many under way as there should be."""
        seen = self._crowd.seen
        if seen[self._last] > self._done:
            counts = seen[self.first : self.end]
            self._done = min(counts)
            self._last = self.first + counts.index(self._done)
        for _ in range(self._under_way - len(self.sent_at) + self._done):
            self.send()

    def own(self, client: int) -> int:
        """How many of the messages sent so far are of this member."""
        place, sent, writers = client - self.first, len(self.sent_at), len(self.senders)
        return (sent - place + writers - 1) // writers if place < writers else 0

    def complete(self) -> bool:
        """Whether every member has read all that was sent."""
        return min(self._crowd.seen[self.first : self.end]) >= len(self.sent_at)
