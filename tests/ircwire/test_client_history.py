"""History as a client asks for it and is told it: pages, targets, what happened besides messages, nothing changed."""

from __future__ import annotations

import pytest

from ircwire.client_batches import MOST_BYTES, MOST_MESSAGES, MOST_OPEN
from ircwire.client_events import (
    Failed,
    HasQuit,
    History,
    HistoryTarget,
    HistoryTargets,
    Joined,
    MessageReceived,
    ModeChange,
    ModesChanged,
    Parted,
    Reacted,
    Redacted,
    Renamed,
    RoomRenamed,
    TopicChanged,
)
from tests.ircwire.dialogue import ISUPPORT, hear, inside, negotiated, said

TIME = 1_769_853_600_000_000
AT = "2026-01-31T10:00:00.000Z"


def test_what_can_be_asked() -> None:
    session = inside()
    assert session.has_history
    session.history_latest("#lobby")
    session.history_latest("#lobby", "m1")
    session.history_before("#lobby", "m1")
    session.history_after("ann", TIME)
    session.history_around("#lobby", "m1")
    session.history_targets(0, TIME)
    assert said(session) == [
        "@label=c1 CHATHISTORY LATEST #lobby * 50",
        "@label=c2 CHATHISTORY LATEST #lobby msgid=m1 50",
        "@label=c3 CHATHISTORY BEFORE #lobby msgid=m1 50",
        f"@label=c4 CHATHISTORY AFTER ann timestamp={AT} 50",
        "@label=c5 CHATHISTORY AROUND #lobby msgid=m1 50",
        f"@label=c6 CHATHISTORY TARGETS timestamp=1970-01-01T00:00:00.000Z timestamp={AT} 50",
    ]


@pytest.mark.parametrize(("token", "page"), [("CHATHISTORY=1000", 100), ("CHATHISTORY=x", 100), ("CHATHISTORY=20", 20)])
def test_pages(token: str, page: int) -> None:
    assert inside(isupport=f":s 005 mira {token} :are here").history_page == page


@pytest.mark.parametrize(
    ("token", "possible"), [("MSGREFTYPES=msgid,timestamp", True), ("MSGREFTYPES=timestamp", False), ("WHOX", True)]
)
def test_what_places_can_be_named_by(token: str, possible: bool) -> None:
    assert inside(isupport=f":s 005 mira {token} :are here").history_by_msgid is possible


def test_a_page_with_its_label_and_all_that_happened() -> None:
    session = inside()
    label = session.history_latest("#lobby")
    session.take_changed_rooms()
    [history] = hear(
        session,
        f"@label={label} :s BATCH +h chathistory #lobby",
        f"@batch=h;time={AT};msgid=a :eve!e@h JOIN #lobby * :Eve",
        "@batch=h;msgid=b :mira!mi@h PRIVMSG #lobby :one",
        "@batch=h;msgid=c;+reply=b;+draft/react=👋 :eve!e@h TAGMSG #lobby",
        "@batch=h;msgid=d :eve!e@h NICK eva",
        "@batch=h;msgid=e :ann!a@h MODE #lobby +o eva",
        "@batch=h;msgid=f :ann!a@h TOPIC #lobby :News",
        "@batch=h;msgid=g :ann!a@h KICK #lobby bob :out",
        "@batch=h;msgid=h :mira!mi@h PART #lobby",
        "@batch=h;msgid=i :eva!e@h QUIT :gone",
        "@batch=h;msgid=j :ann!a@h REDACT #lobby x",
        "@batch=h;msgid=k :ann!a@h RENAME #hall #lobby :",
        "@batch=h :s 366 mira #lobby :End",
        "@batch=h :mira!mi@h MODE mira +i",
        "@batch=h :irc.example NOTICE #lobby :from a server",
        ":s BATCH -h",
    )
    message = MessageReceived("#lobby", "mira", "mira!mi@h", "PRIVMSG", "one", "b", None, True, "")
    assert history == History(
        "#lobby",
        (message,),
        (
            Joined("#lobby", "eve", False, TIME, "a", "eve!e@h", "", "Eve"),
            message,
            Reacted("#lobby", "eve", "b", "👋", True, False, None, "c"),
            Renamed("eve", "eva", False, None, (), "d"),
            ModesChanged("#lobby", "ann", (ModeChange(True, "o", "eva"),), None, "e"),
            TopicChanged("#lobby", "News", "ann", None, "f"),
            Parted("#lobby", "bob", "ann", "out", False, None, "g"),
            Parted("#lobby", "mira", "", "", True, None, "h"),
            HasQuit("eva", "gone", None, (), "i"),
            Redacted("#lobby", "x", "ann", "", False, None, "j"),
            RoomRenamed("#hall", "#lobby", "ann", "", None, "k"),
        ),
        label,
    )
    assert session.take_changed_rooms() == frozenset()
    assert sorted(member.nick for member in session.members("#lobby")) == ["ann", "bob", "mira"]


def test_a_page_inside_of_a_labelled_answer() -> None:
    session = inside()
    label = session.history_latest("#lobby")
    [history] = hear(
        session,
        f"@label={label} :s BATCH +l labeled-response",
        "@batch=l :s BATCH +h chathistory #lobby",
        "@batch=h :ann!a@h PRIVMSG #lobby :one",
        "@batch=l :s BATCH -h",
        ":s BATCH -l",
    )
    assert isinstance(history, History)
    assert (history.label, len(history.messages)) == (label, 1)


