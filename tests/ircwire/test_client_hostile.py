"""A server that sends nonsense: the client session never raises, and keeps a bounded amount."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ircwire import client_members, client_rooms
from ircwire.client import EVERYTHING, ClientSession, Identity
from ircwire.client_batches import MOST_MESSAGES, MOST_OPEN
from ircwire.client_events import History, MessageReceived, NickRefused
from ircwire.client_members import MOST_ROOMS
from tests.ircwire.dialogue import hear, inside
from tests.ircwire.test_client import registered

COMMANDS = """001 005 221 301 305 306 311 312 313 315 317 318 319 321 322 323 324 329 330 331 332 333 335 341 346 347
348 349 352 353 354 366 367 368 372 375 376 378 396 401 404 421 422 433 437 671 728 729 730 731 734 900 901 902 903
904 905 906 907 908 999 ACCOUNT ACK AUTHENTICATE AWAY BATCH CAP CHATHISTORY CHGHOST ERROR FAIL INVITE JOIN KICK MARKREAD
MODE NICK NOTE NOTICE PART PING PONG PRIVMSG QUIT REDACT RENAME SETNAME TAGMSG TOPIC WALLOPS WARN"""
PARAMETERS = """@batch=1 @batch=2;draft/multiline-concat @time=x;msgid= @label=c1;+reply=1;+draft/react=x :s :mira!m@h
:bob bob +1 -1 +2 -2 chathistory draft/multiline labeled-response draft/chathistory-targets TARGETS LS ACK NAK NEW DEL *
#lobby #b mira :x : batch message-tags sts=port=6697 sts=duration=1 sasl=PLAIN sasl + ++o-vb +-+lk x! !@ 152 0
99999999999999999999 CASEMAPPING=rfc1459 PREFIX=(ov)@+ PREFIX= PREFIX=(ov CHANMODES=,,, CHANTYPES= STATUSMSG=@ BOT=
MONITOR=x -PREFIX timestamp=x \x01ACTION"""
MOVES = "JOIN PART KICK NICK QUIT RENAME MODE 353 366"
NAMES = "mira bob ann #lobby #b BOB #LOBBY +o -o @ann"
WORDS = st.sampled_from(f"{COMMANDS} {PARAMETERS}".split())
SOURCES = ("", ":s ", ":irc.example ", ":bob ", ":bob!b@h ", ":mira!mi@h ", ":!u@h ", ":mira! ", "::zz!u@h ")
NAMES_OF = ("room", "nick", "new", "about")
"""Fields of events that name somebody or something, whatever the event."""
LOGIN = Identity("mira", "mi", "Mira", account="mira", secret="hush")


def ask_everything(session: ClientSession) -> None:
    """Whatever state a server has brought it to, every question and command still works."""
    session.say("#lobby", "hello", "id")
    session.typing("bob", "done")
    session.react("#lobby", "m", "x")
    session.who("#lobby")
    session.watch(["bob"])
    session.history_around("#lobby", "m")
    assert session.pieces("#lobby", "one") == ["one"]
    for room in (*session.rooms.values(), "#lobby"):
        assert len({member.nick for member in session.members(room)}) == len(session.members(room))
        assert isinstance(session.prefix(room), str)
    session.take_output()


@given(st.lists(st.lists(WORDS, max_size=8).map(" ".join), max_size=20))
def test_lines_of_known_words_in_any_order(lines: list[str]) -> None:
    for session in (
        ClientSession(LOGIN, EVERYTHING, secure=True),
        ClientSession(LOGIN, EVERYTHING),
        registered(),
        inside(),
    ):
        session.connected()
        hear(session, *lines)
        assert session.nick
        ask_everything(session)


@pytest.mark.parametrize("command", COMMANDS.split())
def test_a_line_without_its_parameters_says_nothing_of_nobody(command: str) -> None:
    """Each with none, and with one more each time: no event is about a room, a person or a message without a name."""
    session = inside()
    for source in SOURCES:
        for params in (["#lobby", "bob", "x", "1"], ["mira", "#lobby", "bob", "x"], ["", "", ""], ["a b", "c d"]):
            for count in range(len(params) + 1):
                words = [*params[:count][:-1], *(f":{word}" for word in params[:count][-1:])]
                for event in hear(session, f"{source}{command} {' '.join(words)}"):
                    for name in NAMES_OF:
                        value = getattr(event, name, "x")
                        assert value, (source, words, event)
                        assert isinstance(event, NickRefused) or " " not in value, (source, words, event)
                assert session.nick
                assert " " not in session.nick
                assert all(key and name for key, name in session.rooms.items())
        ask_everything(session)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(MOVES.split()),
            st.lists(st.sampled_from(NAMES.split()), min_size=1, max_size=4),
        ),
        max_size=40,
    )
)
def test_the_roster_keeps_its_books(steps: list[tuple[str, list[str]]]) -> None:
    """Whatever happens, everybody known is in a room, and the count of memberships is right."""
    session = inside()
    for command, (who, *params) in steps:
        hear(session, f":{who}!u@h {command} {' '.join(params)}")
        roster = session._roster
        pairs = {(room, nick) for room, entry in roster.rooms.items() for nick in entry.members}
        assert pairs == {(room, nick) for nick, rooms in roster._where.items() for room in rooms}
        assert roster._memberships == len(pairs)
        assert roster._people.keys() == {nick for _, nick in pairs}


@given(st.lists(st.binary(max_size=100), max_size=5))
def test_any_bytes(chunks: list[bytes]) -> None:
    session = registered()
    for chunk in chunks:
        session.receive(chunk)
    session.receive(b"\r\n")
    [message] = session.receive(b":bob!b@h PRIVMSG #lobby :still here\r\n")
    assert isinstance(message, MessageReceived)


def test_bytes_that_are_not_utf8_are_replaced() -> None:
    [message] = registered().receive(b":bob!b@h PRIVMSG #lobby :caf\xe9\r\n")
    assert isinstance(message, MessageReceived)
    assert message.text == "caf\ufffd"


def test_an_endless_line_is_skipped() -> None:
    session = registered()
    for _ in range(40):
        assert session.receive(b"x" * 1000) == []
    [message] = session.receive(b"\r\n:bob!b@h PRIVMSG #lobby :next\r\n")
    assert isinstance(message, MessageReceived)


def test_an_endless_history_keeps_the_newest_messages() -> None:
    session = registered()
    hear(session, ":s BATCH +1 chathistory #lobby")
    for number in range(0, 5 * MOST_MESSAGES, 100):
        hear(session, *(f"@batch=1 :bob!b@h PRIVMSG #lobby :{number + n}" for n in range(100)))
    [history] = hear(session, ":s BATCH -1")
    assert isinstance(history, History)
    assert len(history.messages) == MOST_MESSAGES
    assert history.messages[-1].text == str(5 * MOST_MESSAGES - 1)


def test_batches_without_end_forget_the_oldest() -> None:
    session = registered()
    hear(session, *(f":s BATCH +{n} chathistory #lobby" for n in range(MOST_OPEN + 1)))
    assert hear(session, ":s BATCH -0") == []
    assert hear(session, ":s BATCH -1") == [History("#lobby", ())]


def test_batches_within_each_other_in_a_circle() -> None:
    session = registered()
    hear(session, "@batch=b :s BATCH +a x", "@batch=a :s BATCH +b x")
    assert hear(session, "@batch=a :bob!b@h PRIVMSG #lobby :dizzy") == []


@pytest.mark.parametrize(
    "forgotten",
    [
        [f":s BATCH +z{n} x" for n in range(MOST_OPEN)],
        [*(f"@batch=z{n - 1} :s BATCH +z{n} x" if n else "@batch=h :s BATCH +z0 x" for n in range(12))],
    ],
)
def test_the_past_stays_the_past_when_its_batch_was_forgotten(forgotten: list[str]) -> None:
    session = inside()
    hear(session, ":s BATCH +h chathistory #lobby", *forgotten)
    within = "h" if "@" not in forgotten[0] else "z11"
    for line in (":bob!b@h QUIT :old", ":ann!a@h KICK #lobby mira", ":mira!mi@h NICK old", ":s BATCH +m x"):
        assert hear(session, f"@batch={within} {line}") == []
    assert hear(session, "@batch=m :bob!b@h QUIT :old") == []
    assert (session.nick, len(session.members("#lobby"))) == ("mira", 3)


def test_what_no_line_can_carry_is_the_caller_s_mistake() -> None:
    with pytest.raises(ValueError, match="NUL, CR or LF"):
        registered().say("#lobby", "two\nlines")


@pytest.mark.parametrize(
    "words",
    [
        {"nick": "two\nlines"},
        {"username": "two words"},
        {"username": ""},
        {"realname": "nul\0"},
        {"password": "two\r\nlines"},
        {"sender_key": "short"},
        {"sender_key": "with a space in it"},
    ],
)
def test_an_identity_that_no_line_can_carry_is_the_caller_s_mistake(words: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Identity(**{"nick": "mira", "username": "mi", "realname": "Mira"} | words)


def test_rooms_and_members_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    session = inside()
    hear(session, *(f":mira!mi@h JOIN #r{number}" for number in range(MOST_ROOMS + 10)))
    assert len(session.rooms) == MOST_ROOMS
    most = MOST_ROOMS + 1000
    monkeypatch.setattr(client_members, "MOST_MEMBERS", most)
    monkeypatch.setattr(client_rooms, "MOST_MEMBERS", most)
    hear(session, ":s 353 mira = #lobby :mira")
    for number in range(100):
        hear(session, f":s 353 mira = #lobby :{' '.join(f'{number}-{n}' for n in range(60))}")
    hear(session, ":s 366 mira #lobby :End", *(f":n{number}!u@h JOIN #lobby" for number in range(100)))
    assert 900 < len(session.members("#lobby")) <= 1003
    hear(session, ":mira!mi@h PART #lobby", ":mira!mi@h JOIN #lobby", ":ann!a@h JOIN #lobby")
    assert [member.nick for member in session.members("#lobby")] == ["mira", "ann"]
