"""Batches that a client receives (IRCv3 batch): which are open, and what was collected of them until they end.

Histories, lists of targets and messages of several lines are collected and handed over whole. What is in any other
batch counts as it comes. Bounded against a hostile server: so many batches open at once, so many events in each, so
much text in all of them together.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from ircwire import capabilities as caps
from ircwire.client_events import Event, HistoryTarget
from ircwire.client_lines import param
from ircwire.lines import Line

MOST_OPEN = 16
"""Batches open at once; opening one more forgets the oldest."""
MOST_MESSAGES = 1000
"""Events kept of one batch: the newest."""
MOST_BYTES = 16_000_000
"""Of text in all open batches; what is more makes the oldest forgotten."""

_MOST_DEPTH = 8
"""Batches within each other; what is deeper is left out."""

HISTORY = "chathistory"
TARGETS = frozenset({"draft/chathistory-targets", "chathistory-targets"})
MULTILINE = frozenset({caps.MULTILINE, "multiline"})


@dataclass(slots=True)
class Batch:
    """One open batch. `opening` is the line that opened it, whose tags are those of a message of several lines."""

    kind: str
    target: str
    opening: Line
    label: str
    parent: Batch | None
    depth: int
    events: list[Event] = field(default_factory=list)
    targets: list[HistoryTarget] = field(default_factory=list)
    first: Line | None = None
    texts: list[str] = field(default_factory=list)
    """The lines of one message, each behind its LF, or without if it goes on with the line before."""
    bytes: int = 0

    @property
    def own_label(self) -> str:
        """The label of the request that this batch answers, not of one whose answer it is a part of."""
        return self.opening.tags.get(caps.LABEL_TAG, "")

    @property
    def collects(self) -> bool:
        return self.kind == HISTORY or self.kind in TARGETS or self.kind in MULTILINE

    def add_event(self, event: Event) -> None:
        self.events.append(event)
        if len(self.events) >= 2 * MOST_MESSAGES:
            del self.events[:MOST_MESSAGES]

    def newest(self) -> list[Event]:
        """What is handed over."""
        return self.events[-MOST_MESSAGES:]

    def add_target(self, target: HistoryTarget) -> None:
        if len(self.targets) < MOST_MESSAGES:
            self.targets.append(target)

    def add_text(self, line: Line) -> None:
        """One line of a message."""
        if line.command not in ("PRIVMSG", "NOTICE") or len(line.params) < 2 or len(self.texts) >= MOST_MESSAGES:
            return
        if self.first is None:
            self.first = line
        goes_on = not self.texts or caps.CONCAT_TAG in line.tags or "multiline-concat" in line.tags
        self.texts.append(line.params[1] if goes_on else "\n" + line.params[1])

    def message(self) -> Line | None:
        """The whole message as if it were one line; None if nothing came. Its tags stand on the line that opened it;
        a server that put them on the first line is understood too."""
        if self.first is None:
            return None
        tags = {**self.first.tags, **self.opening.tags}
        source = self.first.source or self.opening.source
        return Line(tags, source, self.first.command, (self.target or self.first.params[0], "".join(self.texts)))


class Batches:
    """The open batches of one connection."""

    def __init__(self) -> None:
        self._open: OrderedDict[str, Batch] = OrderedDict()

    def on_batch(self, line: Line) -> Batch | None:
        """Apply `BATCH +reference type …` or `BATCH -reference`; returns the batch that has ended."""
        word = param(line, 0)
        reference = word[1:]
        if word.startswith("+") and reference:
            parent = self.of(line)
            if parent and parent.depth >= _MOST_DEPTH:
                return None
            label = line.tags.get(caps.LABEL_TAG, "") or (parent.label if parent else "")
            self._open[reference] = Batch(
                param(line, 1), param(line, 2), line, label, parent, parent.depth + 1 if parent else 0
            )
            if len(self._open) > MOST_OPEN:
                self._open.popitem(last=False)
        elif word.startswith("-"):
            return self._open.pop(reference, None)
        return None

    def of(self, line: Line) -> Batch | None:
        """The open batch that a line is in."""
        return self._open.get(line.tags[caps.BATCH_TAG]) if caps.BATCH_TAG in line.tags else None

    def lost(self, line: Line) -> bool:
        """Whether a line is in a batch that is not known any more: perhaps a history, so it must not count now."""
        return caps.BATCH_TAG in line.tags and line.tags[caps.BATCH_TAG] not in self._open

    def count(self, batch: Batch, line: Line) -> None:
        """A line is kept for the batch: so much less can be kept of others."""
        batch.bytes += sum(map(len, line.params)) + sum(map(len, line.tags.values())) + len(line.source)
        while sum(batch.bytes for batch in self._open.values()) > MOST_BYTES:
            self._open.popitem(last=False)


def collector(batch: Batch | None) -> Batch | None:
    """The batch that keeps what is in this one, at any depth; None: nobody does, it counts now."""
    while batch is not None and not batch.collects:
        batch = batch.parent
    return batch
