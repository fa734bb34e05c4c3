"""Which sessions of this gateway are in which room, grouped by the format in which they see it. Runs on `gw-loop`.

Changed only by applying facts in log order, so it always shows the network as it was at one log id.
"""

from __future__ import annotations

from gateway.dialects.base import Format
from gateway.hub.sessions import Session


class Room:
    """The local members of one room; dictionaries serve as ordered sets."""

    __slots__ = ("audience",)

    def __init__(self) -> None:
        self.audience: dict[Format, dict[Session, None]] = {}

    def add(self, session: Session) -> None:
        self.audience.setdefault(session.conversation.format, {})[session] = None

    def discard(self, session: Session, seen_as: Format) -> None:
        """`seen_as`: the format it was added with."""
        group = self.audience.get(seen_as)
        if group is not None:
            group.pop(session, None)
            if not group:
                del self.audience[seen_as]

    def sessions(self) -> list[Session]:
        return [session for group in self.audience.values() for session in group]


class Rooms:
    """All rooms that have a member here, by key."""

    def __init__(self) -> None:
        self._rooms: dict[str, Room] = {}

    def __len__(self) -> int:
        return len(self._rooms)

    def get(self, key: str) -> Room | None:
        return self._rooms.get(key)

    def enter(self, session: Session, key: str) -> None:
        room = self._rooms.get(key)
        if room is None:
            room = self._rooms[key] = Room()
        room.add(session)
        session.rooms.add(key)

    def leave(self, session: Session, key: str) -> None:
        """Harmless if it is not in there."""
        room = self._rooms.get(key)
        session.rooms.discard(key)
        if room is not None:
            room.discard(session, session.conversation.format)
            if not room.audience:
                del self._rooms[key]

    def leave_all(self, session: Session) -> None:
        for key in tuple(session.rooms):
            self.leave(session, key)

    def reformat(self, session: Session, before: Format) -> None:
        """A session sees facts in another format from now on."""
        for key in session.rooms:
            room = self._rooms[key]
            room.discard(session, before)
            room.add(session)

    def who_see(self, keys: tuple[str, ...]) -> dict[Session, None]:
        """Everyone here who shares one of these rooms, each once, in a steady order."""
        return {s: None for key in keys if (room := self._rooms.get(key)) for s in room.sessions()}
