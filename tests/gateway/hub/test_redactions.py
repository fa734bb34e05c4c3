"""Who is told that a message was taken back, and that something has been read."""

from __future__ import annotations

from gateway.model.facts import ReadMarked, Redacted
from tests.gateway.hub.stage import Guest, Stage

REDACTS = "draft/message-redaction"
MARKS = "draft/read-marker"
WHEN = 1_763_836_800_123_456


def redacted(id: int, by: Guest, room: str = "", to: Guest | None = None) -> Redacted:
    name, uid = (to.nick, to.uid) if to else (room, "")
    return Redacted(id, f"{id}abcd", by.uid, by.mask, "", room, uid, name, "7abcd", "")


def test_a_room_is_told_as_far_as_its_clients_know_of_it() -> None:
    stage = Stage()
    ann, bob = stage.irc("ann", REDACTS, "#lobby"), stage.irc("bob", REDACTS, "#lobby")
    eve, plain, outside = stage.irc("eve", "message-tags", "#lobby"), stage.plain("Pat"), stage.irc("cat", REDACTS)
    stage.happens(redacted(11, ann, "#lobby"))
    assert ann.lines == bob.lines == [f":{ann.mask} REDACT #lobby 7abcd"]
    assert eve.lines == plain.lines == outside.lines == []


def test_both_of_a_talk_are_told_once() -> None:
    stage = Stage()
    ann, bob, eve = (stage.irc(nick, REDACTS, "#r") for nick in ("ann", "bob", "eve"))
    stage.happens(redacted(11, ann, to=bob))
    assert ann.lines == bob.lines == [f":{ann.mask} REDACT bob 7abcd"]
    stage.happens(redacted(12, ann, to=ann))
    assert ann.lines == [f":{ann.mask} REDACT ann 7abcd"]
    assert eve.lines == bob.lines == []


def test_what_was_read_is_for_the_users_own_sessions() -> None:
    stage = Stage()
    ann, bob = stage.irc("ann", MARKS, "#r"), stage.irc("bob", MARKS, "#r")
    stage.happens(ReadMarked(11, "11abcd", ann.uid, ann.mask, "", "#r", WHEN))
    assert ann.lines == [":chat.example MARKREAD #r timestamp=2025-11-22T18:40:00.123Z"]
    assert bob.lines == []
