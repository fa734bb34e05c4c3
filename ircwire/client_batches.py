"""Batches that a client receives (IRCv3 batch): history is collected and handed over as one event.

Bounded against a hostile server: so many batches open at once, so many messages in each; what is more is dropped.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from ircwire.client_events import History, MessageReceived
from ircwire.lines import Line

MOST_OPEN = 16
"""Batches open at once; opening one more forgets the oldest."""
MOST_MESSAGES = 1000
"""Messages kept of one batch: the newest."""

_HISTORY = "chathistory"


@dataclass(slots=True)
class _Batch:
    history: bool
    target: str
    parent: str
    messages: list[MessageReceived] = field(default_factory=list)


class Batches:
    """The open batches of one connection."""

    def __init__(self) -> None:
        self._open: OrderedDict[str, _Batch] = OrderedDict()

    def on_batch(self, line: Line) -> History | None:
        """Apply `BATCH +reference type …` or `BATCH -reference`; the end of a history is its event."""
        word = line.params[0] if line.params else ""
        reference = word[1:]
        if word.startswith("+") and reference:
            kind, target = (*line.params[1:3], "", "")[:2]
            self._open[reference] = _Batch(kind == _HISTORY, target, line.tags.get("batch", ""))
            if len(self._open) > MOST_OPEN:
                self._open.popitem(last=False)
        elif word.startswith("-"):
            batch = self._open.pop(reference, None)
            if batch is not None and batch.history:
                return History(batch.target, tuple(batch.messages[-MOST_MESSAGES:]))
        return None

    def history_of(self, line: Line) -> list[MessageReceived] | None:
        """Where a line's message is to be kept, if the line is part of a history, at any depth; else None."""
        reference = line.tags.get("batch", "")
        for _ in range(MOST_OPEN):
            batch = self._open.get(reference)
            if batch is None:
                return None
            if batch.history:
                if len(batch.messages) >= 2 * MOST_MESSAGES:
                    del batch.messages[:MOST_MESSAGES]
                return batch.messages
            reference = batch.parent
        return None
