"""What cannot be said or done: it is told why, the text comes back, and nothing that was kept ends a connection."""

from __future__ import annotations

import pytest

from kivy_client.core.chat import conversations, outgoing
from kivy_client.core.model import commands as ask
from kivy_client.core.model.conversations import Kind
from kivy_client.core.model.events import Link, NotTaken
from kivy_client.core.store import StoreError
from kivy_client.core.store.outbox import StoredOutbox
from tests.kivy_client.core.chat.stage import Stage


def not_taken(stage: Stage) -> list[tuple[str, str]]:
    """The texts that came back, and why."""
    return [(event.text, event.why) for event in stage.log if isinstance(event, NotTaken)]


# What must not be kept


def test_a_password_of_two_lines_is_not_kept(stage: Stage) -> None:
    stage.visit()
    stage.type("/join #a key\n/join #b")
    assert stage.take_sent() == []
    assert not_taken(stage)[-1][0] == "/join #a key\n/join #b"
    stage.do(ask.Join("#a", "key with blanks"))
    stage.do(ask.Join("#a", "one,two"))
    assert stage.take_sent() == []
    assert "#a" not in stage.rows
    stage.lose()
    assert "JOIN #lobby" in stage.return_()
    assert stage.linked.link is Link.ONLINE


def test_a_stored_password_that_no_line_carries_locks_nobody_out(stage: Stage) -> None:
    stage.visit()
    stage.do(ask.Join("#a", "key"))
    stage.enter(room="#a")
    row = stage.store.conversations.find(1, "#a")
    assert row is not None
    stage.store.conversations.save(row.number, password="key\n/join #b")
    stage.kill()
    stage.begin()
    assert "JOIN #lobby" in stage.connect()
    assert stage.linked.link is Link.ONLINE
    assert stage.toasts == ["#a cannot be joined again: its password has characters that none may have."]


def test_away_in_two_lines_is_one(stage: Stage) -> None:
    stage.visit()
    stage.type("/away brb\nphone")
    assert stage.take_sent() == ["AWAY :brb phone"]
    stage.lose()
    assert "AWAY :brb phone" in stage.return_()


# What comes back


def test_what_is_said_where_we_are_not_comes_back(stage: Stage) -> None:
    stage.visit("@bob")
    assert stage.rows["#lobby"].may_write
    stage.hear(":bob!b@h KICK #lobby mira :too loud")
    assert not stage.rows["#lobby"].may_write
    stage.type("hello?")
    assert not_taken(stage) == [("hello?", "You are not in #lobby: /join #lobby.")]
    stage.do(ask.Open("*"))
    [key] = [key for key, row in stage.rows.items() if row.kind.value == "server"]
    assert not stage.rows[key].may_write
    stage.type("anybody?", key)
    assert not_taken(stage)[-1] == ("anybody?", "Nothing can be said here; commands can: /help lists them.")


def test_offline_a_room_where_we_will_be_again_takes_what_is_said(stage: Stage) -> None:
    stage.visit()
    stage.lose()
    assert stage.rows["#lobby"].may_write
    stage.type("later")
    assert not_taken(stage) == []


def test_a_room_in_which_we_are_not_is_not_spoken_to(stage: Stage) -> None:
    stage.visit()
    for _ in range(2):
        stage.type("/msg #other hello")
        assert not_taken(stage)[-1] == ("/msg #other hello", "You are not in #other: /join #other.")
    stage.type("/notice #other hello")
    assert stage.take_sent() == []
    assert "#other" not in stage.rows
    stage.lose()
    assert not [line for line in stage.return_() if "#other" in line]


def test_a_command_that_cannot_be_carried_out_comes_back(stage: Stage) -> None:
    stage.visit()
    stage.lose()
    for text, why in (
        ("/topic New", "You are not connected."),
        ("/frobnicate", "There is no command /frobnicate; /help lists those there are."),
        ("/msg a,b hi", "That is no name."),
        ("/query a\x01b hi", "That is no name."),
    ):
        stage.type(text)
        assert not_taken(stage)[-1] == (text, why)
    assert stage.toasts == []


