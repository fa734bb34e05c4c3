"""Logging in while registering, as a dialogue with servers that know accounts in different ways, or not at all."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest

from ircwire.client import ClientSession
from ircwire.client_events import LoginFailed, Registered, SecurityDemanded, SecurityPromised, ServerReply
from tests.ircwire.dialogue import EVERYTHING, MIRA, hear, inside, negotiated, said
from tests.ircwire.test_sasl import ScramServer

MEMBER = replace(MIRA, account="mira", secret="hush")
USER = "USER mi 0 * Mira"


def login(offers: str, secret: str = "hush", *, secure: bool = True) -> ClientSession:
    return negotiated(offers, identity=replace(MEMBER, secret=secret), secure=secure)


def encoded(text: str | bytes) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def decoded(line: str) -> bytes:
    return base64.b64decode(line.removeprefix("AUTHENTICATE "))


def test_plain_by_tls() -> None:
    session = login("sasl=EXTERNAL,PLAIN batch")
    assert said(session) == [USER, "AUTHENTICATE PLAIN"]
    hear(session, "AUTHENTICATE +")
    assert said(session) == [f"AUTHENTICATE {encoded(chr(0) + 'mira' + chr(0) + 'hush')}"]
    hear(session, ":s 900 * mira!mi@h mira :You are now logged in as mira", ":s 903 * :Success")
    assert said(session) == ["CAP END"]
    assert hear(session, ":s 001 mira :Hi") == [Registered("mira", "Hi")]


def test_secrets_are_not_shown() -> None:
    assert "hush" not in repr(MEMBER)


def test_scram_is_preferred_and_both_sides_prove_themselves() -> None:
    session = login("sasl=PLAIN,SCRAM-SHA-256", secure=False)
    assert said(session) == [USER, "AUTHENTICATE SCRAM-SHA-256"]
    server = ScramServer("hush")
    hear(session, ":s AUTHENTICATE +")
    [first] = said(session)
    hear(session, f"AUTHENTICATE {encoded(server.challenge(decoded(first)))}")
    [final] = said(session)
    proof = server.prove(decoded(final))
    assert proof is not None
    hear(session, f"AUTHENTICATE {encoded(proof)}")
    assert said(session) == ["AUTHENTICATE +"]
    hear(session, ":s 903 * :Success")
    assert said(session) == ["CAP END"]


def test_a_wrong_password_is_told_and_registration_waits() -> None:
    session = login("sasl=SCRAM-SHA-256", "wrong")
    server = ScramServer("hush")
    hear(session, "AUTHENTICATE +")
    first = said(session)[-1]
    hear(session, f"AUTHENTICATE {encoded(server.challenge(decoded(first)))}")
    assert server.prove(decoded(said(session)[-1])) is None
    assert hear(session, ":s 904 * :SASL authentication failed") == [LoginFailed("mira", "SASL authentication failed")]
    assert said(session) == []


@pytest.mark.parametrize("words", ["903 * :Success", "907 * :You have already authenticated"])
def test_a_server_that_lets_us_in_without_knowing_the_password_is_not_believed(words: str) -> None:
    session = login("sasl=SCRAM-SHA-256")
    hear(session, "AUTHENTICATE +")
    said(session)
    assert hear(session, f":s {words}") == [LoginFailed("mira", "The server did not prove that it knows this account")]
    assert said(session) == []


def test_a_server_that_welcomes_us_in_the_middle_of_the_login_is_not_believed() -> None:
    session = login("sasl=SCRAM-SHA-256")
    hear(session, "AUTHENTICATE +")
    said(session)
    assert hear(session, ":s 001 mira :Hi")[0] == LoginFailed("mira", "The server did not wait for the login")
    session = login("sasl=PLAIN")
    hear(session, "AUTHENTICATE +", ":s 903 * :Success")
    assert hear(session, ":s 001 mira :Hi") == [Registered("mira", "Hi")]


def test_a_server_that_cheats_is_left_alone() -> None:
    session = login("sasl=SCRAM-SHA-256")
    hear(session, "AUTHENTICATE +")
    said(session)
    [failed] = hear(session, f"AUTHENTICATE {encoded('r=x,s=x,i=1')}")
    assert isinstance(failed, LoginFailed)
    assert said(session) == ["AUTHENTICATE *"]
    assert hear(session, ":s 906 * :SASL authentication aborted") == []


def test_a_mechanism_that_turns_out_to_be_missing() -> None:
    """An old server does not say which there are."""
    session = login("sasl")
    assert said(session)[-1] == "AUTHENTICATE SCRAM-SHA-256"
    hear(session, ":s 908 * PLAIN,EXTERNAL :are available SASL mechanisms", ":s 904 * :SASL authentication failed")
    assert said(session) == ["AUTHENTICATE PLAIN"]
    hear(session, "AUTHENTICATE +")
    assert said(session) != []
    assert hear(session, ":s 904 * :No") == [LoginFailed("mira", "No")]


def test_no_password_goes_over_a_plain_connection() -> None:
    for offers in ("sasl=PLAIN", "sasl"):
        session = negotiated("", identity=MEMBER)
        session = ClientSession(MEMBER)
        session.connected()
        hear(session, f":s CAP * LS :{offers}")
        said(session)
        events = hear(session, ":s CAP * ACK :sasl")
        if offers == "sasl":
            assert events == []
            events = hear(session, ":s 904 * :Unknown mechanism")
        assert isinstance(events[0], LoginFailed)
        assert "AUTHENTICATE PLAIN" not in said(session)


@pytest.mark.parametrize("offers", ["batch", ""])
def test_a_server_without_accounts(offers: str) -> None:
    session = ClientSession(MEMBER, secure=True)
    session.connected()
    events = hear(session, f":s CAP * LS :{offers}")
    if offers:
        events = hear(session, ":s CAP * ACK :batch")
    assert events == [LoginFailed("mira", "This server has no accounts")]
    assert "CAP END" not in said(session)


def test_a_server_that_knows_no_cap_has_no_accounts() -> None:
    session = ClientSession(MEMBER)
    session.connected()
    assert hear(session, ":s 421 * CAP :Unknown command") == [LoginFailed("mira", "This server has no accounts")]
    assert said(session) == [USER]


def test_long_secrets_are_sent_in_chunks() -> None:
    session = login("sasl=PLAIN", "x" * 294)  # makes 400 characters exactly
    hear(session, "AUTHENTICATE +")
    lines = said(session)[2:]
    assert [len(line) for line in lines] == [413, 14]
    assert lines[1] == "AUTHENTICATE +"


def test_long_challenges_come_in_chunks_and_have_an_end() -> None:
    session = login("sasl=SCRAM-SHA-256")
    hear(session, "AUTHENTICATE +")
    said(session)
    for _ in range(40):
        assert hear(session, "AUTHENTICATE " + "A" * 400) == []
    [failed] = hear(session, "AUTHENTICATE " + "A" * 400)
    assert failed == LoginFailed("mira", "The server's answer is too long")


def test_challenges_that_are_not_base64() -> None:
    session = login("sasl=PLAIN")
    [failed] = hear(session, "AUTHENTICATE !!!")
    assert failed == LoginFailed("mira", "The server's answer is not valid")


def test_a_password_that_cannot_be_one() -> None:
    [failed] = hear(login_begun("pass\x07word"), ":s CAP * ACK :sasl")
    assert failed == LoginFailed("mira", "A name or password must not contain control characters")
    with pytest.raises(ValueError, match="NUL"):
        replace(MEMBER, secret="nul\0")


def login_begun(secret: str) -> ClientSession:
    session = ClientSession(replace(MEMBER, secret=secret))
    session.connected()
    hear(session, ":s CAP * LS :sasl=SCRAM-SHA-256")
    return session


def test_accounts_after_registration() -> None:
    session = inside()
    assert hear(session, ":s 900 mira mira!mi@h mi :You are now logged in", ":s 901 mira mira!mi@h :Logged out") == [
        ServerReply("900", ("mira!mi@h", "mi", "You are now logged in")),
        ServerReply("901", ("mira!mi@h", "Logged out")),
    ]
    assert hear(session, "AUTHENTICATE +", ":s 904 mira :No") == []
    assert said(session) == []


# STS


def test_a_plain_connection_is_left_at_once_for_tls() -> None:
    session = ClientSession(MEMBER, EVERYTHING)
    session.connected()
    assert hear(session, ":s CAP * LS :sts=port=6697,duration=300 batch") == [SecurityDemanded(6697)]
    hear(session, ":s CAP * LS :sasl=PLAIN", "PING x")
    session.say("#lobby", "nothing goes out any more")
    assert said(session) == []


@pytest.mark.parametrize("value", ["", "=", "=port=x", "=port=0", "=port=70000", "=duration=300", "=port=٣"])
def test_what_is_no_policy_is_ignored(value: str) -> None:
    session = ClientSession(MIRA, EVERYTHING)
    session.connected()
    assert hear(session, f":s CAP * LS :sts{value}") == []
    assert said(session) == [USER, "CAP END"]


def test_by_tls_the_duration_counts_and_the_port_does_not() -> None:
    session = ClientSession(MIRA, EVERYTHING, secure=True)
    session.connected()
    assert hear(session, ":s CAP * LS :sts=duration=2592000,port=6697") == [SecurityPromised(2_592_000)]
    assert said(session) == [USER, "CAP END"]
    hear(session, ":s 001 mira :Hi")
    assert hear(session, ":s CAP mira NEW :sts=duration=0", ":s CAP mira NEW :sts=duration=²") == [SecurityPromised(0)]
    assert said(session) == []


def test_the_longest_duration_is_no_end_of_it() -> None:
    session = ClientSession(MIRA, EVERYTHING, secure=True)
    session.connected()
    [promised] = hear(session, f":s CAP * LS :sts=duration={10**30},port=6697")
    assert isinstance(promised, SecurityPromised)
    assert promised.seconds > 10**10
    assert hear(session, ":s CAP * NEW :sts=duration=00000000000000300") == [SecurityPromised(300)]


def test_a_password_waits_until_it_is_clear_that_it_may_go_in_plain_text() -> None:
    session = ClientSession(replace(MIRA, password="hush"), EVERYTHING)
    assert session.connected() == b"CAP LS 302\r\n"
    hear(session, ":s CAP * LS :sasl")
    assert said(session) == ["PASS hush", "NICK mira", USER, "CAP END"]  # RFC 2812: PASS is the first


def test_a_password_for_a_server_that_says_nothing_of_capabilities() -> None:
    session = ClientSession(replace(MIRA, password="hush"), EVERYTHING)
    session.connected()
    session.hurry()
    assert said(session) == ["PASS hush", "NICK mira", USER]


def test_who_does_not_want_sts_stays() -> None:
    session = ClientSession(MIRA, ())
    session.connected()
    assert hear(session, ":s CAP * LS :sts=port=6697") == []
    assert said(session) == [USER, "CAP END"]
