"""The ports of a gateway: the sockets that its settings name, bound but not yet listening, so that what is in use is
known before anything starts. Main thread, in a gateway and in the parent of several. Who listens on them, and how
workers share them, is not known here.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import socket
from typing import NamedTuple

from gateway.settings import Settings
from gateway.transport.sockets import bind_socket
from gateway.values import Address

log = logging.getLogger(__name__)


class PortError(Exception):
    """A port cannot be had. The message is one sentence for the admin."""


class Ports(NamedTuple):
    """The sockets of a gateway, bound but not yet listening; None: turned off."""

    irc: socket.socket | None
    plain: socket.socket | None
    tls: socket.socket | None
    ws: socket.socket | None
    wss: socket.socket | None
    http: socket.socket | None


CLIENT_PORTS = {
    "irc": "listen",
    "plain": "listen_plain",
    "tls": "listen_tls",
    "ws": "listen_ws",
    "wss": "listen_wss",
}
"""The ports that workers share (all but the HTTP port, of which each has its own), and the settings of each."""


def bind_ports(settings: Settings, share: bool = False) -> Ports:
    """Bind what the settings name; raises `PortError`. `share`: with other workers (all but the HTTP port)."""

    with contextlib.ExitStack() as bound:

        def bind(address: Address | None, share: bool) -> socket.socket | None:
            made = _bind(address, share) if address else None
            return bound.enter_context(made) if made else None

        shared = {port: bind(getattr(settings, key), share) for port, key in CLIENT_PORTS.items()}
        made = Ports(**shared, http=bind(settings.http, False))
        bound.pop_all()  # all went well: they stay open
        return made


def _bind(address: Address, share: bool) -> socket.socket | None:
    try:
        return bind_socket(address.host, address.port, share_port=share)
    except OSError as error:
        if address.optional and error.errno == errno.EADDRINUSE:
            log.warning("%s: going without it", error.strerror)
            return None
        raise PortError(error.strerror or error) from None
