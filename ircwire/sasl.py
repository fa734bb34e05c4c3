"""SASL, the client's side: PLAIN (RFC 4616) and SCRAM-SHA-256 (RFC 5802, RFC 7677), with SASLprep (RFC 4013).

Challenges in, responses out; how they are carried is not known here. Whatever a server sends, nothing but SaslError is
raised, and no more is computed than `MOST_ITERATIONS` of PBKDF2 (some tenths of a second).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import stringprep
import unicodedata
from collections.abc import Callable
from typing import Protocol

LEAST_ITERATIONS = 4096
"""RFC 7677: fewer make the password easy to guess for whoever listens."""
MOST_ITERATIONS = 600_000

_DIGEST = "sha256"
_NONCE_BYTES = 18
_HEADER = "n,,"
"""GS2: no channel binding."""
_PROHIBITED = (
    stringprep.in_table_c12,
    stringprep.in_table_c21_c22,
    stringprep.in_table_c3,
    stringprep.in_table_c4,
    stringprep.in_table_c5,
    stringprep.in_table_c6,
    stringprep.in_table_c7,
    stringprep.in_table_c8,
    stringprep.in_table_c9,
)


class SaslError(Exception):
    """Authentication cannot go on; the message is one clear sentence for a person, without its full stop."""


class Mechanism(Protocol):
    """One authentication. `proven`: the server has shown that it knows us too, as far as the mechanism can tell."""

    @property
    def name(self) -> str: ...
    @property
    def proven(self) -> bool: ...

    def respond(self, challenge: bytes) -> bytes:
        """The response to the next challenge; the first is empty. Raises SaslError."""
        ...


def make_nonce() -> str:
    """A new unguessable nonce."""
    return secrets.token_urlsafe(_NONCE_BYTES)


class Plain:
    """PLAIN: the password as it is. For encrypted connections only."""

    name = "PLAIN"
    proven = True

    def __init__(self, account: str, password: str) -> None:
        self._response = f"\0{account}\0{password}".encode()
        self._sent = False

    def respond(self, challenge: bytes) -> bytes:
        if challenge or self._sent:
            raise SaslError("The server asked for more than a name and a password")
        self._sent = True
        return self._response


class ScramSha256:
    """SCRAM-SHA-256: neither the connection nor the server ever sees the password, and the server proves that it knows
    the account. Raises SaslError at once for a name or password that SASLprep forbids."""

    name = "SCRAM-SHA-256"

    def __init__(self, account: str, password: str, nonce: str = "") -> None:
        self.proven = False
        self._password = saslprep(password).encode()
        self._nonce = nonce or make_nonce()
        name = saslprep(account).replace("=", "=3D").replace(",", "=2C")
        self._first = f"n={name},r={self._nonce}"
        self._signature = b""
        self._steps: list[Callable[[bytes], bytes]] = [self._begin, self._prove, self._verify]

    def respond(self, challenge: bytes) -> bytes:
        if not self._steps:
            raise SaslError("The server did not end the login")
        return self._steps.pop(0)(challenge)

    def _begin(self, challenge: bytes) -> bytes:
        if challenge:
            raise SaslError("The server spoke first")
        return (_HEADER + self._first).encode()

    def _prove(self, challenge: bytes) -> bytes:
        words = _attributes(challenge)
        nonce, iterations = words.get("r", ""), words.get("i", "")
        salt = _decode(words.get("s", ""))
        if not nonce.startswith(self._nonce) or nonce == self._nonce:
            raise SaslError("The server answered another login than this one")
        count = int(iterations) if iterations.isascii() and iterations.isdigit() and len(iterations) < 9 else 0
        if not LEAST_ITERATIONS <= count <= MOST_ITERATIONS or not salt:
            raise SaslError("The server asks for a login that is not safe, or takes too long")
        salted = hashlib.pbkdf2_hmac(_DIGEST, self._password, salt, count)
        final = f"c={_encode(_HEADER.encode())},r={nonce}"
        signed = b",".join([self._first.encode(), challenge, final.encode()])
        client_key = _hmac(salted, b"Client Key")
        signature = _hmac(hashlib.new(_DIGEST, client_key).digest(), signed)
        proof = bytes(one ^ other for one, other in zip(client_key, signature, strict=True))
        self._signature = _hmac(_hmac(salted, b"Server Key"), signed)
        return f"{final},p={_encode(proof)}".encode()

    def _verify(self, challenge: bytes) -> bytes:
        words = _attributes(challenge)
        if "e" in words:
            raise SaslError("The server did not take this name and password")
        if not hmac.compare_digest(_decode(words.get("v", "")), self._signature):
            raise SaslError("The server did not prove that it knows this account")
        self.proven = True
        return b""


def saslprep(text: str) -> str:
    """The form of a name or password in which it is compared (RFC 4013). Raises SaslError for what cannot be one."""
    mapped = "".join(
        " " if stringprep.in_table_c12(character) else character
        for character in text
        if not stringprep.in_table_b1(character)
    )
    prepared = unicodedata.ucd_3_2_0.normalize("NFKC", mapped)
    if any(forbidden(character) for character in prepared for forbidden in _PROHIBITED):
        raise SaslError("A name or password must not contain control characters")
    if any(map(stringprep.in_table_d1, prepared)) and not (
        stringprep.in_table_d1(prepared[0])
        and stringprep.in_table_d1(prepared[-1])
        and not any(map(stringprep.in_table_d2, prepared))
    ):
        raise SaslError("A name or password must not mix scripts of both directions")
    return prepared


def _attributes(challenge: bytes) -> dict[str, str]:
    """`r=…,s=…,i=…`. An extension that must be understood (m=) is not."""
    words: dict[str, str] = {}
    for word in challenge.decode(errors="replace").split(","):
        name, _, value = word.partition("=")
        if name == "m":
            raise SaslError("The server asks for an extension of SCRAM that is not known here")
        words.setdefault(name, value)
    return words


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise SaslError("The server's answer is not valid") from None


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _hmac(key: bytes, data: bytes) -> bytes:
    return hmac.digest(key, data, _DIGEST)
