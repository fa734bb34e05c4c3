"""What all parts of a chat share: the store, the connection of the moment, the time, and where events go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ircwire.client import ClientSession
from kivy_client.core.chat.names import Names
from kivy_client.core.chat.pace import Pace
from kivy_client.core.model.events import Toast, UiEvent
from kivy_client.core.model.servers import Preferences, Server
from kivy_client.core.moment import Moment
from kivy_client.core.store import Store

CLOCK_AHEAD = 60 * 1_000_000
_MILLISECOND = 1000
MOST_TOASTS = 10
TOAST_SECONDS = 10.0
"""So many sentences are told in this time: a server may have more to say than anybody reads."""


@dataclass(slots=True)
class Context:
    """`session` is there only while we are registered and may send. `now` is set before anything else happens.
    `latest`: the newest time that anything has here.

    `names`: how the server compares names. `new_id` makes unguessable words; `hidden`: the app is in the background.
    """

    store: Store
    server: Server
    preferences: Preferences
    show: Callable[[UiEvent], None]
    new_id: Callable[[], str]
    now: Moment
    nick: str
    names: Names
    session: ClientSession | None = None
    latest: int = 0
    hidden: bool = False
    leaving: bool = False
    """The person typed that they leave."""
    renamed: bool = False
    """The person asked for the name that we have now: it is to be remembered."""
    toasts: Pace = field(default_factory=lambda: Pace(MOST_TOASTS, TOAST_SECONDS))

    def is_me(self, nick: str) -> bool:
        return self.names.fold(nick) == self.names.fold(self.nick)

    def past(self, time: int | None) -> int:
        """When something was said or happened, as it is kept. What a server tells without a time happens now, but not
        before what is here: our clock may have been set back. Nor does anything happen much later than that."""
        wall, after = self.now.wall, self.latest + _MILLISECOND
        untimed = wall if wall >= self.latest else after
        kept = untimed if time is None else min(time, max(wall + CLOCK_AHEAD, after))
        self.latest = max(self.latest, kept)
        return kept

    def toast(self, words: str) -> None:
        """Answer what the person asked."""
        if self.toasts.allows(self.now.mono):
            self.show(Toast(sentence(words)))


def sentence(words: str) -> str:
    """With its full stop."""
    return words if words.endswith((".", "!", "?")) else f"{words}."
