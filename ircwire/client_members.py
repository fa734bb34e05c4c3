"""Who is in the rooms that we are in, with prefixes, and what is known of them. Data only; events are made elsewhere.

Bounded against a hostile server: so many rooms, so many memberships in all of them together. Somebody who shares no
room with us any more is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from ircwire.client_events import Member, Person

MOST_ROOMS = 1000
MOST_MEMBERS = 100_000


@dataclass(slots=True)
class Room:
    """`members`: folded nick to prefixes."""

    name: str
    members: dict[str, str] = field(default_factory=dict)


class Roster:
    """`changed`: folded names of rooms whose members are others, or otherwise, since it was last cleared."""

    def __init__(self, fold: Callable[[str], str], ordered: Callable[[Iterable[str]], str]) -> None:
        self.rooms: dict[str, Room] = {}
        self.changed: set[str] = set()
        self._fold = fold
        self._ordered = ordered
        self._people: dict[str, Person] = {}
        self._where: dict[str, set[str]] = {}
        self._memberships = 0

    # Asked

    def room(self, name: str) -> Room | None:
        return self.rooms.get(self._fold(name))

    def person(self, nick: str) -> Person | None:
        return self._people.get(self._fold(nick))

    def rooms_of(self, nick: str) -> tuple[str, ...]:
        """The rooms that somebody shares with us, as they are spelt."""
        return tuple(self.rooms[key].name for key in sorted(self._where.get(self._fold(nick), ())))

    def members(self, name: str) -> tuple[Member, ...]:
        room = self.room(name)
        if room is None:
            return ()
        people = ((prefix, self._people[key]) for key, prefix in room.members.items())
        return tuple(Member(prefix, person.nick, person.away, person.bot) for prefix, person in people)

    def prefix(self, name: str, nick: str) -> str:
        room = self.room(name)
        return room.members.get(self._fold(nick), "") if room else ""

    # Followed

    def enter(self, name: str) -> None:
        """We are in a room: nobody else in it is known yet."""
        key = self._fold(name)
        if key in self.rooms:
            self.leave(name)
        if len(self.rooms) < MOST_ROOMS:
            self.rooms[key] = Room(name)
            self.changed.add(key)

    def leave(self, name: str) -> None:
        """We are not in it any more."""
        key = self._fold(name)
        room = self.rooms.get(key)
        if room is not None:
            for nick in tuple(room.members):
                self._drop(key, nick)
            del self.rooms[key]
            self.changed.discard(key)

    def add(self, name: str, nick: str, prefix: str = "") -> None:
        """Somebody is in a room of ours."""
        key, who = self._fold(name), self._fold(nick)
        room = self.rooms.get(key)
        if room is None or not nick:
            return
        if who not in room.members:
            if self._memberships >= MOST_MEMBERS:
                return
            self._memberships += 1
            self._where.setdefault(who, set()).add(key)
            self._people.setdefault(who, Person(nick))
        room.members[who] = prefix
        self.changed.add(key)

    def remove(self, name: str, nick: str) -> None:
        key, who = self._fold(name), self._fold(nick)
        if key in self.rooms and who in self.rooms[key].members:
            self._drop(key, who)
            self.changed.add(key)

    def keep_only(self, name: str, nicks: Iterable[str]) -> None:
        """The room's list was told: whoever is not in it is not there."""
        room = self.room(name)
        if room is not None:
            key = self._fold(name)
            for nick in room.members.keys() - {self._fold(nick) for nick in nicks}:
                self._drop(key, nick)
            self.changed.add(key)

    def gone(self, nick: str) -> tuple[str, ...]:
        """Somebody has quit. Returns in which rooms they were."""
        names = self.rooms_of(nick)
        for name in names:
            self.remove(name, nick)
        return names

    def renamed(self, nick: str, new: str) -> tuple[str, ...]:
        """Somebody has another nick. Returns in which rooms they are."""
        old, key = self._fold(nick), self._fold(new)
        if old not in self._people or not new:
            return ()
        if old != key:
            self.gone(new)  # two cannot have one nick: what we believed of the other was wrong
        names = self.rooms_of(nick)
        person = self._people.pop(old)
        self._people[key] = replace(person, nick=new)
        self._where[key] = self._where.pop(old)
        for room in self._where[key]:
            members = self.rooms[room].members
            members[key] = members.pop(old)
        self.changed |= self._where[key]
        return names

    def rename_room(self, name: str, new: str) -> None:
        """A room that we are in has another name."""
        old, key = self._fold(name), self._fold(new)
        if old not in self.rooms or not new:
            return
        if key != old:
            self.leave(new)
        room = self.rooms.pop(old)
        room.name = new
        self.rooms[key] = room
        for nick in room.members:
            self._where[nick].discard(old)
            self._where[nick].add(key)
        self.changed.discard(old)
        self.changed.add(key)

    def rank(self, name: str, nick: str, sign: str, *, on: bool) -> None:
        """Somebody got a prefix in a room, or lost it."""
        room = self.room(name)
        who = self._fold(nick)
        if room is not None and who in room.members:
            signs = frozenset(room.members[who])
            room.members[who] = self._ordered(signs | {sign} if on else signs - {sign})
            self.changed.add(self._fold(name))

    def learn(self, nick: str, **facts: str | bool) -> None:
        """What is known of somebody, if they are in a room with us."""
        key = self._fold(nick)
        known = self._people.get(key)
        if known is None or all(getattr(known, name) == value for name, value in facts.items()):
            return
        self._people[key] = replace(known, **facts)  # type: ignore[arg-type]
        if facts.keys() & {"away", "bot", "nick"}:
            self.changed |= self._where[key]

    def learn_mask(self, mask: str) -> None:
        """The user name and host of whoever speaks, if they are not known yet: who changes them says so (CHGHOST)."""
        nick, _, rest = mask.partition("!")
        known = self._people.get(self._fold(nick))
        if known is not None and not known.host:
            username, _, host = rest.partition("@")
            self.learn(nick, username=username, host=host)

    def _drop(self, key: str, who: str) -> None:
        del self.rooms[key].members[who]
        self._memberships -= 1
        rooms = self._where[who]
        rooms.discard(key)
        if not rooms:
            del self._where[who]
            del self._people[who]
