"""Facts of the log, kind by kind: what each changes on this gateway, and who of those here is told. Runs on `gw-loop`.

A line in a room is not among them: it is delivered together with those that follow it (`delivery`). A new kind of fact
is a function here, and its place in the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from ipaddress import ip_address, ip_network
from typing import Any

from gateway.hub.delivery import deliver
from gateway.hub.here import Here
from gateway.hub.rooms import Gathered
from gateway.hub.sessions import Session
from gateway.model.disconnects import Disconnect
from gateway.model.facts import (
    CONNECTED_AGAIN,
    AddressBanned,
    AddressUnbanned,
    AwaySet,
    Fact,
    HasQuit,
    HostChanged,
    Joined,
    Online,
    Parted,
    ReadMarked,
    RealnameSet,
    Redacted,
    Renamed,
    RoomRenamed,
    Tagged,
    Told,
    TopicSet,
    ToStatus,
    WallopsTold,
    key_of,
    nick_of,
)
from gateway.model.room_facts import Invited, Kicked, Knocked, ModeSet


def apply(here: Here, fact: Fact) -> None:
    """Change what it changes, and tell whom it concerns. A kind that nobody here understands concerns nobody."""
    function = _APPLY.get(type(fact))
    if function is not None:
        if type(fact) not in _GATHERED:
            for key in _rooms_of(fact):
                here.gathering.release(key)
        function(here, fact)


def concerned(here: Here, fact: Fact) -> Iterable[Session]:
    """Those here who would not know the truth any more if the fact could not be applied."""
    people = (fact.uid, getattr(fact, "to", ""), *getattr(fact, "hearers", ()))
    return {**here.rooms.who_see(_rooms_of(fact)), **{s: None for uid in people for s in here.sessions_of(uid)}}


def _rooms_of(fact: Fact) -> tuple[str, ...]:
    """The keys of the rooms in which it happens."""
    rooms: tuple[str, ...] = getattr(fact, "rooms", None) or (getattr(fact, "room", ""),)
    return rooms


def _to_room(here: Here, fact: Any) -> None:
    room = here.rooms.get(fact.room)
    if room is not None:
        deliver(room.sessions(), fact)


def _joined(here: Here, fact: Joined) -> None:
    mine = here.sessions_of(fact.uid)
    here.gathering.before_nick(nick_of(fact.mask))
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
        _after_what_waits(here, fact.room, fact)
        _to_room(here, fact)


def _after_what_waits(here: Here, key: str, fact: Fact) -> None:
    """A fact is about to be told in a room: not before what else waits there of the same user."""
    room = here.rooms.get(key)
    if room is not None:
        here.gathering.before_lines(room, (fact,))


def _told(here: Here, fact: Told | Tagged) -> None:
    """To its receiver; and to its sender as one's own. Who tells oneself something sees both."""
    here.gathering.before_nick(nick_of(fact.mask))
    deliver(here.sessions_of(fact.uid), fact)
    for session in here.sessions_of(fact.to):
        if chunk := session.conversation.format.encode(fact):
            session.tell(fact.id, chunk)


def _tagged(here: Here, fact: Tagged) -> None:
    """To the room or to the one person; and to its sender as one's own. Its sender has come before."""
    if not fact.room:
        _told(here, fact)
        return
    _after_what_waits(here, fact.room, fact)
    _to_room(here, fact)


def _to_status(here: Here, fact: ToStatus) -> None:
    _after_what_waits(here, key_of(fact.about.name[1:]), fact)
    hearers = (session for uid in fact.hearers if uid != fact.uid for session in here.sessions_of(uid))
    deliver([*here.sessions_of(fact.uid), *hearers], fact.about)


def _kicked(here: Here, fact: Kicked) -> None:
    _to_room(here, fact)
    for session in here.sessions_of(fact.target):
        here.rooms.leave(session, fact.room)


def _invited(here: Here, fact: Invited) -> None:
    """To whom it is about, and to the room; who invited somebody has it as the answer."""
    _in_person(here.sessions_of(fact.to), fact)
    deliver([session for session in here.rooms.who_see((fact.room,)) if session.uid != fact.uid], fact)


def _knocked(here: Here, fact: Knocked) -> None:
    _in_person((session for uid in fact.hearers for session in here.sessions_of(uid)), fact)


def _in_person(sessions: Iterable[Session], fact: Fact) -> None:
    """Each is told in its own words."""
    for session in sessions:
        if chunk := session.conversation.personal(fact):
            session.tell(fact.id, chunk)


def _renamed(here: Here, fact: Renamed) -> None:
    here.gathering.before_nick(fact.nick)
    deliver([session for session in here.rooms.who_see(fact.rooms) if session.uid != fact.uid], fact)
    for session in here.sessions_of(fact.uid):
        session.nick = fact.nick
        session.tell(fact.id, session.conversation.format.own(fact), about=fact, mine=True)
    old = nick_of(fact.mask)
    if key_of(old) != key_of(fact.nick):
        _to_those_who_wait(here, fact, here.monitors.who_wait(old, fact.nick))


def _online(here: Here, fact: Online) -> None:
    _to_those_who_wait(here, fact, here.monitors.who_wait(nick_of(fact.mask)))


