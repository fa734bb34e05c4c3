"""What is read from files, at the start and again on SIGHUP, while clients stay: the certificate, the message of the
day, the operators. A file that cannot be used is one line of the log, and what it was read for stays as it was.

Main thread, in a gateway and in the parent of several. Other settings change with a restart only.
"""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Sequence
from dataclasses import replace

from gateway.settings import Settings, SettingsError, load
from gateway.transport import certificate
from gateway.transport.certificate import Certificate, CertificateError

log = logging.getLogger(__name__)


def read_certificate(settings: Settings) -> Certificate | None:
    """That of `--tls-cert` and `--tls-key`; None: there is no TLS. Raises CertificateError, which names the option."""
    if not settings.tls_cert:
        return None
    try:
        return certificate.load(settings.tls_cert, settings.tls_key)
    except CertificateError as error:
        raise CertificateError(f"--tls-cert: {error}") from None


def announce(shown: Certificate) -> None:
    """Log which certificate clients are shown: people compare the fingerprint of one that nobody vouches for."""
    kind = "self-made TLS certificate" if shown.self_made else "TLS certificate"
    log.info("%s, SHA-256 fingerprint %s, valid until %s", kind, shown.fingerprint, shown.expiry_date)
    if shown.expired:
        log.warning("the TLS certificate has expired: clients that check it stay away")


def reread_certificate(settings: Settings) -> Certificate | None:
    """SIGHUP: the certificate as it is now; None: there is none, or it cannot be used."""
    try:
        found = read_certificate(settings)
    except CertificateError as error:
        log.error("SIGHUP: %s: the certificate stays as it was", error)
        return None
    if found is not None:
        announce(found)
    return found


def reread_settings(settings: Settings, arguments: Sequence[str]) -> Settings | None:
    """SIGHUP: these settings with the message of the day and the operators as they are now; None: something is wrong
    with them."""
    try:
        found = load(arguments, os.environ)
    except SettingsError as error:
        log.error("SIGHUP: %s: message of the day and operators stay as they were", error)
        return None
    return replace(settings, motd=found.motd, oper=found.oper)


def hold_back() -> None:
    """On the thread that starts a gateway: a SIGHUP waits, there too, until it has said by `let_in` that it listens."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})


def let_in() -> None:
    """The handler of SIGHUP is there: what waited comes now."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGHUP})


class Terminal:
    """The terminal that this process was started on, if any. When it goes, the system sends SIGHUP too, and then what
    runs there in the foreground should end."""

    def __init__(self) -> None:
        self._was_there = _there()

    def has_gone(self) -> bool:
        return self._was_there and not _there()


def _there() -> bool:
    try:
        os.close(os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY))
    except OSError:
        return False
    return True