def test_a_message_of_several_lines_in_a_page() -> None:
    session = inside()
    [history] = hear(
        session,
        ":s BATCH +h chathistory #lobby",
        "@batch=h;msgid=a :ann!a@h PRIVMSG #lobby :before",
        f"@batch=h;time={AT};msgid=b :ann!a@h BATCH +m draft/multiline #lobby",
        "@batch=m :ann!a@h PRIVMSG #lobby :one",
        "@batch=m;draft/multiline-concat :ann!a@h PRIVMSG #lobby :, two",
        "@batch=m :ann!a@h PRIVMSG #lobby :three",
        "@batch=h :s BATCH -m",
        "@batch=h;msgid=c :ann!a@h PRIVMSG #lobby :after",
        ":s BATCH -h",
    )
    assert isinstance(history, History)
    assert [(message.msgid, message.text) for message in history.messages] == [
        ("a", "before"),
        ("b", "one, two\nthree"),
        ("c", "after"),
    ]
    assert history.events == history.messages


def test_targets() -> None:
    session = inside()
    label = session.history_targets(0, TIME)
    assert hear(
        session,
        f"@label={label} :s BATCH +t draft/chathistory-targets",
        f"@batch=t :s CHATHISTORY TARGETS #lobby {AT}",
        f"@batch=t :s CHATHISTORY TARGETS ann timestamp={AT}",
        "@batch=t :s CHATHISTORY TARGETS bob yesterday",
        "@batch=t :s PRIVMSG mira :not a target",
        ":s BATCH -t",
    ) == [HistoryTargets((HistoryTarget("#lobby", TIME), HistoryTarget("ann", TIME)), label)]


def test_what_cannot_be_had() -> None:
    session = inside()
    label = session.history_after("#lobby", "gone")
    assert hear(session, f"@label={label} :s FAIL CHATHISTORY INVALID_MSGREFTYPE AFTER #lobby :No such message") == [
        Failed("CHATHISTORY", "INVALID_MSGREFTYPE", ("AFTER", "#lobby"), "No such message", label=label)
    ]


def test_without_the_capability_there_is_none() -> None:
    assert not negotiated("draft/chathistory batch").has_history


def test_the_size_of_all_open_batches_is_bounded() -> None:
    """Long messages in several batches at once: the oldest batch is forgotten, and nothing else."""
    session = inside(isupport=ISUPPORT)
    text = "x" * 400
    tags = "y" * 8000
    hear(session, *(f":s BATCH +{number} chathistory #r{number}" for number in range(3)))
    many = MOST_BYTES // (len(text) + len(tags)) // 2
    for number in range(3):
        for _ in range(many // 100):
            hear(session, *[f"@batch={number};+x={tags} :ann!a@h PRIVMSG #r{number} :{text}"] * 100)
    ends = hear(session, *(f":s BATCH -{number}" for number in range(3)))
    assert [event.target for event in ends if isinstance(event, History)] == ["#r1", "#r2"]


def test_batches_within_each_other_without_end() -> None:
    """Each closed in the next: nothing of them may be kept, and what is too deep is left out."""
    session = inside()
    hear(session, ":s BATCH +0 x")
    for number in range(100):
        hear(session, f"@batch={number} :s BATCH +{number + 1} x", f":s BATCH -{number}")
    lines = ("@batch=7 :ann!a@h PRIVMSG #lobby :x", "@batch=100 :ann!a@h PRIVMSG #lobby :x")
    assert hear(session, *lines) == []
    [event] = hear(session, ":ann!a@h PRIVMSG #lobby :live")
    assert isinstance(event, MessageReceived)


def test_targets_without_end() -> None:
    session = inside()
    hear(session, ":s BATCH +t draft/chathistory-targets")
    hear(session, *(f"@batch=t :s CHATHISTORY TARGETS #r{number} {AT}" for number in range(MOST_MESSAGES + MOST_OPEN)))
    [targets] = hear(session, ":s BATCH -t")
    assert isinstance(targets, HistoryTargets)
    assert len(targets.targets) == MOST_MESSAGES


def test_several_lines_in_a_history_are_those_of_nobody_s_request() -> None:
    session = inside()
    label = session.history_latest("#lobby")
    hear(
        session,
        f"@label={label} :s BATCH +r labeled-response",
        "@batch=r :s BATCH +h chathistory #lobby",
        "@batch=h;msgid=1 :bob!b@h BATCH +m draft/multiline #lobby",
        "@batch=m :bob!b@h PRIVMSG #lobby :one",
        "@batch=m :bob!b@h PRIVMSG #lobby :two",
        ":s BATCH -m",
    )
    [history] = hear(session, ":s BATCH -h")
    assert isinstance(history, History)
    assert [(message.text, message.label) for message in history.messages] == [("one\ntwo", "")]
    assert history.label == label
    [failed] = hear(session, "@batch=r :s FAIL * INTERNAL_ERROR :Not all of it")
    assert failed == Failed("CHATHISTORY", "INTERNAL_ERROR", (), "Not all of it", "", label)
    hear(session, ":s BATCH -r")
    [failed] = hear(session, f"@label={label} :s FAIL * INTERNAL_ERROR :Too late")
    assert failed == Failed("*", "INTERNAL_ERROR", (), "Too late", "", label)


def test_several_lines_tell_who_wrote_them_as_one_does() -> None:
    session = inside()
    hear(
        session,
        "@bot;account=bobby :bob!b@h BATCH +m draft/multiline #lobby",
        "@batch=m :bob!b@h PRIVMSG #lobby :one",
        "@batch=m :bob!b@h PRIVMSG #lobby :two",
        ":s BATCH -m",
    )
    person = session.person("bob")
    assert person is not None
    assert (person.account, person.bot) == ("bobby", True)
