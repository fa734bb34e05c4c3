from __future__ import annotations

from gateway.dialects.irc.conversation import IrcConversation
from gateway.dialects.plain import PlainConversation
from gateway.hub.flood import TokenBucket
from gateway.hub.rooms import Rooms
from gateway.hub.sessions import Session
from tests.gateway.hub.doubles import RecordingConnection
from tests.gateway.hub.stage import SERVER


def irc(id: str) -> Session:
    return Session(RecordingConnection(id), IrcConversation(SERVER, "host"), TokenBucket(0, 0, 0), 0.0)


def plain(id: str) -> Session:
    return Session(RecordingConnection(id), PlainConversation(SERVER, "host"), TokenBucket(0, 0, 0), 0.0)


def test_a_room_is_there_while_it_has_a_member_here() -> None:
    rooms, ann = Rooms(), irc("a")
    rooms.enter(ann, "#r", 1)
    rooms.enter(ann, "#r", 1)
    assert len(rooms) == 1 and ann.rooms == {"#r"}
    rooms.leave(ann, "#r")
    rooms.leave(ann, "#r")
    assert len(rooms) == 0 and ann.rooms == set()
    assert rooms.get("#r") is None


def test_members_are_grouped_by_how_they_see() -> None:
    rooms, ann, bob, cat = Rooms(), irc("a"), plain("b"), irc("c")
    for session in (ann, bob, cat):
        rooms.enter(session, "#r", 1)
    room = rooms.get("#r")
    assert room is not None
    assert [list(group) for group in room.audience.values()] == [[ann, cat], [bob]]
    assert room.sessions() == [ann, cat, bob]
    rooms.leave_all(bob)
    assert [list(group) for group in room.audience.values()] == [[ann, cat]]


def test_everyone_is_seen_once() -> None:
    rooms, ann, bob = Rooms(), irc("a"), irc("b")
    for key in ("#r", "#s"):
        rooms.enter(ann, key, 1)
    rooms.enter(bob, "#s", 1)
    assert list(rooms.who_see(("#r", "#s", "#none"))) == [ann, bob]
