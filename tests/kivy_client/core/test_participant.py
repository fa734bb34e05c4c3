"""One person's stay: getting in, losing the connection, coming back, leaving. No sockets, no waiting."""

from __future__ import annotations

import pytest

from kivy_client.core.events import Entered, Left, Link, Refused, Status
from kivy_client.core.participant import DEAD_SECONDS, SILENCE_SECONDS, Dial, HangUp
from tests.kivy_client.core.stage import Stage

DIAL = Dial("chat.test", 6667)


@pytest.fixture
def inside() -> Stage:
    """In the room, with an empty history."""
    stage = Stage()
    stage.enter()
    stage.page()
    return stage


def status(stage: Stage) -> Status:
    assert stage.status is not None
    return stage.status


def test_getting_in() -> None:
    stage = Stage()
    assert stage.take_done() == [DIAL]
    assert status(stage).link is Link.CONNECTING
    assert stage.enter() == ["CHATHISTORY LATEST #lobby * 100"]
    assert stage.events == [Entered()]
    assert stage.happenings == ["Hi there, mira! To leave, type QUIT or press Leave chat."]
    assert status(stage) == Status(Link.ONLINE, "mira", "#lobby", people=2)
    assert stage.participant.deadline() == stage.seconds + SILENCE_SECONDS


def test_a_refused_name_is_told_and_the_connection_closed() -> None:
    stage = Stage()
    stage.connect()
    stage.hear(":s 433 * mira :Nickname is already in use")
    assert stage.events == [Refused("mira: Nickname is already in use.", "name")]
    assert stage.take_done() == [DIAL, HangUp()]
    assert stage.participant.over


def test_a_server_that_cannot_be_reached_is_told() -> None:
    stage = Stage()
    stage.lose("Connection refused")
    assert stage.events == [Refused("Could not join at chat.test:6667: Connection refused.", "server")]
    assert stage.participant.over


def test_the_server_s_last_words_are_told() -> None:
    stage = Stage()
    stage.connect()
    stage.hear("ERROR :Password incorrect")
    stage.lose("the server closed the connection")
    assert stage.events == [Refused("Could not join at chat.test:6667: Password incorrect.", "server")]


def test_a_room_that_lets_nobody_in_is_told() -> None:
    stage = Stage()
    stage.connect()
    stage.hear(":s 001 mira :Hi", ":s 471 mira #lobby :Cannot join channel (+l)")
    assert stage.events == [Refused("Could not join at chat.test:6667: Cannot join channel (+l).", "server")]


def test_a_server_that_never_answers_is_given_up() -> None:
    stage = Stage()
    stage.participant.connected(stage.now)
    stage.wait(60)
    assert stage.events == [Refused("Could not join at chat.test:6667: the server does not answer.", "server")]


def test_a_silent_server_is_asked_and_then_given_up(inside: Stage) -> None:
    inside.take_done()
    inside.wait(SILENCE_SECONDS)
    assert inside.take_sent() == ["PING alive"]
    inside.hear(":s PONG s alive")
    inside.wait(SILENCE_SECONDS)
    assert inside.take_sent() == ["PING alive"]
    inside.wait(DEAD_SECONDS - SILENCE_SECONDS)
    assert status(inside).link is Link.OFFLINE
    assert status(inside).reason == "the server does not answer"
    assert inside.take_done() == [HangUp()]


def test_after_a_loss_it_tries_again_with_growing_waits(inside: Stage) -> None:
    inside.take_done()
    inside.lose()
    assert status(inside).retry_at == inside.seconds + 1
    assert status(inside).reason == "Connection reset by peer"
    inside.wait(1)
    assert inside.take_done() == [HangUp(), DIAL]
    inside.lose("Connection refused")
    assert status(inside).retry_at == inside.seconds + 2
    inside.wait(2)
    assert status(inside).link is Link.CONNECTING
    inside.enter()
    assert status(inside).link is Link.ONLINE
    inside.wait(20)
    inside.lose()
    assert status(inside).retry_at == inside.seconds + 1, "a good connection makes the next wait short again"


def test_the_person_need_not_wait(inside: Stage) -> None:
    inside.lose()
    inside.take_done()
    inside.participant.retry_now(inside.now)
    assert inside.participant.take_actions() == [DIAL]


def test_our_own_ghost_holds_the_nick_for_a_while(inside: Stage) -> None:
    inside.lose()
    inside.wait(1)
    inside.connect()
    inside.hear(":s 433 * mira :In use")
    inside.wait(1)
    assert inside.take_sent() == []
    inside.wait(1)
    assert inside.take_sent() == ["NICK mira"]
    inside.hear(":s 433 * mira :In use")
    inside.wait(2)
    assert inside.take_sent() == ["NICK mira"]
    inside.hear(":s 001 mira :Hi")
    assert inside.take_sent() == ["JOIN #lobby"]


def test_a_nick_that_stays_taken_is_the_reason_in_the_banner(inside: Stage) -> None:
    inside.lose()
    inside.wait(1)
    inside.connect()
    for _ in range(12):
        inside.hear(":s 433 * mira :In use")
        inside.wait(2)
    assert status(inside).reason == "the name mira is still in use"
    assert status(inside).link is not Link.ONLINE


def test_leaving_says_quit_and_waits_for_the_server(inside: Stage) -> None:
    inside.take_done()
    inside.leave()
    assert inside.take_sent() == ["QUIT Leaving"]
    inside.hear("ERROR :Goodbye")
    inside.lose("the server closed the connection")
    assert inside.events[-1] == Left()
    assert inside.participant.over


def test_a_server_that_does_not_close_is_left_anyway(inside: Stage) -> None:
    inside.leave()
    inside.wait(2)
    assert inside.events[-1] == Left()
    assert inside.done[-1] == HangUp()


@pytest.mark.parametrize("word", ["QUIT", "{quit}", " QUIT "])
def test_the_words_that_leave(inside: Stage, word: str) -> None:
    inside.type(word)
    assert inside.take_sent() == ["QUIT Leaving"]
    assert inside.texts == []


def test_quit_within_a_sentence_is_said(inside: Stage) -> None:
    inside.type("do not QUIT")
    inside.type("quit")
    assert [line.partition(" :")[2] or line.split(" ")[-1] for line in inside.take_sent()] == ["do not QUIT", "quit"]


def test_leaving_without_a_connection_is_immediate(inside: Stage) -> None:
    inside.lose()
    inside.leave()
    assert inside.events[-1] == Left()


def test_what_comes_after_leaving_is_ignored(inside: Stage) -> None:
    inside.leave()
    inside.hear(":bob!b@h PRIVMSG #lobby :too late")
    inside.type("too late as well")
    assert inside.texts == []
