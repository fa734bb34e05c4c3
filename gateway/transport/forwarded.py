"""Whose connection a proxy passes on where the client speaks HTTP: the PROXY protocol, or the field X-Forwarded-For.

Proxies of HTTP (nginx, Caddy) add the field; proxies of TCP (HAProxy) send the header, and then the field is the
client's own text and is not looked at. Of several addresses the last counts: the one that the proxy itself saw, others
may be made up. No sockets here; any thread.
"""

from __future__ import annotations

import ipaddress

from gateway.transport.clients import plain_ip
from gateway.transport.proxy import PROXY_LINE, SIGNATURE, Header, HeaderParser, ProxyError
from gateway.transport.websocket_handshake import HeadParser, HttpError

_FIELD = b"x-forwarded-for:"


class ForwardedParser:
    """Like `HeaderParser`: takes bytes until it is known whose connection this is. A request stays whole, in `rest`."""

    def __init__(self) -> None:
        self._data = b""

    def feed(self, data: bytes) -> Header | None:
        """None: more is needed. After a header or an error: to be fed no more. Raises ProxyError."""
        self._data += data
        data = self._data
        # A PROXY line, or its binary form, begins like no request that is served here.
        for start in (PROXY_LINE, SIGNATURE):
            if data[: len(start)] == start[: len(data)]:
                return HeaderParser().feed(data)
        try:
            whole = HeadParser().feed(data)
        except HttpError as error:
            raise ProxyError(f"It begins with neither a PROXY header nor an HTTP request: {error}") from None
        return None if whole is None else Header(_address(whole[0]), 0, False, data)


def _address(head: bytes) -> str:
    """The last address of the field X-Forwarded-For. Raises ProxyError."""
    fields = [line.partition(b":")[2] for line in head.split(b"\r\n") if line.lower().startswith(_FIELD)]
    if not fields:
        raise ProxyError("There is neither a PROXY header nor the field X-Forwarded-For")
    text = fields[-1].rpartition(b",")[2].strip().decode("ascii", "replace")
    try:
        ipaddress.ip_address(text)
    except ValueError:
        raise ProxyError(f"The field X-Forwarded-For ends with {text!r}, which is no IP address") from None
    return plain_ip(text)
