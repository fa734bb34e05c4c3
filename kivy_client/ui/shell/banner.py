"""The strip above the panes while there is no connection: why, when the next try is, how many messages wait.

Counts the seconds only while it is there. Runs on Kivy's thread.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from kivy.clock import Clock
from kivy.lang import Builder
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kivy_client.core.model.commands import RetryNow
from kivy_client.core.model.events import Link, Linked
from kivy_client.ui import controls  # noqa: F401  the classes named in the kv file
from kivy_client.ui.board import Board
from kivy_client.ui.conversations.status import banner_words

Builder.load_file(str(Path(__file__).with_name("banner.kv")))

_COUNT_SECONDS = 0.25
PATIENCE_SECONDS = 1.0
"""So long the app may connect before that is worth a strip."""


def now() -> float:
    """By which the seconds are counted, as `Linked.retry_at` is."""
    return time.monotonic()


class Banner(BoxLayout):
    """`words` "": there is nothing to tell, and it has no height."""

    words = StringProperty("")
    can_retry = BooleanProperty(False)

    def __init__(self, board: Board, **options: Any) -> None:
        super().__init__(**options)
        self.board = board
        self._patient = True
        self._count = Clock.create_trigger(lambda _: self._tell(), _COUNT_SECONDS, interval=True)
        self._lose_patience = Clock.create_trigger(lambda _: self._impatient(), PATIENCE_SECONDS)
        board.fbind("link", self._on_link)
        self._on_link(board, board.link)

    def retry(self) -> None:
        self.board.ask(RetryNow())

    def _on_link(self, _: Board, linked: Linked) -> None:
        if linked.link in (Link.ONLINE, Link.NONE):
            self._patient = True
            self._lose_patience.cancel()
        elif linked.link is Link.CONNECTING and self._patient:
            self._lose_patience()
        else:
            self._patient = False
        if linked.link is Link.OFFLINE:
            self._count()
        else:
            self._count.cancel()
        self._tell()

    def _impatient(self) -> None:
        self._patient = False
        self._tell()

    def _tell(self) -> None:
        linked = self.board.link
        self.can_retry = linked.link is Link.OFFLINE or (linked.link is Link.NONE and self.board.server is not None)
        self.words = "" if linked.link is Link.CONNECTING and self._patient else banner_words(linked, now())
