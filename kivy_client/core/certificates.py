"""Whom to believe that a server is who it says it is: authorities, or one certificate that the person trusts.

Authorities are those of the system, and certifi's where it is installed (Android has none that Python finds). A
certificate is known by its fingerprint. Nothing here connects; used on the dialer's threads.
"""

from __future__ import annotations

import hashlib
import ssl
from functools import lru_cache

_REASONS = {
    9: "its certificate is not valid yet, or the clock of this device is wrong",
    10: "its certificate has expired, or the clock of this device is wrong",
    18: "nobody vouches for its certificate: it is self-made",
    19: "nobody who is known here vouches for its certificate",
    20: "nobody who is known here vouches for its certificate",
    21: "nobody who is known here vouches for its certificate",
    23: "its certificate was withdrawn",
    62: "its certificate is for another host",
    64: "its certificate is for another address",
}
"""OpenSSL's verification errors (x509_vfy.h), as short phrases."""


@lru_cache(maxsize=1)
def verifying() -> ssl.SSLContext:
    """For connections to servers that an authority vouches for, by the very name they were asked for."""
    context = ssl.create_default_context()
    try:
        import certifi
    except ImportError:
        return context
    context.load_verify_locations(certifi.where())
    return context


@lru_cache(maxsize=1)
def trusting_anybody() -> ssl.SSLContext:
    """For looking at a certificate that is judged by its fingerprint; as encrypted as any other."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def fingerprint_of(certificate: bytes) -> str:
    """SHA-256 of a certificate (DER), 64 hexadecimal digits in lower case."""
    return hashlib.sha256(certificate).hexdigest()


def same_fingerprint(one: str, other: str) -> bool:
    """Whether two fingerprints are the same, however they are written: with colons, in capitals, in groups."""
    return _digits(one) == _digits(other) != ""


def why_not_verified(error: ssl.SSLCertVerificationError) -> str:
    """Why no authority vouches for a server: a short phrase."""
    return _REASONS.get(error.verify_code, f"its certificate is not valid: {error.verify_message}")


def _digits(fingerprint: str) -> str:
    return "".join(character for character in fingerprint.lower() if character.isalnum())
