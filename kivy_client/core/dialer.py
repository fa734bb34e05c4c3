"""Making connections, plain or by TLS: a thread of its own for each attempt, because looking up a name, connecting and
shaking hands block. What comes of it is told once; nobody else learns of the attempt.

A server is believed if an authority vouches for its certificate and this very host, or if its certificate is the one
that the person trusts. The latter is looked at first: a trusted one needs no authority, no right name and no date. One
that is another than the trusted is fine if an authority vouches for it; if none does, the person is asked.
"""

from __future__ import annotations

import contextlib
import logging
import socket
import ssl
import threading
from collections.abc import Callable

from ircwire.value import value
from kivy_client.core.addresses import connect
from kivy_client.core.certificates import (
    fingerprint_of,
    same_fingerprint,
    trusting_anybody,
    verifying,
    why_not_verified,
)

CONNECT_SECONDS = 10.0
"""How long all addresses of a host together may take."""
HANDSHAKE_SECONDS = 10.0
"""How long a TLS handshake may take."""
_log = logging.getLogger(__name__)


@value
class Untrusted:
    """Nobody vouches for the server's certificate. `fingerprint`: of that certificate. `reason`: a short phrase."""

    fingerprint: str
    reason: str


Outcome = socket.socket | Untrusted | str
"""A connected socket that does not block (by TLS an `ssl.SSLSocket`: see `stream`), or why there is none: a short
phrase."""


def dial(
    host: str,
    port: int,
    done: Callable[[Outcome], None],
    *,
    tls: bool = False,
    fingerprint: str = "",
    seconds: float = HANDSHAKE_SECONDS,
) -> None:
    """Connect in a new daemon thread and tell `done`, on that thread. Returns at once.

    `fingerprint`: of the certificate that is trusted whoever vouches for it, "" for none. `seconds`: for a handshake.
    """
    attempt = _Attempt(host, port, seconds)

    def run() -> None:
        try:
            outcome = attempt.secure(fingerprint) if tls else attempt.plain()
        except Exception as error:  # whatever it is: somebody waits for the outcome
            _log.exception("An attempt to connect failed")
            outcome = phrase(error)
        done(outcome)

    threading.Thread(target=run, name="app-dial", daemon=True).start()


def phrase(error: Exception) -> str:
    """What the system says of an error, in a few words."""
    if isinstance(error, ssl.SSLError):
        reason = getattr(error, "reason", None)
        return reason.lower().replace("_", " ") if reason else "TLS failed"
    return getattr(error, "strerror", None) or type(error).__name__


class _Attempt:
    """One thread's work."""

    def __init__(self, host: str, port: int, seconds: float) -> None:
        self._host = host
        self._port = port
        self._seconds = seconds

    def plain(self) -> Outcome:
        connection = self._connect()
        if not isinstance(connection, str):
            connection.setblocking(False)
        return connection

    def secure(self, trusted: str) -> Outcome:
        seen: ssl.SSLSocket | str = ""
        if trusted:
            seen = self._handshake(trusting_anybody())
            if isinstance(seen, str):
                return seen
            if same_fingerprint(_fingerprint(seen), trusted):
                return seen
            seen.close()
        try:
            return self._handshake(verifying())
        except ssl.SSLCertVerificationError as error:
            reason = why_not_verified(error)
        seen = self._handshake(trusting_anybody())
        if isinstance(seen, str):
            return seen
        fingerprint = _fingerprint(seen)
        seen.close()
        if trusted:
            reason = f"its certificate is not the one that was trusted, and {reason.removeprefix('its certificate ')}"
        return Untrusted(fingerprint, reason)

    def _connect(self) -> socket.socket | str:
        try:
            connection = connect(self._host, self._port, CONNECT_SECONDS)
        except TimeoutError:
            return "the server does not answer"
        except socket.gaierror:
            return f"there is no host called {self._host}"
        except UnicodeError:  # a name that DNS cannot have
            return f"no host can be called {self._host}"
        except OSError as error:
            return phrase(error)
        with contextlib.suppress(OSError):  # broken already, as some systems say here: reading will tell
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def _handshake(self, context: ssl.SSLContext) -> ssl.SSLSocket | str:
        """A TLS connection that does not block. Raises SSLCertVerificationError."""
        connection = self._connect()
        if isinstance(connection, str):
            return connection
        connection.settimeout(self._seconds)
        try:
            secured = context.wrap_socket(connection, server_hostname=self._host)
        except ssl.SSLCertVerificationError:
            raise
        except TimeoutError:
            return "the server does not answer by TLS: this may be a port without it"
        except ssl.SSLEOFError:
            return "the server closed the connection when asked for TLS: this may be a port without it"
        except ssl.SSLError as error:
            return _why_no_tls(error)
        except ConnectionError:
            return "the server closed the connection when asked for TLS: this may be a port without it"
        except (OSError, UnicodeError, ValueError) as error:  # ValueError: a host name that TLS cannot ask for
            return phrase(error)
        finally:
            connection.close()  # does nothing once it is wrapped
        secured.setblocking(False)
        return secured


def _why_no_tls(error: ssl.SSLError) -> str:
    if error.reason in ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST", "UNEXPECTED_MESSAGE"):
        return "this port does not speak TLS"
    return f"no TLS with this server: {phrase(error)}"


def _fingerprint(connection: ssl.SSLSocket) -> str:
    return fingerprint_of(connection.getpeercert(binary_form=True) or b"")