def _changed(here: Here, fact: AwaySet | RealnameSet | HostChanged) -> None:
    """Something about a user: to those who share a room, and to those who wait for that nick, each once."""
    mine = here.sessions_of(fact.uid)
    for session in mine:
        chunk = session.conversation.format.own(fact) or session.conversation.personal(fact)
        session.tell(fact.id, chunk, about=fact, mine=True)
    _to_all_rooms(here, fact, mine)
    waiting = here.monitors.who_wait(nick_of(fact.mask))
    _to_those_who_wait(
        here, fact, [each for each in waiting if each.uid != fact.uid and each.rooms.isdisjoint(fact.rooms)]
    )


def _to_all_rooms(here: Here, fact: AwaySet | RealnameSet | HostChanged | HasQuit, know: Iterable[Session]) -> None:
    """To everyone in these rooms but those who know it, once; to who is only in big ones later."""
    big = [key for key in fact.rooms if here.gathering.is_big(key)]
    small = tuple(key for key in fact.rooms if key not in big)
    for key in small:
        _after_what_waits(here, key, fact)
    told = set(know)
    at_once = [session for session in here.rooms.who_see(small) if session not in told]
    deliver(at_once, fact)
    told.update(at_once)
    waiting = Gathered(fact, told)
    for key in big:
        here.gathering.add(key, waiting)


def _to_those_who_wait(here: Here, fact: Fact, sessions: Iterable[Session]) -> None:
    for session in sessions:
        if chunk := session.conversation.monitored(fact):
            session.tell(fact.id, chunk)


def _quit(here: Here, fact: HasQuit) -> None:
    """The others are told. A session of the user that is still here was replaced or believed dead."""
    mine = here.sessions_of(fact.uid)
    _to_all_rooms(here, fact, mine)
    for session in mine:
        here.rooms.leave_all(session)
    _to_those_who_wait(here, fact, here.monitors.who_wait(nick_of(fact.mask)))
    why, detail = _why_ended(fact.reason)
    for session in mine:
        here.disconnect(session, why, detail)


def _why_ended(reason: str) -> tuple[Disconnect, str]:
    """What the sessions of a user are told whom others have ended. (The reason of one's own begins with "Quit".)"""
    for why in (Disconnect.KILLED, Disconnect.BANNED):
        if reason.startswith(f"{why.text} ("):
            return why, reason[len(why.text) + 2 : -1]
    return (Disconnect.REPLACED if reason == CONNECTED_AGAIN else Disconnect.FENCED), ""


def _wallops_told(here: Here, fact: WallopsTold) -> None:
    deliver([session for uid in fact.receivers for session in here.sessions_of(uid)], fact)


def _address_banned(here: Here, fact: AddressBanned) -> None:
    """All who came from there go, also those who have not said who they are."""
    here.bans.change(fact)
    network = ip_network(fact.network)
    for session in [session for session in here.everyone if ip_address(session.connection.address) in network]:
        here.disconnect(session, Disconnect.BANNED, fact.reason)


def _address_unbanned(here: Here, fact: AddressUnbanned) -> None:
    here.bans.change(fact)


def _redacted(here: Here, fact: Redacted) -> None:
    """To the room; or to both of a talk, each once."""
    if fact.room:
        _to_room(here, fact)
    else:
        deliver(dict.fromkeys((*here.sessions_of(fact.uid), *here.sessions_of(fact.to))), fact)


def _room_renamed(here: Here, fact: RoomRenamed) -> None:
    """Whose format has no line for it is told in other words, unless it is only spelt otherwise."""
    room = here.rooms.get(fact.room)
    if room is None:
        return
    for session in room.sessions():
        form = session.conversation.format
        chunk = form.own(fact) if fact.uid == session.uid else form.encode(fact)
        if not chunk and fact.new_room != fact.room:
            chunk = session.conversation.personal(fact)
        if chunk:
            session.tell(fact.id, chunk, mine=fact.uid == session.uid)
    here.rooms.rename(fact.room, fact.new_room)


def _read_marked(here: Here, fact: ReadMarked) -> None:
    for session in here.sessions_of(fact.uid):
        if chunk := session.conversation.personal(fact):
            session.tell(fact.id, chunk, mine=True)


_GATHERED = (Joined, Parted, HasQuit, Told, Tagged, ToStatus, Online, AwaySet, RealnameSet, HostChanged)
"""Before any other kind of fact, what was gathered in the rooms in which it happens is told."""
_APPLY: dict[type, Callable[[Here, Any], None]] = {
    Told: _told,
    Tagged: _tagged,
    Online: _online,
    AwaySet: _changed,
    RealnameSet: _changed,
    HostChanged: _changed,
    Joined: _joined,
    Parted: _parted,
    TopicSet: _to_room,
    ModeSet: _to_room,
    Kicked: _kicked,
    Invited: _invited,
    Knocked: _knocked,
    ToStatus: _to_status,
    Renamed: _renamed,
    HasQuit: _quit,
    Redacted: _redacted,
    RoomRenamed: _room_renamed,
    ReadMarked: _read_marked,
    WallopsTold: _wallops_told,
    AddressBanned: _address_banned,
    AddressUnbanned: _address_unbanned,
}
