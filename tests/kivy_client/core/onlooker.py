"""A real engine and somebody who looks at what it shows: the window's part, without a window. Waits, never sleeps."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from pathlib import Path
from queue import Empty, Queue
from types import TracebackType
from typing import Self

import pytest

from kivy_client.core.engine import Engine
from kivy_client.core.model import commands as ask
from kivy_client.core.model import events as tell
from kivy_client.core.model.conversations import Conversation, Member
from kivy_client.core.model.entries import Entry
from kivy_client.core.model.servers import Server

SECONDS = 20.0


class Onlooker:
    """`view`: the entries of the open conversation; `rows`: the list; `members`: of the open
    room; `log`: all events. Ends the engine on leaving."""

    def __init__(self, store: Path, server: Server | None = None) -> None:
        self.view: list[Entry] = []
        self.rows: dict[str, Conversation] = {}
        self.members: tuple[Member, ...] = ()
        self.log: list[tell.UiEvent] = []
        self.linked = tell.Linked(tell.Link.NONE, "")
        self._queue: Queue[tell.UiEvent] = Queue()
        self.engine = Engine(store, self._queue.put, server)
        self.engine.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.engine.do(ask.Leave())
        assert self.engine.join(SECONDS)

    @property
    def texts(self) -> list[str]:
        """`nick: text` of what was said."""
        return [f"{entry.nick}: {entry.text}" for entry in self.view if entry.shape != "happening"]

    @property
    def online(self) -> bool:
        return self.linked.link is tell.Link.ONLINE

    @property
    def delivered(self) -> bool:
        """Nothing waits, and all that is shown is kept."""
        return not self.linked.waiting and all(entry.state == "kept" for entry in self.view)

    def say(self, text: str, conversation: str = "#lobby") -> None:
        self.engine.do(ask.Say(conversation, text))

    def until(self, condition: Callable[[], object], what: str = "") -> None:
        """Take events until it is so."""
        end = time.monotonic() + SECONDS
        while not condition():
            try:
                self._take(self._queue.get(timeout=max(end - time.monotonic(), 0.001)))
            except Empty:
                pytest.fail(f"{what or 'still not so'} after {SECONDS:g} s; seen: {self.texts[-20:]} {self.log[-3:]}")

    def look(self, seconds: float) -> None:
        """Take what is told for so long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            with contextlib.suppress(Empty):
                self._take(self._queue.get(timeout=left))

    def until_in(self, room: str = "#lobby") -> None:
        """Connected, in the room, and it is open."""
        self.until(lambda: self.online and room in self.rows and self.rows[room].joined, f"in {room}")
        self.engine.do(ask.Open(room))
        self.until(lambda: any(isinstance(one, tell.Opened) for one in self.log), f"{room} is open")

    def _take(self, event: tell.UiEvent) -> None:
        self.log.append(event)
        match event:
            case tell.Loaded():
                self.rows = {one.key: one for one in event.conversations}
            case tell.Linked():
                self.linked = event
            case tell.ConversationChanged(one):
                self.rows[one.key] = one
            case tell.ConversationGone(key):
                self.rows.pop(key, None)
            case tell.MembersChanged(_, members):
                self.members = members
            case tell.Opened(_, entries):
                self.view = list(entries)
            case tell.Spliced(_, splices):
                for splice in splices:
                    self.view[splice.at : splice.at + splice.removed] = splice.entries
