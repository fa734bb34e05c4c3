"""What is told of a connection once the server has let us in, and how it goes on after a mistake of ours. Pure.

`Careful` takes the place of a chat that failed again and again: what it cannot handle (a message in the history that a
bug of ours trips over comes with every connection) is logged and left out, and the rest goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol

from ircwire.client import ClientSession
from ircwire.client_events import Event
from kivy_client.core.store import StoreError

_log = logging.getLogger(__name__)


class Visit(Protocol):
    """The chat, as the account sees it."""

    def enter(self, session: ClientSession) -> None:
        """The server has let us in; `session` may be used until `leave`."""

    def apply(self, event: Event) -> None:
        """Something happened, between `enter` and `leave`."""

    def leave(self) -> None:
        """The connection is gone."""


class Settling(Visit, Protocol):
    """The chat, as the client sees it."""

    def settle(self) -> None:
        """After anything happened: tell what changed."""


class Careful:
    """The store's errors are none of ours, and are raised."""

    def __init__(self, chat: Settling) -> None:
        self._chat = chat

    def enter(self, session: ClientSession) -> None:
        _try(self._chat.enter, session)

    def apply(self, event: Event) -> None:
        _try(self._chat.apply, event)

    def leave(self) -> None:
        _try(self._chat.leave)

    def settle(self) -> None:
        _try(self._chat.settle)


def _try(call: Callable[..., None], *given: object) -> None:
    try:
        call(*given)
    except StoreError:
        raise
    except Exception:
        _log.exception("Something that the server said is left out")
