"""The client session as a dialogue: what a server says, what the session answers, what it tells its owner."""

from __future__ import annotations

import pytest

from ircwire.client import ClientSession, Identity
from ircwire.client_events import (
    Disconnected,
    Failed,
    HasQuit,
    History,
    Joined,
    Member,
    MemberList,
    MessageReceived,
    NickRefused,
    Parted,
    Registered,
    Renamed,
    ServerError,
    ServerNotice,
    TopicChanged,
)
from tests.ircwire.dialogue import MIRA, hear, said

ALL = (
    "batch cap-notify draft/chathistory=x echo-message message-tags multi-prefix chorus.chat/send-once server-time sasl"
)


def registered(offers: str = ALL) -> ClientSession:
    """A session in #lobby, whatever the server offers."""
    session = ClientSession(MIRA)
    session.connected()
    hear(session, f":s CAP * LS :{offers}")
    for line in said(session):
        if line.startswith("CAP REQ"):
            hear(session, f":s CAP * ACK :{line.removeprefix('CAP REQ ').removeprefix(':')}")
    hear(
        session, ":s 001 mira :Welcome", ":s 005 mira CHATHISTORY=50 NETWORK=x :are supported", ":mira!mi@h JOIN #lobby"
    )
    session.take_output()
    return session


def test_registration_holds_user_back_until_the_capabilities_are_settled() -> None:
    session = ClientSession(MIRA)
    assert session.connected() == b"CAP LS 302\r\nNICK mira\r\n"
    assert hear(session, ":s CAP * LS * :batch sasl=PLAIN", ":s CAP * LS :message-tags chorus.chat/send-once") == []
    assert said(session) == ["CAP REQ :batch chorus.chat/send-once message-tags"]
    hear(session, ":s CAP * ACK :batch chorus.chat/send-once message-tags")
    assert said(session) == ["@chorus.chat/sender=0123456789abcdef USER mi 0 * Mira", "CAP END"]
    assert hear(session, ":s 001 mira_ :Welcome to the chat") == [Registered("mira_", "Welcome to the chat")]
    assert session.nick == "mira_"
    assert session.enabled == {"batch", "message-tags", "chorus.chat/send-once"}


def test_the_password_comes_first_and_is_not_shown() -> None:
    identity = Identity("mira", "mi", "Mira", password="hush", sender_key="secret-secret-secret")
    assert ClientSession(identity).connected() == b"CAP LS 302\r\nPASS hush\r\nNICK mira\r\n"
    assert "hush" not in repr(identity)
    assert "secret" not in repr(identity)


def test_a_server_without_the_capabilities_gets_no_tags() -> None:
    session = ClientSession(MIRA)
    session.connected()
    hear(session, ":s CAP * LS :sasl away-notify")
    assert said(session) == ["USER mi 0 * Mira", "CAP END"]
    session.say("#lobby", "hello", "id-1")
    assert said(session) == ["PRIVMSG #lobby hello"]
    assert not (session.sends_once or session.echoes or session.has_history)


def test_a_server_that_knows_no_cap_at_all() -> None:
    for answer in (":s 421 * CAP :Unknown command", ":s 451 * :You have not registered"):
        session = ClientSession(MIRA)
        session.connected()
        assert hear(session, answer) == []
        assert said(session) == ["USER mi 0 * Mira"]
        assert hear(session, ":s 001 mira :Hi") == [Registered("mira", "Hi")]


def test_a_refused_list_of_capabilities_is_asked_for_one_by_one() -> None:
    session = ClientSession(MIRA)
    session.connected()
    hear(session, ":s CAP * LS :batch echo-message")
    assert said(session) == ["CAP REQ :batch echo-message"]
    hear(session, ":s CAP * NAK :batch echo-message")
    assert said(session) == ["CAP REQ batch", "CAP REQ echo-message"]
    hear(session, ":s CAP * NAK :batch", ":s CAP * ACK :echo-message")
    assert said(session) == ["USER mi 0 * Mira", "CAP END"]
    assert session.enabled == {"echo-message"}


