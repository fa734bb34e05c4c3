"""What a client is told comes in the order of its commands, whatever the order in which facts and answers arrive."""

from __future__ import annotations

import pytest

from gateway.model.answers import Answer, HistoryPage, Member, MemberList
from gateway.model.commands import History, Join, Names, Part, Register, Rename, Say
from gateway.model.refusals import Reason
from tests.gateway.hub.stage import Stage, entered, joined, parted, refused, renamed, said, told

ECHO = "echo-message"


def test_answers_leave_in_the_order_of_the_commands_however_they_come(stage: Stage) -> None:
    ann = stage.irc("ann", "")
    ann.says("PRIVMSG #a :x", "PING 1", "PRIVMSG #b :x", "PING 2", "PRIVMSG #c :x")
    a, b, c = (stage.bus.take(Say) for _ in range(3))
    c.answer(refused(1, "#c"))
    b.answer(refused(1, "#b"))
    assert ann.lines == []
    a.answer(refused(1, "#a"))
    told = ann.lines
    assert [line.split(" ")[1] for line in told] == ["403", "PONG", "403", "PONG", "403"]
    assert ["#a" in told[0], "#b" in told[2], "#c" in told[4]] == [True] * 3


def test_an_answer_waits_for_the_log_up_to_its_id(stage: Stage) -> None:
    ann, bob = stage.irc("ann", ECHO, "#r"), stage.irc("bob", "", "#r")
    ann.says("PRIVMSG #r :mine", "PING 1")
    stage.bus.take(Say).answer(Answer(12))
    stage.happens(said(10, bob, "#r", "earlier"))
    assert ann.lines == []
    stage.happens(said(12, ann, "#r", "mine"), said(13, bob, "#r", "later"))
    assert ann.verbs == ["earlier", "mine", "PONG", "later"]


def test_facts_that_come_before_their_answer_are_written_with_it(stage: Stage) -> None:
    ann, bob = stage.irc("ann", ECHO, "#r"), stage.irc("bob", "", "#r")
    ann.says("PRIVMSG #r :mine", "PING 1")
    stage.happens(said(10, bob, "#r", "earlier"), said(12, ann, "#r", "mine"))
    stage.happens(said(13, bob, "#r", "later"))
    assert ann.lines == []
    stage.bus.take(Say).answer(Answer(12))
    assert ann.verbs == ["earlier", "mine", "PONG", "later"]


def test_an_echo_comes_before_the_answer_of_a_later_command(stage: Stage) -> None:
    ann = stage.irc("ann", ECHO, "#r")
    ann.says("PRIVMSG #r :one", "PRIVMSG #none :x", "PRIVMSG #r :two", "PING 1")
    stage.happens(said(10, ann, "#r", "one"), said(11, ann, "#r", "two"))
    for answer in (Answer(10), refused(10, "#none"), Answer(11)):
        stage.bus.take(Say).answer(answer)
    assert ann.verbs == ["one", "403", "two", "PONG"]


def test_a_reply_with_nothing_under_way_leaves_at_once(stage: Stage) -> None:
    ann = stage.irc("ann")
    ann.says("PING 1")
    assert ann.verbs == ["PONG"]


def test_join_tells_the_room_as_it_was_at_its_id(stage: Stage) -> None:
    """Who came before is in NAMES and not told, who comes after is told after it."""
    ann, bob, cat = stage.irc("ann"), stage.irc("bob"), stage.irc("cat")
    ann.says("JOIN #r")
    stage.happens(joined(10, bob, "#r"), joined(11, ann, "#r"), joined(12, cat, "#r"), said(13, cat, "#r", "hi"))
    assert ann.lines == []
    stage.bus.take(Join).answer(entered(11, ann, "#r"))
    assert ann.verbs == ["JOIN", "353", "366", "JOIN", "hi"]


def test_join_answered_before_its_fact_waits_for_it(stage: Stage) -> None:
    ann, bob = stage.irc("ann"), stage.irc("bob")
    ann.says("JOIN #r")
    stage.bus.take(Join).answer(entered(11, ann, "#r"))
    assert ann.lines == []
    stage.happens(joined(11, ann, "#r"), said(12, bob, "#r", "hi"))
    assert ann.verbs == ["JOIN", "353", "366", "hi"]


@pytest.mark.parametrize("answer_first", [True, False])
def test_names_fits_the_lines_around_it(stage: Stage, answer_first: bool) -> None:
    """Lines of one run on both sides of the snapshot do not stick together."""
    ann, bob = stage.irc("ann", "", "#r"), stage.irc("bob", "", "#r")
    ann.says("NAMES #r")
    question = stage.bus.take(Names)
    answer = MemberList(11, "#r", (Member("", ann.mask), Member("", bob.mask)))
    if answer_first:
        question.answer(answer)
    stage.happens(said(10, bob, "#r", "a"), said(11, bob, "#r", "b"), said(12, bob, "#r", "c"))
    if not answer_first:
        question.answer(answer)
    assert ann.verbs == ["a", "b", "353", "366", "c"]


def test_names_before_a_leave_still_shows_who_then_leaves(stage: Stage) -> None:
    ann, bob = stage.irc("ann", "", "#r"), stage.irc("bob", "", "#r")
    ann.says("NAMES #r")
    stage.happens(parted(12, bob, "#r"))
    stage.bus.take(Names).answer(MemberList(11, "#r", (Member("", ann.mask), Member("", bob.mask))))
    assert ann.verbs == ["353", "366", "PART"]


