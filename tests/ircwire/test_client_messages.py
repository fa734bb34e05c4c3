"""Messages and what is attached to them, both ways: tags, several lines, reactions, labels, refusals."""

from __future__ import annotations

import pytest

from ircwire.client_events import (
    Acknowledged,
    Event,
    Failed,
    MessageReceived,
    Ponged,
    Reacted,
    ReadMarked,
    Ready,
    Redacted,
    ServerNotice,
    TypingReceived,
)
from tests.ircwire.dialogue import hear, inside, negotiated, said

PLAIN = "batch message-tags"
TIME = 1_769_853_600_000_000
AT = "time=2026-01-31T10:00:00.000Z"


def message(event: Event) -> MessageReceived:
    assert isinstance(event, MessageReceived)
    return event


# Hearing


def test_all_that_a_message_carries() -> None:
    [event] = hear(inside(), f"@{AT};msgid=m2;+reply=m1;account=annika;bot :ann!a@h PRIVMSG #lobby :yes")
    whose = ("#lobby", "ann", "ann!a@h", "PRIVMSG", "yes", "m2", TIME, False, "")
    assert event == MessageReceived(*whose, reply_to="m1", account="annika", bot=True)


def test_messages_to_some_ranks_only() -> None:
    session = inside(isupport=":s 005 mira STATUSMSG=@+ :are here")
    events = [message(event) for event in hear(session, ":ann!a@h PRIVMSG @#lobby :ops", ":ann!a@h PRIVMSG @ann :x")]
    assert [(event.target, event.status) for event in events] == [("#lobby", "@"), ("@ann", "")]


def test_the_draft_s_reply_tag_is_read_too() -> None:
    [event] = hear(inside(), "@+draft/reply=m1 :ann!a@h PRIVMSG #lobby :yes")
    assert message(event).reply_to == "m1"


def test_typing_reactions_and_what_else_comes_without_text() -> None:
    events = hear(
        inside(),
        "@+typing=active :ann!a@h TAGMSG #lobby",
        "@+draft/typing=done :mira!mi@h TAGMSG ann",
        "@+typing=nonsense :ann!a@h TAGMSG #lobby",
        f"@{AT};msgid=r1;+reply=m1;+draft/react=👋 :ann!a@h TAGMSG #lobby",
        "@+draft/reply=m1;+draft/unreact=👋 :ann!a@h TAGMSG #lobby",
        "@+draft/react=👋 :ann!a@h TAGMSG #lobby",
        "@+reply=m1;+typing=active :irc.example TAGMSG #lobby",
        "@+typing=active :ann!a@h TAGMSG",
    )
    assert events == [
        TypingReceived("#lobby", "ann", "active", False),
        TypingReceived("ann", "mira", "done", True),
        Reacted("#lobby", "ann", "m1", "👋", True, False, TIME, "r1"),
        Reacted("#lobby", "ann", "m1", "👋", False, False, None),
    ]


def test_redactions_and_read_markers() -> None:
    assert hear(
        inside(),
        f"@{AT};msgid=x :ann!a@h REDACT #lobby m1 :wrong room",
        ":mira!mi@h REDACT ann m2",
        ":ann!a@h REDACT #lobby",
        f":s MARKREAD #lobby timestamp={AT.removeprefix('time=')}",
        ":s MARKREAD ann *",
        ":s MARKREAD #lobby timestamp=yesterday",
        ":s MARKREAD #lobby",
    ) == [
        Redacted("#lobby", "m1", "ann", "wrong room", False, TIME, "x"),
        Redacted("ann", "m2", "mira", "", True, None),
        ReadMarked("#lobby", TIME),
        ReadMarked("ann", None),
    ]


def test_with_whom_something_was_said() -> None:
    session = inside()
    assert session.partner("#lobby", "ann") == "#lobby"
    assert session.partner("mira", "ann") == "ann"
    assert session.partner("ann", "Mira") == "ann"


# Saying


def test_what_is_attached() -> None:
    session = inside()
    session.say("#lobby", "yes", "id-1", reply_to="m1")
    session.say("ann", "waves", kind="ACTION")
    session.typing("#lobby", "active")
    session.react("#lobby", "m1", "👋")
    session.react("#lobby", "m1", "👋", on=False)
    session.redact("#lobby", "m1")
    session.redact("#lobby", "m1", "wrong room")
    session.ask_read("#lobby")
    session.mark_read("#lobby", TIME)
    assert said(session) == [
        "@label=c1;chorus.chat/send-id=id-1;+reply=m1;+draft/reply=m1 PRIVMSG #lobby yes",
        "@label=c2 PRIVMSG ann :\x01ACTION waves\x01",
        "@+typing=active TAGMSG #lobby",
        "@label=c3;+reply=m1;+draft/reply=m1;+draft/react=👋 TAGMSG #lobby",
        "@label=c4;+reply=m1;+draft/reply=m1;+draft/unreact=👋 TAGMSG #lobby",
        "@label=c5 REDACT #lobby m1",
        "@label=c6 REDACT #lobby m1 :wrong room",
        "@label=c7 MARKREAD #lobby",
        f"@label=c8 MARKREAD #lobby timestamp={AT.removeprefix('time=')}",
    ]


