"""The bus's contract about messages that are taken back. The same for both kinds of Redis."""

from __future__ import annotations

import pytest
import redis

from gateway.bus.base import Actor
from gateway.model.answers import Answer, HistoryPage
from gateway.model.commands import BecomeOperator, History, Join, Quit, Redact
from gateway.model.facts import Joined, Redacted, Said
from gateway.model.refusals import Reason
from gateway.model.server import REDACTION_SECONDS
from tests.gateway.bus.station import Station, texts


def page(station: Station, actor: Actor, target: str, *events: type) -> HistoryPage:
    answer = station.ask(actor, History(target, "LATEST", None, 10, events=events))
    assert isinstance(answer, HistoryPage)
    return answer


def test_ones_own_goes_out_of_the_history_and_all_are_told(station: Station, other: Station) -> None:
    station.member("op", "#Room")
    ann, bob = station.member("ann", "#room"), other.member("bob", "#room")
    kept, sent = station.say(ann, "#room", "kept"), station.say(ann, "#room", "wrong")
    done = station.ask(ann, Redact("#rOOM", sent.msgid, "wrong room"))
    assert type(done) is Answer
    other.catch_up(done.at)
    gone = Redacted(
        done.at, other.facts[-1].msgid, ann.uid, "ann!user@host", "", "#room", "", "#Room", sent.msgid, "wrong room"
    )
    assert station.facts[-1] == other.facts[-1] == gone
    assert texts(page(other, bob, "#room").facts) == ["kept"]
    assert page(other, bob, "#room", Redacted).facts[-1] == gone
    after = other.ask(bob, History("#room", "AFTER", sent.at - 1, 5, epoch=sent.msgid[-4:], events=(Redacted,)))
    assert isinstance(after, HistoryPage) and after.facts == (gone,), "its msgid still is a place in the history"
    assert kept.at < sent.at


def test_a_second_time_it_is_not_known(station: Station) -> None:
    ann = station.member("ann", "#room")
    sent = station.say(ann, "#room", "wrong")
    station.ask(ann, Redact("#room", sent.msgid))
    assert station.refused(ann, Redact("#room", sent.msgid)).reason is Reason.UNKNOWN_MESSAGE


def test_others_only_by_operators_of_the_room(station: Station) -> None:
    op, ann, bob = (station.member(nick, "#room") for nick in ("op", "ann", "bob"))
    sent, ops = station.say(ann, "#room", "spam"), station.say(op, "#room", "order")
    assert station.refused(bob, Redact("#room", sent.msgid)).reason is Reason.NOT_YOURS
    assert station.refused(ann, Redact("#room", ops.msgid)).reason is Reason.NOT_YOURS
    assert type(station.ask(op, Redact("#room", sent.msgid, "spam"))) is Answer
    assert texts(page(station, ann, "#room").facts) == ["order"]


def test_in_the_lobby_the_servers_operators_moderate(station: Station) -> None:
    ann, root = station.member("ann", "#lobby"), station.member("root", "#lobby")
    sent = station.say(ann, "#lobby", "spam")
    assert station.refused(root, Redact("#lobby", sent.msgid)).reason is Reason.NOT_YOURS
    station.ask(root, BecomeOperator())
    assert type(station.ask(root, Redact("#lobby", sent.msgid))) is Answer


def test_of_a_talk_ones_own(station: Station, other: Station) -> None:
    ann, bob = station.person("ann"), other.person("Bob")
    sent = station.say(ann, "bob", "wrong")
    other.catch_up(sent.at)
    assert other.refused(bob, Redact("ann", sent.msgid)).reason is Reason.NOT_YOURS
    done = station.ask(ann, Redact("bob", sent.msgid))
    other.catch_up(done.at)
    fact = other.facts[-1]
    assert isinstance(fact, Redacted) and (fact.room, fact.to, fact.name) == ("", bob.uid, "Bob")
    for one, who, another in ((station, ann, "bob"), (other, bob, "ann")):
        assert page(one, who, another).facts == ()


def test_what_is_no_message_of_the_target_is_not_known(station: Station) -> None:
    ann = station.member("ann", "#room")
    station.ask(ann, Join("#two"))
    sent = station.say(ann, "#two", "here")
    (joined,) = (fact for fact in station.facts if isinstance(fact, Joined) and fact.room == "#room")
    number, epoch = sent.msgid[:-4], sent.msgid[-4:]
    for msgid in (sent.msgid, joined.msgid, "nonsense", "", f"0{number}{epoch}", f"{'9' * 18}{epoch}", f"{number}lost"):
        assert station.refused(ann, Redact("#room", msgid)).reason is Reason.UNKNOWN_MESSAGE
    assert texts(page(station, ann, "#two").facts) == ["here"]


def test_only_members_and_only_of_what_there_is(station: Station) -> None:
    sent = station.say(station.member("ann", "#room"), "#room", "x")
    eve = station.person("eve")
    for target in ("#room", "#none", "nobody"):
        assert station.refused(eve, Redact(target, sent.msgid)).reason is Reason.NO_HISTORY


def test_after_a_day_only_operators(station: Station, redis_url: str) -> None:
    op, ann = station.member("op", "#room"), station.member("ann", "#room")
    sent = station.say(ann, "#room", "of today")
    old = _made_older(redis_url, sent.at)
    old_msgid = f"{old}{sent.msgid[-4:]}"
    assert [fact.id for fact in page(station, ann, "#room").facts if isinstance(fact, Said)] == [old]
    assert station.refused(ann, Redact("#room", old_msgid)).reason is Reason.TOO_LATE
    assert type(station.ask(op, Redact("#room", old_msgid))) is Answer


def _made_older(redis_url: str, at: int) -> int:
    """The one line of #room, as if it had been said more than a day ago; its id by then."""
    old = at - (REDACTION_SECONDS + 60) * 1_000_000
    stream = "{c}:h:#room"
    with redis.Redis.from_url(redis_url) as client:
        (row,) = (fields[b"f"] for _, fields in client.xrange(stream) if b"\nS\n" in fields[b"f"])
        client.delete(stream)
        client.xadd(stream, {"f": row.replace(str(at).encode(), str(old).encode(), 1)}, id=str(old))
    return old


@pytest.mark.parametrize(("key", "again"), [("of-ann", True), ("", False)])
def test_who_comes_back_is_known_by_the_sender_key(station: Station, other: Station, key: str, again: bool) -> None:
    other.member("bob", "#room")
    ann = station.person("ann", key=key)
    station.ask(ann, Join("#room"))
    sent = station.say(ann, "#room", "once", send_id="s1")
    station.ask(ann, Quit("lost"))
    ann = other.person("ann", sid="elsewhere", key=key)
    other.ask(ann, Join("#room"))
    if again:
        assert type(other.ask(ann, Redact("#room", sent.msgid))) is Answer
    else:
        assert other.refused(ann, Redact("#room", sent.msgid)).reason is Reason.NOT_YOURS
