"""Certificates for tests, made by the `openssl` program: nobody vouches for them, and they never leave the machine."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

KINDS = {
    "ec": ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
    "rsa": ("-newkey", "rsa:2048"),
    "weak": ("-newkey", "rsa:1024"),
}


class Pem(NamedTuple):
    """Paths of a certificate and its key."""

    cert: str
    key: str


def make(folder: Path, name: str = "one", kind: str = "ec", *options: str) -> Pem:
    """A self-made certificate for localhost and chorus.localhost, good for 30 days. `options`: of `openssl req`."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed (apt install openssl)")
    cert, key = str(folder / f"{name}.crt"), str(folder / f"{name}.key")
    subject = ("-subj", f"/CN={name}.localhost", "-addext", "subjectAltName=DNS:localhost,DNS:chorus.localhost")
    passphrase = () if options else ("-nodes",)
    made = ("-days", "30", *passphrase, *subject, "-out", cert, "-keyout", key)
    subprocess.run(["openssl", "req", "-x509", *KINDS[kind], *made, *options], check=True, capture_output=True)
    return Pem(cert, key)


def trusting(pem: Pem) -> ssl.SSLContext:
    """A client's context that takes this certificate, and no other."""
    return ssl.create_default_context(cafile=pem.cert)
