"""Fetching what was missed: which history to ask for next. Pure; one request is under way at a time.

At first the newest page. After a broken connection: page by page after the last message before which nothing is
missing. If the server does not know that one any more, the newest page again, and a gap that is told, not hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ircwire.client_events import MessageReceived

MOST_PAGES = 50
"""Pages fetched after one broken connection; when more was missed, only the newest page follows."""


class Request(NamedTuple):
    """Ask for the messages after this one, or for the newest if it is ""."""

    after: str


class CatchUp:
    """The state of one room. `busy`: a request is under way. `gap`: what comes next does not join what we have."""

    def __init__(self) -> None:
        self.busy = False
        self.gap = False
        self._known = ""
        self._pages = 0

    def begin(self) -> Request:
        """We are in the room (again)."""
        self.busy = True
        self._pages = 0
        return Request(self._known)

    def on_page(self, page: Sequence[MessageReceived], *, met: bool, newest: str) -> Request | None:
        """A page came. `met`: its last message was known before; `newest`: the last message id that we have now.

        None: nothing more is missing.
        """
        if not self.busy:
            return None
        last = last_msgid(page)
        if not self._known or self.gap or met or not last or last == self._known:
            self.busy = self.gap = False
            self._known = newest
            return None
        self._known = last
        self._pages += 1
        return self._newest() if self._pages >= MOST_PAGES else Request(last)

    def on_failed(self) -> Request | None:
        """The server cannot give what we asked for. None: it cannot give any history."""
        if not self.busy:
            return None
        if self._known and not self.gap:
            return self._newest()
        self.busy = self.gap = False
        return None

    def on_live(self, msgid: str) -> None:
        """A message came as it was said."""
        if msgid and not self.busy:
            self._known = msgid

    def stop(self) -> None:
        """The connection broke, or there is no history here."""
        self.busy = self.gap = False

    def _newest(self) -> Request:
        self.gap = True
        return Request("")


def last_msgid(page: Sequence[MessageReceived]) -> str:
    """The last message id of a page, "" for none. (Further lines of a message have none of their own.)"""
    return next((message.msgid for message in reversed(page) if message.msgid), "")
