"""How sessions end: by the client, by the server, by the network; and that nothing is left of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gateway.dialects.irc.conversation import IrcConversation
from gateway.hub.hub import Hub
from gateway.model.answers import Answer
from gateway.model.commands import Quit, Register, Say
from gateway.model.disconnects import Disconnect
from gateway.model.facts import CONNECTED_AGAIN, Fact
from tests.gateway.hub.stage import Guest, Stage, has_quit, refused, said


def test_after_quit_its_answer_is_awaited_before_the_socket_closes(stage: Stage) -> None:
    """So that what the client said before has been carried out, and its nick is free once the socket is closed."""
    ann = stage.irc("ann", "", "#r")
    ann.says("PRIVMSG #none :x", "QUIT :bye", "PING too-late")
    say, quit_ = stage.bus.take(Say), stage.bus.take(Quit)
    assert quit_.command == Quit("Quit: bye")
    assert not ann.connection.closing
    say.answer(refused(1, "#none"))
    assert ann.verbs == ["403"]
    quit_.answer(Answer(12))
    assert not ann.connection.closing
    stage.happens(has_quit(12, ann, "#r"))
    (farewell,) = ann.lines
    assert farewell.startswith("ERROR ") and "Quit: bye" in farewell
    assert ann.connection.closing


def test_a_plain_client_hears_its_quit_as_it_wrote_it(stage: Stage) -> None:
    ann = stage.plain("ann")
    ann.hears(b"{quit}\n")
    stage.bus.take(Quit).answer(Answer(1))
    assert ann.fresh == [b"{quit}\n"]
    assert ann.connection.closing


def test_quit_before_registration_asks_nothing_of_the_network(stage: Stage) -> None:
    ann = stage.stranger("ann")
    ann.says("QUIT")
    assert ann.verbs == ["ERROR"]
    assert ann.connection.closing
    assert stage.bus.commands == []


def test_a_lost_connection_quits_with_its_reason(stage: Stage) -> None:
    ann = stage.irc("ann", "", "#r")
    ann.connection.ends("Connection reset by peer")
    assert stage.bus.commands == [Quit("Connection reset by peer")]


def test_who_closed_its_side_is_answered_yet(stage: Stage) -> None:
    """`printf … | nc`: what was asked before the end of the stream is carried out, answered, and then all is over."""
    ann = stage.irc("ann", "", "#r")
    ann.says("PRIVMSG #none :x")
    assert ann.connection.handler is not None
    assert ann.connection.handler.ended()
    say, quit_ = stage.bus.take(Say), stage.bus.take(Quit)
    assert quit_.command == Quit("Connection closed")
    say.answer(refused(1, "#none"))
    assert ann.verbs == ["403"]
    assert not ann.connection.closing
    quit_.answer(Answer(1))
    assert ann.connection.closing
    ann.connection.ends()
    assert stage.bus.commands == []


def test_who_closed_its_side_and_is_owed_nothing_is_gone(stage: Stage) -> None:
    ann = stage.irc("ann", "", "#r")
    assert ann.connection.handler is not None
    assert not ann.connection.handler.ended()
    ann.connection.ends()
    assert stage.bus.commands == [Quit("Connection closed")]


def test_answers_that_come_after_the_client_is_gone_do_nothing(stage: Stage) -> None:
    ann, bob = stage.irc("ann", "", "#r"), stage.irc("bob", "", "#r")
    ann.says("PRIVMSG #none :x")
    say = stage.bus.take(Say)
    ann.connection.ends()
    say.answer(refused(20, "#none"))
    stage.bus.take(Quit).answer(Answer(21))
    stage.happens(said(20, bob, "#r", "a"), has_quit(21, ann, "#r"))
    assert bob.verbs == ["QUIT"]
    assert stage.bus.commands == []


def test_a_registration_answered_after_the_client_is_gone_is_undone(stage: Stage) -> None:
    ann = stage.stranger("ann")
    ann.says("NICK ann", "USER ann 0 * :Ann")
    ann.connection.ends()
    assert [type(command) for command in stage.bus.commands] == [Register, Quit]
    stage.registers(ann, 12)
    assert stage.bus.take(Quit).actor.uid == ann.uid


@pytest.mark.parametrize(
    ("reason", "why"), [(CONNECTED_AGAIN, Disconnect.REPLACED), ("Gateway lost", Disconnect.FENCED)]
)
def test_a_session_whose_user_has_quit_elsewhere_is_told_and_ends(stage: Stage, reason: str, why: Disconnect) -> None:
    ann, bob = stage.irc("ann", "", "#r"), stage.irc("bob", "", "#r")
    stage.happens(has_quit(12, ann, "#r", reason=reason), said(13, bob, "#r", "a"))
    assert ann.was_let_go(why)
    assert bob.verbs == ["QUIT"]


def test_everybody_goes_when_the_gateway_loses_its_place(stage: Stage) -> None:
    ann, bob, stranger = stage.irc("ann", "", "#r"), stage.plain("bob"), stage.stranger("cat")
    ann.look_away()
    stage.hub.lost(Disconnect.FENCED)
    assert all(guest.was_let_go(Disconnect.FENCED) for guest in (ann, bob, stranger))


@pytest.mark.parametrize("goes", [Hub.lost, lambda hub, why: hub.drain(why, 1.0)], ids=["lost", "drain"])
def test_who_has_said_quit_goes_too_when_everybody_goes(stage: Stage, goes: Callable[[Hub, Disconnect], None]) -> None:
    """The answer to its Quit may never come: the place is lost, or Redis is away."""
    ann, bob = stage.irc("ann", "", "#r"), stage.plain("bob")
    ann.says("PRIVMSG #r :x", "QUIT :bye")
    bob.hears(b"QUIT\n")
    ann.look_away()
    goes(stage.hub, Disconnect.FENCED)
    assert ["Quit: bye" in line for line in ann.lines] == [True]
    assert bob.fresh == [b"QUIT\n"]
    assert ann.connection.closing and bob.connection.closing


def test_all_are_told_of_a_restart_and_the_last_one_out_is_noticed(stage: Stage) -> None:
    ann, bob = stage.irc("ann"), stage.irc("bob")
    left = []
    stage.hub.lost(Disconnect.SHUTDOWN)
    stage.hub.when_empty(lambda: left.append(len(left)))
    assert [len(guest.lines) for guest in (ann, bob)] == [1, 1]
    ann.connection.ends()
    assert left == []
    bob.connection.ends()
    assert left == [0]
    assert stage.bus.commands == [Quit(Disconnect.SHUTDOWN.text)] * 2


def test_an_empty_gateway_is_empty_at_once(stage: Stage) -> None:
    left = []
    stage.hub.when_empty(lambda: left.append(1))
    assert left == [1]


def test_nothing_is_left_of_who_is_gone(stage: Stage) -> None:
    ann = stage.irc("ann", "", "#r", "#s")
    ann.says("PRIVMSG #r :x")
    stage.bus.take(Say).answer(refused(50, "#r"))
    ann.connection.ends()
    assert stage.hub.rooms == 0
    stage.happens(said(60, ann, "#r", "x"))
    assert stage.hub.deliveries == 0


def test_a_slow_client_is_told_why_and_the_network_too(stage: Stage) -> None:
    ann = stage.irc("ann", "", "#r")
    assert ann.connection.handler is not None
    ann.connection.handler.overflowed()
    assert ann.was_let_go(Disconnect.SLOW)
    assert stage.bus.commands == [Quit(Disconnect.SLOW.text)]


def _broken(*_: object) -> bytes:
    raise ValueError("a bug")


@pytest.mark.parametrize(
    "happens",
    [
        lambda stage, guest: stage.bus.take(Say).answer(refused(1, "#none")),
        lambda stage, guest: (stage.bus.take(Say).answer(refused(9, "#none")), stage.hub.apply((), 9)),
    ],
    ids=["answered", "log applied"],
)
def test_a_bug_met_by_one_client_ends_that_client_alone(
    stage: Stage, happens: Callable[[Stage, Guest], Fact], monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob = stage.irc("ann", "", "#r"), stage.irc("bob", "", "#r")
    monkeypatch.setattr(ann.conversation, "answer", _broken)
    ann.says("PRIVMSG #none :x")
    happens(stage, ann)
    assert ann.was_let_go(Disconnect.ERROR)
    assert not bob.connection.closing


def test_even_last_words_that_fail_end_their_client_alone(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    ann, bob = stage.irc("ann", "", "#r"), stage.irc("bob", "", "#r")
    monkeypatch.setattr(ann.conversation, "farewell", _broken)
    stage.hub.lost(Disconnect.SHUTDOWN)
    assert ann.connection.closing and bob.connection.closing
    assert len(bob.lines) == 1
    assert stage.bus.commands == [Quit(Disconnect.SHUTDOWN.text)] * 2


def test_a_bug_in_a_step_is_the_transports_to_catch(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """`Handler` promises so: it closes that connection, and the rest is as with any lost one."""
    ann = stage.irc("ann", "", "#r")
    monkeypatch.setattr(IrcConversation, "step", _broken)
    with pytest.raises(ValueError):
        ann.says("PING 1")
    ann.connection.ends("Internal error")
    assert stage.bus.commands == [Quit("Internal error")]


def test_many_are_let_go_some_at_a_time_within_the_time_given(stage: Stage) -> None:
    guests = [stage.stranger(f"g{number}") for number in range(1000)]
    gone = []
    stage.hub.drain(Disconnect.SHUTDOWN, 1.0)
    for _ in range(10):
        gone.append(sum(guest.connection.closing for guest in guests))
        stage.loop.passes(0.1)
    assert gone == [100 * number for number in range(1, 11)]


def test_who_goes_while_others_are_let_go_is_not_missed(stage: Stage) -> None:
    guests = [stage.stranger(f"g{number}") for number in range(30)]
    stage.hub.drain(Disconnect.SHUTDOWN, 1.0)
    guests[-1].connection.ends("Connection reset by peer")
    stage.loop.passes(1.0)
    assert all(guest.connection.closing for guest in guests[:-1])
