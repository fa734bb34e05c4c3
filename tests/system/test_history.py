"""History over two gateways, as clients use it: pages, targets, events; what is taken back, read or renamed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.system.gateways import Gateway
from tests.system.talker import IrcTalker

ALL = (
    "message-tags server-time echo-message batch draft/chathistory draft/event-playback draft/message-redaction "
    "draft/read-marker draft/channel-rename"
)
LEGACY = "message-tags server-time echo-message batch draft/chathistory"


@pytest.fixture
def pair(gateways: tuple[Gateway, Gateway], name: str) -> Iterator[tuple[IrcTalker, IrcTalker]]:
    """`name`a with all capabilities, and `name`b on the other gateway with few; both in #`name`, a its operator."""
    one, two = gateways
    with IrcTalker(one.irc, f"{name}a", ALL) as ann, IrcTalker(two.irc, f"{name}b", LEGACY) as bob:
        for each in (ann, bob):
            each.join(f"#{name}")
        yield ann, bob


def said(talker: IrcTalker, target: str, text: str) -> tuple[str, str]:
    """Say it; the time and the msgid of the echo."""
    talker.send(f"PRIVMSG {target} :{text}")
    echo = talker.expect(rf"time=([^;]+);msgid=(\w+) \S+ PRIVMSG {re.escape(target)} :{re.escape(text)}$")
    talker.catch_up()
    return echo[1], echo[2]


def page(talker: IrcTalker, request: str) -> list[str]:
    """The lines of the batch that answers, without their tags."""
    talker.send(f"CHATHISTORY {request}")
    reference = talker.expect(r" BATCH \+(\S+) (?:draft/)?chathistory")[1]
    lines = []
    while not (line := talker.expect("")).string.endswith(f" BATCH -{reference}"):
        assert line.string.startswith(f"@batch={reference}")
        lines.append(line.string.split(" ", 1)[1])
    return lines


def texts(talker: IrcTalker, request: str) -> str:
    return "".join(line.rpartition(" :")[2] for line in page(talker, request))


@pytest.mark.parametrize("private", [False, True])
def test_pages_by_msgid_and_time(pair: tuple[IrcTalker, IrcTalker], name: str, private: bool) -> None:
    ann, bob = pair
    sent = []
    for number in range(8):
        who, peer = (ann, f"{name}b") if number % 2 else (bob, f"{name}a")
        sent.append(said(who, peer if private else f"#{name}", str(number)))
    ann.catch_up()
    bob.catch_up()
    for talker, peer in ((ann, f"{name}b"), (bob, f"{name}a")):
        target = peer if private else f"#{name}"
        for kind, at in (("timestamp", 0), ("msgid", 1)):
            ref = [f"{kind}={each[at]}" for each in sent]
            assert texts(talker, f"LATEST {target} * 3") == "567"
            assert texts(talker, f"LATEST {target} {ref[4]} 50") == "567"
            assert texts(talker, f"BEFORE {target} {ref[4]} 2") == "23"
            assert texts(talker, f"AFTER {target} {ref[4]} 2") == "56"
            assert texts(talker, f"AROUND {target} {ref[4]} 3") == "345"
            assert texts(talker, f"BETWEEN {target} {ref[0]} {ref[7]} 3") == "123"
            assert texts(talker, f"BETWEEN {target} {ref[7]} {ref[0]} 3") == "456"


def test_targets(pair: tuple[IrcTalker, IrcTalker], name: str) -> None:
    ann, bob = pair
    room, _ = said(bob, f"#{name}", "to all")
    talk, _ = said(bob, f"{name}a", "to ann")
    ann.catch_up()
    ever = "timestamp=2020-01-01T00:00:00.000Z timestamp=2200-01-01T00:00:00.000Z"
    listed = [line.split(" ")[3:] for line in page(ann, f"TARGETS {ever} 10")]
    assert listed == [[f"#{name}", room], [f"{name}b", talk]]
    assert len(page(ann, f"TARGETS timestamp={room} timestamp=2200-01-01T00:00:00.000Z 10")) == 1


