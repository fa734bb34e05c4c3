"""Who is here: the sessions of this gateway, by the user whose they are and by the rooms they are in. On `gw-loop`."""

from __future__ import annotations

from collections.abc import Callable, Collection

from gateway.hub.bans import AddressBans
from gateway.hub.gathering import Gathering
from gateway.hub.monitors import Monitors
from gateway.hub.rooms import Rooms
from gateway.hub.sessions import Session
from gateway.model.disconnects import Disconnect
from gateway.transport.base import Loop


class Here:
    """`everyone`: all sessions, also of those who have not said who they are. `disconnect`: ends a session's client,
    for a reason that it is told. `big_room`: see `Gathering`."""

    def __init__(
        self,
        loop: Loop,
        everyone: Collection[Session],
        disconnect: Callable[[Session, Disconnect, str], None],
        big_room: int,
    ) -> None:
        self.everyone = everyone
        self.bans = AddressBans()
        self.rooms = Rooms()
        self.monitors = Monitors()
        self.gathering = Gathering(loop, self.rooms, big_room)
        self.disconnect = disconnect
        self._of: dict[str, dict[Session, None]] = {}

    def sessions_of(self, uid: str) -> tuple[Session, ...]:
        """The sessions of a user that are on this gateway."""
        return tuple(self._of.get(uid, ()))

    def claim(self, session: Session) -> None:
        """The session is about to register the user `session.uid`."""
        self._of.setdefault(session.uid, {})[session] = None

    def forget(self, session: Session) -> None:
        """It is gone."""
        self.rooms.leave_all(session)
        mine = self._of.get(session.uid)
        if mine is not None:
            mine.pop(session, None)
            if not mine:
                del self._of[session.uid]
