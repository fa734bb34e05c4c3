"""Requests for history, one under way at a time: what was missed, what is older, what is in a gap. Pure.

A queue of questions; each is asked when the one before it was answered, failed, or took too long.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Literal

ANSWER_SECONDS = 20.0
MOST_QUEUED = 2000
NEVER = float("inf")

Why = Literal["latest", "fill", "fill on", "older", "around", "targets"]


@dataclass(frozen=True, slots=True)
class Request:
    """`key`: of the conversation, "" of all. `reference`: a msgid, a time, or None for the newest. `gap`: the number of
    the gap that is being filled. `pages`: how many of it came."""

    why: Why
    key: str
    reference: str | int | None = None
    gap: int = 0
    pages: int = 0


class Requests:
    """`current`: what was asked last and is not answered yet; `label`: with this one, "" without."""

    def __init__(self) -> None:
        self.current: Request | None = None
        self.label = ""
        self._queue: deque[Request] = deque()
        self._until = NEVER

    @property
    def deadline(self) -> float:
        return self._until

    def add(self, request: Request, *, first: bool = False) -> None:
        """Ask this some time; `first`: before all others that wait."""
        if request == self.current or request in self._queue or len(self._queue) >= MOST_QUEUED:
            return
        if first:
            self._queue.appendleft(request)
        else:
            self._queue.append(request)

    def next(self, mono: float) -> Request | None:
        """What is to be asked now, if anything."""
        if self.current is not None or not self._queue:
            return None
        self.current = self._queue.popleft()
        self._until = mono + ANSWER_SECONDS
        return self.current

    def answered(self) -> Request | None:
        """The one under way is done; which it was."""
        request, self.current = self.current, None
        self.label = ""
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
        self.current = None
        self.label = ""
        self._queue.clear()
        self._until = NEVER
