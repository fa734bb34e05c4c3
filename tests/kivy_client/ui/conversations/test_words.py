"""What a row of the list says."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from kivy_client.core.model.conversations import Conversation, Kind, Preview
from kivy_client.core.model.events import Link, Linked
from kivy_client.core.model.servers import Server
from kivy_client.ui.conversations import words
from kivy_client.ui.conversations.status import banner_words, status_words

TODAY = datetime(2022, 11, 23, 12, 0)


def micros(*when: int) -> int:
    return int(datetime(*when).timestamp()) * 1_000_000  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("then", "told"),
    [
        ((2022, 11, 23, 9, 47), "09:47"),
        ((2022, 11, 22, 23, 59), "Tue"),
        ((2022, 11, 17, 0, 1), "Thu"),
        ((2022, 11, 16, 9, 0), "16 Nov"),
        ((2021, 12, 31, 9, 0), "31 Dec 2021"),
        ((2022, 11, 24, 9, 0), "09:00"),  # the server's clock may be ahead
    ],
)
def test_a_time_is_told_as_short_as_can_be(then: tuple[int, ...], told: str) -> None:
    assert words.when(micros(*then), TODAY) == told


@pytest.mark.parametrize("time", [0, 10**30, -(10**30)])
def test_a_time_that_is_none_is_not_told(time: int) -> None:
    assert words.when(time, TODAY) == ""


def said(**more: object) -> Conversation:
    return Conversation("#a", "#a", Kind.ROOM, **more)  # type: ignore[arg-type]


def test_previews() -> None:
    last = Preview("bob", "hello there", 1)
    assert words.preview(said(last=last)) == ("bob: ", "hello there", False)
    assert words.preview(Conversation("bob", "bob", Kind.PERSON, last=last)) == ("", "hello there", False)
    assert words.preview(said(last=last._replace(own=True))) == ("You: ", "hello there", False)
    assert words.preview(said(joined=False, may_write=False)).text == "You are not in this room"
    assert words.preview(said(joined=False)).text == "", "without a connection: we are in it again with the next"


def test_a_draft_is_told_unless_it_is_in_the_field() -> None:
    one = said(last=Preview("bob", "hello", 1), draft=" half\na thought ")
    assert words.preview(one) == ("Draft: ", "half a thought", True)
    assert words.preview(one, is_open=True) == ("bob: ", "hello", False)
    assert words.preview(said(draft="  \n")) == ("", "", False)


@pytest.mark.parametrize(
    ("name", "letter"), [("#redis", "R"), ("mira", "M"), ("##", "#"), ("", "?"), ("ß", "S"), ("éa", "É")]
)
def test_the_letter_on_the_disc(name: str, letter: str) -> None:
    assert words.initial(name) == letter


def test_the_line_below_the_name() -> None:
    assert words.about(said(people=1234, topic="Plans\nfor  May")) == "1\u202f234 members · Plans for May"
    assert words.about(said(people=1)) == "1 member"
    assert words.about(said(joined=False, may_write=False, topic="Plans")) == "You are not in this room · Plans"
    assert words.about(said(joined=False, topic="Plans")) == "Plans"
    assert words.about(said(joined=False, invited_by="bob")) == "bob invites you"
    person = Conversation("bob", "bob", Kind.PERSON)
    assert words.about(person) == ""
    assert words.about(Conversation("bob", "bob", Kind.PERSON, online=False)) == "offline"
    assert words.about(Conversation("bob", "bob", Kind.PERSON, online=True, away="lunch")) == "away: lunch"


def test_an_invitation_is_told_in_the_row_whatever_was_said_there_before() -> None:
    asked = said(joined=False, invited_by="bob")
    assert words.preview(asked).text == "bob invites you"
    assert words.preview(replace(asked, draft="half")).text == "half"
    assert words.preview(replace(asked, joined=True)) == words.preview(said())


def test_leaving_is_called_the_same_everywhere() -> None:
    assert words.parting(said()).question == "Leave this room?"
    assert words.parting(said(joined=False)).label == "Take it from the list"
    assert words.parting(Conversation("bob", "bob", Kind.PERSON)).label == "Close this conversation"


def test_how_it_stands_with_the_connection() -> None:
    server = Server(host="chat.example")
    assert status_words(Linked(Link.NONE, ""), None) == "not connected"
    assert status_words(Linked(Link.CONNECTING, "mira"), server) == "chat.example · connecting …"
    assert status_words(Linked(Link.OFFLINE, "mira"), server) == "chat.example · no connection"
    online = Linked(Link.ONLINE, "mira", "Libera", latency=42)
    assert status_words(online, server) == "Libera · connected as mira · 42 ms"


def test_the_strip_counts_down_and_tells_what_waits_and_why() -> None:
    offline = Linked(Link.OFFLINE, "mira", reason="the server closed the connection", retry_at=107.5, waiting=1)
    told = "No connection, next try in 8 s · 1 message waits · the server closed the connection"
    assert banner_words(offline, 100.0) == told
    assert banner_words(offline, 200.0) == "No connection · 1 message waits · the server closed the connection"
    assert banner_words(Linked(Link.CONNECTING, "mira", waiting=3), 0.0) == "Connecting … · 3 messages wait"
    assert banner_words(Linked(Link.ONLINE, "mira", waiting=3), 0.0) == ""
    assert banner_words(Linked(Link.NONE, "mira"), 0.0) == ""
    refused = Linked(Link.NONE, "mira", reason="that name is taken")
    assert banner_words(refused, 0.0) == "Not connected · that name is taken"
