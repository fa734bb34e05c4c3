"""Facts of the log, kind by kind: what each changes on this gateway, and who of those here is told. Runs on `gw-loop`.

A line in a room is not among them: it is delivered together with those that follow it (`delivery`). A new kind of fact
is a function here, and its place in the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from gateway.hub.delivery import deliver
from gateway.hub.here import Here
from gateway.hub.rooms import Gathered
from gateway.hub.sessions import Session
from gateway.model.disconnects import Disconnect
from gateway.model.facts import CONNECTED_AGAIN, Fact, HasQuit, Joined, Parted, Renamed, Told, TopicSet


def apply(here: Here, fact: Fact) -> None:
    """Change what it changes, and tell whom it concerns. A kind that nobody here understands concerns nobody."""
    function = _APPLY.get(type(fact))
    if function is not None:
        if type(fact) not in _GATHERED:
            here.gathering.release()
        function(here, fact)


def concerned(here: Here, fact: Fact) -> Iterable[Session]:
    """Those here who would not know the truth any more if the fact could not be applied."""
    rooms: tuple[str, ...] = getattr(fact, "rooms", None) or (getattr(fact, "room", ""),)
    people = (fact.uid, getattr(fact, "to", ""))
    return {**here.rooms.who_see(rooms), **{s: None for uid in people for s in here.sessions_of(uid)}}


def _to_room(here: Here, fact: Any) -> None:
    room = here.rooms.get(fact.room)
    if room is not None:
        deliver(room.sessions(), fact)


def _joined(here: Here, fact: Joined) -> None:
    mine = here.sessions_of(fact.uid)
    for session in mine:
        here.rooms.enter(session, fact.room, fact.id)
    _to_room_or_gathered(here, fact, mine)


def _parted(here: Here, fact: Parted) -> None:
    mine = here.sessions_of(fact.uid)
    _to_room_or_gathered(here, fact, mine)
    for session in mine:
        here.rooms.leave(session, fact.room)


def _to_room_or_gathered(here: Here, fact: Joined | Parted, mine: Iterable[Session]) -> None:
    """To the room; of a big one only to whose fact it is, and to the others later."""
    if here.gathering.is_big(fact.room):
        deliver(mine, fact)
        here.gathering.add(fact.room, Gathered(fact))
    else:
        _to_room(here, fact)


def _told(here: Here, fact: Told) -> None:
    """To its receiver; and to its sender as one's own. Who tells oneself something sees both."""
    deliver(here.sessions_of(fact.uid), fact)
    for session in here.sessions_of(fact.to):
        if chunk := session.conversation.format.encode(fact):
            session.tell(fact.id, chunk)


def _renamed(here: Here, fact: Renamed) -> None:
    deliver([session for session in here.rooms.who_see(fact.rooms) if session.uid != fact.uid], fact)
    for session in here.sessions_of(fact.uid):
        session.nick = fact.nick
        session.tell(fact.id, session.conversation.format.own(fact), about=fact, mine=True)


def _quit(here: Here, fact: HasQuit) -> None:
    """The others are told. A session of the user that is still here was replaced or believed dead."""
    mine = here.sessions_of(fact.uid)
    big = [key for key in fact.rooms if here.gathering.is_big(key)]
    for session in mine:
        here.rooms.leave_all(session)
    at_once = here.rooms.who_see(tuple(key for key in fact.rooms if key not in big))
    deliver(at_once, fact)
    told = set(at_once) if len(fact.rooms) > 1 else None
    for key in big:
        here.gathering.add(key, Gathered(fact, told))
    for session in mine:
        here.disconnect(session, Disconnect.REPLACED if fact.reason == CONNECTED_AGAIN else Disconnect.FENCED)


_GATHERED = (Joined, Parted, HasQuit, Told)
"""Before any other kind of fact, what big rooms have gathered is told."""
_APPLY: dict[type, Callable[[Here, Any], None]] = {
    Told: _told,
    Joined: _joined,
    Parted: _parted,
    TopicSet: _to_room,
    Renamed: _renamed,
    HasQuit: _quit,
}
