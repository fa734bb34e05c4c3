"""The certificate of this server and its key: two PEM files, and what OpenSSL makes of them. Read, never written.

Main thread, at the start and on SIGHUP. What is wrong with the files is one `CertificateError` sentence for the admin;
nothing of a key is ever in it.
"""

from __future__ import annotations

import hashlib
import re
import ssl
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

_CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""For TLS 1.2: forward secrecy and authenticated encryption only. Those of TLS 1.3 are all of that kind."""
_PEM = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
_SEQUENCE, _EXPLICIT_VERSION, _UTC_TIME, _GENERALIZED_TIME = 0x30, 0xA0, 0x17, 0x18


class CertificateError(Exception):
    """These files cannot be used. The message is one sentence for the admin."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate that is ready to be shown."""

    context: ssl.SSLContext
    fingerprint: str
    """SHA-256 of the certificate, as `openssl x509 -fingerprint -sha256` writes it: pairs of digits with colons."""
    expires: float
    """Seconds since 1970."""
    self_made: bool
    """Nobody but itself vouches for it."""

    @property
    def expired(self) -> bool:
        return self.expires < time.time()

    @property
    def expiry_date(self) -> str:
        return datetime.fromtimestamp(self.expires, UTC).strftime("%Y-%m-%d")


def load(cert: str, key: str) -> Certificate:
    """Read both files; `key` "": it is in the file of `cert`. Raises CertificateError."""
    text = _read(cert)
    if key:
        _read(key)
    found = _PEM.search(text)
    if found is None:
        raise CertificateError(f"there is no certificate in {cert!r} (PEM is expected)")
    context = _context()
    try:
        context.load_cert_chain(cert, key or None, password=_no_passphrase)
    except ssl.SSLError as error:
        raise CertificateError(_why(error, cert, key or cert)) from None
    except OSError as error:  # it was there a moment ago
        raise CertificateError(f"cannot read {cert!r}: {error.strerror}") from None
    der = ssl.PEM_cert_to_DER_cert(found[0])
    expires, self_made = _look_at(der)
    digest = hashlib.sha256(der).hexdigest().upper()
    fingerprint = ":".join(digest[at : at + 2] for at in range(0, len(digest), 2))
    return Certificate(context, fingerprint, expires, self_made)


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(_CIPHERS)
    # A renegotiation is a handshake for which nobody has asked; a ticket is worth nothing on the other gateways.
    context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_TICKET | ssl.OP_NO_COMPRESSION
    context.num_tickets = 0
    return context


def _read(path: str) -> str:
    try:
        return Path(path).read_text("utf-8", errors="replace")
    except OSError as error:
        raise CertificateError(f"cannot read {path!r}: {error.strerror}") from None


def _no_passphrase() -> NoReturn:
    """OpenSSL would ask for it on the terminal."""
    raise CertificateError("the key has a passphrase, and nobody is there to type it: give one without")


def _why(error: ssl.SSLError, cert: str, key: str) -> str:
    if error.reason == "KEY_VALUES_MISMATCH":
        return f"the key in {key!r} is not that of the certificate in {cert!r}"
    if error.reason and error.reason.startswith(("EE_KEY", "CA_MD", "CA_KEY")):
        return f"the certificate in {cert!r} is too weak for OpenSSL's security level ({_words(error)})"
    return f"there is no certificate in {cert!r} with its key in {key!r} ({_words(error)})"


def _words(error: ssl.SSLError) -> str:
    return (error.reason or "malformed").lower().replace("_", " ")


# ---- What Python's ssl tells of peers' certificates only (RFC 5280, section 4.1; DER: X.690)


def _look_at(der: bytes) -> tuple[float, bool]:
    """When a certificate ends, and whether it was issued by itself."""
    try:
        certificate = _parts(der)[0][1]
        fields = _parts(_parts(certificate)[0][1])
        if fields[0][0] == _EXPLICIT_VERSION:
            del fields[0]
        _serial, _algorithm, issuer, validity, subject = fields[:5]
        _begins, (kind, ends) = _parts(validity[1])
        # Two digits of a year: 1950 to 2049, as strptime does not read them.
        century = "" if kind == _GENERALIZED_TIME else "20" if ends[:2] < b"50" else "19"
        when = datetime.strptime(century + ends.decode("ascii"), "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
    except (IndexError, ValueError):
        raise CertificateError("the certificate is malformed") from None
    return when.timestamp(), issuer == subject


def _parts(data: bytes) -> list[tuple[int, bytes]]:
    """The values that follow one another in DER: tag and content of each."""
    parts, at = [], 0
    while at < len(data):
        tag, length, at = data[at], data[at + 1], at + 2
        if length & 0x80:
            width = length & 0x7F
            length, at = int.from_bytes(data[at : at + width], "big"), at + width
        parts.append((tag, data[at : at + length]))
        at += length
    return parts
