"""A server that sends nonsense: the client session never raises, and keeps a bounded amount."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ircwire.client import ClientSession, Identity
from ircwire.client_batches import MOST_MESSAGES, MOST_OPEN
from ircwire.client_events import History, MessageReceived
from tests.ircwire.test_client import hear, registered

COMMANDS = """001 005 332 353 366 433 404 999 BATCH CAP FAIL ERROR JOIN KICK NICK NOTICE PART PING PRIVMSG QUIT TOPIC"""
PARAMETERS = """@batch=1 @time=x;msgid= :s :mira!m@h :bob +1 -1 chathistory LS ACK NAK NEW DEL * #lobby mira :x : batch
message-tags \x01ACTION"""
WORDS = st.sampled_from(f"{COMMANDS} {PARAMETERS}".split())


@settings(max_examples=80)
@given(st.lists(st.lists(WORDS, max_size=6).map(" ".join), max_size=12))
def test_lines_of_known_words_in_any_order(lines: list[str]) -> None:
    for session in (ClientSession(Identity("mira", "mi", "Mira")), registered()):
        session.connected()
        hear(session, *lines)
        session.take_output()
        assert session.nick


@settings(max_examples=40)
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
    [message] = hear(session, "@batch=a :bob!b@h PRIVMSG #lobby :dizzy")
    assert isinstance(message, MessageReceived)


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