def test_what_a_server_does_not_pass_on_is_not_sent() -> None:
    session = inside("batch")
    session.typing("#lobby", "active")
    session.say("#lobby", "yes", "id-1", reply_to="m1")
    assert said(session) == ["PRIVMSG #lobby yes"]
    session = inside(PLAIN, isupport=":s 005 mira CLIENTTAGDENY=*,-draft/react :are here")
    session.typing("#lobby", "active")
    assert said(session) == []
    assert session.passes_tag("draft/react")
    assert not session.passes_tag("typing")
    session = inside(PLAIN, isupport=":s 005 mira CLIENTTAGDENY=typing :are here")
    assert (session.passes_tag("typing"), session.passes_tag("reply")) == (False, True)


# Labels and refusals


def test_our_own_message_comes_back_with_its_label() -> None:
    session = inside()
    label = session.say("#lobby", "hello")
    [event] = hear(session, f"@label={label};msgid=m1 :mira!mi@h PRIVMSG #lobby :hello")
    assert (message(event).label, message(event).own) == (label, True)
    label = session.say("#lobby", "one\ntwo")
    events = hear(
        session,
        f"@label={label};msgid=m2 :mira!mi@h BATCH +1 draft/multiline #lobby",
        "@batch=1 :mira!mi@h PRIVMSG #lobby one",
        "@batch=1 :mira!mi@h PRIVMSG #lobby two",
        ":s BATCH -1",
    )
    assert [(message(event).label, message(event).text) for event in events] == [(label, "one\ntwo")]


def test_which_request_was_refused() -> None:
    session = inside()
    join, topic, ask = session.join("#a"), session.set_topic("#a", "x"), session.set_away("")
    assert hear(
        session,
        f"@label={topic} :s 482 mira #a :You are no operator",
        f"@label={join} :s 403 mira #a :No such channel",
        f"@label={ask} :s ACK",
        ":s ACK",
        "@label=unknown :s 482 mira #a :?",
    ) == [
        Failed("TOPIC", "482", ("#a",), "You are no operator", label=topic),
        Failed("JOIN", "403", ("#a",), "No such channel", label=join),
        Acknowledged(ask),
        Failed("", "482", ("#a",), "?", label="unknown"),
    ]


def test_what_numerics_are_about_without_labels() -> None:
    session = inside(PLAIN)
    codes = ["401", "404", "421", "433", "461", "471", "475", "482", "696"]
    events = hear(session, *(f":s {code} mira word :Why" for code in codes))
    failures = [event for event in events if isinstance(event, Failed)]
    assert [failure.command for failure in failures] == ["", "PRIVMSG", "WORD", "NICK", "WORD", "JOIN", "JOIN", "", ""]


def test_standard_replies() -> None:
    assert hear(
        inside(),
        ":s FAIL REDACT UNKNOWN_MSGID #lobby m1 :This message does not exist",
        ":s WARN * SOON :We restart at noon",
        ":s NOTE REHASH OK :Done",
        ":ann!a@h WALLOPS :to all",
    ) == [
        Failed("REDACT", "UNKNOWN_MSGID", ("#lobby", "m1"), "This message does not exist"),
        ServerNotice("We restart at noon"),
        ServerNotice("Done"),
        ServerNotice("to all"),
    ]


def test_labels_that_are_never_answered_are_forgotten() -> None:
    session = inside()
    first = session.join("#a")
    last = [session.join("#b") for _ in range(1000)][-1]
    assert hear(session, f"@label={first} :s 482 mira #a :x", f"@label={last} :s 482 mira #b :x") == [
        Failed("", "482", ("#a",), "x", label=first),
        Failed("JOIN", "482", ("#b",), "x", label=last),
    ]


def test_a_typed_line() -> None:
    session = inside()
    assert session.raw("version irc.example") == "c1"
    session.raw("@+typing=active TAGMSG #lobby")
    assert said(session) == ["@label=c1 VERSION irc.example", "@label=c2;+typing=active TAGMSG #lobby"]
    for text in ("", "PRIVMSG #a :two\nlines", "!?"):
        with pytest.raises(ValueError, match=r"\w"):
            session.raw(text)


# The rest


def test_the_welcome_ends_with_the_message_of_the_day() -> None:
    session = negotiated("batch")
    hear(session, ":s 001 mira :Hi")
    motd = (":s 375 mira :- s -", ":s 372 mira :- one", ":s 372 mira :- two", ":s 376 mira :End")
    assert hear(session, *motd) == [Ready("one\ntwo")]
    assert hear(session, *motd) == [ServerNotice("one\ntwo")]
    assert hear(session, ":s 422 mira :No message") == [ServerNotice("No message")]
    session = negotiated("batch")
    assert hear(session, ":s 001 mira :Hi", ":s 422 mira :No message")[1:] == [Ready("")]


def test_a_welcome_without_an_end_ends_with_the_owner_s_patience() -> None:
    """Bridges send neither 376 nor 422."""
    session = negotiated("batch")
    hear(session, ":s 001 mira :Hi", ":s 005 mira CHATHISTORY=20 :are here")
    said(session)
    session.hurry()
    [ping] = said(session)
    assert ping.startswith("PING ")
    assert hear(session, f":s PONG s {ping.removeprefix('PING ')}", ":s 422 mira :No message") == [
        Ready(""),
        ServerNotice("No message"),
    ]
    session = negotiated("")
    session.hurry()
    hear(session, ":s 001 mira :Hi")
    [*_, ping] = said(session)
    pong = f":s PONG s {ping.removeprefix('PING ')}"
    assert hear(session, ":s 375 mira :-", ":s 372 mira :- one", ":s 376 mira :End", pong) == [Ready("one")]
    session.hurry()
    assert said(session) == []


def test_pings_are_answered_both_ways() -> None:
    assert hear(inside(), ":s PONG s :token") == [Ponged("token")]
