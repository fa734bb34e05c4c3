"""Making connections, against real servers on the loopback: what is believed, and one clear phrase for what fails."""

from __future__ import annotations

import hashlib
import socket
import ssl
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from types import ModuleType

import pytest

from kivy_client.core import certificates
from kivy_client.core.dialer import Outcome, Untrusted, dial, phrase
from tests.certificates import Pem, make
from tests.kivy_client.core.listeners import (
    SECONDS,
    closing,
    complaining,
    listening,
    make_expired,
    silent,
    tls_echo,
)

SELF_MADE = "nobody vouches for its certificate: it is self-made"


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Pem:
    return make(tmp_path_factory.mktemp("one"))


@pytest.fixture(scope="module")
def expired(tmp_path_factory: pytest.TempPathFactory) -> Pem:
    return make_expired(tmp_path_factory.mktemp("old"))


@pytest.fixture(autouse=True)
def fresh_contexts() -> Iterator[None]:
    """Trust is read anew for each test, and again after it."""
    certificates.verifying.cache_clear()
    yield
    certificates.verifying.cache_clear()


@pytest.fixture
def authority(monkeypatch: pytest.MonkeyPatch, pem: Pem) -> None:
    """The system's authorities are this one certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", pem.cert)


def outcome_of(host: str, port: int, *, tls: bool = True, fingerprint: str = "", seconds: float = SECONDS) -> Outcome:
    outcomes: Queue[Outcome] = Queue()
    dial(host, port, outcomes.put, tls=tls, fingerprint=fingerprint, seconds=seconds)
    return outcomes.get(timeout=3 * SECONDS)


def fingerprint(pem: Pem) -> str:
    der = ssl.PEM_cert_to_DER_cert(Path(pem.cert).read_text())
    return hashlib.sha256(der).hexdigest()


def in_groups(fingerprint: str) -> str:
    """As people write it."""
    return " ".join(fingerprint[at : at + 4] for at in range(0, 64, 4)).upper()


def assert_echoes(outcome: Outcome) -> None:
    """It is a secure connection that does not block, and works."""
    assert isinstance(outcome, ssl.SSLSocket), outcome
    with outcome:
        assert outcome.gettimeout() == 0.0
        outcome.settimeout(SECONDS)
        outcome.sendall(b"PING x\r\n")
        assert outcome.recv(100) == b"PING x\r\n"


def test_a_plain_connection() -> None:
    with listening(complaining) as port:
        outcome = outcome_of("127.0.0.1", port, tls=False)
        assert isinstance(outcome, socket.socket)
        assert not isinstance(outcome, ssl.SSLSocket)
        with outcome:
            assert outcome.gettimeout() == 0.0
            outcome.settimeout(SECONDS)
            outcome.sendall(b"x")
            assert outcome.recv(6) == b"ERROR "


@pytest.mark.usefixtures("authority")
def test_a_server_that_an_authority_vouches_for(pem: Pem) -> None:
    with listening(tls_echo(pem)) as port:
        assert_echoes(outcome_of("localhost", port))


@pytest.mark.usefixtures("authority")
def test_it_is_fine_although_another_certificate_was_trusted_before(pem: Pem) -> None:
    with listening(tls_echo(pem)) as port:
        assert_echoes(outcome_of("localhost", port, fingerprint="ab" * 32))


def test_a_self_made_certificate_is_asked_about(pem: Pem) -> None:
    with listening(tls_echo(pem)) as port:
        assert outcome_of("localhost", port) == Untrusted(fingerprint(pem), SELF_MADE)


def test_a_trusted_certificate_needs_no_authority_and_no_name(pem: Pem) -> None:
    shown = in_groups(fingerprint(pem))
    with listening(tls_echo(pem)) as port:
        assert_echoes(outcome_of("127.0.0.1", port, fingerprint=shown))


def test_a_changed_certificate_is_told(pem: Pem) -> None:
    before = "ab" * 32
    with listening(tls_echo(pem)) as port:
        reason = f"its certificate is not the one that was trusted, and {SELF_MADE}"
        assert outcome_of("localhost", port, fingerprint=before) == Untrusted(fingerprint(pem), reason)


@pytest.mark.usefixtures("authority")
def test_a_certificate_for_another_host(pem: Pem) -> None:
    with listening(tls_echo(pem)) as port:
        reason = "its certificate is for another address"
        assert outcome_of("127.0.0.1", port) == Untrusted(fingerprint(pem), reason)


def test_an_expired_certificate(expired: Pem, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", expired.cert)
    with listening(tls_echo(expired)) as port:
        reason = "its certificate has expired, or the clock of this device is wrong"
        assert outcome_of("localhost", port) == Untrusted(fingerprint(expired), reason)


@pytest.mark.parametrize("known", ["", "ab" * 32])
def test_tls_on_a_plain_port(known: str) -> None:
    with listening(complaining) as port:
        assert outcome_of("127.0.0.1", port, fingerprint=known) == "this port does not speak TLS"
    with listening(closing) as port:
        words = "the server closed the connection when asked for TLS: this may be a port without it"
        assert outcome_of("127.0.0.1", port, fingerprint=known) == words


def test_a_handshake_that_stalls_is_given_up() -> None:
    with listening(silent) as port:
        started = time.monotonic()
        words = "the server does not answer by TLS: this may be a port without it"
        assert outcome_of("127.0.0.1", port, seconds=0.2) == words
        assert time.monotonic() - started < SECONDS


@pytest.mark.parametrize("tls", [True, False])
def test_nobody_listens(tls: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert outcome_of("127.0.0.1", port, tls=tls) == "Connection refused"


def test_no_such_host(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*args: object, **options: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert outcome_of("nowhere.example", 6697) == "there is no host called nowhere.example"


def test_a_name_that_cannot_be_one() -> None:
    name = "x" * 64 + ".example"
    assert outcome_of(name, 6697) == f"no host can be called {name}"


def test_whatever_goes_wrong_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> ssl.SSLContext:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr("kivy_client.core.dialer.verifying", fail)
    assert outcome_of("localhost", 6697) == "No such file or directory"


def test_certifi_s_authorities_are_believed_besides_the_system_s(
    pem: Pem, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """On Android Python finds none of the system's."""
    nothing = tmp_path / "none.pem"
    nothing.touch()
    monkeypatch.setenv("SSL_CERT_FILE", str(nothing))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    fake = ModuleType("certifi")
    fake.where = lambda: pem.cert  # type: ignore[attr-defined]
    with listening(tls_echo(pem)) as port:
        assert isinstance(outcome_of("localhost", port), Untrusted)
        certificates.verifying.cache_clear()
        monkeypatch.setitem(sys.modules, "certifi", fake)
        assert_echoes(outcome_of("localhost", port))


def test_what_errors_are_called() -> None:
    assert phrase(ConnectionResetError(104, "Connection reset by peer")) == "Connection reset by peer"
    assert phrase(OSError()) == "OSError"
    assert phrase(ssl.SSLError(1, "[SSL: X] x")) == "TLS failed"


def test_fingerprints_however_they_are_written() -> None:
    known = certificates.fingerprint_of(b"certificate")
    assert known == hashlib.sha256(b"certificate").hexdigest()
    assert certificates.same_fingerprint(known, in_groups(known))
    assert certificates.same_fingerprint(known, ":".join(known[at : at + 2] for at in range(0, 64, 2)).upper())
    assert not certificates.same_fingerprint(known, "")
    assert not certificates.same_fingerprint("", "")
