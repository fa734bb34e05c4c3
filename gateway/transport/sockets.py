"""The sockets that a gateway will listen on, bound to a host and port. None listens yet: clients are let in only when
there is somebody to serve them (`Listener.start`). Main thread, before any role runs; only clients' sockets are given
their options on `gw-loop`.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import Any

_EVERY_HOST = ("", "*")
_KEEP_ALIVE = {"TCP_KEEPIDLE": 60, "TCP_KEEPINTVL": 15, "TCP_KEEPCNT": 4}
"""Seconds of silence, seconds between probes, probes: two minutes after its plug was pulled a client is gone. Nothing
else finds that out where the dialect has no ping; by default the system waits two hours. (macOS lacks the first.)"""


def bind_socket(host: str, port: int, *, share_port: bool = False) -> socket.socket:
    """A bound socket. Host "" or "*": every address of this machine, IPv4 and IPv6; port 0: any free port.

    `share_port`: other processes may listen on the port too (SO_REUSEPORT); the system spreads the clients. Raises
    OSError, whose `strerror` is one sentence for the admin.
    """
    try:
        family, where = _resolve(host, port)
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            _bind(sock, where, host in _EVERY_HOST, share_port)
        except BaseException:
            sock.close()
            raise
    except OSError as error:
        raise OSError(error.errno, f"cannot listen on {_shown(host, port)}: {error.strerror or error}") from error
    return sock


def port_of(sock: socket.socket) -> int:
    """The port that it is bound to: for port 0 the one that the system picked."""
    return int(sock.getsockname()[1])


def name_of(sock: socket.socket) -> str:
    """Where it is bound, as `HOST:PORT`; every address is `*`."""
    host, port = sock.getsockname()[:2]
    return _shown("*" if host in ("::", "0.0.0.0") else str(host), int(port))


def set_client_options(sock: socket.socket) -> None:
    """Of a client's socket: no waiting for more to send, and a probe now and then whether somebody is there. Set on a
    listening socket they are inherited (Linux, tcp(7)); then there is nothing to do."""
    with suppress(OSError):  # macOS: a socket that the client has reset refuses options; reading finds that out
        if sock.family not in (socket.AF_INET, socket.AF_INET6) or sock.getsockopt(
            socket.IPPROTO_TCP, socket.TCP_NODELAY
        ):
            return
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, number in _KEEP_ALIVE.items():
            if option := getattr(socket, name, None):
                sock.setsockopt(socket.IPPROTO_TCP, option, number)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _shown(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host or '*'}:{port}"


def _resolve(host: str, port: int) -> tuple[int, tuple[Any, ...]]:
    """The family and what to bind. A name that has an IPv4 address means that one: every client tries it."""
    if host in _EVERY_HOST:
        return (socket.AF_INET6, ("::", port)) if _has_ipv6() else (socket.AF_INET, ("", port))
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, _, _, _, where = min(found, key=lambda one: one[0] != socket.AF_INET)
    return family, where


def _has_ipv6() -> bool:
    # The system may know IPv6 and have it switched off; only binding tells.
    if not socket.has_dualstack_ipv6():
        return False
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as sock:
            sock.bind(("::", 0))
    except OSError:
        return False
    return True


def _bind(sock: socket.socket, where: tuple[Any, ...], every: bool, share_port: bool) -> None:
    # So that a restarted gateway need not wait until the connections of the last one are forgotten.
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    set_client_options(sock)
    if share_port:
        if not hasattr(socket, "SO_REUSEPORT"):
            raise OSError("this system cannot share a port between processes")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    if sock.family == socket.AF_INET6:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0 if every else 1)
    sock.bind(where)