def test_a_page_of_history_ends_where_the_live_lines_begin(stage: Stage) -> None:
    ann, bob = stage.irc("ann", "batch draft/chathistory", "#r"), stage.irc("bob", "", "#r")
    ann.says("CHATHISTORY LATEST #r * 10")
    stage.happens(said(10, bob, "#r", "a"), said(11, bob, "#r", "b"), said(12, bob, "#r", "c"))
    page = (said(10, bob, "#r", "a"), said(11, bob, "#r", "b"))
    stage.bus.take(History).answer(HistoryPage(11, "#r", page))
    assert ann.verbs == ["a", "b", "BATCH", "a", "b", "BATCH", "c"]


def test_facts_wait_only_as_long_as_something_is_under_way(stage: Stage) -> None:
    ann, bob = stage.irc("ann", "", "#r"), stage.irc("bob", "", "#r")
    ann.says("NAMES #r", "PRIVMSG #none :x")
    stage.happens(said(10, bob, "#r", "a"), said(12, bob, "#r", "b"))
    stage.bus.take(Names).answer(MemberList(11, "#r", ()))
    assert ann.verbs == ["a", "366"]
    stage.bus.take(Say).answer(refused(11, "#none"))
    assert ann.verbs == ["403", "b"]
    stage.happens(said(13, bob, "#r", "c"))
    assert ann.verbs == ["c"]


def test_numerics_call_the_client_by_its_nick_of_that_moment(stage: Stage) -> None:
    ann = stage.irc("ann", "", "#r")
    ann.says("PRIVMSG #one :x", "NICK eve", "PRIVMSG #two :x")
    stage.happens(renamed(12, ann, "eve", "#r"))
    stage.bus.take(Say).answer(refused(11, "#one"))
    stage.bus.take(Rename).answer(Answer(12))
    stage.bus.take(Say).answer(refused(12, "#two"))
    before, nick, after = ann.lines
    assert before.split(" ")[1:3] == ["403", "ann"]
    assert nick == ":ann!~ann@192.0.2.1 NICK eve"
    assert after.split(" ")[1:3] == ["403", "eve"]


def test_a_rename_is_told_once_to_who_shares_several_rooms_and_to_its_user(stage: Stage) -> None:
    ann, bob = stage.irc("ann", "", "#r", "#s"), stage.irc("bob", "", "#r", "#s")
    stage.happens(renamed(10, ann, "eve", "#r", "#s"))
    assert ann.verbs == ["NICK"]
    assert bob.verbs == ["NICK"]


def test_who_is_told_something_while_registering_sees_the_welcome_first(stage: Stage) -> None:
    """The network knows the user before this gateway has the answer; the line is neither lost nor too early."""
    bob = stage.irc("bob")
    ann = stage.stranger("ann")
    ann.says("NICK ann", "USER ann 0 * :Ann")
    stage.happens(told(12, bob, ann, "psst"))
    assert ann.lines == []
    stage.registers(ann, 11)
    assert (verbs := ann.verbs)[0] == "001" and verbs[-1] == "psst"


def test_who_is_refused_a_nick_may_try_another(stage: Stage) -> None:
    ann = stage.stranger("ann")
    ann.says("NICK taken", "USER ann 0 * :Ann")
    stage.bus.take(Register).answer(refused(11, "taken", Reason.NICK_IN_USE))
    stage.happens(said(12, ann, "#r", "of nobody here"))
    assert ann.verbs == ["433"]
    ann.says("NICK ann")
    stage.registers(ann, 12)
    assert ann.verbs[0] == "001"


def test_no_step_is_taken_while_a_registration_is_under_way(stage: Stage) -> None:
    """JOIN may only be asked when it is known whether there is a user who joins; the input waits, unread."""
    ann = stage.stranger("ann")
    ann.says("NICK ann", "USER ann 0 * :Ann", "JOIN #r", "PING 1")
    assert [type(command) for command in stage.bus.commands] == [Register]
    assert ann.connection.paused
    stage.registers(ann, 1)
    assert not ann.connection.paused
    assert stage.bus.commands == [Join("#r")]
    stage.enters(ann, "#r", 12)
    assert ann.verbs[-4:] == ["JOIN", "353", "366", "PONG"]


def test_what_one_says_to_oneself_comes_as_echo_and_as_message(stage: Stage) -> None:
    echo, quiet = stage.irc("ann", ECHO), stage.irc("bob")
    stage.happens(told(10, echo, echo, "a"), told(11, quiet, quiet, "b"))
    assert echo.verbs == ["a", "a"]
    assert quiet.verbs == ["b"]


def test_after_parting_nothing_more_of_the_room_comes(stage: Stage) -> None:
    ann, bob = stage.irc("ann", "", "#r"), stage.irc("bob", "", "#r")
    ann.says("PART #r")
    stage.happens(said(10, bob, "#r", "a"), parted(11, ann, "#r"), said(12, bob, "#r", "b"))
    stage.bus.take(Part).answer(Answer(11))
    assert ann.verbs == ["a", "PART"]
    assert bob.verbs == ["PART"]
