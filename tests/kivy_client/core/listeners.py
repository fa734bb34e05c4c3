"""Small servers on the loopback for tests of connecting, each connection on a thread of its own."""

from __future__ import annotations

import contextlib
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.certificates import Pem, make

SECONDS = 10.0
Behave = Callable[[socket.socket], None]

_CA = """
[ca]
default_ca = one
[one]
database = {folder}/index.txt
serial = {folder}/serial
new_certs_dir = {folder}
default_md = sha256
policy = any
x509_extensions = names
[any]
commonName = supplied
[names]
subjectAltName = DNS:localhost
"""


@contextlib.contextmanager
def listening(behave: Behave, family: int = socket.AF_INET) -> Iterator[int]:
    """A server that does this to everybody who connects. Gives its port."""
    host = "::1" if family == socket.AF_INET6 else "127.0.0.1"
    with socket.create_server((host, 0), family=socket.AddressFamily(family)) as listener:

        def serve() -> None:
            with contextlib.suppress(OSError):  # the listener was closed
                while True:
                    connection, _ = listener.accept()
                    connection.settimeout(SECONDS)
                    threading.Thread(target=attend, args=(connection,), daemon=True).start()

        def attend(connection: socket.socket) -> None:
            with connection, contextlib.suppress(OSError):
                behave(connection)

        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def silent(connection: socket.socket) -> None:
    """Reads, and never says anything."""
    while connection.recv(65536):
        pass


def closing(connection: socket.socket) -> None:
    """Closes when it hears something."""
    connection.recv(1)


def complaining(connection: socket.socket) -> None:
    """Speaks plain text, whatever it hears."""
    connection.recv(1)
    connection.sendall(b"ERROR :Closing link: what was that?\r\n")
    silent(connection)


def tls_echo(pem: Pem) -> Behave:
    """Sends back what it hears, by TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem.cert, pem.key)

    def behave(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secured:
            while data := secured.recv(65536):
                secured.sendall(data)

    return behave


def make_expired(folder: Path) -> Pem:
    """A self-made certificate for localhost that was good in 2020."""
    key = make(folder, "old").key
    (folder / "index.txt").touch()
    (folder / "serial").write_text("01\n")
    config, request, cert = folder / "ca.cnf", folder / "old.csr", folder / "expired.crt"
    config.write_text(_CA.format(folder=folder))
    dates = ("-startdate", "20200101000000Z", "-enddate", "20200201000000Z")
    asking = ("openssl", "req", "-new", "-key", key, "-subj", "/CN=old.localhost", "-out", str(request))
    signing = ("openssl", "ca", "-batch", "-selfsign", "-notext", "-config", str(config), "-keyfile", key)
    subprocess.run(asking, check=True, capture_output=True)
    subprocess.run([*signing, *dates, "-in", str(request), "-out", str(cert)], check=True, capture_output=True)
    return Pem(str(cert), key)