def test_what_the_disk_does_not_take_comes_back_whole(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.visit()
    stage.lose()

    def full(*_: object) -> None:
        raise StoreError("There is no room on the disk")

    monkeypatch.setattr(StoredOutbox, "add", full)
    stage.type("precious")
    assert not_taken(stage) == [("precious", "There is no room on the disk.")]


def test_too_many_lines_come_back_whole(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "MOST_LINES", 3)
    stage.visit()
    stage.lose()
    stage.type("/me one\ntwo")
    stage.type("/me three\nfour")
    assert stage.texts == ["one", "two"]
    [(text, _)] = not_taken(stage)
    assert text == "/me three\nfour"


def test_too_many_conversations(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.visit()
    monkeypatch.setattr(conversations, "MOST_CONVERSATIONS", 1)
    stage.type("/msg ann hi")
    assert not_taken(stage) == [("/msg ann hi", "There are too many conversations: leave some first.")]


# Rooms that refuse us


def test_what_was_typed_for_a_room_that_refuses_us_is_kept(stage: Stage) -> None:
    stage.visit()
    stage.lose()
    stage.type("/join #new")
    stage.type("hello there", "#new")
    assert "JOIN #new,#lobby" in stage.return_(), "what is looked at comes first"
    stage.hear(":s 473 mira #new :Cannot join: it is by invitation only")
    assert not stage.rows["#new"].joined
    [mine] = [entry for entry in stage.view if entry.own]
    assert (mine.text, mine.state, mine.failure) == ("hello there", "failed", "Cannot join: it is by invitation only.")
    assert stage.linked.waiting == 0
    stage.take_sent()
    stage.do(ask.Resend("#new", mine.key))
    assert stage.take_sent() == ["JOIN #new"], "trying again is joining again"
    stage.enter(room="#new")
    assert stage.states == ["sent"]


def test_a_draft_keeps_a_room_that_refuses_us(stage: Stage) -> None:
    stage.visit()
    stage.do(ask.Open("#new"))
    stage.do(ask.SetDraft("#new", "dear all"))
    stage.hear(":s 475 mira #new :Cannot join: it has a password")
    assert stage.rows["#new"].draft == "dear all"
    assert not stage.rows["#new"].joined


def test_a_room_that_is_full_is_tried_again_at_the_next_connection(stage: Stage) -> None:
    stage.visit()
    stage.lose()
    stage.type("waits", "#lobby")
    stage.return_()
    stage.hear(":s 471 mira #lobby :Cannot join: it is full")
    assert stage.toasts[-1] == "#lobby: Cannot join: it is full."
    assert stage.states == ["failed"]
    stage.lose()
    assert "JOIN #lobby" in stage.return_()
    stage.hear(":s 473 mira #lobby :Cannot join: it is by invitation only")
    stage.lose()
    assert not [line for line in stage.return_() if line.startswith("JOIN")]


# Leaving and coming back at once


def test_left_and_joined_again_before_the_server_says_so(stage: Stage) -> None:
    stage.visit("bob")
    stage.do(ask.Part("#lobby"))
    stage.do(ask.Join("#lobby"))
    assert stage.take_sent() == ["PART #lobby", "JOIN #lobby"]
    stage.hear(":mira!mira@h PART #lobby")
    stage.enter("bob")
    assert stage.rows["#lobby"].joined
    assert stage.toasts == []


def test_whatever_is_kept_ends_no_connection(stage: Stage) -> None:
    stage.visit()
    stage.store.conversations.begin(1, "a\nb", "a\nb", Kind.PERSON)
    stage.store.conversations.begin(1, "#c\nd", "#c\nd", Kind.ROOM)
    stage.kill()
    stage.begin()
    assert "JOIN #lobby" in stage.connect()
    assert stage.linked.link is Link.ONLINE