def test_events_are_for_those_who_play_them_back(pair: tuple[IrcTalker, IrcTalker], name: str) -> None:
    ann, bob = pair
    ann.send(f"TOPIC #{name} :news")
    said(ann, f"#{name}", "hello")
    bob.catch_up()
    verbs = [line.split(" ")[1] for line in page(ann, f"LATEST #{name} * 10")]
    assert verbs == ["JOIN", "JOIN", "TOPIC", "PRIVMSG"]
    assert [line.split(" ")[1] for line in page(bob, f"LATEST #{name} * 10")] == ["PRIVMSG"]


def test_what_is_taken_back_is_gone_on_every_gateway(pair: tuple[IrcTalker, IrcTalker], name: str) -> None:
    ann, bob = pair
    _, kept = said(ann, f"#{name}", "kept")
    _, spam = said(bob, f"#{name}", "spam")
    ann.expect(" :spam$")
    bob.send(f"REDACT #{name} {spam}")
    bob.expect(" 421 ")
    ann.send(f"REDACT #{name} {spam} :advertising")
    ann.expect(rf" REDACT #{name} {spam} :advertising$")
    bob.catch_up()
    assert not any(" REDACT #" in line for line in bob.seen)
    assert texts(bob, f"LATEST #{name} * 10") == "kept"
    bob.send("CAP REQ draft/message-redaction", f"REDACT #{name} {kept}", f"REDACT #{name} {spam}")
    bob.expect(rf" FAIL REDACT REDACT_FORBIDDEN #{name} {kept} :")
    bob.expect(rf" FAIL REDACT UNKNOWN_MSGID #{name} {spam} :")
    assert page(ann, f"AFTER #{name} msgid={spam} 10")[-1].endswith(f" REDACT #{name} {spam} :advertising")


def test_read_markers_outlive_a_connection_with_a_sender_key(gateways: tuple[Gateway, Gateway], name: str) -> None:
    when = "timestamp=2021-05-20T08:30:00.000Z"
    caps = "draft/read-marker chorus.chat/send-once"
    for gateway, before, key in zip(gateways, (r"\*", when), (f"{name}-a-key-of-this-sender",) * 2, strict=True):
        with IrcTalker(gateway.irc, name, caps, key=key) as ann:
            ann.send(f"JOIN #{name}")
            ann.expect(rf" MARKREAD #{name} {before}$")
            ann.expect(r" 366 ")
            ann.send(f"MARKREAD #{name} {when}")
            ann.expect(rf" MARKREAD #{name} {when}$")
            ann.send("QUIT")
            ann.expect_end()


def test_a_room_is_renamed_with_all_that_is_in_it(pair: tuple[IrcTalker, IrcTalker], name: str) -> None:
    ann, bob = pair
    said(ann, f"#{name}", "before")
    bob.send(f"RENAME #{name} #{name}x :mine now")
    bob.expect(rf" 482 {name}b #{name} :")
    ann.send(f"RENAME #{name} #{name}x :typo")
    ann.expect(rf"^@\S+ :{name}a!\S+ RENAME #{name} #{name}x :typo$")
    bob.expect(rf":{name}b!\S+ PART #{name} :typo$")
    bob.expect(rf":{name}b!\S+ JOIN #{name}x$")
    names = bob.expect(rf" 353 {name}b . #{name}x :(.*)$")[1]
    assert sorted(names.split(" ")) == [f"@{name}a", f"{name}b"]
    said(bob, f"#{name}x", "after")
    ann.expect(" :after$")
    assert page(ann, f"LATEST #{name}x * 2")[-1].endswith(f" PRIVMSG #{name}x :after")
    assert texts(bob, f"LATEST #{name}x * 10") == "beforeafter"
    bob.join(f"#{name}")
