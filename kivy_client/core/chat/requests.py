"""Requests for history, one under way at a time: what was missed, what is older, what is in a gap. Pure.

A queue of questions; each is asked when the one before it was answered, failed, or took too long. What came to nothing
may be asked again after a pause, which doubles.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import Literal

from ircwire.value import value

ANSWER_SECONDS = 20.0
PAUSE_SECONDS = 15.0
MOST_TRIES = 5
"""So often a question is asked again in one connection."""
MOST_QUEUED = 2000
NEVER = float("inf")

Why = Literal["latest", "fill", "fill on", "older", "around", "targets"]


@value
class Request:
    """`conversation`: its number, for it may be renamed meanwhile; 0 of all. `reference`: a msgid, a time, or None for
    the newest. `gap`: the number of the gap that is being filled. `pages`: how many of it came. `tries`: how often it
    was asked before."""

    why: Why
    conversation: int
    reference: str | int | None = None
    gap: int = 0
    pages: int = 0
    tries: int = 0


class Requests:
    """`current`: what was asked last and is not answered yet; `label`: with this one, "" without; `name`: what the
    conversation was called in it."""

    def __init__(self) -> None:
        self.current: Request | None = None
        self.label = ""
        self.name = ""
        self._queue: deque[Request] = deque()
        self._paused: list[tuple[float, Request]] = []
        self._until = NEVER

    @property
    def deadline(self) -> float:
        return min([self._until, *(due for due, _ in self._paused)])

    def add(self, request: Request, *, first: bool = False) -> None:
        """Ask this some time; `first`: before all others that wait."""
        if request == self.current or request in self._queue or len(self._queue) >= MOST_QUEUED:
            return
        if first:
            self._queue.appendleft(request)
        else:
            self._queue.append(request)

    def again(self, request: Request, mono: float) -> bool:
        """Ask this once more, after a pause. False: it was asked often enough."""
        if request.tries >= MOST_TRIES or len(self._paused) >= MOST_QUEUED:
            return False
        self._paused.append((mono + PAUSE_SECONDS * 2**request.tries, replace(request, tries=request.tries + 1)))
        return True

    def next(self, mono: float) -> Request | None:
        """What is to be asked now, if anything."""
        due = [request for at, request in self._paused if at <= mono]
        self._paused = [(at, request) for at, request in self._paused if at > mono]
        for request in due:
            self.add(request)
        if self.current is not None or not self._queue:
            return None
        self.current = self._queue.popleft()
        self._until = mono + ANSWER_SECONDS
        return self.current

    def sent(self, label: str, name: str = "") -> None:
        """The current one was asked."""
        self.label, self.name = label, name

    def answered(self) -> Request | None:
        """The one under way is done; which it was."""
        request, self.current = self.current, None
        self.label = self.name = ""
        self._until = NEVER
        return request

    def is_answer(self, label: str) -> bool:
        """Whether what came with this label ("" if with none) can be the answer: one to a question before, that had
        been given up, is not."""
        return self.current is not None and (not label or not self.label or label == self.label)

    def overdue(self, mono: float) -> bool:
        """The one under way has taken too long; `answered` goes on."""
        return mono >= self._until

    def clear(self) -> None:
        """The connection is gone."""
        self.answered()
        self._queue.clear()
        self._paused.clear()
