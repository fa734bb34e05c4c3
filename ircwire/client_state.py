"""What all parts of a client's session share: who we are, what the server can do, what is to be sent and told.

Bounded whatever the server says. Used by one thread at a time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping

from ircwire import capabilities as caps
from ircwire.client_events import Event
from ircwire.client_isupport import Isupport
from ircwire.lines import build

_NAMES_BYTES = 400
"""A list of names is kept shorter than this, which leaves room for the rest of the line."""
MOST_LABELS = 1000
"""Requests whose answers are waited for; of more, the oldest are forgotten."""


class State:
    """`enabled`: the capabilities in force. `offered`: those that the server has and we want, with their values."""

    def __init__(self, nick: str) -> None:
        self.nick = nick
        self.mask = ""
        """Ours, as others see it; "" until it is known."""
        self.registered = False
        self.isupport = Isupport()
        self.enabled: set[str] = set()
        self.offered: dict[str, str] = {}
        self._output = bytearray()
        self._halted = False
        self._events: list[Event] = []
        self._asked: OrderedDict[str, str] = OrderedDict()
        self._labels = 0
        self._references = 0

    def send(self, command: str, *params: str, tags: Mapping[str, str] | None = None) -> None:
        """Queue one line."""
        line = build(command, *params, tags=tags)
        if not self._halted:
            self._output += line

    def ask(self, command: str, *params: str, tags: Mapping[str, str] | None = None) -> str:
        """Queue one line that will be answered. Returns its label, "" where the server knows none."""
        label = self.new_label()
        if not label:
            self.send(command, *params, tags=tags)
            return ""
        self.send(command, *params, tags={caps.LABEL_TAG: label, **(tags or {})})
        self.remember(label, command)
        return label

    def new_label(self) -> str:
        """A label for a request; "" where the server knows none."""
        if not {caps.LABELED_RESPONSE, caps.BATCH} <= self.enabled:
            return ""
        self._labels += 1
        return f"c{self._labels}"

    def remember(self, label: str, command: str) -> None:
        """What was asked with a label."""
        self._asked[label] = command
        if len(self._asked) > MOST_LABELS:
            self._asked.popitem(last=False)

    def command_of(self, label: str) -> str:
        """What was asked with a label, "" if unknown."""
        return self._asked.get(label, "") if label else ""

    def forget(self, label: str) -> None:
        """The answer with this label is complete."""
        self._asked.pop(label, None)

    def new_reference(self) -> str:
        """A name for a batch of ours."""
        self._references += 1
        return f"m{self._references}"

    def emit(self, event: Event) -> None:
        self._events.append(event)

    def take_events(self) -> list[Event]:
        events, self._events = self._events, []
        return events

    def take_output(self) -> bytes:
        data = bytes(self._output)
        self._output.clear()
        return data

    def halt(self) -> None:
        """Nothing more is to be sent on this connection."""
        self._output.clear()
        self._halted = True

    def fold(self, name: str) -> str:
        return self.isupport.fold(name)

    def is_me(self, nick: str) -> bool:
        return self.fold(nick) == self.fold(self.nick)


class Asking:
    """Base of the parts of a session's interface that send lines."""

    def __init__(self, state: State) -> None:
        self._state = state

    def _send_names(self, command: str, *before: str, names: Iterable[str]) -> None:
        """One command for many names, in as few lines as carry them and as the server takes."""
        most = self._state.isupport.targets(command)
        group: list[str] = []
        for name in names:
            if group and (len(group) == most or len(",".join([*group, name]).encode()) > _NAMES_BYTES):
                self._state.send(command, *before, ",".join(group))
                group = []
            group.append(name)
        if group:
            self._state.send(command, *before, ",".join(group))