@pytest.mark.parametrize("refused", ["", " :", " :something else"])
def test_a_refusal_that_names_no_list_of_ours_is_of_the_oldest(refused: str) -> None:
    session = ClientSession(MIRA)
    session.connected()
    hear(session, ":s CAP * LS :batch echo-message")
    assert said(session) == ["CAP REQ :batch echo-message"]
    hear(session, f":s CAP * NAK{refused}")
    assert said(session) == ["CAP REQ batch", "CAP REQ echo-message"]
    hear(session, f":s CAP * NAK{refused}")
    assert said(session) == []
    hear(session, ":s CAP * ACK :echo-message")
    assert said(session) == ["USER mi 0 * Mira", "CAP END"]
    assert session.enabled == {"echo-message"}


def test_a_consent_that_names_nothing_does_not_hold_us_up() -> None:
    session = ClientSession(MIRA)
    session.connected()
    hear(session, ":s CAP * LS :batch echo-message", ":s CAP * ACK :")
    assert said(session) == ["CAP REQ :batch echo-message", "USER mi 0 * Mira", "CAP END"]
    assert session.enabled == frozenset()


def test_capabilities_come_and_go_later() -> None:
    session = registered("cap-notify")
    hear(session, ":s CAP mira NEW :echo-message")
    assert said(session) == ["CAP REQ echo-message"]
    hear(session, ":s CAP mira ACK :echo-message")
    assert session.echoes
    hear(session, ":s CAP mira DEL :echo-message")
    assert not session.echoes
    assert said(session) == []


def test_a_taken_nick_is_told_and_another_one_tried() -> None:
    session = ClientSession(MIRA)
    session.connected()
    assert hear(session, ":s 433 * mira :Nickname is already in use") == [
        NickRefused("mira", "433", "Nickname is already in use")
    ]
    session.retry("mira2")
    assert said(session) == ["NICK mira2"]
    hear(session, ":s CAP * LS :", ":s 001 mira2 :Hi")
    assert session.nick == "mira2"
    assert hear(session, ":s 433 mira2 mira :In use") == [Failed("NICK", "433", ("mira",), "In use")]


def test_ping_is_answered_at_once() -> None:
    session = registered()
    assert hear(session, "PING :a b") == []
    assert said(session) == ["PONG :a b"]


def test_a_message_with_all_its_tags() -> None:
    session = registered()
    tags = "@time=2026-01-31T10:00:00.250Z;msgid=17abc;chorus.chat/send-id=id-1"
    [event] = hear(session, f"{tags} :mira!mi@h PRIVMSG #lobby :hello there")
    assert event == MessageReceived(
        "#lobby", "mira", "mira!mi@h", "PRIVMSG", "hello there", "17abc", 1_769_853_600_250_000, True, "id-1"
    )


def test_kinds_of_messages() -> None:
    session = registered()
    events = hear(
        session,
        ":bob!b@h PRIVMSG #lobby :\x01ACTION waves\x01",
        ":bob!b@h NOTICE #lobby :careful",
        ":bob!b@h PRIVMSG mira :\x01VERSION\x01",
        ":irc.example NOTICE mira :from the server",
        "NOTICE * :*** Looking up your host name",
    )
    assert [(e.kind, e.text, e.own) for e in events if isinstance(e, MessageReceived)] == [
        ("ACTION", "waves", False),
        ("NOTICE", "careful", False),
    ]
    assert events[2:] == [ServerNotice("from the server"), ServerNotice("*** Looking up your host name")]


def test_rooms_and_nick_are_followed() -> None:
    session = registered()
    assert session.rooms == {"#lobby": "#lobby"}
    events = hear(
        session,
        ":bob!b@h JOIN #Lobby",
        ":bob!b@h NICK rob",
        ":mira!mi@h NICK Mira_K",
        ":rob!b@h PART #lobby :bye now",
        ":eve!e@h KICK #lobby mira_k :enough",
        ":eve!e@h QUIT :gone",
        ":eve!e@h TOPIC #lobby :News",
    )
    assert events == [
        Joined("#Lobby", "bob", False, None, mask="bob!b@h"),
        Renamed("bob", "rob", False, None, ("#lobby",)),
        Renamed("mira", "Mira_K", True, None, ("#lobby",)),
        Parted("#lobby", "rob", "", "bye now", False, None),
        Parted("#lobby", "mira_k", "eve", "enough", True, None),
        HasQuit("eve", "gone", None),
        TopicChanged("#lobby", "News", "eve", None),
    ]
    assert (session.nick, session.rooms) == ("Mira_K", {})


