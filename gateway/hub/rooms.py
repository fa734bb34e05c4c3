"""Which sessions of this gateway are in which room, grouped by the format in which they see it. Runs on `gw-loop`.

Changed only by applying facts in log order, so it always shows the network as it was at one log id.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from gateway.dialects.base import Format
from gateway.hub.sessions import Session
from gateway.model.facts import Fact


@dataclass(slots=True)
class Gathered:
    """A fact that waits to be told (`hub.gathering`), in one room or several. `told`: who knows it already; besides
    them all who are in the rooms in which it has been `released`."""

    fact: Fact
    told: set[Session] = field(default_factory=set)
    released: list[Room] = field(default_factory=list)


class Room:
    """The local members of one room."""

    __slots__ = ("audience", "gathered")

    def __init__(self) -> None:
        self.audience: dict[Format, dict[Session, int]] = {}
        """By the format in which they see it, each with the log id at which it came."""
        self.gathered: list[Gathered] = []
        """Who came and left and is to be told."""

    def __len__(self) -> int:
        return sum(map(len, self.audience.values()))

    def add(self, session: Session, since: int) -> None:
        self.audience.setdefault(session.conversation.format, {})[session] = since

    def discard(self, session: Session, seen_as: Format) -> int:
        """`seen_as`: the format it was added with. Returns since when it was here, 0 if it was not."""
        group = self.audience.get(seen_as)
        if group is None:
            return 0
        since = group.pop(session, 0)
        if not group:
            del self.audience[seen_as]
        return since

    def since(self, session: Session) -> int:
        """The log id at which it came, 0 if it is not here."""
        return self.audience.get(session.conversation.format, {}).get(session, 0)

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

    def enter(self, session: Session, key: str, since: int) -> None:
        """`since`: the log id of its JOIN."""
        room = self._rooms.get(key)
        if room is None:
            room = self._rooms[key] = Room()
        room.add(session, since)
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

    def rename(self, key: str, to: str) -> None:
        """The room has another key from now on."""
        room = self._rooms.pop(key)
        self._rooms[to] = room
        for session in room.sessions():
            session.rooms.discard(key)
            session.rooms.add(to)

    def reformat(self, session: Session, before: Format) -> None:
        """A session sees facts in another format from now on."""
        for key in session.rooms:
            room = self._rooms[key]
            room.add(session, room.discard(session, before))

    def who_see(self, keys: tuple[str, ...]) -> dict[Session, None]:
        """Everyone here who shares one of these rooms, each once, in a steady order."""
        return {s: None for key in keys if (room := self._rooms.get(key)) for s in room.sessions()}
