"""SASL against the examples of its RFCs, and against servers that cheat."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ircwire.sasl import MOST_ITERATIONS, Plain, SaslError, ScramSha256, make_nonce, saslprep

NONCE = "rOprNGfwEbeRWgbNEkqO"
FIRST = b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
FINAL = b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="


def begun() -> ScramSha256:
    scram = ScramSha256("user", "pencil", NONCE)
    assert scram.respond(b"") == b"n,,n=user,r=rOprNGfwEbeRWgbNEkqO"
    return scram


def test_scram_sha_256_as_in_rfc_7677() -> None:
    scram = begun()
    assert scram.respond(FIRST) == (
        b"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
    )
    assert not scram.proven
    assert scram.respond(FINAL) == b""
    assert scram.proven
    with pytest.raises(SaslError, match="did not end"):
        scram.respond(b"")


def test_plain_as_in_rfc_4616() -> None:
    plain = Plain("tim", "tanstaaftanstaaf")
    assert plain.respond(b"") == b"\0tim\0tanstaaftanstaaf"
    with pytest.raises(SaslError, match="more than a name"):
        plain.respond(b"")


def test_names_are_escaped_and_prepared() -> None:
    assert ScramSha256("a,b=c", "x", "n").respond(b"") == b"n,,n=a=2Cb=3Dc,r=n"
    assert ScramSha256("\u2168", "x", "n").respond(b"") == b"n,,n=IX,r=n"


@pytest.mark.parametrize(
    ("text", "prepared"),
    [("I\u00adX", "IX"), ("user", "user"), ("USER", "USER"), ("\u00aa", "a"), ("\u2168", "IX"), ("a\u00a0b", "a b")],
)
def test_saslprep_as_in_rfc_4013(text: str, prepared: str) -> None:
    assert saslprep(text) == prepared


@pytest.mark.parametrize("text", ["\u0007", "\u0627\u0031", "a\x7f", "\ufffd", "\u0627a\u0628"])
def test_what_saslprep_forbids(text: str) -> None:
    with pytest.raises(SaslError, match="must not"):
        saslprep(text)
    with pytest.raises(SaslError):
        ScramSha256("user", text)


@pytest.mark.parametrize(
    ("challenge", "words"),
    [
        (b"r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "another login"),
        (b"r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "another login"),
        (b"r=rOprNGfwEbeRWgbNEkqO1,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1", "not safe"),
        (b"r=rOprNGfwEbeRWgbNEkqO1,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=99999999999", "takes too long"),
        (b"r=rOprNGfwEbeRWgbNEkqO1,s=,i=4096", "not safe"),
        (b"r=rOprNGfwEbeRWgbNEkqO1,s=!!!,i=4096", "not valid"),
        (b"r=rOprNGfwEbeRWgbNEkqO1,s=\xff,i=4096", "not valid"),
        (b"m=new,r=rOprNGfwEbeRWgbNEkqO1,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "extension"),
        (b"", "another login"),
    ],
)
def test_a_server_that_cheats_in_its_first_message(challenge: bytes, words: str) -> None:
    with pytest.raises(SaslError, match=words):
        begun().respond(challenge)


@pytest.mark.parametrize(
    ("challenge", "words"),
    [
        (b"v=AAAA", "did not prove"),
        (b"v=", "did not prove"),
        (b"", "did not prove"),
        (b"e=invalid-proof", "did not take"),
        (FINAL.replace(b"6rri", b"6rrj"), "did not prove"),
    ],
)
def test_a_server_that_does_not_know_the_password(challenge: bytes, words: str) -> None:
    scram = begun()
    scram.respond(FIRST)
    with pytest.raises(SaslError, match=words):
        scram.respond(challenge)
    assert not scram.proven


def test_the_most_that_a_server_can_make_us_compute() -> None:
    started = time.perf_counter()
    hashlib.pbkdf2_hmac("sha256", b"pencil", b"salt", MOST_ITERATIONS)
    assert time.perf_counter() - started < 5


def test_nonces_are_new_and_fit_the_protocol() -> None:
    assert make_nonce() != make_nonce()
    assert "," not in make_nonce()
    assert len(make_nonce()) >= 20


@given(st.lists(st.binary(max_size=60), max_size=4))
def test_any_challenges(challenges: list[bytes]) -> None:
    for mechanism in (Plain("a", "b"), ScramSha256("a", "b", "n")):
        try:
            for challenge in challenges:
                mechanism.respond(challenge)
        except SaslError as error:
            assert str(error)
        assert mechanism.name == "PLAIN" or not mechanism.proven


class ScramServer:
    """The server's side, for dialogues: it knows one password."""

    def __init__(self, password: str, iterations: int = 4096) -> None:
        self._salt = b"0123456789abcdef"
        self._iterations = iterations
        self._salted = hashlib.pbkdf2_hmac("sha256", password.encode(), self._salt, iterations)

    def challenge(self, first: bytes) -> bytes:
        self._bare = first.removeprefix(b"n,,")
        nonce = self._bare.rpartition(b"r=")[2] + b"server"
        self._challenge = b"r=%b,s=%b,i=%d" % (nonce, base64.b64encode(self._salt), self._iterations)
        return self._challenge

    def prove(self, final: bytes) -> bytes | None:
        """None: the password was wrong."""
        without_proof, _, proof = final.partition(b",p=")
        signed = b",".join([self._bare, self._challenge, without_proof])
        client_key = hmac.digest(self._salted, b"Client Key", "sha256")
        signature = hmac.digest(hashlib.sha256(client_key).digest(), signed, "sha256")
        expected = bytes(a ^ b for a, b in zip(client_key, signature, strict=True))
        if base64.b64decode(proof) != expected:
            return None
        server_key = hmac.digest(self._salted, b"Server Key", "sha256")
        return b"v=" + base64.b64encode(hmac.digest(server_key, signed, "sha256"))