def test_lines_may_be_longer_than_the_protocol_says() -> None:
    """Bouncers, and servers that say LINELEN."""
    session = registered()
    text = "x" * 5000
    [message] = hear(session, f"@msgid=a :bob!b@h PRIVMSG #lobby :{text}")
    assert isinstance(message, MessageReceived)
    assert message.text == text


def test_the_list_of_members_is_told_once_it_is_complete() -> None:
    session = registered()
    assert hear(session, ":s 353 mira = #lobby :@+mira bob", ":s 353 mira = #lobby :+eve!e@h") == []
    assert hear(session, ":s 332 mira #lobby :News", ":s 366 mira #lobby :End") == [
        TopicChanged("#lobby", "News", "", None),
        MemberList("#lobby", (Member("@+", "mira"), Member("", "bob"), Member("+", "eve"))),
    ]


def test_history_comes_as_one_event_and_changes_nothing_else() -> None:
    session = registered()
    session.history_after("#lobby", "17abc")
    session.history_latest("#lobby")
    assert said(session) == ["CHATHISTORY AFTER #lobby msgid=17abc 50", "CHATHISTORY LATEST #lobby * 50"]
    events = hear(
        session,
        ":s BATCH +1 chathistory #lobby",
        "@batch=1;msgid=a :bob!b@h PRIVMSG #lobby :one",
        "@batch=1 :mira!mi@h PART #lobby",
        "@msgid=live :bob!b@h PRIVMSG #lobby :live",
        "@batch=1 :s BATCH +2 draft/multiline #lobby",
        "@batch=2;msgid=b :bob!b@h PRIVMSG #lobby :two",
        ":s BATCH -2",
        ":s BATCH -1",
    )
    assert isinstance(events[0], MessageReceived)
    assert events[0].text == "live"
    assert isinstance(events[1], History)
    assert (events[1].target, [message.text for message in events[1].messages]) == ("#lobby", ["one", "two"])
    assert "#lobby" in session.rooms


def test_other_batches_are_live() -> None:
    events = hear(registered(), ":s BATCH +n netsplit a b", "@batch=n :bob!b@h QUIT :a b", ":s BATCH -n")
    assert events == [HasQuit("bob", "a b", None)]


def test_what_fails() -> None:
    assert hear(
        registered(),
        ":s FAIL CHATHISTORY INVALID_MSGREFTYPE AFTER x :No such message",
        ":s 404 mira #lobby :Cannot send",
        "@chorus.chat/send-id=id-1 :s 404 mira #lobby :Cannot send",
        "FAIL",
        "404",
        ":s 263 mira LIST :Please wait a while and try again",
    ) == [
        Failed("CHATHISTORY", "INVALID_MSGREFTYPE", ("AFTER", "x"), "No such message"),
        Failed("PRIVMSG", "404", ("#lobby",), "Cannot send"),
        Failed("PRIVMSG", "404", ("#lobby",), "Cannot send", "id-1"),
        Failed("", "", (), ""),
        Failed("PRIVMSG", "404", (), ""),
        Failed("LIST", "263", ("LIST",), "Please wait a while and try again"),
    ]


def test_the_server_s_last_words_are_the_reason() -> None:
    session = registered()
    assert hear(session, "ERROR :Too slow") == [ServerError("Too slow")]
    assert session.closed("Connection reset by peer") == [Disconnected("Too slow")]
    assert registered().closed("Connection reset by peer") == [Disconnected("Connection reset by peer")]


def test_what_is_said() -> None:
    session = registered()
    session.say("#lobby", "hello", "id-1")
    session.say("bob", ":)", kind="NOTICE")
    session.join("#b")
    session.part("#b")
    session.part("#b", "so long")
    session.ping("x")
    session.quit("bye bye")
    assert said(session) == [
        "@chorus.chat/send-id=id-1 PRIVMSG #lobby hello",
        "NOTICE bob ::)",
        "JOIN #b",
        "PART #b",
        "PART #b :so long",
        "PING x",
        "QUIT :bye bye",
    ]


def test_a_text_of_the_size_told_fits_a_line_that_others_receive() -> None:
    session = registered()
    text = "x" * session.text_bytes("#lobby")
    assert len(f":mira!mi@h PRIVMSG #lobby :{text}\r\n") == 512
    assert ClientSession(MIRA).text_bytes("#lobby") < session.text_bytes("#lobby")
