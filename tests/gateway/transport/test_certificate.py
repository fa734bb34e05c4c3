from __future__ import annotations

import ssl
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.transport.certificate import CertificateError, load
from tests import certificates


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("certificates")


def test_what_it_says_of_itself_is_what_openssl_says(pem):
    shown = load(pem.cert, pem.key)
    words = ["openssl", "x509", "-in", pem.cert, "-noout", "-fingerprint", "-sha256"]
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    assert said.strip().partition("=")[2] == shown.fingerprint
    assert shown.self_made and not shown.expired
    assert 29 * 86400 < shown.expires - time.time() < 31 * 86400
    assert replace(shown, expires=time.time() - 1).expired
    assert replace(shown, expires=951782400.0).expiry_date == "2000-02-29"


def test_one_that_an_authority_signed_is_not_self_made(folder, pem):
    request, cert = str(folder / "asked.csr"), str(folder / "signed.crt")
    key = str(folder / "signed.key")
    ask = (*certificates.KINDS["ec"], "-nodes", "-subj", "/CN=signed.localhost")
    subprocess.run(["openssl", "req", *ask, "-keyout", key, "-out", request], check=True, capture_output=True)
    sign = ("-CA", pem.cert, "-CAkey", pem.key, "-CAcreateserial", "-days", "20000")
    subprocess.run(["openssl", "x509", "-req", "-in", request, *sign, "-out", cert], check=True, capture_output=True)
    shown = load(cert, key)
    assert not shown.self_made
    assert shown.expires > time.time() + 19_000 * 86400, "a year from 2050 on is written with four digits"


def test_both_may_be_in_one_file(folder, pem):
    both = folder / "both.pem"
    both.write_text(Path(pem.cert).read_text() + Path(pem.key).read_text())
    assert load(str(both), "").fingerprint == load(pem.cert, pem.key).fingerprint


def test_only_modern_tls_is_spoken(pem):
    context = load(pem.cert, pem.key).context
    assert context.minimum_version == ssl.TLSVersion.TLSv1_2
    assert {cipher["protocol"] for cipher in context.get_ciphers()} == {"TLSv1.2", "TLSv1.3"}
    assert all(cipher["aead"] for cipher in context.get_ciphers())
    assert {cipher["kea"] for cipher in context.get_ciphers()} == {"kx-ecdhe", "kx-any"}


def wrong(cert, key=""):
    with pytest.raises(CertificateError) as caught:
        load(str(cert), str(key))
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence


def test_what_is_wrong_is_one_sentence(folder, pem):
    other = certificates.make(folder, "other")
    empty = folder / "empty"
    empty.write_text("")
    assert wrong(folder / "none", pem.key) == f"cannot read '{folder}/none': No such file or directory"
    assert wrong(pem.cert, folder / "none") == f"cannot read '{folder}/none': No such file or directory"
    assert "Is a directory" in wrong(folder, pem.key)
    assert "no certificate in" in wrong(empty, pem.key)
    assert "no certificate in" in wrong(pem.key, pem.key)
    assert wrong(pem.cert, other.key) == f"the key in '{other.key}' is not that of the certificate in '{pem.cert}'"
    assert f"there is no certificate in '{pem.cert}' with its key" in wrong(pem.cert)
    assert f"its key in '{empty}'" in wrong(pem.cert, empty)
    broken = folder / "broken.crt"
    broken.write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    assert "no certificate in" in wrong(broken, pem.key)


def test_a_key_with_a_passphrase_asks_nobody(folder):
    locked = certificates.make(folder, "locked", "ec", "-passout", "pass:secret")
    assert "passphrase" in wrong(*locked)


def test_a_weak_key_is_named_as_such(folder):
    assert "too weak" in wrong(*certificates.make(folder, "weak", "weak"))
